"""Notices: what somebody was told, how each person wants to be told, and who wants no mail at all (INFO-5)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.mail.enums import DIGESTS, Delivery
from portal.mail.models.outbox import OutboundEmail
from portal.records.clock import now
from portal.records.pointers import resolve


class NoticeQuerySet(models.QuerySet):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def waiting_for_digest(self, delivery: str) -> Self:
        """Not mailed yet; what was read in the portal meanwhile needs no mail any more."""
        return self.unread().filter(delivery=delivery, mail__isnull=True)


class Notice(models.Model):
    """One thing that one person was told, in their language, as it read then. Shown at ``/desk/notices/``.

    ``key`` makes the same event one notice per person. ``delivery`` is what held when it was written; ``mail`` is
    the message that carried it: its own one, or the digest.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("subject"), max_length=400)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=8)
    url = models.CharField(max_length=500, blank=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=150)
    delivery = models.CharField(max_length=10, choices=Delivery)
    mail = models.ForeignKey(
        OutboundEmail, null=True, blank=True, on_delete=models.SET_NULL, related_name="notices"
    )
    created_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_told_once"),
            models.CheckConstraint(
                condition=Q(object_type="", object_id__isnull=True)
                | (~Q(object_type="") & Q(object_id__isnull=False)),
                name="notice_pointer_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notice_of_user"),
            models.Index(
                fields=["delivery", "created_at"],
                condition=Q(mail__isnull=True, read_at__isnull=True, delivery__in=[str(d) for d in DIGESTS]),
                name="notice_waits_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> models.Model | None:
        """The record that this notice is about, or None."""
        return resolve(self.object_type, self.object_id) if self.object_id else None


class NoticePreference(models.Model):
    """How one person wants to be told of one kind; without a row the kind's default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    kind = models.CharField(max_length=40)
    delivery = models.CharField(max_length=10, choices=Delivery)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.delivery}"


class NoticeOptOut(models.Model):
    """An address without an account that wants no more mails of a kind.

    The address itself is not held: ``address_hash`` is a keyed hash, so that the wish outlives the erasure of a
    person without naming anybody.
    """

    address_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("mail not wanted")
        verbose_name_plural = _("mails not wanted")
        constraints = [models.UniqueConstraint(fields=["address_hash", "kind"], name="notice_opt_out_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.address_hash[:8]}"
