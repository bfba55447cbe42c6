"""Translations of the interface: ``compile`` them, or ``update`` the catalogues from the source.

Compiling needs no system tool; updating needs Debian's gettext.
"""

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "es")
IGNORED = ("node_modules", ".venv", "var", "tests", "bench", "scripts", "deploy")


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write the .mo file of every catalogue below a ``locale`` folder; fuzzy entries are left out."""
    written = []
    for catalogue in sorted(root.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = catalogue.with_suffix(".mo")
        polib.pofile(str(catalogue)).save_as_mofile(str(target))
        written.append(target)
    return written


def make_messages(root: Path) -> None:
    """Run Django's makemessages in ``root`` (a checkout) for our languages, without line numbers."""
    command = [sys.executable, str(root / "manage.py"), "makemessages", "--no-location", "--no-wrap"]
    for language in LANGUAGES:
        command += ["--locale", language]
    for pattern in IGNORED:
        command += ["--ignore", pattern]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL, env=dict(os.environ))


def main() -> None:
    match sys.argv[1:]:
        case ["compile"]:
            for path in compile_all():
                print(path.relative_to(ROOT))
        case ["update"]:
            make_messages(ROOT)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
