"""Private bytes on disk: written beside, flushed, moved under a random name."""

import os
import secrets
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

INCOMING = "incoming"
STALE_SECONDS = 3600


def write_private(content: bytes) -> str:
    """Write ``content`` below ``settings.PRIVATE_DIR``; return its path there. Nothing stays when it fails.

    ValidationError: there is no room, or the folder cannot be written.
    """
    token = secrets.token_hex(32)
    path = f"{token[:2]}/{token}"
    temporary: Path | None = None
    try:
        incoming = settings.PRIVATE_DIR / INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=incoming)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, settings.FILE_UPLOAD_PERMISSIONS)
        target = settings.PRIVATE_DIR / path
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise ValidationError(
            _(
                "The file could not be kept: the portal has no room for it just now. Nothing else was lost; try later."
            ),
            code="storage",
        ) from error
    return path


def remove_private(path: str) -> None:
    """Remove a file; nothing happens when it is gone."""
    (settings.PRIVATE_DIR / path).unlink(missing_ok=True)


def purge_stale(known: set[str]) -> int:
    """Remove files older than an hour that no row names (``known`` paths); return how many."""
    removed, limit = 0, time.time() - STALE_SECONDS
    for file in settings.PRIVATE_DIR.glob("*/*"):
        if (
            file.is_file()
            and file.stat().st_mtime < limit
            and str(file.relative_to(settings.PRIVATE_DIR)) not in known
        ):
            file.unlink(missing_ok=True)
            removed += 1
    return removed
