"""Seats of the Advisory Group and invitations to them for the world of the matrix."""

import datetime
from types import SimpleNamespace
from typing import Any

from meetings.actions.seats import prepare_invitation, send_invitation
from meetings.enums import SeatGround, TermRole
from meetings.models import SeatInvitation
from partners.models import Person
from portal.accounts.models import User
from portal.records.clock import today
from tests.factories import PersonFactory, partner
from tests.meetings.offices import group, term


def seat_records(reviewer: User, decider: User) -> dict[str, Any]:
    """Return an invitation that is prepared, one that waits for its answer, and a seat that can be held."""

    def prepared(name: str) -> Any:
        return prepare_invitation(
            person=PersonFactory(family_name=name),
            organisation=partner(legal_name=f"Demonstration Seat {name}"),
            ground=SeatGround.OTHER,
            category="ngo",
            need="Demonstration need",
            since=today(),
            by=reviewer,
        )

    waits = send_invitation(
        prepared("Invited"),
        by=decider,
        signed_on=today(),
        answer_by=today() + datetime.timedelta(days=30),
    )

    def invite(user: User | None) -> None:
        if user is not None:
            person, _made = Person.objects.get_or_create(
                user=user, defaults={"family_name": "Invited", "email": user.email}
            )
            SeatInvitation.objects.filter(pk=waits.pk).update(person=person)

    return {
        "seat invitation": SimpleNamespace(pk=waits.pk, uuid=waits.uuid, give_to=invite),
        "prepared seat": prepared("Candidate"),
        "seat in the group": SimpleNamespace(give_to=sit),
    }


def sit(user: User | None) -> None:
    """Let a person sit in the Advisory Group; nobody without an account does."""
    if user is None:
        return
    person, _made = Person.objects.get_or_create(
        user=user, defaults={"family_name": "Member", "email": user.email}
    )
    term(group(), TermRole.MEMBER, person=person)
