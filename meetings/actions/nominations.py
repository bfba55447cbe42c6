"""Whom a decision would designate: what must hold, and how it is stored."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, DecisionKind, SeatGround, TermRole
from meetings.enums import DESIGNATED_ROLES as ROLES
from meetings.models import Body, Decision, Nomination
from meetings.rules.decisions import seats_in_force
from meetings.rules.term_days import end_of_term
from partners.queries import partners_of_area
from portal.records.clock import today
from portal.records.decisions import Problem


def nominations_from(rows: Iterable[Mapping[str, Any] | Nomination]) -> Iterator[Nomination]:
    """Yield nominations, not saved yet, from what a form or a caller gives."""
    for row in rows:
        if isinstance(row, Nomination):
            yield row
            continue
        role, since = row["role"], row.get("since") or today()
        until = row.get("until")
        if until is None and role in LEAD_ROLES | CHAIR_ROLES:
            until = end_of_term(since)
        ground = row.get("ground") or ""
        if role == TermRole.MEMBER and not ground:
            ground = SeatGround.AREA_DESIGNATED
        yield Nomination(
            role=role,
            person=row["person"],
            organisation=row["organisation"],
            ground=ground,
            category=row.get("category") or "",
            area=row.get("area"),
            since=since,
            until=until,
        )


def save_nominations(decision: Decision, named: Iterable[Nomination]) -> None:
    """Store these nominations of a draft and no others."""
    rows = list(named)
    decision.nominations.exclude(pk__in=[row.pk for row in rows if row.pk]).delete()
    for row in rows:
        row.decision = decision
        row.save()


def nomination_problems(
    body: Body, kind: str, named: Iterable[Nomination], *, needed: bool = False
) -> list[Problem]:
    """Return what is wrong with whom a decision would designate; ``needed``: it cannot be without."""
    rows = list(named)
    roles = ROLES.get(kind)
    if roles is None:
        if rows:
            return [Problem("nominations", _("A decision of this kind designates nobody."))]
        return []
    if not rows:
        return [Problem("nominations", _("Say who is to be designated."))] if needed else []
    problems = []
    if len({(row.role, row.person_id) for row in rows}) < len(rows):
        problems.append(Problem("nominations", _("Name each person once.")))
    eligible = _eligible(body)
    for row in rows:
        if row.role not in roles:
            problems.append(Problem("nominations", _("This decision is about another role.")))
        if row.until is not None and row.until < row.since:
            problems.append(Problem("nominations", _("The last day is before the first.")))
        key = row.person_id if body.is_group else row.organisation.merged_into_id or row.organisation_id
        if key not in eligible:
            text = (
                _("%(name)s holds no seat in the Advisory Group.")
                if body.is_group
                else _("%(name)s is no partner of this area.")
            )
            name = row.person if body.is_group else row.organisation.public_name
            problems.append(Problem("nominations", text % {"name": name}))
    if kind == DecisionKind.CHAIRS:
        problems += _chair_problems([row.role for row in rows])
    return problems


def _eligible(body: Body) -> set[int]:
    """Return whom a body can designate: people who sit in the group, partners of the area (AREA-3, PAG-4)."""
    if body.is_group:
        return set(seats_in_force(body).values_list("person_id", flat=True))
    return set(partners_of_area(body.area).values_list("pk", flat=True))


def _chair_problems(roles: list[str]) -> list[Problem]:
    chairs = roles.count(TermRole.CHAIR)
    if chairs > 1 or (chairs and len(roles) > 1) or len(roles) > 2:
        return [Problem("nominations", _("Choose one chair or two co-chairs."))]
    return []
