"""Areas and governance of the demonstration: leads, an Advisory Group, decisions, invitations, proposals."""

from collections.abc import Callable

from django.db import transaction

from meetings.models import Amendment, AreaMessage, AreaProposal, Decision, SeatInvitation, Term
from portal.accounts.models import User
from portal.demo.amendments import load_amendments, load_past_amendments
from portal.demo.areas import load_area_message, load_area_texts
from portal.demo.decisions import designate_leads, elect_chair, load_decisions, load_old_decisions
from portal.demo.invitations import load_invitations, seat_member
from portal.demo.new_area import load_area_proposal
from portal.demo.offices import load_leads, load_partners, load_past, load_seats

Step = Callable[[dict[str, User]], None]


def load_governance(users: dict[str, User]) -> None:
    """Add what is missing: everything of a step, or nothing."""
    load_partners(users)
    if not Term.objects.exists():
        _together(
            users,
            load_old_decisions,
            load_past,
            designate_leads,
            load_leads,
            load_seats,
            seat_member,
            elect_chair,
        )
    if Decision.objects.count() <= 4:  # those that designated leads and the chair
        _together(users, load_past_amendments, load_decisions)
    if SeatInvitation.objects.count() <= 1:  # that of member@
        _together(users, load_invitations)
    if Amendment.objects.count() <= 1:  # the one that was not adopted
        _together(users, load_amendments)
    if not AreaProposal.objects.exists():
        _together(users, load_area_proposal)
    _together(users, load_area_texts)
    if not AreaMessage.objects.exists():
        _together(users, load_area_message)


def _together(users: dict[str, User], *steps: Step) -> None:
    with transaction.atomic():
        for step in steps:
            step(users)
