"""What is handed over when a term of office ends, when the list is due, and who may tick it off."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, EndReason, TermRole
from meetings.models import Term
from meetings.rules.offices import acting_until
from partners.rules.common import is_secretariat
from portal.records.clock import day_of, today
from portal.records.decisions import ALLOWED, Answer, Refused

DAYS_BEFORE, DAYS_AFTER = 90, 365
EVERYBODY = LEAD_ROLES | CHAIR_ROLES | {TermRole.MEMBER.value}


@dataclass(frozen=True)
class HandoverItem:
    """One thing on the checklist; ``code`` is stored, ``roles``: whom it concerns."""

    code: str
    label: Any
    hint: Any
    roles: frozenset[str]


HANDOVER = (
    HandoverItem(
        "documents",
        _("Documents"),
        _("Drafts, letters and papers of the office are with the successor or the secretariat."),
        EVERYBODY,
    ),
    HandoverItem(
        "contacts",
        _("Contacts"),
        _("The successor knows who to turn to, in the partners and outside of the Partnership."),
        EVERYBODY,
    ),
    HandoverItem(
        "mail-list",
        _("Messages to the area"),
        _(
            "The successor knows how the partners of the area are written to, and which answers are still open."
        ),
        LEAD_ROLES,
    ),
    HandoverItem(
        "open-actions",
        _("Open actions"),
        _("Everything that was agreed and is not done yet has somebody who goes on with it."),
        EVERYBODY,
    ),
    HandoverItem(
        "business-plan",
        _("Business plan and reports"),
        _("The successor knows what state they are in and what is due next."),
        LEAD_ROLES,
    ),
    HandoverItem(
        "successor",
        _("Successor introduced"),
        _("To the partners of the area or the members, and to the secretariat."),
        EVERYBODY,
    ),
)


def handover_items(term: Term) -> list[HandoverItem]:
    """Return what is on the checklist of a term."""
    return [item for item in HANDOVER if term.role in item.roles]


def handover_is_due(term: Term, on: datetime.date | None = None) -> bool:
    """Whether the checklist is shown: from 90 days before the end until a year after it (after acting, for leads).

    Not for terms of the past that were entered later from a source.
    """
    end = term.effective_end
    if end is None or term.end_reason == EndReason.ENTERED_WRONGLY or not handover_items(term):
        return False
    if end < day_of(term.created_at):
        return False
    day = on or today()
    last = acting_until(term) or end
    return end - datetime.timedelta(days=DAYS_BEFORE) <= day <= last + datetime.timedelta(days=DAYS_AFTER)


def can_hand_over(user: Any, term: Term) -> Answer:
    """Whether ``user`` may tick off the checklist: whoever holds or held the office; the secretariat on behalf."""
    if not handover_is_due(term):
        return Refused(
            _("The checklist is there from 90 days before the end of a term until a year after it.")
        )
    if is_holder(user, term) or is_secretariat(user):
        return ALLOWED
    return Refused(_("The checklist is kept by the person whose term ends, or by the secretariat."))


def is_holder(user: Any, term: Term) -> bool:
    """Whether the term is that of ``user``."""
    return getattr(user, "is_authenticated", False) and term.person.user_id == user.pk
