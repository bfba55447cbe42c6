"""The audit trail: append-only, chained, provable."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from portal.records.audit import broken_lines
from portal.records.models import AuditHead, AuditLine, FrozenVersion
from portal.records.triggers import lifted
from portal.records.work import unit_of_work
from tests.factories import UserFactory, sent_letter

pytestmark = pytest.mark.django_db


def write_lines(number: int = 3):
    user = UserFactory()
    for index in range(number):
        with unit_of_work() as work:
            work.audit("test.verb", user, by=user, fields=["language"], data={"n": index})
    return user


def test_lines_are_numbered_and_chained():
    write_lines()
    lines = list(AuditLine.objects.all())
    assert [line.number for line in lines] == [1, 2, 3]
    assert [line.previous for line in lines] == ["", lines[0].hash, lines[1].hash]
    assert list(broken_lines()) == []
    call_command("verify_audit")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_change_of_a_line_is_refused_by_the_database(change):
    write_lines(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if change == "update":
            AuditLine.objects.update(verb="other")
        else:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM records_auditline")
    assert AuditLine.objects.get().verb == "test.verb"


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE records_auditline SET verb = 'test.werb' WHERE number = 2", "line 2"),
        ("UPDATE records_auditline SET actor_id = 4711 WHERE number = 2", "line 2"),
        ("UPDATE records_auditline SET hash = 'x' WHERE number = 1", "line 1"),
        ("DELETE FROM records_auditline WHERE number = 2", "line 2 is missing"),
        ("DELETE FROM records_auditline WHERE number = 3", "ends at line 2"),
    ],
)
def test_verify_audit_names_what_was_changed_underneath(statement, named):
    write_lines()
    with lifted(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(CommandError, match=named):
        call_command("verify_audit")


def test_verify_audit_names_a_changed_frozen_version():
    letter = sent_letter()
    frozen = FrozenVersion.objects.get(object_id=letter.pk)
    FrozenVersion.objects.update(body=frozen.body.replace("inventory", "inventori"))
    with pytest.raises(CommandError, match=f"frozen version {frozen.pk}"):
        call_command("verify_audit")


def test_nested_units_write_their_lines_together_at_the_end():
    user = UserFactory()
    with unit_of_work() as outer:
        outer.audit("outer", user, by=user)
        with unit_of_work() as inner:
            assert inner is outer
            inner.audit("inner", user, by=None)
        assert not AuditLine.objects.exists()
    assert list(AuditLine.objects.values_list("verb", "actor_id")) == [("outer", user.pk), ("inner", None)]


def test_lines_of_a_failed_unit_are_not_written():
    user = UserFactory()
    with pytest.raises(ZeroDivisionError), unit_of_work() as work:
        work.audit("test.verb", user, by=user)
        1 / 0  # noqa: B018
    assert not AuditLine.objects.exists()
    assert not AuditHead.objects.filter(number__gt=0).exists()


def test_lines_hold_no_personal_values():
    letter = sent_letter()
    for line in AuditLine.objects.all():
        written = f"{line.verb} {line.reference} {line.fields} {line.data}"
        for personal in ("@", letter.signatory_name, "Main"):
            assert personal not in written
