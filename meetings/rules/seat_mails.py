"""When the mail with the link to answer may be sent again to somebody who was invited (PAG-2)."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from meetings.documents.seat_letters import LETTER
from meetings.models import SeatInvitation
from meetings.rules.seats import is_overdue
from portal.mail.models import OutboundEmail
from portal.publishing.models import PdfJob
from portal.publishing.queries import PdfState, latest_job, state_of
from portal.records.clock import now
from portal.records.decisions import Problem
from portal.records.enums import JobState, Role
from portal.records.pointers import point_to
from portal.records.registries import has_role

INVITED, REMINDER = "meetings/seat_invited", "meetings/seat_reminder"
BETWEEN = datetime.timedelta(hours=1)


def address_of(invitation: SeatInvitation) -> str:
    """Return where the invited are written to: their account's address, else the person's; "" when there is none."""
    user = invitation.person.user
    if user is not None:
        return user.email if user.is_active else ""
    return invitation.person.email


def letter_job(invitation: SeatInvitation) -> PdfJob | None:
    """Return the job of the letter that the mail carries."""
    return latest_job(invitation, LETTER, invitation.language)


def sending_again_problems(invitation: SeatInvitation, by: Any) -> list[Problem]:
    """Return everything that stands in the way of sending the mail again.

    It goes where the head sent it: another address, which an officer may have had a hand in, is the head's to approve.
    """
    found = []
    mails = OutboundEmail.objects.filter(**point_to(invitation), template__in=[INVITED, REMINDER])
    recent = mails.exclude(state=JobState.FAILED).order_by("-created_at").first()
    if is_overdue(invitation):
        found.append(_("The day by which an answer was asked is past: the link opens nothing any more."))
    address = address_of(invitation)
    before = mails.filter(template=INVITED).order_by("-pk").first()
    if not address:
        found.append(_("No e-mail address is known: the letter has to be handed over another way."))
    elif not has_role(by, Role.HEAD) and (before is None or before.to.lower() != address.lower()):
        found.append(
            _("The address has changed since the invitation was sent: only the head sends it there.")
        )
    if recent is not None and recent.state != JobState.DONE:
        found.append(_("The last mail is still on its way."))
    elif recent is not None and now() - recent.created_at < BETWEEN:
        found.append(_("The last mail went out less than an hour ago."))
    if state_of(letter_job(invitation)) in (PdfState.NONE, PdfState.FAILED):
        found.append(_("The letter could not be made as PDF: ask for it again first."))
    return [Problem("", text) for text in found]
