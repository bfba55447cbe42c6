"""What must be true before the portal serves: database migrated, demonstration data loaded where it belongs.

``python -m portal.prepare`` looks first and does only what is missing, so that a second start is fast.
"""

import os
from pathlib import Path

from django.core.management import call_command
from django.db import connection


def prepare(data_dir: Path, *, demonstration: bool) -> list[str]:
    """Migrate if needed; load demonstration data into a database that is new. Return what was done."""
    from django.db.migrations.executor import MigrationExecutor

    done = []
    executor = MigrationExecutor(connection)
    new = not executor.loader.applied_migrations
    # Tells the next start that a first one was broken off in the middle of loading.
    unfinished = data_dir / "demonstration.unfinished"
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database", flush=True)
        if new and demonstration:
            unfinished.touch()
        call_command("migrate", interactive=False, verbosity=0)
        done.append("migrate")
    if demonstration and unfinished.exists():
        print("Loading the demonstration data", flush=True)
        call_command("demo", verbosity=0)
        unfinished.unlink()
        done.append("demo")
    return done


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)
    prepare(settings.DATA_DIR, demonstration=settings.DEMONSTRATION)


if __name__ == "__main__":
    main()
