"""File names as people send them, made harmless."""

import re
import unicodedata
from pathlib import PurePosixPath

from portal.records.text import clean_text

MAX_LENGTH = 120
# Zero-width characters and direction marks hide what a name ends with.
HIDDEN = re.compile("[\u200b-\u200f\u061c\u2028\u2029\u2060-\u2064\ufeff]")
NOT_IN_NAMES = re.compile(r'[\n\t<>:"|?*/\\%;]+')


def extension_of(name: str) -> str:
    """Return the last extension in lower case, with its dot; empty when there is none."""
    return PurePosixPath(_last_part(name)).suffix.lower()


def clean_name(name: str, extension: str) -> str:
    """Return a short plain file name that ends with ``extension``; never empty, never a path."""
    stem = _last_part(name)
    if stem.lower().endswith(extension):
        stem = stem[: -len(extension)]
    stem = " ".join(NOT_IN_NAMES.sub(" ", stem).split()).strip(". ")
    stem = stem[: MAX_LENGTH - len(extension)].strip(". ")
    return (stem or "file") + extension


def _last_part(name: str) -> str:
    """Return what stands after the last slash of either kind, without anything that cannot be seen."""
    text = HIDDEN.sub("", clean_text(name))
    return unicodedata.normalize("NFC", text.replace("\\", "/").rsplit("/", 1)[-1]).strip()
