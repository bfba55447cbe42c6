"""The outbox: one row per mail, written in the business transaction and sent by a worker."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.publishing.models import PdfJob
from portal.records.jobs import Job
from portal.records.pointers import resolve


class OutboundEmail(Job):
    """A mail to one person, complete when it is queued: nothing is looked up again at sending.

    ``handed_over_at`` is committed just before the message is given to the mail server. A row that has it and
    was never marked as sent may or may not have arrived: it is never sent again by itself.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=8)
    template = models.CharField(_("text"), max_length=100)
    subject = models.CharField(_("subject"), max_length=400)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True, null=True, blank=True)
    sensitive = models.BooleanField(default=False)
    attach_job = models.ForeignKey(
        PdfJob, null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    resend_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="resent"
    )
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    unsubscribe_url = models.CharField(max_length=500, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["state", "not_before"], name="outbound_email_due"),
            models.Index(fields=["object_type", "object_id"], name="outbound_email_of_record"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(object_type="", object_id__isnull=True)
                | (~Q(object_type="") & Q(object_id__isnull=False)),
                name="outbound_email_pointer_whole",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(handed_over_at__isnull=False),
                name="outbound_email_sent_was_handed_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.to})"

    @property
    def about(self) -> models.Model | None:
        """The record that this mail is about, or None."""
        return resolve(self.object_type, self.object_id) if self.object_id else None
