"""Decisions in every state for the world of the matrix; "own" is a seat in the group, the chair, and the proposal."""

import datetime
from types import SimpleNamespace
from typing import Any

from meetings.actions.decision_drafts import draft_decision
from meetings.actions.decisions import announce, open_decision
from meetings.actions.positions import take_position
from meetings.enums import DecisionKind, DecisionStatus, PositionKind, TermRole
from meetings.models import Decision, Position, Term
from meetings.reference import GROUP
from partners.models import Person
from portal.accounts.models import User
from tests.meetings.offices import chair, group, member, term


def _seat(user: User) -> Term:
    """Give somebody a seat and the chair for one request."""
    person, _made = Person.objects.get_or_create(
        user=user, defaults={"family_name": "In office", "email": user.email}
    )
    for attribute in ("_offices", "_roles"):
        user.__dict__.pop(attribute, None)
    seat = term(group(), TermRole.MEMBER, person=person)
    term(group(), TermRole.CHAIR, person=person, organisation=seat.organisation)
    return seat


def _decision(decision: Decision, **more: Any) -> SimpleNamespace:
    """A record of the matrix that becomes somebody's own: they sit, preside, and proposed it."""

    def give_to(user: User | None) -> None:
        if user is None:
            return
        seat = _seat(user)
        Decision.objects.filter(pk=decision.pk).update(
            proposed_by=seat.person, proposer=seat.organisation, created_by=user
        )
        if "objection" in more:
            Position.objects.filter(pk=more["objection"]).update(seat=seat, organisation=seat.organisation)

    values = {"pk": decision.pk, "uuid": decision.uuid, "slug": decision.slug, "language": "fr"}
    return SimpleNamespace(**values | more, give_to=give_to)


def _election(writer: User) -> Decision:
    """The adopted election of who presides after ``writer``; the term is not recorded yet."""
    seat = member().person.terms.get()
    since = Term.objects.get(person__user=writer, role=TermRole.CHAIR).until + datetime.timedelta(days=1)
    named = {"role": TermRole.CHAIR, "person": seat.person, "organisation": seat.organisation, "since": since}
    decision = draft_decision(
        body=group(),
        kind=DecisionKind.CHAIRS,
        title="Demonstration election",
        text="The group elects.",
        language="en",
        by=writer,
        meeting_reference="PAG-90",
        nominations=[named],
    )
    return announce(open_decision(decision, by=writer), by=writer, outcome=DecisionStatus.ADOPTED)


def decision_records() -> dict[str, Any]:
    """Return a draft, one before the group (with and without an objection), deferred (one open again), adopted."""
    writer = chair()

    def draft(title: str) -> Decision:
        return draft_decision(
            body=group(),
            title=title,
            text="The group decides.",
            language="en",
            by=writer,
            meeting_reference="PAG-90",
        )

    def opened(title: str) -> Decision:
        return open_decision(draft(title), by=writer)

    objected = opened("Demonstration with an objection")
    objection = take_position(objected, by=writer, kind=PositionKind.OBJECTION)
    deferred = announce(opened("Demonstration deferred"), by=writer, outcome=DecisionStatus.DEFERRED)
    again = announce(opened("Demonstration open again"), by=writer, outcome=DecisionStatus.DEFERRED)
    again = open_decision(again, by=writer)
    adopted = announce(opened("Demonstration adopted"), by=writer, outcome=DecisionStatus.ADOPTED)
    return {
        "election": _decision(_election(writer)),
        "decision draft": _decision(draft("Demonstration draft")),
        "decision open": _decision(opened("Demonstration open")),
        "decision deferred": _decision(deferred),
        "decision open again": _decision(again),
        "decision adopted": _decision(adopted),
        "objection": _decision(objected, pk=objection.pk, objection=objection.pk),
        "proposal to the group": SimpleNamespace(
            body=GROUP, kind="general", give_to=lambda user: _seat(user) if user else None
        ),
    }
