"""Write each app's migrations anew as one first migration: ``python -m scripts.fold_migrations [app …]``.

For the time before the first release only: a database that has migrated is made anew afterwards. Named apps (all of
the portal's own without a name) lose their numbered migrations, ``makemigrations`` writes them from the models, and
what a generated file cannot know is added: the base that creates its tables in one go, and that it waits for the
packages. Migrations that move data are no part of the models: with one of those nothing is done. At the end an
empty SQLite database is migrated.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Packages' migrations refer to the user: that app cannot wait for them.
BEFORE_PACKAGES = "accounts"
MOVES_DATA = re.compile(r"\b(RunPython|RunSQL|SeparateDatabaseAndState)\b")
HEAD = re.compile(r"(?P<imports>.*?)\n+class Migration\([\w.]+\):", re.DOTALL)
DEPENDENCIES = re.compile(r"(    dependencies = \[\n)(.*?)(    \]\n)", re.DOTALL)


def folders(root: Path = ROOT) -> dict[str, Path]:
    """Return the folders of migrations of the portal's own apps, by the app's label."""
    found = [*root.glob("*/migrations"), *root.glob("portal/*/migrations")]
    return {folder.parent.name: folder for folder in sorted(found)}


def numbered(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.py"))


def completed(text: str, label: str) -> str:
    """Return the text of a first migration with its base and what it waits for; unchanged when it has both."""
    after = label != BEFORE_PACKAGES
    imports = ["from portal.records.first_migration import FirstMigration"]
    if after:
        imports.append("from portal.records.migration_order import AFTER_PACKAGES")
    head = HEAD.match(text)
    new = "".join(f"\n{line}" for line in imports if line not in head["imports"])
    text = f"{head['imports']}{new}\n\n\nclass Migration(FirstMigration):{text[head.end() :]}"
    if after and "*AFTER_PACKAGES" not in text:
        text = DEPENDENCIES.sub(r"\1\2        *AFTER_PACKAGES,\n\3", text, count=1)
    return text


def complete(folder: Path) -> None:
    """Complete the first migration of an app where it stands."""
    path = folder / "0001_initial.py"
    path.write_text(completed(path.read_text(), folder.parent.name))


def run(*arguments: str, **environment: str) -> None:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=os.environ | environment)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    known = folders()
    labels = sys.argv[1:] or list(known)
    if unknown := set(labels) - set(known):
        sys.exit(f"No such app, or it has no migrations: {', '.join(sorted(unknown))}")
    files = [path for label in labels for path in numbered(known[label])]
    if moving := [str(path.relative_to(ROOT)) for path in files if MOVES_DATA.search(path.read_text())]:
        sys.exit(f"These move data, so nothing was done: {', '.join(moving)}")
    for path in files:
        path.unlink()
    with tempfile.TemporaryDirectory(prefix="portal-fold-") as data:
        own = {"PORTAL_DATA_DIR": data, "DATABASE_URL": f"sqlite:///{data}/db.sqlite3"}
        run("manage.py", "makemigrations", *labels, **own)
        for label in labels:
            complete(known[label])
        written = [str(path) for label in labels for path in numbered(known[label])]
        run("-m", "ruff", "check", "--fix", "--quiet", *written)
        run("manage.py", "makemigrations", "--check", "--dry-run", **own)
        run("manage.py", "migrate", "--verbosity=0", **own)
    print(f"{len(files)} files became {len(written)}. Databases that had migrated are to be made anew.")


if __name__ == "__main__":
    main()
