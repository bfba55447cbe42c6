"""Membership of the Partnership and participation in areas, over time."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.enums import MembershipEnding, MembershipOrigin
from partners.models.letter import Letter
from partners.models.organisation import Organisation
from partnership_areas.models import Area
from portal.records.clock import now, today
from portal.records.models import VersionedModel


class MembershipKind(models.Model):
    """A kind of membership; kinds are data, a new one needs no code (LOI-10)."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=100)
    is_default = models.BooleanField(_("given by a confirmation"), default=False)

    class Meta:
        verbose_name = _("kind of membership")
        verbose_name_plural = _("kinds of membership")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_membership_kind"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet):
    def running(self) -> Self:
        return self.filter(ended_on__isnull=True)


class Membership(VersionedModel):
    """An organisation's membership. It ends with a date, a way and a reason, never by deletion (LOI-9).

    ``since`` is None where the source does not tell (imported lists): shown as unknown. ``listed_by`` is then the
    day by which the source, at the latest, lists it as a partner; the register of the past counts from there.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    kind = models.ForeignKey(MembershipKind, on_delete=models.PROTECT, related_name="memberships")
    origin = models.CharField(_("origin"), max_length=10, choices=MembershipOrigin)
    letter = models.OneToOneField(
        Letter, null=True, blank=True, on_delete=models.PROTECT, related_name="membership"
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    listed_by = models.DateField(_("listed as a partner by"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ending = models.CharField(_("way of ending"), max_length=10, choices=MembershipEnding, blank=True)
    end_reason = models.TextField(_("reason"), blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended_on__isnull=True), name="one_running_membership"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ending="", end_reason="")
                | (Q(ended_on__isnull=False) & ~Q(ending="") & ~Q(end_reason="")),
                name="membership_ends_with_way_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(since__isnull=True) | Q(ended_on__gte=F("since")),
                name="membership_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(origin=MembershipOrigin.LETTER, letter__isnull=False)
                | Q(origin=MembershipOrigin.IMPORTED, letter__isnull=True),
                name="membership_origin_and_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.kind})"


class ParticipationQuerySet(models.QuerySet):
    def running(self) -> Self:
        return self.filter(until__isnull=True)


class AreaParticipation(models.Model):
    """A partner in an area over a time (AREA-6). ``since`` is None where unknown."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="participations")
    since = models.DateField(_("since"), null=True, blank=True, default=today)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation in an area")
        verbose_name_plural = _("participations in areas")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "area"], condition=Q(until__isnull=True), name="one_place_per_area"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="participation_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.area}"
