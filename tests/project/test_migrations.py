"""First migrations create their tables in one go, and the result is that of Django's own way."""

import pytest
from django.core.management import call_command
from django.db import ConnectionHandler, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from portal.records.first_migration import FirstMigration
from portal.records.migration_order import AFTER_PACKAGES
from scripts import fold_migrations

NUMBER = ("id", models.BigAutoField(primary_key=True))
OPERATIONS = [
    migrations.CreateModel("Body", [NUMBER, ("name", models.CharField(max_length=20, unique=True))]),
    migrations.CreateModel("Seat", [NUMBER, ("title", models.CharField(max_length=20))]),
    migrations.AddField("seat", "body", models.ForeignKey("meeting.body", models.PROTECT)),
    migrations.AddField("body", "guests", models.ManyToManyField("meeting.seat", related_name="+")),
    migrations.AddIndex("seat", models.Index(fields=["body", "title"], name="seat_of_body")),
    migrations.AddConstraint(
        "seat",
        models.UniqueConstraint(fields=["body"], condition=models.Q(title="chair"), name="one_chair"),
    ),
    migrations.AddConstraint(
        "seat", models.CheckConstraint(condition=~models.Q(title=""), name="seat_has_title")
    ),
]


def migration(base: type[migrations.Migration], operations: list) -> migrations.Migration:
    return type("Migration", (base,), {"operations": operations})("0001_initial", "meeting")


def tables(base: type[migrations.Migration]) -> list[tuple]:
    """Return what stands in an empty SQLite database after the migration."""
    handler = ConnectionHandler(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {}}}
    )
    connection = handler["default"]
    with connection.schema_editor() as editor:
        state = migration(base, OPERATIONS).apply(ProjectState(), editor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
        found = cursor.fetchall()
        cursor.execute("PRAGMA table_xinfo(meeting_seat)")
        found += cursor.fetchall()
    connection.close()
    assert state.apps.get_model("meeting", "seat")._meta.get_field("body")
    return found


@pytest.mark.django_db
def test_first_migration_leaves_what_its_operations_one_by_one_leave():
    quick, slow = tables(FirstMigration), tables(migrations.Migration)
    assert [row[:2] for row in quick] == [row[:2] for row in slow]
    assert {"one_chair", "seat_of_body", "meeting_body_guests"} <= {row[1] for row in quick}
    assert any("seat_has_title" in str(row[2]) for row in quick)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RunPython(migrations.RunPython.noop),
        migrations.DeleteModel("Body"),
        migrations.AddField("person", "post", models.TextField()),
    ],
)
def test_first_migration_refuses_what_it_cannot_do_in_one_go(operation):
    with pytest.raises(TypeError, match="cannot do this in one go"):
        migration(FirstMigration, [*OPERATIONS, operation]).apply(ProjectState(), None)


@pytest.mark.django_db
def test_nothing_is_left_to_migrate_and_no_model_is_ahead_of_its_migrations():
    from django.db import connection

    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    for label in fold_migrations.folders():
        first = executor.loader.get_migration(label, "0001_initial")
        assert isinstance(first, FirstMigration), label
        assert label == "accounts" or set(AFTER_PACKAGES) <= set(first.dependencies), label


GENERATED = """# Generated

from django.db import migrations, models

import portal.records.clock


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_initial'),
    ]

    operations = [
    ]
"""
COMPLETED = """# Generated

from django.db import migrations, models

import portal.records.clock
from portal.records.first_migration import FirstMigration
from portal.records.migration_order import AFTER_PACKAGES


class Migration(FirstMigration):

    initial = True

    dependencies = [
        ('files', '0001_initial'),
        *AFTER_PACKAGES,
    ]

    operations = [
    ]
"""


def test_generated_migration_is_completed_once():
    assert fold_migrations.completed(GENERATED, "partners") == COMPLETED
    assert fold_migrations.completed(COMPLETED, "partners") == COMPLETED
    assert "AFTER_PACKAGES" not in fold_migrations.completed(GENERATED, "accounts")


@pytest.mark.parametrize(
    "arguments, said", [(["nowhere"], "No such app"), (["partners"], "These move data")], ids=["app", "data"]
)
def test_folding_is_refused(monkeypatch, tmp_path, arguments, said):
    folder = tmp_path / "partners/migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text(GENERATED)
    (folder / "0002_fill.py").write_text("operations = [migrations.RunPython(fill)]")
    monkeypatch.setattr(fold_migrations, "ROOT", tmp_path)
    monkeypatch.setattr(fold_migrations, "folders", lambda: {"partners": folder})
    monkeypatch.setattr(fold_migrations.sys, "argv", ["fold_migrations", *arguments])
    with pytest.raises(SystemExit, match=said):
        fold_migrations.main()
    assert len(fold_migrations.numbered(folder)) == 2
