"""What an erasure leaves of invitations to seats: that there was one, its dates and its answer, without a name."""

from django.db.models import QuerySet

from meetings.enums import OPEN_INVITATIONS, InvitationStatus
from meetings.models import SeatInvitation
from meetings.seat_letters import LETTER
from portal.publishing.actions import withdraw_publications
from portal.records.personal import Erasure


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
