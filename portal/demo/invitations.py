"""Invitations to seats in every state: accepted, declined, waiting for an answer, prepared (PAG-2)."""

import datetime
from dataclasses import dataclass

from meetings.actions.seats import answer_invitation, prepare_invitation, send_invitation
from meetings.enums import SeatGround
from portal.accounts.models import User
from portal.demo.office_data import SEATS
from portal.demo.offices import again, partner, person
from portal.records.clock import now, pretending, today

DAY = datetime.timedelta(days=1)
ANSWER_WITHIN = 30


@dataclass(frozen=True)
class Invited:
    """Who is invited to a seat chosen for a need; ``days_ago`` it was prepared; ``until`` the last verb."""

    person: str
    partner: str
    category: str
    need: str
    days_ago: int
    until: str  # prepared, sent, declined
    language: str = "en"


INVITED = (
    Invited(
        "beijing",
        "示范环境研究院 (Demonstration Institute of Environmental Research)",
        "science",
        "Demonstration: research in Asia and the Pacific",
        60,
        "declined",
    ),
    Invited(
        "individual", "Demonstration Individual", "other", "Demonstration: independent advice", 8, "sent"
    ),
    Invited(
        "Fatou",
        "Demonstration Islands Agency",
        "government",
        "Demonstration: African Governments",
        2,
        "prepared",
        "fr",
    ),
)


def seat_member(users: dict[str, User]) -> None:
    """member@ was invited by letter and accepted by its link."""
    seat = next(seat for seat in SEATS if seat.person == "member")
    with pretending(now() - (seat.days_ago + 25) * DAY):
        invitation = prepare_invitation(
            person=person("member", users),
            organisation=partner(seat.partner),
            ground=SeatGround.OTHER,
            category=seat.category,
            need=f"Demonstration: {seat.need}",
            since=today() + 25 * DAY,
            by=again(users["officer"]),
        )
        invitation = send_invitation(
            invitation, by=again(users["head"]), signed_on=today(), answer_by=today() + ANSWER_WITHIN * DAY
        )
    with pretending(now() - (seat.days_ago + 10) * DAY):
        answer_invitation(invitation, accept=True, consent=True, gender="woman")


def load_invitations(users: dict[str, User]) -> None:
    """Invitations that were declined, wait for an answer, or were not sent yet."""
    names = dict(users)
    for email in ("beijing", "individual"):
        names[email] = User.objects.get(email=f"{email}@demo.example")
    for invited in INVITED:
        with pretending(now() - invited.days_ago * DAY):
            invitation = prepare_invitation(
                person=person(invited.person, names),
                organisation=partner(invited.partner),
                ground=SeatGround.OTHER,
                category=invited.category,
                need=invited.need,
                since=today() + 60 * DAY,
                language=invited.language,
                by=again(users["officer"]),
            )
        if invited.until == "prepared":
            continue
        with pretending(now() - (invited.days_ago - 2) * DAY):
            invitation = send_invitation(
                invitation,
                by=again(users["head"]),
                signed_on=today(),
                answer_by=today() + ANSWER_WITHIN * DAY,
            )
        if invited.until == "declined":
            with pretending(now() - (invited.days_ago - 9) * DAY):
                answer_invitation(
                    invitation,
                    accept=False,
                    note="Demonstration: my institute cannot spare the time this year.",
                )
