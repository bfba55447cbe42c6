"""Bodies and dated terms of office in them: who leads, who sits, for how long, by which decision."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from meetings.enums import (
    CHAIR_ROLES,
    LEAD_ROLES,
    BodyKind,
    EndReason,
    NameConsent,
    Precision,
    SeatCategory,
    SeatGround,
    TermRole,
)
from partners.models import Organisation, Person
from partnership_areas.models import Area
from portal.records.clock import now, today
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL
# What a new body is given; each can be changed on its row (PAG-1, AREA-3).
SEATS, MOST_LEADS = 25, 3
# In a list: the order of a set would differ from run to run, and so would the migration.
DATED_ROLES = [TermRole.LEAD.value, TermRole.CO_LEAD.value, TermRole.CO_CHAIR.value, TermRole.CHAIR.value]


class Body(VersionedModel):
    """A body that decides by consensus: the Advisory Group (``pag``), or the partners of one area (its code).

    The row is what an action locks before it looks at terms or gives a reference, so that two people who appoint
    at once come one after the other. ``seats``: ordinary seats (PAG-1), 0 for an area. ``most_leads``: leads and
    co-leads beyond which the portal warns (AREA-3). ``written_procedures`` counts decisions outside meetings.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    area = models.OneToOneField(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="body")
    seats = models.PositiveSmallIntegerField(_("ordinary seats"), default=0)
    most_leads = models.PositiveSmallIntegerField(_("leads and co-leads at most"), default=MOST_LEADS)
    written_procedures = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["kind", F("area__order").asc(nulls_last=True), "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=BodyKind.AREA, area__isnull=False)
                | Q(kind=BodyKind.ADVISORY_GROUP, area__isnull=True),
                name="body_of_an_area_has_one",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind=BodyKind.ADVISORY_GROUP), name="one_advisory_group"
            ),
        ]

    def __str__(self) -> str:
        return self.area.short_name if self.area else str(BodyKind.ADVISORY_GROUP.label)

    @property
    def is_group(self) -> bool:
        return self.kind == BodyKind.ADVISORY_GROUP

    @property
    def prefix(self) -> str:
        """``PAG`` or ``ASGM``: how references of the body begin (MTG-10)."""
        return self.code.upper()


class TermQuerySet(models.QuerySet):
    """Speaks of dates: a term runs from ``since`` to its effective last day, both included.

    "Acting" (AREA-3) depends on other terms: ``meetings.rules.terms`` answers that.
    """

    def with_last_day(self) -> Self:
        """Annotate ``last_day``: the day of an early end, else the planned last day; None while open."""
        return self.annotate(last_day=Coalesce("ended_on", "until"))

    def counted(self) -> Self:
        """Without those that were entered by mistake."""
        return self.exclude(end_reason=EndReason.ENTERED_WRONGLY)

    def running(self, on: datetime.date | None = None) -> Self:
        """Terms whose days include ``on`` (default today)."""
        day = on or today()
        return (
            self.counted()
            .with_last_day()
            .filter(Q(last_day__isnull=True) | Q(last_day__gte=day), since__lte=day)
        )

    def leads(self) -> Self:
        return self.filter(role__in=LEAD_ROLES)

    def chairs(self) -> Self:
        return self.filter(role__in=CHAIR_ROLES)

    def seats(self) -> Self:
        return self.filter(role=TermRole.MEMBER)

    def ordinary(self) -> Self:
        """Seats that count among the 25 (PAG-1)."""
        return self.seats().exclude(ground=SeatGround.TEMPORARY)


class Term(VersionedModel):
    """A person in a body for a time, for the partner that they represent.

    What made it: an adopted ``decision``, an accepted ``invitation`` (seats), or, for the past, a ``source``.
    ``until`` is the planned last day, ``ended_on`` the day of an early end with its reason; both stay. Seats carry
    a ground and, where chosen for it, a category and the need they meet; ``area`` is the area that a seat speaks
    for. ``replaces``: the term that this one finishes (PAG-5). ``precision`` says how exactly past dates are known.
    ``consent``: why the person may be named to the public; empty, only the partner is shown.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="terms", verbose_name=_("body"))
    role = models.CharField(_("role"), max_length=12, choices=TermRole)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="terms", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="terms",
        verbose_name=_("partner represented"),
    )
    ground = models.CharField(_("ground of the seat"), max_length=16, choices=SeatGround, blank=True)
    category = models.CharField(_("category"), max_length=12, choices=SeatCategory, blank=True)
    need = models.CharField(_("need that the seat meets"), max_length=300, blank=True)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("area")
    )
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)
    precision = models.CharField(_("dates known"), max_length=5, choices=Precision, default=Precision.DAY)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=16, choices=EndReason, blank=True)
    end_note = models.CharField(_("note on the end"), max_length=500, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        "meetings.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="terms"
    )
    invitation = models.OneToOneField(
        "meetings.SeatInvitation", null=True, blank=True, on_delete=models.PROTECT, related_name="term"
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    consent = models.CharField(_("named to the public"), max_length=14, choices=NameConsent, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)

    beside: "tuple[Term, ...]" = ()  # of a term to be: others that the same decision would give, not stored either

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        ordering = ["-since", "pk"]
        indexes = [models.Index(fields=["body", "role", "since"], name="term_in_body")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="term_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__isnull=False, ended_on__gte=F("since")) & ~Q(end_reason="")),
                name="term_ends_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(until__isnull=True) | Q(ended_on__lte=F("until")),
                name="term_ends_early_only",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | Q(invitation__isnull=False) | ~Q(source=""),
                name="term_has_an_origin",
            ),
            models.CheckConstraint(
                condition=Q(role=TermRole.MEMBER) & ~Q(ground="")
                | ~Q(role=TermRole.MEMBER) & Q(ground="", category="", need="", area__isnull=True),
                name="only_seats_have_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=DATED_ROLES) | Q(until__isnull=False),
                name="leads_and_chairs_have_a_last_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person} ({self.body})"

    @property
    def effective_end(self) -> datetime.date | None:
        """The last day on which the term ran or will run, acting apart; None while open."""
        return self.ended_on or self.until

    @property
    def is_named(self) -> bool:
        """Whether the public may read the person's name."""
        return bool(self.consent)


class HandoverCheck(models.Model):
    """One thing of the handover checklist that was done when a term ended; what is on the list stands in code."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="handover")
    item = models.SlugField(max_length=40)
    done_at = models.DateTimeField(default=now)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("thing handed over")
        verbose_name_plural = _("things handed over")
        constraints = [models.UniqueConstraint(fields=["term", "item"], name="handover_item_once")]

    def __str__(self) -> str:
        return f"{self.term_id} {self.item}"
