"""What the database itself refuses about bodies, on SQLite and PostgreSQL, whoever writes and however.

No person holds the same office of a body twice on one day (AREA-3, PAG-4), and nothing is adopted over an objection
that stands (MTG-2). Actions say the same with reasons, under a lock; this is for a slip in them, or past them.
They are lifted while migrations run (SQLite cannot rebuild a table that a trigger of another one names) and installed
again afterwards.
"""

from typing import Any

from django.db import connections

from meetings.enums import ROLE_FAMILIES, DecisionStatus, EndReason, PositionKind

TERM, BODY, DECISION, POSITION = (
    "meetings_term",
    "meetings_body",
    "meetings_decision",
    "meetings_position",
)
OVERLAP = "this person holds the office in the same days already"
OBJECTED = "an objection to this decision is maintained"
ADOPTED = "this decision has been adopted"
NAMES = {TERM: "meetings_term_overlap", DECISION: "meetings_decision_adopted", POSITION: "meetings_objection"}
COLUMNS = {
    TERM: "body_id, person_id, role, since, until, ended_on, end_reason",
    DECISION: "status",
    POSITION: "kind, decision_id, withdrawn_at",
}


def _family(role: str) -> str:
    """Return SQL that gives the family of a column's role."""
    cases = " ".join(
        f"WHEN {role} IN ({', '.join(repr(code) for code in sorted(family))}) THEN {number}"
        for number, family in enumerate(ROLE_FAMILIES)
    )
    return f"CASE {cases} END"


def _refused(forever: str) -> dict[str, tuple[str, str]]:
    """Return for each table the condition under which its new row is refused, and why."""
    overlap = (
        f"NEW.end_reason <> '{EndReason.ENTERED_WRONGLY}' AND EXISTS ("
        f"SELECT 1 FROM {TERM} other WHERE other.id <> NEW.id AND other.body_id = NEW.body_id "
        f"AND other.person_id = NEW.person_id AND {_family('other.role')} = {_family('NEW.role')} "
        f"AND other.end_reason <> '{EndReason.ENTERED_WRONGLY}' "
        f"AND other.since <= COALESCE(NEW.ended_on, NEW.until, {forever}) "
        f"AND COALESCE(other.ended_on, other.until, {forever}) >= NEW.since)"
    )
    objected = (
        f"NEW.status = '{DecisionStatus.ADOPTED}' AND EXISTS ("
        f"SELECT 1 FROM {POSITION} stands WHERE stands.decision_id = NEW.id "
        f"AND stands.kind = '{PositionKind.OBJECTION}' AND stands.withdrawn_at IS NULL)"
    )
    adopted = (
        f"NEW.kind = '{PositionKind.OBJECTION}' AND NEW.withdrawn_at IS NULL AND EXISTS ("
        f"SELECT 1 FROM {DECISION} decided WHERE decided.id = NEW.decision_id "
        f"AND decided.status = '{DecisionStatus.ADOPTED}')"
    )
    return {TERM: (overlap, OVERLAP), DECISION: (objected, OBJECTED), POSITION: (adopted, ADOPTED)}


# PostgreSQL: the row is locked first, so that the question sees what others committed in between. The row of a
# decision that is updated is locked already when its trigger runs.
POSTGRESQL_LOCKS = {
    TERM: f"PERFORM 1 FROM {BODY} WHERE id = NEW.body_id FOR NO KEY UPDATE;",
    DECISION: "",
    POSITION: (
        f"IF NEW.kind = '{PositionKind.OBJECTION}' THEN "
        f"PERFORM 1 FROM {DECISION} WHERE id = NEW.decision_id FOR NO KEY UPDATE; END IF;"
    ),
}


def statements(vendor: str) -> list[str]:
    """Return what installs the triggers."""
    found = []
    if vendor == "sqlite":
        for table, (condition, reason) in _refused("'9999-12-31'").items():
            for verb, when in (("insert", "INSERT"), ("update", f"UPDATE OF {COLUMNS[table]}")):
                # After: before it, SQLite does not promise a new row its key.
                found.append(
                    f"CREATE TRIGGER IF NOT EXISTS {NAMES[table]}_{verb} AFTER {when} ON {table} "
                    f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{reason}'); END"
                )
        return found
    for table, (condition, reason) in _refused("'infinity'::date").items():
        found.append(
            f"CREATE OR REPLACE FUNCTION {NAMES[table]}() RETURNS trigger AS $$ BEGIN {POSTGRESQL_LOCKS[table]} "
            f"IF {condition} THEN RAISE EXCEPTION '{reason}' USING ERRCODE = 'integrity_constraint_violation'; "
            "END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        found.append(
            f"CREATE OR REPLACE TRIGGER {NAMES[table]} BEFORE INSERT OR UPDATE OF {COLUMNS[table]} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {NAMES[table]}()"
        )
    return found


def install(using: str = "default") -> None:
    """Create the triggers; harmless when they are there already."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Drop the triggers."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table, name in NAMES.items():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_insert")
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_update")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def _tables_are_there(using: str) -> bool:
    return set(NAMES) <= set(connections[using].introspection.table_names())


def lift_before_migrate(using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    if plan and _tables_are_there(using):
        remove(using)


def install_after_migrate(using: str = "default", **kwargs: Any) -> None:
    if _tables_are_there(using):
        install(using)
