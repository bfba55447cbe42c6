"""Rows of one and the same organisation: merged, taken apart again, or known to be different."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.models.organisation import Organisation
from portal.records.clock import now
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL


class MergeQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(undone_at__isnull=True)


class OrganisationMerge(VersionedModel):
    """That one row stands for the same organisation as another, from a day on, and perhaps no longer.

    ``Organisation.merged_into`` follows from the merges in force: it names the row at the end of the chain, so
    that reading needs one step only. Nothing that belongs to the merged row is moved.
    """

    merged = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges_received")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("merged on"), default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undo_reason = models.TextField(_("reason"), blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of organisations")
        verbose_name_plural = _("merges of organisations")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="one_merge_in_force"
            ),
            models.CheckConstraint(condition=~Q(merged=F("into")), name="merge_of_two_rows"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
                name="merge_undone_all_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.into_id}"


class NotTheSame(models.Model):
    """Two rows that look alike and are not the same organisation: not shown as a pair again."""

    first = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("pair of different organisations")
        verbose_name_plural = _("pairs of different organisations")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="different_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="different_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
