"""What must be true before the portal serves: database migrated, demonstration data loaded where it belongs.

``python -m portal.prepare`` looks first and does only what is missing, so that a second start is fast.
"""

import os
from pathlib import Path

from django.core.management import call_command
from django.db import connection


def prepare(data_dir: Path, *, demonstration: bool) -> list[str]:
    """Migrate if needed; load demonstration data into a database that is new. Return what was done.

    A file notes what has begun: when it is still there at the next start, the last one was broken off, and
    what it was about to do is done again (both parts add only what is missing).
    """
    from django.db.migrations.executor import MigrationExecutor

    note = data_dir / "prepare.unfinished"
    executor = MigrationExecutor(connection)
    todo = note.read_text().split() if note.exists() else []
    if not executor.loader.applied_migrations:
        todo = ["migrate", "demo"]
    elif executor.migration_plan(executor.loader.graph.leaf_nodes()):
        todo = ["migrate", *(part for part in todo if part != "migrate")]
    if not demonstration:
        todo = [part for part in todo if part != "demo"]
    if not todo:
        note.unlink(missing_ok=True)
        return []
    note.write_text(" ".join(todo))
    for part in todo:
        print(
            {"migrate": "Preparing the database", "demo": "Loading the demonstration data"}[part], flush=True
        )
        if part == "migrate":
            call_command("migrate", interactive=False, verbosity=0)
        else:
            call_command("demo", verbosity=0)
    if "migrate" in todo:
        ask_for_documents()
    note.unlink()
    return todo


def ask_for_documents() -> None:
    """Have typeset what comes with the portal; otherwise its first readers wait for the hourly tasks."""
    from meetings.actions.structure import keep_structure
    from meetings.documents.guidelines import typeset_missing

    keep_structure()
    typeset_missing()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.conf import settings

    for folder in (settings.DATA_DIR, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)
    prepare(settings.DATA_DIR, demonstration=settings.DEMONSTRATION)


if __name__ == "__main__":
    main()
