"""Invitations to seats, answered and sent at the same moment: exact counts, on SQLite and PostgreSQL."""

import datetime

import pytest

from meetings.actions.seats import (
    answer_invitation,
    prepare_invitation,
    send_again,
    send_invitation,
    withdraw_invitation,
)
from meetings.enums import InvitationStatus, SeatGround
from meetings.models import SeatInvitation, Term
from portal.mail.models import OutboundEmail
from portal.records.audit import broken_lines
from portal.records.clock import now, today
from portal.records.models import AuditLine
from tests.factories import PersonFactory, head, officer, partner
from tests.meetings.offices import group
from tests.meetings.test_seat_changes import delivered
from tests.meetings.test_seats import prepared, sent
from tests.partners.test_letter_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
EIGHT = range(8)


def seats(number: int) -> None:
    body = group()
    body.seats = number
    body.save()


@pytest.mark.rule("PAG-2")
def test_of_eight_answers_at_once_one_counts() -> None:
    invitation = sent()
    results = at_once(
        *(lambda accept=number % 2 == 0: answer_invitation(invitation, accept=accept) for number in EIGHT)
    )
    assert len(refusals(results)) == 7
    invitation.refresh_from_db()
    accepted = invitation.status == InvitationStatus.ACCEPTED
    assert Term.objects.filter(invitation=invitation).count() == accepted
    assert AuditLine.objects.filter(verb__in=["seat.accept", "seat.decline"]).count() == 1
    assert OutboundEmail.objects.filter(template="meetings/seat_accepted").count() == accepted
    assert list(broken_lines()) == []


@pytest.mark.rule("PAG-2")
def test_of_eight_who_send_the_mail_again_at_once_one_does() -> None:
    invitation, by = delivered(sent()), officer()
    OutboundEmail.objects.update(created_at=now() - datetime.timedelta(hours=2))
    results = at_once(*[lambda: send_again(invitation, by=by)] * 8)
    assert len(refusals(results)) == 7
    assert OutboundEmail.objects.filter(template="meetings/seat_invited").count() == 2
    assert AuditLine.objects.filter(verb="seat.send_again").count() == 1


@pytest.mark.rule("PAG-1")
def test_of_eight_who_accept_the_last_seat_one_gets_it() -> None:
    invitations = [sent() for _number in EIGHT]
    seats(1)
    results = at_once(
        *(lambda row=row: answer_invitation(row, accept=True) for row in invitations),
    )
    assert len(refusals(results)) == 7
    assert Term.objects.count() == 1
    assert SeatInvitation.objects.filter(status=InvitationStatus.SENT).count() == 7


@pytest.mark.rule("PAG-1")
def test_the_last_seat_is_offered_once() -> None:
    seats(1)
    invitations = [prepared() for _number in EIGHT]
    answer_by = today() + datetime.timedelta(days=30)
    heads = [head() for _number in EIGHT]
    results = at_once(
        *(
            lambda row=row, by=by: send_invitation(row, by=by, signed_on=today(), answer_by=answer_by)
            for row, by in zip(invitations, heads, strict=True)
        )
    )
    assert len(refusals(results)) == 7
    assert OutboundEmail.objects.filter(template="meetings/seat_invited").count() == 1


def test_one_person_is_invited_once() -> None:
    person, organisation = PersonFactory(), partner()
    values = {
        "person": person,
        "organisation": organisation,
        "ground": SeatGround.OTHER,
        "category": "ngo",
        "need": "Demonstration need",
        "since": today(),
    }
    officers = [officer() for _number in EIGHT]
    results = at_once(*(lambda by=by: prepare_invitation(by=by, **values) for by in officers))
    assert len(refusals(results)) == 7
    assert SeatInvitation.objects.count() == 1


def test_accepted_or_taken_back_but_not_both() -> None:
    the_head = head()
    invitation = sent(by=the_head)
    results = at_once(
        lambda: answer_invitation(invitation, accept=True),
        lambda: withdraw_invitation(invitation, by=the_head, reason="A slip."),
    )
    assert len(refusals(results)) == 1
    invitation.refresh_from_db()
    assert Term.objects.count() == (invitation.status == InvitationStatus.ACCEPTED)
