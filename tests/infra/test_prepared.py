"""A run migrates one empty database per kind, and what is copied from it is whole."""

import os
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader

from tests.infra import prepared

# A migration of Wagtail's translations looks into the database when it is loaded.
pytestmark = pytest.mark.django_db
APPLIED = "SELECT app, name FROM django_migrations"


def all_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).graph.nodes)


@pytest.mark.sqlite
def test_copy_is_migrated_and_takes_nothing_from_an_old_journal(tmp_path):
    target = tmp_path / "copy.sqlite3"
    for suffix in ("", "-wal", "-shm"):
        target.with_name(target.name + suffix).write_bytes(b"left over")
    prepared.sqlite_copy(target)
    assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite3"]
    with closing(sqlite3.connect(target)) as connection:
        assert all_migrations() <= set(connection.execute(APPLIED))
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM partnership_areas_country").fetchone()[0] > 150


@pytest.mark.sqlite
def test_second_copy_of_a_run_migrates_nothing_and_another_run_begins_anew(tmp_path, monkeypatch):
    prepared.sqlite_copy(tmp_path / "first")
    migrated = []
    monkeypatch.setattr(prepared, "_migrate", lambda folder, url: migrated.append(url))
    prepared.sqlite_copy(tmp_path / "second")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert migrated == []
    monkeypatch.setenv("PORTAL_TEST_DIR", str(tmp_path / "persisted"))
    note = tmp_path / "persisted/prepared/sqlite"
    note.parent.mkdir(parents=True)
    note.write_text("an earlier run")
    with pytest.raises(FileNotFoundError):
        prepared.sqlite_copy(tmp_path / "third")
    assert len(migrated) == 1


@pytest.mark.postgres
def test_template_is_migrated_once_and_nobody_is_connected(monkeypatch):
    name = prepared.postgresql_template()
    monkeypatch.setattr(prepared, "_migrate", None)
    assert prepared.postgresql_template() == name
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with psycopg.connect(url) as connection:
        assert all_migrations() <= set(connection.execute(APPLIED))
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        assert connection.execute(others, [name]).fetchone() == (0,)


def test_failing_migration_says_why(tmp_path):
    with pytest.raises(RuntimeError, match="cannot be migrated"):
        prepared._migrate(tmp_path, f"sqlite:///{tmp_path}/nowhere/db.sqlite3")
