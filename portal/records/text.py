"""Text as people type it: cleaned, counted, compared."""

import re
import unicodedata

from anyascii import anyascii

# Control characters but tab and line feed, surrogates, and marks that turn the direction of what follows.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def clean_text(text: str) -> str:
    """Return ``text`` as NFC with LF line ends, without control characters, surrogates or bidi overrides."""
    return unicodedata.normalize("NFC", UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def count_words(text: str) -> int:
    """Count runs of non-blank characters that hold a letter or a digit (BP-2)."""
    return sum(any(character.isalnum() for character in run) for run in text.split())


def normalise_name(text: str) -> str:
    """Return the key by which names are compared: case, accents, spacing and punctuation do not count (LOI-8).

    A name that leaves no letter or digit in ASCII is kept by its case-folded self, so that it is never empty.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return NOT_A_WORD.sub(" ", anyascii(folded).lower()).strip() or " ".join(folded.split())
