"""Who is told about an invitation to a seat: the invited, and the secretariat (PAG-2).

The link to answer stands in the mails to the invited alone, whose text is not kept once they are sent.
"""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.documents.seat_letters import answer_url
from meetings.enums import InvitationStatus
from meetings.models import SeatInvitation
from partners.notices.kinds import is_secretariat
from partners.notices.letters import in_language
from portal.accounts.queries import users_with_role
from portal.mail.actions import queue_mail
from portal.mail.kinds import NoticeKind, register_kind
from portal.mail.notices import full_address, notify
from portal.publishing.models import PdfJob
from portal.records.clock import now
from portal.records.enums import SECRETARIAT

MINE, OURS = "my_seat", "seats"


def register() -> None:
    """Called once from ``meetings.hooks.register``."""
    register_kind(
        NoticeKind(
            MINE,
            _("Your invitation to the Advisory Group"),
            hint=_("The letter, reminders, and what your answer led to."),
            mandatory=True,
            concerns=lambda user: False,
        )
    )
    register_kind(
        NoticeKind(
            OURS,
            _("Seats in the Advisory Group"),
            hint=_("Answers to invitations, and those that did not come in time."),
            concerns=is_secretariat,
        )
    )


def tell_invited(
    invitation: SeatInvitation, template: str, *, key: str, attach: PdfJob | None = None, **context: Any
) -> None:
    """Tell the invited in the language of the letter: the account if there is one, else the address; nobody when
    there is neither.
    """
    language = invitation.language
    values = {
        "person": str(invitation.person),
        "organisation": invitation.organisation.legal_name,
        "reference": invitation.reference or "",
        **{name: in_language(language, value) for name, value in context.items()},
    }
    key = f"seat:{invitation.pk}:{key}"
    user, address = invitation.person.user, invitation.person.email
    if user is not None:
        notify(
            MINE,
            user,
            f"meetings/{template}",
            values,
            key=key,
            about=invitation,
            url=reverse("desk:home"),
            secret_url=partial(answer_url, invitation, language),
            attach=attach,
            language=language,
        )
    elif address:
        values["url"] = full_address(answer_url(invitation, language), language)
        queue_mail(
            f"meetings/{template}",
            address,
            language,
            values,
            about=invitation,
            dedupe_key=f"notice:{key}",
            sensitive=True,
            attach=attach,
            has_account=False,
        )


def tell_secretariat(invitation: SeatInvitation, template: str, *, key: str, **context: Any) -> None:
    """Tell every officer and head."""
    for user in users_with_role(*SECRETARIAT):
        notify(
            OURS,
            user,
            f"meetings/{template}",
            {
                "person": str(invitation.person),
                "organisation": invitation.organisation.legal_name,
                "reference": invitation.reference or "",
                **{name: in_language(user.language, value) for name, value in context.items()},
            },
            key=f"seat:{invitation.pk}:{key}",
            about=invitation,
            url=reverse("seat-invitations:inspect", args=[invitation.pk]),
        )


def invite(invitation: SeatInvitation, *, attach: PdfJob) -> None:
    """The letter goes out by mail, with the PDF; without an address it is handed over another way."""
    tell_invited(invitation, "seat_invited", key="invited", attach=attach, answer_by=invitation.answer_by)


def invite_again(invitation: SeatInvitation, *, attach: PdfJob) -> None:
    """The same mail once more, for somebody who has not answered."""
    key = f"invited:{now():%Y%m%d%H%M%S}"
    tell_invited(invitation, "seat_invited", key=key, attach=attach, answer_by=invitation.answer_by)


def remind(invitation: SeatInvitation, days: int) -> None:
    """Remind the invited so many days before the day of the answer; each reminder once."""
    tell_invited(invitation, "seat_reminder", key=f"reminder:{days}", answer_by=invitation.answer_by)


def tell_overdue(invitation: SeatInvitation) -> None:
    """The day is past without an answer: the secretariat decides how to go on."""
    tell_secretariat(invitation, "seat_overdue", key="overdue", answer_by=invitation.answer_by)


def tell_of_answer(invitation: SeatInvitation) -> None:
    """The secretariat reads the answer; who accepted reads what follows from it."""
    accepted = invitation.status == InvitationStatus.ACCEPTED
    template = "seat_accepted_notice" if accepted else "seat_declined_notice"
    tell_secretariat(invitation, template, key="answered", since=invitation.since)
    if accepted:
        tell_invited(invitation, "seat_accepted", key="accepted", since=invitation.since)


def tell_not_recorded(invitation: SeatInvitation) -> None:
    """The invited accepted, but the seat could not be given: the secretariat writes to them."""
    tell_secretariat(invitation, "seat_not_recorded", key="not-recorded")


def tell_withdrawn(invitation: SeatInvitation) -> None:
    """The invitation no longer stands."""
    tell_invited(invitation, "seat_withdrawn", key="withdrawn")
