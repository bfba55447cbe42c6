"""Terms of office: who may sit, preside and lead, for how long; everything that stands in the way at once."""

import datetime
from typing import Any

import pytest

from meetings.actions.terms import appoint, end_term
from meetings.enums import SeatGround, TermRole
from meetings.models import Body, Term
from meetings.rules.terms import term_problems, term_warnings
from partners.models import Person
from partnership_areas.models import Area
from portal.records.decisions import Forbidden, Refusal
from portal.records.models import AuditLine
from tests.factories import PersonFactory, UserFactory, head, officer, partner
from tests.meetings.offices import body_of, group, lead, term

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def in_june(time_machine) -> None:
    time_machine.move_to("2026-06-01T12:00:00+00:00", tick=False)


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def wanted(body: Body, role: str, **values: Any) -> dict[str, Any]:
    """What ``appoint`` takes, right in every respect unless told otherwise."""
    if "person" not in values:
        values["person"] = PersonFactory()
    if "organisation" not in values:
        values["organisation"] = partner()
    if role == TermRole.MEMBER:
        values = {"ground": SeatGround.OTHER, "category": "ngo", "need": "Demonstration need"} | values
    return {"body": body, "role": role, "since": TODAY, "source": "Demonstration record"} | values


def sits(since: str = "2020-01-01", until: str | None = None, **values: Any) -> Person:
    """A person with a seat in the group."""
    person = values.pop("person", None) or PersonFactory()
    term(group(), TermRole.MEMBER, person=person, since=date(since), until=until and date(until), **values)
    return person


def fields(problems: Any) -> list[str]:
    return [problem.field for problem in problems]


def refused(**values: Any) -> list[str]:
    """The fields of what forbids the term; appointing raises the same."""
    with pytest.raises(Refusal) as refusal:
        appoint(by=head(), **values)
    assert [str(p.message) for p in refusal.value.problems] == [
        str(p.message) for p in term_problems(**values)
    ]
    return fields(refusal.value.problems)


def test_head_appoints_and_the_trail_says_so() -> None:
    by = head()
    made = appoint(by=by, **wanted(body_of("asgm"), TermRole.LEAD))
    assert made.until == date("2028-05-31")
    assert (made.entered_by, made.consent, made.consented_at) == (by, "", None)
    line = AuditLine.objects.get(verb="term.appoint")
    assert line.data == {
        "body": "asgm",
        "role": "lead",
        "person": made.person_id,
        "since": "2026-06-01",
        "until": "2028-05-31",
    }


def test_only_the_head_appoints_and_ends() -> None:
    for user in (officer(), lead(), UserFactory()):
        with pytest.raises(Forbidden):
            appoint(by=user, **wanted(body_of("asgm"), TermRole.LEAD))
        with pytest.raises(Forbidden):
            end_term(
                Term.objects.first() or term(group(), "member"), by=user, ended_on=TODAY, reason="resigned"
            )


def test_everything_that_stands_in_the_way_comes_at_once() -> None:
    Area.objects.filter(code="asgm").update(status="closed", closed_on=date("2026-05-01"), closed_reason="x")
    values = wanted(
        body_of("asgm"), TermRole.LEAD, organisation=partner(areas=()), until=date("2026-05-20"), source=" "
    )
    assert sorted(refused(**values)) == ["decision", "organisation", "until", "until"]


def test_what_a_form_leaves_out_is_named() -> None:
    found = term_problems(body=group(), role="", person=None, organisation=None, since=None, precision="week")
    assert sorted(fields(found)) == ["organisation", "person", "precision", "role", "since"]
    assert term_warnings(body=group(), role="", person=None, organisation=None, since=None) == []


@pytest.mark.parametrize(
    ("role", "code"), [("member", "asgm"), ("chair", "asgm"), ("lead", "pag"), ("co_lead", "pag")]
)
def test_each_body_has_its_own_offices(role: str, code: str) -> None:
    assert "role" in fields(term_problems(**wanted(Body.objects.get(code=code), role)))


@pytest.mark.parametrize("since", ["0206-06-01", "1999-12-31", "2030-01-01", "9999-12-31"])
def test_a_slip_in_the_year_is_told(since: str) -> None:
    assert "since" in refused(**wanted(group(), TermRole.CO_CHAIR, since=date(since)))
