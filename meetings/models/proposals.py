"""What proposals to the Advisory Group have in common (GDL-1, AREA-1)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.enums import PUBLIC_PROPOSALS, ProposalStatus
from meetings.models.decisions import Decision
from partners.models import Organisation, Person
from portal.records.clock import now
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL
# What was before the group once stays readable for everybody, also when its proposer withdrew it after that.
IN_PUBLIC = Q(status__in=PUBLIC_PROPOSALS) | Q(status=ProposalStatus.WITHDRAWN, decision__isnull=False)


class Proposal(VersionedModel):
    """Abstract: a partner proposes, the secretariat writes its opinion, the group decides.

    The secretariat's opinion is recorded; it has no way to hold the proposal back. Only the proposer withdraws.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=40, null=True, blank=True, unique=True)
    status = models.CharField(
        _("status"), max_length=12, choices=ProposalStatus, default=ProposalStatus.DRAFT
    )
    proposer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner that proposes")
    )
    proposed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposer")
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)
    proposed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(_("original language"), max_length=10, default="en")
    reason = models.TextField(_("reason"), blank=True)
    opinion = models.TextField(_("opinion of the secretariat"), blank=True)
    opinion_language = models.CharField(max_length=10, default="en")
    opinion_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opinion_at = models.DateTimeField(null=True, blank=True)
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)s"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ProposalStatus.DRAFT) | Q(reference__isnull=False),
                name="%(class)s_sent_has_a_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.uuid)

    @property
    def is_public(self) -> bool:
        """Whether everybody can read it; the same as ``IN_PUBLIC``."""
        withdrawn_later = self.status == ProposalStatus.WITHDRAWN and self.decision_id is not None
        return self.status in PUBLIC_PROPOSALS or withdrawn_later
