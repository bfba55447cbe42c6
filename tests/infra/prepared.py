"""One migrated database per run of the suite; every process and every running portal begins with a copy of it.

A run migrates an empty database with ``manage.py migrate``, once, in whichever process needs it first; the others
wait. Nothing is kept for the next run, so each run proves anew that an empty database can be migrated: on SQLite, and
on PostgreSQL when ``DATABASE_URL`` says so. Who gets a copy runs Django's ``migrate`` on it all the same: it finds
nothing to do.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db.backends.base.creation import BaseDatabaseCreation

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = "portal_prepared"
AFTERMATH = ("-wal", "-shm")


def _folder() -> Path:
    folder = Path(os.environ["PORTAL_TEST_DIR"]) / "prepared"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep the other processes of the run out; the lock ends with the process at the latest."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made_in_this_run(note: Path) -> bool:
    return note.exists() and note.read_text() == os.environ["PORTAL_TEST_RUN"]


def _note(note: Path) -> None:
    note.write_text(os.environ["PORTAL_TEST_RUN"])


def _migrate(folder: Path, url: str) -> None:
    left_out = ("PYTEST", "DJANGO_", "PORTAL_", "COV_", "BROKER_URL", "CACHE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=kept | {"PORTAL_DATA_DIR": str(folder), "DATABASE_URL": url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"An empty database cannot be migrated:\n{done.stdout}")


def sqlite_copy(target: Path) -> None:
    """Put a migrated SQLite database at ``target``, in place of what was there."""
    folder = _folder()
    source = folder / "db.sqlite3"
    with _alone(folder):
        if not _made_in_this_run(folder / "sqlite"):
            _forget(source)
            _migrate(folder, f"sqlite:///{source}")
            _note(folder / "sqlite")
    _forget(target)
    shutil.copyfile(source, target)


def _forget(path: Path) -> None:
    """Remove a database with its journal: SQLite would write an old journal into the new file."""
    for suffix in ("", *AFTERMATH):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def postgresql_template() -> str:
    """Return the name of a migrated database, nobody connected to it, beside the one of ``DATABASE_URL``."""
    folder = _folder()
    url = os.environ["DATABASE_URL"]
    with _alone(folder):
        if not _made_in_this_run(folder / "postgresql"):
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
            _migrate(folder, urlsplit(url)._replace(path=f"/{TEMPLATE}").geturl())
            _note(folder / "postgresql")
    return TEMPLATE


def begin_with_a_copy(creation: BaseDatabaseCreation) -> None:
    """Let Django make its test database from the prepared one, unless it keeps the one that is there."""
    make_empty = creation._create_test_db

    def make_copy(verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = creation._get_test_db_name()
        if creation.connection.vendor == "sqlite":
            kept = keepdb and Path(name).exists()
            make_empty(verbosity, autoclobber, keepdb)
            if not kept:
                sqlite_copy(Path(name))
            return name
        with creation._nodb_cursor() as cursor:
            kept = keepdb and creation._database_exists(cursor, name)
        if not kept:
            creation.connection.settings_dict["TEST"]["TEMPLATE"] = postgresql_template()
        return make_empty(verbosity, autoclobber, keepdb)

    creation._create_test_db = make_copy
