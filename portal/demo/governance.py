"""Areas and governance of the demonstration: leads, an Advisory Group, decisions, invitations, proposals."""

from collections.abc import Callable

from django.db import transaction

from meetings.actions.structure import keep_structure
from meetings.models import Decision, Term
from portal.accounts.models import User
from portal.demo.decisions import designate_leads, elect_chair, load_decisions, load_old_decisions
from portal.demo.offices import load_leads, load_partners, load_past, load_seats

Step = Callable[[dict[str, User]], None]


def load_governance(users: dict[str, User]) -> None:
    """Add what is missing: everything of a step, or nothing."""
    load_partners(users)
    if not Term.objects.exists():
        _together(users, load_past, designate_leads, load_leads, load_seats, elect_chair)
    if Decision.objects.count() <= 3:  # those that designated leads and the chair
        _together(users, load_old_decisions, load_decisions)
    keep_structure()


def _together(users: dict[str, User], *steps: Step) -> None:
    with transaction.atomic():
        for step in steps:
            step(users)
