"""Requests about a person's data, and the free texts that an officer has to read after an erasure."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.privacy.enums import MentionState, RequestOrigin, RequestState
from portal.records.clock import now
from portal.records.models import VersionedModel
from portal.records.pointers import Pointed

User = settings.AUTH_USER_MODEL


class PersonalDataRequest(VersionedModel):
    """Somebody's data is looked at, given out or erased. The address goes with the erasure, the trace stays.

    ``summary`` says how many rows of which table were emptied or deleted: counts and names of tables only.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("account")
    )
    origin = models.CharField(_("origin"), max_length=10, choices=RequestOrigin)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.OPEN)
    opened_at = models.DateTimeField(_("opened on"), default=now)
    opened_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), blank=True)
    summary = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(state="open"), name="one_open_personal_data_request"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="personal_data_request_decided_with_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="personal_data_refused_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(email=""), name="personal_data_erased_without_address"
            ),
        ]

    def __str__(self) -> str:
        return self.email or _("Request %(number)s") % {"number": self.pk}


class Mention(Pointed):
    """A text, file or frozen record that may still tell of somebody who was erased. Holds no text of it."""

    request = models.ForeignKey(PersonalDataRequest, on_delete=models.CASCADE, related_name="mentions")
    field = models.CharField(max_length=60)
    certain = models.BooleanField(default=True)
    state = models.CharField(_("state"), max_length=10, choices=MentionState, default=MentionState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("mention of a person")
        verbose_name_plural = _("mentions of persons")
        ordering = ["-certain", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "object_type", "object_id", "field"], name="mention_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="mention_settled_with_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} {self.field}"
