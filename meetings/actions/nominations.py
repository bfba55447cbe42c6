"""Whom a decision would designate: what must hold, and how it is stored."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError, Q, RestrictedError
from django.utils.translation import gettext as _

from meetings.actions.decision_work import cleaned, locked
from meetings.enums import CHAIR_ROLES, LEAD_ROLES, DecisionKind, SeatGround, TermRole
from meetings.enums import DESIGNATED_ROLES as ROLES
from meetings.models import Body, Decision, Nomination, Term
from meetings.rules.decisions import seats_in_force
from meetings.rules.nominations import can_set_aside, office_problems, waits_for_its_term
from meetings.rules.term_days import end_of_term
from partners.models import OrganisationPerson, Person
from partners.queries import partners_of_area
from partners.rules.organisations import of_it
from portal.records.clock import today
from portal.records.decisions import Problem, WrongState, refuse_if, require
from portal.records.text import normalise_name
from portal.records.work import unit_of_work

REASON_LENGTH = 500


def nominations_from(rows: Iterable[Mapping[str, Any] | Nomination]) -> Iterator[Nomination]:
    """Yield nominations, not saved yet, from what a form or a caller gives.

    Somebody of a partner whom the portal does not know comes with ``given_name`` and ``family_name`` in the place of
    ``person``: a person by name, without address or account, who is there only with the nomination.
    """
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
            person=row.get("person") or _named(row),
            organisation=row["organisation"],
            ground=ground,
            category=row.get("category") or "",
            area=row.get("area"),
            since=since,
            until=until,
        )


def _named(row: Mapping[str, Any]) -> Person:
    """Return the person of that name at the partner, else a new one, not saved."""
    given, family = cleaned(row.get("given_name")), cleaned(row.get("family_name"))
    held = Q(places__in=OrganisationPerson.objects.filter(of_it(row["organisation"]), until__isnull=True))
    held |= Q(terms__in=Term.objects.filter(of_it(row["organisation"])))
    held |= Q(pk__in=Nomination.objects.filter(of_it(row["organisation"])).values("person"))
    known = Person.objects.filter(held, given_name__iexact=given, family_name__iexact=family)
    found = known.order_by(F("user").asc(nulls_last=True), "pk").first() if family else None
    return found or Person(given_name=given, family_name=family)


def save_nominations(decision: Decision, named: Iterable[Nomination]) -> None:
    """Store these nominations of a draft and no others; whoever was there only by name goes with the nomination."""
    rows = list(named)
    gone = decision.nominations.exclude(pk__in=[row.pk for row in rows if row.pk]).select_related("person")
    before = [nomination.person for nomination in gone]
    gone.delete()
    for row in rows:
        row.decision = decision
        if row.person.pk is None:
            row.person.save()
            row.person = row.person  # so that the key is known here too
        row.save()
    forget_names(before)


def designated_by(decision: Decision) -> list[dict[str, Any]]:
    """Return whom a decision designates as the audit trail keeps it: roles, keys and days, no names."""
    rows = decision.nominations.order_by("role", "person", "organisation").values(
        "role", "person", "organisation", "since", "until", "ground", "category", "area"
    )
    return [
        {name: value if isinstance(value, int) else str(value or "") for name, value in row.items()}
        for row in rows
    ]


def forget_names(people: Iterable[Person]) -> None:
    """Delete the persons whom a draft named and nothing else holds: no account, no address, no place, no office."""
    for person in people:
        if person.user_id is None and not person.email:
            with suppress(ProtectedError, RestrictedError), transaction.atomic():
                Person.objects.get(pk=person.pk).delete()


def nomination_problems(
    body: Body, kind: str, named: Iterable[Nomination], *, needed: bool = False
) -> list[Problem]:
    """Return what is wrong with whom a decision would designate.

    ``needed``: it cannot be without, and each could be recorded as things stand (before the body, and adopted).
    """
    rows = list(named)
    roles = ROLES.get(kind)
    if roles is None:
        if rows:
            return [Problem("nominations", _("A decision of this kind designates nobody."))]
        return []
    if not rows:
        return [Problem("nominations", _("Say who is to be designated."))] if needed else []
    problems = []
    if len({(row.role, row.person_id or normalise_name(str(row.person))) for row in rows}) < len(rows):
        problems.append(Problem("nominations", _("Name each person once.")))
    eligible = _eligible(body)
    for row in rows:
        if not row.person.family_name:
            problems.append(Problem("nominations", _("Give the family name of the person.")))
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
    if needed:
        problems += office_problems(body, rows)
    return problems


def set_aside(nomination: Nomination, *, by: Any, reason: str) -> Nomination:
    """Say that an adopted nomination cannot be carried out any more: nobody is asked to record it from now on.

    The decision stands as it was taken, and a term can still be recorded from it. Raises Forbidden, WrongState,
    Refusal.
    """
    reason = cleaned(reason)
    with unit_of_work() as work:
        decision = locked(work, nomination.decision)
        require(can_set_aside(by))
        nomination = (
            decision.nominations.select_related("decision", "person").filter(pk=nomination.pk).first()
        )
        if nomination is None or not waits_for_its_term(nomination):
            raise WrongState(_("This nomination does not wait to be recorded."))
        problems = []
        if not reason:
            problems.append(Problem("reason", _("Say why it cannot be carried out any more.")))
        elif len(reason) > REASON_LENGTH:
            words = _("Use no more than %(count)s characters.") % {"count": REASON_LENGTH}
            problems.append(Problem("reason", words))
        refuse_if(problems)
        nomination.set_aside_on, nomination.set_aside_reason = today(), reason
        nomination.save(update_fields=["set_aside_on", "set_aside_reason"])
        data = {"role": nomination.role, "person": nomination.person_id}
        work.audit("decision.set_aside", decision, by=by, fields=["set_aside_reason"], data=data)
    return nomination


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
