"""One stylesheet instead of forty requests, without a build step.

``css/index.css`` lists the component files by ``@import``. This finder of static files joins them, in that order,
into ``css/portal.css``; ``collectstatic`` and WhiteNoise then treat it like any other file.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

SOURCE = Path(__file__).parent / "static" / "css" / "index.css"
BUNDLE = "css/portal.css"
IMPORT = re.compile(r'^@import "(?P<path>[^"]+)";\n', re.MULTILINE)
RELATIVE_URL = re.compile(r'url\("(?:\.\./)+')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANK = re.compile(r"\n\s*")
AROUND = re.compile(r"\s*([{};])\s*")


def imported_files() -> list[Path]:
    """Return the files that the index imports, in order."""
    return [SOURCE.parent / match["path"] for match in IMPORT.finditer(SOURCE.read_text(encoding="utf-8"))]


def join_styles() -> str:
    """Return the text of the joined stylesheet: comments and idle blanks gone, addresses as seen from ``css/``."""
    parts = [IMPORT.sub("", SOURCE.read_text(encoding="utf-8"))]
    for path in imported_files():
        parts.append(RELATIVE_URL.sub('url("../', path.read_text(encoding="utf-8")))
    return AROUND.sub(r"\1", BLANK.sub("\n", COMMENT.sub("", "\n".join(parts)))).strip() + "\n"


class BundleFinder(BaseFinder):
    """Finds ``css/portal.css``, written to the data folder when a component is newer than it."""

    def __init__(self, *args, **kwargs) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "bundle")

    def check(self, **kwargs) -> list[CheckMessage]:
        """Nothing to configure, so nothing to find wrong."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str]:
        """Return the absolute path of the bundle if ``path`` is its name, else an empty list."""
        if path != BUNDLE:
            return []
        found = str(self.refresh())
        return [found] if find_all else found

    def list(self, ignore_patterns: list[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield the bundle, fresh."""
        self.refresh()
        yield BUNDLE, self.storage

    def refresh(self) -> Path:
        """Write the bundle when its text has changed; readers see the old file or the new one, never a half."""
        target = Path(self.storage.path(BUNDLE))
        text = join_styles()
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_suffix(f".{os.getpid()}.part")
            half.write_text(text, encoding="utf-8")
            half.replace(target)
        return target
