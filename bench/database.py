"""Throw-away databases: one is migrated, the others are copies of it that grow."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.utils import truncate_name


class Databases:
    """A migrated database and its copies; :meth:`use` says which one the portal works on."""

    def __init__(self) -> None:
        self.vendor = connection.vendor
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self.first = str(connection.settings_dict["NAME"])
        self.names = [self.first]

    def copy(self, suffix: str) -> str:
        """Copy the database in use under another name; return that name."""
        current = str(connection.settings_dict["NAME"])
        if self.vendor == "sqlite":
            name = str(Path(settings.DATA_DIR) / f"bench-{suffix}.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            shutil.copyfile(current, name)
        else:
            name = truncate_name(f"{self.first}_{suffix}", 60)
            connection.close()
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{current}"')
        self.names.append(name)
        return name

    def use(self, name: str) -> None:
        """Work on this database from now on."""
        if str(connection.settings_dict["NAME"]) != name:
            connection.close()
            connection.settings_dict["NAME"] = name

    def analyse(self) -> None:
        """Let the database learn what is in it, as its housekeeping would."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def destroy(self) -> None:
        connection.close()
        if self.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                for name in self.names:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def throw_away() -> Iterator[Databases]:
    databases = Databases()
    try:
        yield databases
    finally:
        databases.destroy()
