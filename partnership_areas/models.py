"""Countries and their dated classifications; the framework's elements; partnership areas."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnership_areas.enums import AreaStatus, Development, ElementKind, UnepRegion, UnRegionalGroup
from portal.records.clock import now, today
from portal.records.decisions import WrongState
from portal.records.models import VersionedModel

# --- Countries ----------------------------------------------------------------------------------


class Region(models.Model):
    """A region or subregion of UN M49; its three-digit code is its key."""

    m49 = models.CharField(_("M49 code"), max_length=3, unique=True, validators=[RegexValidator(r"^\d{3}$")])
    name = models.CharField(_("Name"), max_length=100)
    parent = models.ForeignKey(
        "self", to_field="m49", null=True, blank=True, on_delete=models.PROTECT, related_name="subregions"
    )

    class Meta:
        ordering = ["m49"]
        verbose_name = _("Region")
        verbose_name_plural = _("Regions")

    def __str__(self) -> str:
        return self.name


class Country(VersionedModel):
    """A country or territory of ISO 3166-1, found by ``alpha2``, never by name.

    ``name`` is in the interface's languages; ``other_names`` holds ``ar``, ``zh`` and ``ru`` where known.
    What can be disputed or change (groups, development) is in :class:`CountryClassification`.
    """

    alpha2 = models.CharField(_("Two-letter code"), max_length=2, unique=True)
    alpha3 = models.CharField(_("Three-letter code"), max_length=3, unique=True)
    m49 = models.CharField(_("M49 code"), max_length=3, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    other_names = models.JSONField(_("Names in other UN languages"), default=dict, blank=True)
    region = models.ForeignKey(
        Region,
        to_field="m49",
        db_column="region_m49",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="countries",
        verbose_name=_("Region"),
    )
    subregion = models.ForeignKey(
        Region,
        to_field="m49",
        db_column="subregion_m49",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="countries_of_subregion",
        verbose_name=_("Subregion"),
    )
    un_member = models.BooleanField(_("Member State of the United Nations"), default=False)
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)

    class Meta:
        ordering = ["alpha2"]
        verbose_name = _("Country or territory")
        verbose_name_plural = _("Countries and territories")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="country_point_on_earth",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def region_m49(self) -> str:
        return self.region_id or ""

    @property
    def subregion_m49(self) -> str:
        return self.subregion_id or ""

    def classification(self, on: datetime.date | None = None) -> "CountryClassification | None":
        """Return what was true of this country on a date (default: today)."""
        return CountryClassification.objects.filter(country=self).current(on).first()


class ClassificationQuerySet(models.QuerySet):
    """Speaks of dates: the row that counts is the latest that had begun."""

    def current(self, on: datetime.date | None = None) -> Self:
        """Keep one row per country: the latest as of ``on`` (default today), else the earliest known.

        Two rows of the same date: the one entered last counts.
        """
        rows = CountryClassification.objects.filter(country=OuterRef("country"))
        begun = rows.filter(as_of__lte=on or today()).order_by("-as_of", "-pk").values("pk")[:1]
        earliest = rows.order_by("as_of", "-pk").values("pk")[:1]
        return self.filter(pk=Coalesce(Subquery(begun), Subquery(earliest)))


class CountryClassification(models.Model):
    """How a country is grouped from a date on, with the source. A correction is a new row, never a change."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="classifications", verbose_name=_("Country")
    )
    un_regional_group = models.CharField(
        _("UN regional group"), max_length=30, blank=True, choices=UnRegionalGroup.choices
    )
    unep_region = models.CharField(_("UNEP region"), max_length=30, blank=True, choices=UnepRegion.choices)
    development = models.CharField(
        _("Development status"), max_length=20, blank=True, choices=Development.choices
    )
    ldc = models.BooleanField(_("Least developed country"), default=False)
    as_of = models.DateField(_("True as of"))
    source = models.CharField(_("Source"), max_length=300)
    reason = models.CharField(_("Reason for the correction"), max_length=500, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("Entered by"),
    )
    entered_at = models.DateTimeField(_("Entered at"), default=now)

    objects = ClassificationQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-pk"]
        verbose_name = _("Classification of a country")
        verbose_name_plural = _("Classifications of countries")
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="country_classification_has_source")
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.as_of}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrongState(_("A classification is never changed: add a new one with its date."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise WrongState(_("A classification is never deleted: add a new one with its date."))


# --- The framework ------------------------------------------------------------------------------


class FrameworkElement(VersionedModel):
    """The goal, an objective, an enabling aim, a mission (F §1) or a priority of decision 24/3 §19."""

    kind = models.CharField(_("Kind"), max_length=10, choices=ElementKind.choices)
    code = models.SlugField(_("Code"), max_length=20)
    label = models.CharField(_("Short name"), max_length=60)
    text = models.TextField(_("Text"))
    order = models.PositiveSmallIntegerField(_("Order"))

    class Meta:
        ordering = ["order"]
        verbose_name = _("Element of the framework")
        verbose_name_plural = _("Framework: goal, objectives and priorities")
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="framework_element_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """``objective:supply``: how data files and forms name an element."""
        return f"{self.kind}:{self.code}"


# --- Areas --------------------------------------------------------------------------------------


class AreaQuerySet(models.QuerySet):
    """Speaks of areas as the rules do."""

    def established(self) -> Self:
        return self.filter(status=AreaStatus.ESTABLISHED)

    def potential(self) -> Self:
        """Potential areas that are no cross-cutting topic."""
        return self.filter(status=AreaStatus.POTENTIAL, cross_cutting=False)

    def cross_cutting(self) -> Self:
        """Topics that cut across areas and are not established as one."""
        return self.filter(status=AreaStatus.POTENTIAL, cross_cutting=True)

    def choosable(self) -> Self:
        """What a letter of intent can name: established areas and cross-cutting topics."""
        return self.filter(
            Q(status=AreaStatus.ESTABLISHED) | Q(status=AreaStatus.POTENTIAL, cross_cutting=True)
        )

    def in_order(self) -> Self:
        """Numbered areas first, then by code."""
        return self.order_by(F("order").asc(nulls_last=True), "code")


class Area(VersionedModel):
    """A partnership area (AREA-1): found by ``code``, never by name; a new one needs no code.

    ``unofficial_languages`` lists the languages in which the name is the portal's own rendering.
    ``leads_seen`` holds leads named in public sources: ``{"organisation", "evidence", "shown": {language:
    text}}``; facts of the past, no terms of office. ``issue`` and ``strategy`` are kept by the area's leads.
    """

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(_("Order"), null=True, blank=True)
    status = models.CharField(
        _("Status"), max_length=12, choices=AreaStatus.choices, default=AreaStatus.POTENTIAL
    )
    cross_cutting = models.BooleanField(_("Cross-cutting topic"), default=False)
    name = models.CharField(_("Name"), max_length=150)
    short_name = models.CharField(_("Short name"), max_length=80)
    objective = models.TextField(_("Objective"), blank=True)
    issue = models.TextField(_("The issue"), blank=True)
    strategy = models.TextField(_("Strategy"), blank=True)
    note = models.TextField(_("Note"), blank=True)
    unofficial_languages = models.JSONField(
        _("Languages in which the name is the portal's own rendering"), default=list, blank=True
    )
    leads_seen = models.JSONField(_("Leads named in public sources"), default=list, blank=True)
    established_on = models.DateField(_("Established on"), null=True, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    closed_reason = models.CharField(_("Reason for closing"), max_length=500, blank=True)
    elements = models.ManyToManyField(
        FrameworkElement, through="AreaLink", related_name="areas", verbose_name=_("Ties to the framework")
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = [F("order").asc(nulls_last=True), "code"]
        verbose_name = _("Partnership area")
        verbose_name_plural = _("Partnership areas")
        constraints = [
            models.CheckConstraint(
                condition=Q(status=AreaStatus.CLOSED, closed_on__isnull=False)
                | (~Q(status=AreaStatus.CLOSED) & Q(closed_on__isnull=True)),
                name="area_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(established_on__isnull=True)
                | Q(closed_on__gte=F("established_on")),
                name="area_dates_in_order",
            ),
        ]

    @property
    def is_choosable(self) -> bool:
        """Whether it is one of those that :meth:`AreaQuerySet.choosable` returns."""
        return self.status == AreaStatus.ESTABLISHED or (
            self.status == AreaStatus.POTENTIAL and self.cross_cutting
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("areas:area", args=[self.code])


class AreaLink(models.Model):
    """An area's objective is tied to an element of the framework (AREA-2).

    ``own_reading``: deduced by the portal from the area's objective, not yet set by the secretariat.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="links")
    element = models.ForeignKey(FrameworkElement, on_delete=models.PROTECT, related_name="links")
    own_reading = models.BooleanField(_("The portal's own reading"), default=False)

    class Meta:
        ordering = ["element__order"]
        verbose_name = _("Tie of an area to the framework")
        verbose_name_plural = _("Ties of areas to the framework")
        constraints = [models.UniqueConstraint(fields=["area", "element"], name="area_link_once")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.element_id}"
