"""What happens to a membership while it runs: a partner declares its withdrawal, its kind changes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.models.membership import Membership, MembershipKind
from portal.records.clock import now
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL


class WithdrawalStatus(models.TextChoices):
    DECLARED = "declared", pgettext_lazy("withdrawal", "Declared")
    RECORDED = "recorded", pgettext_lazy("withdrawal", "Recorded")
    TAKEN_BACK = "taken_back", pgettext_lazy("withdrawal", "Taken back by the partner")
    SET_ASIDE = "set_aside", pgettext_lazy("withdrawal", "Set aside")


class Withdrawal(VersionedModel):
    """A partner declares that it leaves the Partnership; the head of the secretariat records it (LOI-9).

    The declaration ends nothing by itself: until it is recorded it can be taken back.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="withdrawals", verbose_name=_("membership")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=WithdrawalStatus, default=WithdrawalStatus.DECLARED
    )
    last_day = models.DateField(_("last day"))
    reason = models.TextField(_("reason"))
    declared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    declared_at = models.DateTimeField(_("declared on"), default=now)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)

    class Meta:
        verbose_name = _("declared withdrawal")
        verbose_name_plural = _("declared withdrawals")
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(status="declared"), name="one_declared_withdrawal"
            ),
            models.CheckConstraint(
                condition=Q(status="declared", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(status="declared") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="withdrawal_decision_all_or_none",
            ),
            models.CheckConstraint(
                condition=~Q(status="set_aside") | ~Q(decision_reason=""),
                name="withdrawal_set_aside_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.membership.organisation)

    @property
    def is_open(self) -> bool:
        return self.status == WithdrawalStatus.DECLARED


class MembershipKindChange(models.Model):
    """From a day on a membership is of another kind (LOI-10); kept with reason and who did it."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="kind_changes")
    before = models.ForeignKey(MembershipKind, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(MembershipKind, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("from"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("change of the kind of membership")
        verbose_name_plural = _("changes of the kind of membership")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="membership_kind_really_changes")
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
