"""What a start does before it serves: only what is missing, and what a broken-off start left undone."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from portal import prepare
from portal.publishing.models import PdfJob


@pytest.fixture
def called(monkeypatch):
    """Record the management commands instead of running them: each has tests of its own."""
    commands: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: commands.append(name))
    return commands


@pytest.mark.django_db
def test_migrated_database_needs_nothing(tmp_path, called):
    assert prepare.prepare(tmp_path, demonstration=True) == []
    assert called == []


@pytest.mark.django_db
@pytest.mark.parametrize("demonstration, expected", [(True, ["migrate", "demo"]), (False, ["migrate"])])
def test_new_database_is_migrated_and_filled(tmp_path, called, demonstration, expected):
    MigrationRecorder(connection).migration_qs.all().delete()
    assert prepare.prepare(tmp_path, demonstration=demonstration) == expected
    assert called == expected
    assert list(tmp_path.iterdir()) == []
    asked = set(PdfJob.objects.values_list("kind", "language"))
    assert asked == {(kind, code) for kind in ("guiding_text", "structure") for code in ("en", "fr", "es")}


@pytest.mark.django_db
def test_older_database_is_migrated_and_not_filled(tmp_path, called):
    MigrationRecorder(connection).migration_qs.filter(app="records").delete()
    assert prepare.prepare(tmp_path, demonstration=True) == ["migrate"]


@pytest.mark.django_db
def test_start_that_was_broken_off_is_finished_by_the_next(tmp_path, monkeypatch):
    MigrationRecorder(connection).migration_qs.all().delete()

    def breaks(name, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(prepare, "call_command", breaks)
        prepare.prepare(tmp_path, demonstration=True)
    MigrationRecorder(connection).record_applied("records", "0001_initial")
    commands: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: commands.append(name))
    assert prepare.prepare(tmp_path, demonstration=True) == ["migrate", "demo"]
    assert commands == ["migrate", "demo"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_demonstration_that_was_broken_off_is_dropped_when_no_longer_wanted(tmp_path, called):
    (tmp_path / "prepare.unfinished").write_text("demo")
    assert prepare.prepare(tmp_path, demonstration=False) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("production, expected", [(False, []), (True, ["collectstatic"])])
def test_main_makes_the_folders_and_collects_static_files_in_production(
    settings, tmp_path, called, production, expected
):
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path / "data", tmp_path / "static"
    settings.PRODUCTION = production
    prepare.main()
    assert called == expected
    assert settings.STATIC_ROOT.is_dir()
