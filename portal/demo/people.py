"""Colleagues of the demonstration's partners: invited, in two organisations, taking over, writing along."""

import datetime

from django.db import transaction

from partners.actions.invitations import accept_invitation, invite_author, invite_colleague
from partners.actions.people import end_place
from partners.actions.succession import ask_succession
from partners.enums import LetterStatus
from partners.models import ColleagueInvitation, Letter, OrganisationPerson, SuccessionRequest
from portal.accounts.models import User
from portal.demo.accounts import make_account
from portal.records.clock import now, pretending

DAY = datetime.timedelta(days=1)


def load_people(users: dict[str, User]) -> None:
    """Add what is missing: everything of a step, or nothing."""
    if ColleagueInvitation.objects.exists():
        return
    with transaction.atomic():
        _colleagues(users)
        _takes_over(users)
        _writes_along(users)


def _organisation(writer: User):
    return Letter.objects.get(applicant=writer, status=LetterStatus.CONFIRMED).organisation


def _colleagues(users: dict[str, User]) -> None:
    """One who is invited, one who was there before, one with a place in two organisations."""
    focal, ministry = users["focal"], _organisation(users["focal"])
    before = make_account("formerly@demo.example", given_name="Former", family_name="Colleague")
    with pretending(now() - 400 * DAY):
        invitation = invite_colleague(ministry, by=focal, email=before.email, role="focal")
        accept_invitation(invitation, by=before)
    with pretending(now() - 200 * DAY):
        end_place(OrganisationPerson.objects.get(person__user=before), by=before)
    institute = _organisation(users["lead"])
    invitation = invite_colleague(institute, by=users["lead"], email=users["lead2"].email, role="viewer")
    accept_invitation(invitation, by=users["lead2"])
    invite_colleague(
        ministry,
        by=focal,
        email="colleague@demo.example",
        role="focal",
        given_name="Colleague",
        family_name="Demonstration",
    )


def _takes_over(users: dict[str, User]) -> None:
    """Somebody asks to follow a focal point; the secretariat has not decided."""
    successor = make_account("successor@demo.example", given_name="Successor", family_name="Demonstration")
    organisation = _organisation(users["member"])
    if SuccessionRequest.objects.filter(organisation=organisation).exists():
        return
    with pretending(now() - 3 * DAY):
        ask_succession(
            organisation,
            by=successor,
            given_name="Successor",
            family_name="Demonstration",
            post="Deputy director",
            reason="The focal point moved to another post last month. Our director can confirm it.",
        )


def _writes_along(users: dict[str, User]) -> None:
    """A colleague writes along on the draft of applicant@."""
    draft = Letter.objects.filter(applicant=users["applicant"], status=LetterStatus.DRAFT).first()
    if draft is None:
        return
    colleague = make_account("coauthor@demo.example", given_name="Coauthor", family_name="Demonstration")
    accept_invitation(invite_author(draft, by=users["applicant"], email=colleague.email), by=colleague)
