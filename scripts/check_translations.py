"""Say which texts of the interface lack French or Spanish, and which mail texts do not fit together.

The catalogues are compared with what makemessages finds in the source now: a text that is new, empty or only
guessed (fuzzy) is a problem, and so is a placeholder that a translation lost.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from scripts import messages

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = "portal/locale/{}/LC_MESSAGES/django.po"
MAIL_LANGUAGES = ("en", "fr", "es")
PYTHON_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w+)\}(?!\})")
MAIL_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def placeholders(text: str, pattern: re.Pattern[str] = PYTHON_PLACEHOLDER) -> set[str]:
    return {"".join(filter(None, found.groups())) for found in pattern.finditer(text)}


def copy_of_source(root: Path, target: Path) -> None:
    """Copy the files that git knows or would add: makemessages then touches nothing of the work tree."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listing.stdout.split("\0"):
        if name and not name.startswith(("tests/", "docs/")) and (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, target / name)


def problems_of_catalogue(language: str, entries: list[polib.POEntry]) -> list[str]:
    """Return one line for each entry that is not translated, only guessed, or lost a placeholder."""
    lines = []
    for entry in entries:
        if entry.obsolete:
            continue
        name = f"{language}: {entry.msgid[:90]!r}"
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if "fuzzy" in entry.flags:
            lines.append(f"{name} is only guessed (fuzzy)")
        elif not texts or not all(text.strip() for text in texts):
            lines.append(f"{name} is not translated")
        else:
            wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
            for text in texts:
                if not placeholders(text) <= wanted or (
                    not entry.msgid_plural and placeholders(text) != placeholders(entry.msgid)
                ):
                    lines.append(f"{name} has other placeholders than its translation")
    return lines


def problems_of_interface(root: Path = ROOT) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="portal-messages-") as folder:
        copy = Path(folder)
        copy_of_source(root, copy)
        for language in messages.LANGUAGES:
            (copy / CATALOGUE.format(language)).parent.mkdir(parents=True, exist_ok=True)
        messages.make_messages(copy)
        lines = []
        for language in messages.LANGUAGES:
            catalogue = polib.pofile(str(copy / CATALOGUE.format(language)))
            lines += problems_of_catalogue(language, list(catalogue))
        return lines


def problems_of_mails(root: Path = ROOT) -> list[str]:
    """Every mail text stands in three languages, has a subject, and the same placeholders in each."""
    lines = []
    for folder in sorted({path.parent for path in root.glob("**/mail/*/*.txt") if is_ours(path, root)}):
        name = folder.relative_to(root)
        texts = {}
        for language in MAIL_LANGUAGES:
            path = folder / f"{language}.txt"
            if not path.is_file() or not path.read_text(encoding="utf-8").strip():
                lines.append(f"{name}/{language}.txt is missing or empty")
                continue
            texts[language] = path.read_text(encoding="utf-8")
            if not re.match(r"Subject: \S", texts[language]):
                lines.append(f"{name}/{language}.txt does not begin with 'Subject: …'")
        original = placeholders(texts.get("en", ""), MAIL_PLACEHOLDER)
        for language, text in texts.items():
            if placeholders(text, MAIL_PLACEHOLDER) != original:
                other = sorted(placeholders(text, MAIL_PLACEHOLDER) ^ original)
                lines.append(f"{name}/{language}.txt differs from en.txt in placeholders: {', '.join(other)}")
    return lines


def is_ours(path: Path, root: Path) -> bool:
    return path.relative_to(root).parts[0] not in {".venv", "node_modules", "var", "tests"}


if __name__ == "__main__":
    found = problems_of_interface() + problems_of_mails()
    print("\n".join(found))
    sys.exit(1 if found else 0)
