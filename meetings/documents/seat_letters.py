"""The letter by which the Executive Director invites to a seat, as PDF in three languages (PAG-2).

The text is the portal's; who signs is named by the function only. The letter is private. It does not carry the link
by which the invited answer: that stands in the mail alone, so that who keeps the letter cannot answer.
"""

import datetime
from copy import copy
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.models import SeatInvitation
from meetings.rules.seats import can_read_invitation
from portal.publishing.documents import DocumentKind
from portal.records import registries

LETTER = "seat_invitation"
LETTER_VERSION = "1"


def register() -> None:
    """Called once from ``meetings.hooks.register``."""
    registries.documents[LETTER] = DocumentKind(
        kind=LETTER,
        template="meetings/pdf/seat_invitation.html",
        context=letter_context,
        title=letter_title,
        filename=letter_filename,
        public=False,
        may_read=can_read_invitation,
        url=letter_url,
    )


def letter_context(invitation: SeatInvitation, language: str, version: str) -> dict[str, Any]:
    """Return what the letter's template needs."""
    return {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "symbol": invitation.reference,
        "kind_label": _("Invitation"),
        "distribution": _("Addressee"),
        "date": invitation.signed_on,
        "signed_on": written(invitation.signed_on),
        "since": written(invitation.since),
        "until": written(invitation.until),
        "answer_by": written(invitation.answer_by),
        "original_language": invitation.language,
        "subject": letter_title(invitation, language),
    }


def letter_words(
    invitation: SeatInvitation, *, signed_on: datetime.date | None, answer_by: datetime.date | None
) -> SafeString:
    """Return the words of the letter before it is sent, in its language, as the head would have them go out."""
    draft = copy(invitation)
    draft.signed_on, draft.answer_by = signed_on, answer_by
    with override(invitation.language):
        context = letter_context(draft, invitation.language, LETTER_VERSION)
        return render_to_string("meetings/pdf/_seat_letter.html", context | {"heading": "h3"})


def written(day: datetime.date | None) -> str:
    """Return a date as the language of the document writes it."""
    return date_format(day, _("j F Y")) if day else ""


def letter_title(invitation: SeatInvitation, language: str) -> str:
    return _("Invitation to serve on the Partnership Advisory Group")


def letter_filename(invitation: SeatInvitation, language: str) -> str:
    return f"{invitation.reference}-{language}.pdf"


def answer_url(invitation: SeatInvitation, language: str) -> str:
    """Return the path of the page on which the invited answer; who has it can answer."""
    with override(language):
        return reverse("meetings:seat_invitation", args=[invitation.uuid])


def letter_url(invitation: SeatInvitation, language: str) -> str:
    """Return the path of the letter for who may read it signed in; it tells nothing of the link to answer."""
    with override(language):
        return reverse("meetings:seat_letter", args=[invitation.pk])
