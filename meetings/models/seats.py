"""Invitations of the Executive Director to a seat in the Advisory Group (PAG-2)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetings.enums import OPEN_INVITATIONS, InvitationStatus, SeatCategory, SeatGround
from meetings.models.bodies import Body, Term
from meetings.models.decisions import Decision
from partners.models import Organisation, Person
from partnership_areas.models import Area
from portal.records.clock import now
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL


class SeatInvitation(VersionedModel):
    """An invitation to sit in the Advisory Group: prepared by an officer, recorded as sent by the head, answered.

    ``uuid`` is the secret of the link in the letter: who holds it can answer without an account, by POST only.
    The accepted invitation makes the term, which gives the rights. ``decision``: by which an area designated the
    person. ``replaces``: whose seat it continues. Whether an answer is overdue is computed from ``answer_by``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=40, null=True, blank=True, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seat_invitations")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="seat_invitations", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner represented")
    )
    ground = models.CharField(_("ground of the seat"), max_length=16, choices=SeatGround)
    category = models.CharField(_("category"), max_length=12, choices=SeatCategory, blank=True)
    need = models.CharField(_("need that the seat meets"), max_length=300, blank=True)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("area")
    )
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)
    language = models.CharField(
        _("language of the letter"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=InvitationStatus, default=InvitationStatus.PREPARED
    )
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=now)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer_note = models.TextField(_("note to the answer"), blank=True)
    on_behalf = models.BooleanField(_("answer recorded by the secretariat"), default=False)
    withdrawn_reason = models.CharField(_("why it was taken back"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("invitation to a seat")
        verbose_name_plural = _("invitations to seats")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "person"],
                condition=Q(status__in=OPEN_INVITATIONS),
                name="one_open_seat_invitation_per_person",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="seat_invitation_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status=InvitationStatus.PREPARED)
                | Q(status=InvitationStatus.WITHDRAWN)
                | Q(sent_at__isnull=False, sent_by__isnull=False, reference__isnull=False),
                name="seat_invitation_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[InvitationStatus.ACCEPTED, InvitationStatus.DECLINED])
                | Q(answered_at__isnull=False),
                name="seat_invitation_answered_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.person}" if self.reference else str(self.person)
