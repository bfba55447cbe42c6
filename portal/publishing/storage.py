"""Files of publications on disk: written beside, flushed, moved under the name of their hash."""

import hashlib
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings

TEMPORARY = "incoming"
STALE_SECONDS = 3600


def path_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}.pdf"


def write_temporary(content: bytes) -> tuple[Path, str]:
    """Write and flush ``content`` to a temporary file; return it with its SHA-256. Nothing stays on failure."""
    folder = settings.PUBLICATIONS_DIR / TEMPORARY
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o640)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name), hashlib.sha256(content).hexdigest()


def move_into_place(temporary: Path, path: str) -> bool:
    """Move a temporary file under its final name; return whether that name is new."""
    target = settings.PUBLICATIONS_DIR / path
    new = not target.exists()
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(temporary, target)
    flush_folder(target.parent)
    return new


def flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_unused(path: str) -> None:
    """Remove a file that no publication in force has."""
    from portal.publishing.models import Publication

    if not Publication.objects.filter(path=path, withdrawn_at__isnull=True).exists():
        (settings.PUBLICATIONS_DIR / path).unlink(missing_ok=True)


def purge_temporary() -> int:
    """Remove what lost workers left behind, older than an hour; return how many files."""
    removed, limit = 0, time.time() - STALE_SECONDS
    for file in (settings.PUBLICATIONS_DIR / TEMPORARY).glob("*"):
        if file.stat().st_mtime < limit:
            file.unlink(missing_ok=True)
            removed += 1
    return removed
