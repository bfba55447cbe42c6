"""What bodies add to partnership areas: decisions behind their status, proposals of new ones, messages."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.models.decisions import Decision
from meetings.models.proposals import Proposal
from partners.models import Organisation, Person
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area, FrameworkElement
from portal.records.clock import now

User = settings.AUTH_USER_MODEL


class AreaChange(models.Model):
    """A change of an area's status, with the decision behind it (AREA-1); of the past, with its source."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="changes")
    status = models.CharField(_("status"), max_length=12, choices=AreaStatus)
    on = models.DateField(_("on"))
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="area_changes"
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    entered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("change of an area's status")
        verbose_name_plural = _("changes of areas' status")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | ~Q(source=""), name="area_change_has_an_origin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.status} {self.on}"


class AreaProposal(Proposal):
    """A proposal by partners to establish a new area: from a topic that is known, or altogether new.

    ``area`` is the potential area or topic that would be established; None until it exists.
    """

    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    name = models.CharField(_("name of the area"), max_length=150)
    issue = models.TextField(_("the issue"), blank=True)
    objective = models.TextField(_("objective"), blank=True)
    elements = models.ManyToManyField(FrameworkElement, blank=True, related_name="+")

    class Meta(Proposal.Meta):
        verbose_name = _("proposal of an area")
        verbose_name_plural = _("proposals of areas")

    @property
    def slug(self) -> str:
        """How the reference stands in addresses; "" before it was sent."""
        return (self.reference or "").lower()

    def get_absolute_url(self) -> str:
        """The public page once it is before the group, else the page on the desk."""
        if self.is_public:
            return reverse("meetings:area_proposal", args=[self.slug])
        return self.desk_url

    @property
    def desk_url(self) -> str:
        return reverse("meetings_desk:area_proposal", args=[self.uuid])


class AreaProposalSupport(models.Model):
    """A partner that supports the proposal of a new area and would take part."""

    proposal = models.ForeignKey(AreaProposal, on_delete=models.CASCADE, related_name="supporters")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("support for a new area")
        verbose_name_plural = _("support for new areas")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "organisation"], name="partner_supports_once")
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.organisation_id}"


class AreaMessage(models.Model):
    """A message to the partners of an area, kept where they can read it again (INFO-5)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="messages")
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(_("sent by the secretariat"), default=False)
    sent_at = models.DateTimeField(default=now)
    recipients = models.PositiveIntegerField(_("recipients"), default=0)

    class Meta:
        verbose_name = _("message to an area")
        verbose_name_plural = _("messages to areas")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.subject
