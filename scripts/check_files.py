"""Look over the files under version control: none too long, no address of a package registry, no leftovers."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 500
SOURCES = (".py", ".js", ".css", ".html")
# Written in pieces, so that this file does not find itself.
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("registry", "yarnpkg", "com"),
            ("deb", "debian", "org"),
        )
    )
)
RESOLVED = re.compile(r'^\s*"resolved":', re.MULTILINE)
CONFLICT = re.compile(r"^(<{7} |>{7} )", re.MULTILINE)


def tracked(root: Path) -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True)
    return [root / name for name in listing.stdout.split("\0") if name and (root / name).is_file()]


def problems_of(name: str, text: str) -> list[str]:
    """Return what is wrong with one file of this name and content."""
    lines = []
    length = text.count("\n")
    if name.endswith(SOURCES) and length > LONGEST and "/migrations/" not in name:
        lines.append(f"{name}: {length} lines; a file ends at {LONGEST}")
    if REGISTRIES.search(text):
        lines.append(f"{name}: names a package registry's address")
    if name.endswith("package-lock.json") and RESOLVED.search(text):
        lines.append(f'{name}: holds "resolved" addresses')
    if CONFLICT.search(text):
        lines.append(f"{name}: holds a merge conflict")
    return lines


def problems(root: Path = ROOT) -> list[str]:
    found = []
    for path in tracked(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # pictures, fonts, samples of bad input
        found += problems_of(str(path.relative_to(root)), text)
    return found


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
