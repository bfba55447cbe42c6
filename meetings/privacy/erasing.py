"""Who holds an office is erased after it; what an erasure leaves of invitations to seats: dates and answer, no name."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.documents.seat_letters import LETTER
from meetings.enums import OPEN_INVITATIONS, InvitationStatus
from meetings.models import SeatInvitation, Term
from meetings.rules.offices import acting_terms
from portal.publishing.actions import withdraw_publications
from portal.records.clock import today
from portal.records.decisions import Problem
from portal.records.personal import Erasure, Subject


def offices_that_are_held(subject: Subject) -> Iterator[Problem]:
    """Nobody presides, decides or leads without a name: terms that run, come or go on as acting are ended first."""
    mine = Term.objects.filter(person__in=subject.ids("partners.person"))
    acting = acting_terms().filter(pk__in=mine).values("pk")
    held = mine.counted().with_last_day()
    held = held.filter(Q(last_day__isnull=True) | Q(last_day__gte=today()) | Q(pk__in=acting))
    for term in held.select_related("body__area").order_by("since", "pk"):
        office = f"{term.get_role_display()}, {term.body}"
        values = {"office": office, "day": date_format(term.since, "DATE_FORMAT")}
        words = _(
            "This person holds an office (%(office)s, from %(day)s): the head of the secretariat first ends this term. "
            "The erasure is possible from the day after its last day."
        )
        yield Problem("", words % values, reverse("terms:inspect", args=[term.pk]))


def forget_invitations(erasure: Erasure, rows: QuerySet[SeatInvitation]) -> None:
    """Empty the note to the answer and typeset the letter again; an open invitation ends, nobody can answer it."""
    for invitation in rows:
        fields = ["answer_note"]
        invitation.answer_note = ""
        if invitation.status in OPEN_INVITATIONS:
            invitation.status = InvitationStatus.WITHDRAWN
            invitation.withdrawn_reason = "personal data erased"
            fields += ["status", "withdrawn_reason"]
            withdraw_publications(invitation, LETTER, "personal data erased")
            erasure.work.audit("seat.withdraw", invitation, by=erasure.by, fields=["status"])
        erasure.work.save(invitation, *fields)
        erasure.typeset_again(invitation)
