"""Database triggers that keep the audit trail append-only, on SQLite and PostgreSQL.

They are installed again after every migrate: altering a column on SQLite drops them silently.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

TABLE = "records_auditline"
SQLITE = {
    f"{TABLE}_no_{verb.lower()}": (
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
    )
    for verb in ("UPDATE", "DELETE")
}
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$ LANGUAGE plpgsql
"""
POSTGRESQL_TRIGGER = (
    (
        f"CREATE OR REPLACE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
    ),
    (
        f"CREATE OR REPLACE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()"
    ),
)


def install(using: str = "default") -> None:
    """Create the triggers; harmless when they are there already."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in SQLITE.values():
                cursor.execute(statement)
        else:
            for statement in (POSTGRESQL_FUNCTION, *POSTGRESQL_TRIGGER):
                cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Drop the triggers: for test clean-up only."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            for name in ("no_change", "no_truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name} ON {TABLE}")


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Lift the triggers for a test's clean-up and put them back."""
    remove(using)
    try:
        yield
    finally:
        install(using)


def install_after_migrate(using: str = "default", **kwargs) -> None:
    if TABLE in connections[using].introspection.table_names():
        install(using)
