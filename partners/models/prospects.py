"""Organisations that a partner or the secretariat invites to join, followed to their letter (INFO-7)."""

import datetime
import hashlib
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.enums import LetterStatus
from partners.models.letter import Letter
from partners.models.organisation import Organisation
from partnership_areas.models import Country
from portal.records.clock import now, today
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL
DAYS = 90  # how long the link of an invitation opens the door


def end_of_prospect() -> datetime.date:
    """Return the last day on which an invitation sent now can be taken up."""
    return today() + datetime.timedelta(days=DAYS)


def address_hash(email: str) -> str:
    """Return what is kept of an address that asked not to be written to again."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


class ProspectState(models.TextChoices):
    """What became of an invitation; computed, never stored."""

    SENT = "sent", pgettext_lazy("prospect", "Waiting")
    BEGUN = "begun", pgettext_lazy("prospect", "Letter begun")
    ARRIVED = "arrived", pgettext_lazy("prospect", "Letter sent")
    PARTNER = "partner", pgettext_lazy("prospect", "Partner now")
    CLOSED = "closed", pgettext_lazy("prospect", "Letter declined or withdrawn")
    REFUSED = "refused", pgettext_lazy("prospect", "Not interested")
    REVOKED = "revoked", pgettext_lazy("prospect", "Taken back")
    EXPIRED = "expired", pgettext_lazy("prospect", "Ran out")


class ProspectQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Neither refused nor taken back nor run out, and no letter yet."""
        return self.filter(
            refused_at__isnull=True, revoked_at__isnull=True, letter__isnull=True, expires_on__gte=today()
        )

    def in_state(self, state: str) -> Self:
        """Those whose :attr:`Prospect.state` is ``state``."""
        alive = self.filter(refused_at__isnull=True, revoked_at__isnull=True)
        of_letter = {
            ProspectState.BEGUN: [LetterStatus.DRAFT],
            ProspectState.PARTNER: [LetterStatus.CONFIRMED],
            ProspectState.CLOSED: [LetterStatus.DECLINED, LetterStatus.WITHDRAWN],
        }
        if state == ProspectState.REFUSED:
            return self.filter(refused_at__isnull=False)
        if state == ProspectState.REVOKED:
            return self.filter(revoked_at__isnull=False)
        if state == ProspectState.SENT:
            return alive.filter(letter__isnull=True, expires_on__gte=today())
        if state == ProspectState.EXPIRED:
            return alive.filter(letter__isnull=True, expires_on__lt=today())
        if state == ProspectState.ARRIVED:
            others = [status for statuses in of_letter.values() for status in statuses]
            return alive.filter(letter__isnull=False).exclude(letter__status__in=others)
        return alive.filter(letter__status__in=of_letter[ProspectState(state)])


class Prospect(VersionedModel):
    """An invitation to become a partner: to whom, from whom, what came of it.

    ``organisation`` is the partner that invites; without one it is the secretariat. When the invited say that they
    are not interested, name and address of the person go at once and only a hash of the address stays, so
    that nobody writes to it again.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("organisation invited"), max_length=250)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    contact_name = models.CharField(_("person written to"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    address_hash = models.CharField(max_length=64, editable=False, db_index=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    message = models.TextField(_("personal words"), blank=True)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="prospects",
        verbose_name=_("invited by"),
    )
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    on_behalf = models.BooleanField(_("entered by the secretariat"), default=False)
    created_at = models.DateTimeField(_("invited on"), default=now, editable=False)
    sent_at = models.DateTimeField(_("last sent on"), default=now)
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_on = models.DateField(_("open until"), default=end_of_prospect)
    refused_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    letter = models.OneToOneField(
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="prospect"
    )

    objects = ProspectQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to join")
        verbose_name_plural = _("invitations to join")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["address_hash"],
                condition=Q(refused_at__isnull=True, revoked_at__isnull=True, letter__isnull=True),
                name="one_open_prospect_per_address",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | Q(email="", contact_name=""),
                name="prospect_refused_without_address",
            ),
            models.CheckConstraint(condition=Q(sent_at__gte=F("created_at")), name="prospect_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.strip().lower()
        if self.email:
            self.address_hash = address_hash(self.email)
        super().save(*args, **kwargs)

    @property
    def state(self) -> ProspectState:
        """What became of it; needs ``letter``."""
        if self.refused_at:
            return ProspectState.REFUSED
        if self.revoked_at:
            return ProspectState.REVOKED
        if self.letter is None:
            return ProspectState.SENT if self.expires_on >= today() else ProspectState.EXPIRED
        return {
            LetterStatus.DRAFT: ProspectState.BEGUN,
            LetterStatus.CONFIRMED: ProspectState.PARTNER,
            LetterStatus.DECLINED: ProspectState.CLOSED,
            LetterStatus.WITHDRAWN: ProspectState.CLOSED,
        }.get(LetterStatus(self.letter.status), ProspectState.ARRIVED)

    @property
    def is_open(self) -> bool:
        return self.state == ProspectState.SENT
