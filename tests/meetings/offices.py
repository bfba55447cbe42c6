"""People in office for tests: rows as a record of the past gives them, without going through the actions."""

import datetime
from typing import Any

from meetings.enums import LEAD_ROLES, SeatGround, TermRole
from meetings.models import Body, Term
from meetings.reference import GROUP
from partners.models import Organisation, Person
from portal.accounts.models import User
from portal.records.clock import now, today
from tests.factories import PersonFactory, focal_point, partner

TWO_YEARS = datetime.timedelta(days=730)


def group() -> Body:
    return Body.objects.get(code=GROUP)


def body_of(code: str) -> Body:
    return Body.objects.get(area__code=code)


def person_with_account(organisation: Organisation | None = None, **values: Any) -> User:
    """A focal point of ``organisation`` (default: a new partner in asgm); ``user.person`` is the person."""
    return focal_point(organisation or partner(), **values)


def term(
    body: Body,
    role: str,
    *,
    person: Person | None = None,
    organisation: Organisation | None = None,
    **values: Any,
) -> Term:
    """A term that runs from a month ago for two years, unless told otherwise."""
    organisation = organisation or partner(areas=(body.area.code,) if body.area else ("asgm",))
    since = values.pop("since", today() - datetime.timedelta(days=30))
    if role in LEAD_ROLES:  # recorded when it began, so that its holder acts after the end
        noon = datetime.datetime.combine(since, datetime.time(12), datetime.UTC)
        values.setdefault("created_at", min(noon, now()))
    if role == TermRole.MEMBER:
        values = {"ground": SeatGround.OTHER, "category": "ngo", "need": "Demonstration need"} | values
        values.setdefault("until", None)
    return Term.objects.create(
        body=body,
        role=role,
        person=person or PersonFactory(),
        organisation=organisation,
        since=since,
        until=values.pop("until", since + TWO_YEARS),
        source=values.pop("source", "Demonstration record"),
        **values,
    )


def lead(code: str = "asgm", **values: Any) -> User:
    """A user who leads an area, focal point of a partner in it."""
    user = person_with_account(partner(areas=(code,)))
    organisation = user.person.places.get().organisation
    term(body_of(code), TermRole.LEAD, person=user.person, organisation=organisation, **values)
    return user


def member(**values: Any) -> User:
    """A user who sits in the Advisory Group."""
    user = person_with_account()
    organisation = user.person.places.get().organisation
    term(group(), TermRole.MEMBER, person=user.person, organisation=organisation, **values)
    return user


def chair(role: str = TermRole.CHAIR, **values: Any) -> User:
    """A user who sits in the Advisory Group and presides over it."""
    user = member()
    organisation = user.person.places.get().organisation
    term(group(), role, person=user.person, organisation=organisation, **values)
    return user
