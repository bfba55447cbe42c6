"""Eight people appoint at the same moment: exactly one wins, on SQLite and PostgreSQL."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from meetings.actions.terms import appoint, end_term
from meetings.enums import TermRole
from meetings.models import Body, Term
from partners.actions.profile import leave_area
from partners.models import Person
from portal.accounts.models import User
from portal.records.audit import broken_lines
from portal.records.clock import today
from portal.records.decisions import Problem, Refusal
from portal.records.models import AuditLine
from tests.factories import PersonFactory, focal_point, head, partner
from tests.meetings.offices import body_of, group, term
from tests.partners.test_letter_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
EIGHT = range(8)
DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.date(2015, 1, 1)


def heads() -> list[User]:
    return [head() for _number in EIGHT]


def seated(**values: Any) -> Person:
    person = PersonFactory()
    term(group(), TermRole.MEMBER, person=person, since=LONG_AGO, **values)
    return person


def appointing(body: Body, role: str, by: User, person: Person, **values: Any) -> Callable[[], Term]:
    """What one of the eight does."""
    values = {"since": today() - DAY, "source": "Demonstration record"} | values
    if "organisation" not in values:
        values["organisation"] = partner()
    return lambda: appoint(body=body, role=role, by=by, person=person, **values)


def won(results: list[Any]) -> Term:
    """The one that was recorded; seven were refused."""
    made = [result for result in results if isinstance(result, Term)]
    assert (len(made), len(refusals(results))) == (1, 7)
    assert AuditLine.objects.filter(verb="term.appoint").count() == 1
    assert list(broken_lines()) == []
    return made[0]


@pytest.mark.rule("PAG-1")
def test_of_eight_for_the_25th_seat_one_gets_it() -> None:
    for _number in range(24):
        seated()
    other = {"ground": "other", "category": "ngo", "need": "Demonstration need"}
    won(at_once(*(appointing(group(), "member", by, PersonFactory(), **other) for by in heads())))
    assert Term.objects.running().ordinary().count() == 25


@pytest.mark.rule("PAG-4")
def test_of_eight_chairs_and_co_chairs_one_kind_is_there() -> None:
    roles = [TermRole.CHAIR if number % 2 else TermRole.CO_CHAIR for number in EIGHT]
    people = [seated() for _number in EIGHT]
    calls = [
        appointing(group(), role, by, person) for role, by, person in zip(roles, heads(), people, strict=True)
    ]
    results = at_once(*calls)
    found = sorted(Term.objects.running().chairs().values_list("role", flat=True))
    assert found in (["chair"], ["co_chair", "co_chair"])
    assert len(refusals(results)) == 8 - len(found)


@pytest.mark.rule("PAG-4")
def test_of_eight_for_the_place_beside_a_co_chair_one_gets_it() -> None:
    term(group(), "co_chair", person=seated(), since=today())
    won(at_once(*(appointing(group(), "co_chair", by, seated()) for by in heads())))
    assert Term.objects.running().chairs().count() == 2


@pytest.mark.rule("PAG-5")
def test_of_eight_second_terms_of_one_person_one_is_recorded() -> None:
    """Each in days of its own, so that only the limit of two stands in the way."""
    person = seated()
    term(group(), "chair", person=person, since=LONG_AGO, until=datetime.date(2016, 12, 31))
    calls = [
        appointing(
            group(),
            "chair",
            by,
            person,
            since=datetime.date(2017 + number, 1, 1),
            until=datetime.date(2017 + number, 12, 31),
        )
        for number, by in enumerate(heads())
    ]
    won(at_once(*calls))
    assert Term.objects.chairs().count() == 2


@pytest.mark.rule("AREA-3")
def test_of_eight_terms_of_one_person_in_the_same_days_one_is_recorded() -> None:
    person, organisation, body = PersonFactory(), partner(), body_of("asgm")
    roles = [TermRole.LEAD if number % 2 else TermRole.CO_LEAD for number in EIGHT]
    calls = [
        appointing(body, role, by, person, organisation=organisation, since=today() - 30 * DAY + day)
        for role, by, day in zip(
            roles, heads(), (datetime.timedelta(days=number) for number in EIGHT), strict=True
        )
    ]
    won(at_once(*calls))
    assert Term.objects.filter(person=person).count() == 1


@pytest.mark.rule("AREA-3")
def test_of_eight_rows_written_past_the_actions_the_database_takes_one() -> None:
    """No lock, no guard: the trigger alone."""
    person, body, organisation = PersonFactory(), body_of("asgm"), partner()

    def write() -> Term:
        try:
            return term(body, "lead", person=person, organisation=organisation)
        except IntegrityError as error:
            raise Refusal([Problem("", str(error))]) from error

    results = at_once(*[write] * 8)
    assert len(refusals(results)) == 7
    assert Term.objects.count() == 1


def test_of_eight_who_end_a_term_one_does() -> None:
    held = term(body_of("asgm"), "lead")
    results = at_once(
        *(lambda by=by: end_term(held, by=by, ended_on=today(), reason="resigned") for by in heads())
    )
    assert len(refusals(results)) == 7
    assert AuditLine.objects.filter(verb="term.end").count() == 1


def test_a_seat_is_not_ended_under_a_chair_appointed_at_the_same_moment() -> None:
    person = seated()
    seat = person.terms.get()
    results = at_once(
        appointing(group(), "chair", head(), person),
        lambda: end_term(seat, by=head(), ended_on=today(), reason="resigned"),
    )
    assert len(refusals(results)) == 1


def test_a_partner_does_not_leave_under_a_lead_appointed_at_the_same_moment() -> None:
    """Whoever comes first: nobody leads for a partner that is not there, and neither waits for the other forever."""
    body = body_of("asgm")
    for _time in range(4):
        organisation = partner()
        focal = focal_point(organisation)
        at_once(
            appointing(body, "co_lead", head(), PersonFactory(), organisation=organisation),
            lambda organisation=organisation, focal=focal: leave_area(organisation, body.area, by=focal),
        )
        assert not organisation.participations.running().exists()
        assert not Term.objects.filter(organisation=organisation, ended_on__isnull=True).exists()
