"""What tests of terms of office give to the actions."""

import datetime
from typing import Any

import pytest

from meetings.actions.terms import appoint
from meetings.enums import DecisionStatus, SeatGround, TermRole
from meetings.models import Body, Decision
from meetings.rules.terms import term_problems
from partners.models import Person
from portal.records.clock import today
from portal.records.decisions import Refusal
from tests.factories import PersonFactory, head, partner
from tests.meetings.offices import group, term


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
    values = {"body": body, "role": role, "since": today()} | values
    by_source = values["since"] < today() or role == TermRole.EX_OFFICIO
    if by_source or not {"source", "decision", "invitation"}.isdisjoint(values):
        return {"source": "Demonstration record"} | values
    return values | {"decision": decided_before(body), "source": ""}


def decided_before(body: Body) -> Decision:
    """A decision of the past that does not say whom it designates: it can stand behind any office of the body."""
    return Decision.objects.create(
        body=body,
        status=DecisionStatus.ADOPTED,
        reference=f"{body.prefix}-2010-03-01/D{Decision.objects.count() + 1}",
        title="Demonstration decision of the past",
        text="Demonstration text",
        decided_on=datetime.date(2010, 3, 1),
        source="Demonstration record",
    )


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
