"""What the database refuses by itself, whoever writes past the actions."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from meetings import triggers
from meetings.models import Decision, Position, Term
from portal.records.clock import now
from tests.factories import PersonFactory, UserFactory, partner
from tests.meetings.appointing import date
from tests.meetings.offices import body_of, group, term

pytestmark = pytest.mark.django_db


def refused(reason: str):
    return pytest.raises(IntegrityError, match=reason)


def decision(status: str = "open") -> Decision:
    return Decision.objects.create(
        body=body_of("asgm"),
        status=status,
        reference=f"ASGM-W1/D{Decision.objects.count() + 1}",
        title="Demonstration question",
        text="Demonstration text",
        decided_on=date("2026-05-01") if status == "adopted" else None,
    )


def position(about: Decision, kind: str = "objection", **values: Any) -> Position:
    return Position.objects.create(
        decision=about, kind=kind, organisation=partner(), made_by=UserFactory(), **values
    )


@pytest.mark.rule("AREA-3")
@pytest.mark.parametrize(("first", "second"), [("lead", "co_lead"), ("co_lead", "co_lead")])
def test_overlapping_terms_are_refused_by_the_database(first: str, second: str) -> None:
    person = PersonFactory()
    term(body_of("asgm"), first, person=person, since=date("2024-01-01"), until=date("2025-12-31"))
    with refused(triggers.OVERLAP), transaction.atomic():
        term(body_of("asgm"), second, person=person, since=date("2025-12-31"))
    later = term(body_of("asgm"), second, person=person, since=date("2026-01-01"))
    with refused(triggers.OVERLAP), transaction.atomic():
        Term.objects.filter(pk=later.pk).update(since=date("2025-12-31"))
    with transaction.atomic():
        Term.objects.filter(pk=later.pk).update(since=date("2026-02-01"), consent="given")


def test_open_seats_meet_and_mistakes_do_not_count() -> None:
    person = PersonFactory()
    seat = term(group(), "member", person=person, since=date("2020-01-01"))
    term(group(), "ex_officio", person=person, since=date("2020-01-01"), until=None)
    term(group(), "chair", person=person, since=date("2020-01-01"))
    with refused(triggers.OVERLAP), transaction.atomic():
        term(group(), "member", person=person, since=date("2030-01-01"))
    wrong = {"ended_on": date("2020-01-01"), "end_reason": "entered_wrongly"}
    Term.objects.filter(pk=seat.pk).update(**wrong)
    again = term(group(), "member", person=person, since=date("2019-01-01"))
    with refused(triggers.OVERLAP), transaction.atomic():
        Term.objects.filter(pk=seat.pk).update(ended_on=None, end_reason="")
    Term.objects.filter(pk=again.pk).update(ended_on=date("2019-12-31"), end_reason="resigned")
    Term.objects.filter(pk=seat.pk).update(ended_on=None, end_reason="")


@pytest.mark.rule("MTG-2")
def test_nothing_is_adopted_over_an_objection_that_stands() -> None:
    question = decision()
    position(question, "reservation")
    objection = position(question)
    adopted = {"status": "adopted", "decided_on": date("2026-05-01")}
    with refused(triggers.OBJECTED), transaction.atomic():
        Decision.objects.filter(pk=question.pk).update(**adopted)
    Decision.objects.filter(pk=question.pk).update(status="no_consensus", decided_on=date("2026-05-01"))
    Position.objects.filter(pk=objection.pk).update(withdrawn_at=now(), withdrawn_by=UserFactory())
    Decision.objects.filter(pk=question.pk).update(**adopted)
    with refused(triggers.ADOPTED), transaction.atomic():
        Position.objects.filter(pk=objection.pk).update(withdrawn_at=None, withdrawn_by=None)


@pytest.mark.rule("MTG-2")
def test_nobody_objects_to_what_has_been_adopted() -> None:
    question = decision("adopted")
    position(question, "statement")
    with refused(triggers.ADOPTED), transaction.atomic():
        position(question)
    reservation = position(question, "reservation")
    with refused(triggers.ADOPTED), transaction.atomic():
        Position.objects.filter(pk=reservation.pk).update(kind="objection")


def test_triggers_are_lifted_only_when_something_migrates() -> None:
    person = PersonFactory()
    term(body_of("asgm"), "lead", person=person)
    triggers.lift_before_migrate(plan=[])
    with refused(triggers.OVERLAP), transaction.atomic():
        term(body_of("asgm"), "lead", person=person)
    with transaction.atomic():
        triggers.lift_before_migrate(plan=[object()])
        term(body_of("asgm"), "lead", person=person)
        transaction.set_rollback(True)
    triggers.install_after_migrate()
    with refused(triggers.OVERLAP), transaction.atomic():
        term(body_of("asgm"), "lead", person=person)


@pytest.mark.sqlite
def test_tables_can_be_rebuilt_while_the_triggers_are_lifted() -> None:
    triggers.remove()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            left = {name for (name,) in cursor.fetchall()}
        assert not any(name.startswith("meetings_") for name in left)
    finally:
        triggers.install()
