"""How partners are reached: addresses of offices, and what was written to partners through the portal."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models.organisation import OfferOrNeed, Organisation, OrganisationPerson
from portal.records.clock import now
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL


class FunctionalAddress(VersionedModel):
    """The address of an office of a partner: of nobody in person, so it may be public (INFO-2).

    ``is_shown``: the public reads it; else it is only written to through the portal's form.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="functional_address"
    )
    label = models.CharField(_("office"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    is_shown = models.BooleanField(_("shown to the public"), default=True)
    takes_messages = models.BooleanField(_("takes messages through the portal"), default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("functional address")
        verbose_name_plural = _("functional addresses")

    def __str__(self) -> str:
        return self.label


class MessageQuerySet(models.QuerySet):
    def reported(self) -> Self:
        """Messages that a recipient called misuse and nobody settled yet."""
        return self.filter(reported_at__isnull=False, settled_at__isnull=True)


class ContactMessage(VersionedModel):
    """A message written through the portal to somebody of a partner, whose address the writer does not see.

    The words are kept for a time only (``settings.MESSAGE_DAYS``); that there was a message stays. ``key`` is of
    the form that sent it: pressed twice, it is one message.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(unique=True, editable=False)
    sender = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("sender")
    )
    sender_name = models.CharField(_("name of the sender"), max_length=200, blank=True)
    from_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="messages_sent"
    )
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="messages_received", verbose_name=_("partner")
    )
    to_place = models.ForeignKey(
        OrganisationPerson,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("recipient"),
    )
    to_office = models.BooleanField(default=False)
    about = models.ForeignKey(OfferOrNeed, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=10, default="en")
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    text = models.TextField(_("message"), blank=True)
    sent_at = models.DateTimeField(pgettext_lazy("message", "sent on"), default=now)
    cleared_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(_("reported on"), null=True, blank=True)
    reported_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    report_reason = models.TextField(_("what the recipient says"), blank=True)
    settled_at = models.DateTimeField(_("settled on"), null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settlement = models.TextField(_("what was done"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a partner")
        verbose_name_plural = _("messages to partners")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["sender", "sent_at"], name="contact_message_by_sender")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_office=False) | Q(to_place__isnull=True), name="message_to_office_or_person"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settlement="")
                | Q(reported_at__isnull=False, settled_at__isnull=False, settled_by__isnull=False),
                name="message_settled_all_or_none",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(settled_at__gte=F("reported_at")),
                name="message_settled_after_report",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("Message"))

    def get_absolute_url(self) -> str:
        return reverse("partners_desk:message", args=[self.uuid])
