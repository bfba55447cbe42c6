"""What a body decides, who put what on record, and whom it designates (MTG-2, MTG-3)."""

import datetime
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetings.enums import (
    PUBLIC_DECISIONS,
    DecisionKind,
    DecisionStatus,
    PositionKind,
    SeatCategory,
    SeatGround,
    TermRole,
)
from meetings.models.bodies import Body, Term
from partners.models import Organisation, Person
from partnership_areas.models import Area
from portal.records.clock import day_of, now
from portal.records.models import VersionedModel

User = settings.AUTH_USER_MODEL
# A deferred decision that was taken up again keeps the day of its deferral until the next outcome; one that its
# proposer then withdraws keeps it for good. What once stood in the register stays readable there.
OPEN_AGAIN = Q(status=DecisionStatus.OPEN, decided_on__isnull=False)
WITHDRAWN_LATER = Q(status=DecisionStatus.WITHDRAWN, decided_on__isnull=False)
IN_REGISTER = Q(status__in=PUBLIC_DECISIONS) | OPEN_AGAIN | WITHDRAWN_LATER


class DecisionQuerySet(models.QuerySet):
    def public(self) -> Self:
        """What the public register shows: a deferral stays there when the decision is open again, or withdrawn."""
        return self.filter(IN_REGISTER)

    def open(self) -> Self:
        return self.filter(status=DecisionStatus.OPEN)


class Decision(VersionedModel):
    """A proposal before a body, and what became of it.

    ``title``, ``text``, ``outcome_note`` and ``follow_up`` are written in ``language``; translations are rows of
    ``portal.records.translations``. ``about_type`` and ``about_id`` point to the record it is about (an area, an
    amendment), "" and None when to none. ``meeting_reference`` names the meeting where it was decided ("PAG-13");
    empty, it was decided between meetings. ``reference`` is given once it is before the body (MTG-10). ``source``:
    entered from a record of the past, not decided here. ``decided_on`` is the day of the last outcome;
    ``withdrawn_at`` the moment when its proposer took it back.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("body"))
    kind = models.CharField(_("about"), max_length=12, choices=DecisionKind, default=DecisionKind.GENERAL)
    reference = models.CharField(_("reference"), max_length=60, null=True, blank=True, unique=True)
    meeting_reference = models.CharField(_("meeting"), max_length=50, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=DecisionStatus, default=DecisionStatus.DRAFT
    )
    language = models.CharField(_("original language"), max_length=35, default="en")
    title = models.CharField(_("title"), max_length=250)
    text = models.TextField(_("text of the decision"))
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposer")
    )
    proposer = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("partner that proposes"),
    )
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    announced_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(_("announced on behalf of the chair"), default=False)
    outcome_note = models.TextField(_("note on the outcome"), blank=True)
    follow_up = models.TextField(_("follow-up"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = [F("decided_on").desc(nulls_first=True), "-pk"]
        indexes = [
            models.Index(fields=["body", "status"], name="decision_of_body"),
            models.Index(fields=["about_type", "about_id"], name="decision_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[DecisionStatus.DRAFT, DecisionStatus.WITHDRAWN])
                | Q(reference__isnull=False),
                name="decision_before_a_body_has_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[DecisionStatus.ADOPTED, DecisionStatus.NO_CONSENSUS], decided_on__isnull=False
                )
                | ~Q(status__in=[DecisionStatus.ADOPTED, DecisionStatus.NO_CONSENSUS]),
                name="decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(about_type="", about_id__isnull=True)
                | (~Q(about_type="") & Q(about_id__isnull=False)),
                name="decision_about_all_or_none",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False, status=DecisionStatus.WITHDRAWN)
                | Q(withdrawn_at__isnull=True)
                & (~Q(status=DecisionStatus.WITHDRAWN) | Q(decided_on__isnull=True)),
                name="decision_withdrawn_with_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}" if self.reference else self.title

    @property
    def slug(self) -> str:
        """The reference as it stands in addresses: ``pag-13-d2``."""
        return (self.reference or "").lower().replace("/", "-")

    @property
    def has_outcome(self) -> bool:
        """Whether there is an outcome now; not while a deferred one is open again."""
        return self.status in PUBLIC_DECISIONS

    @property
    def is_open_again(self) -> bool:
        """Whether it was deferred and is before those who decide again; ``decided_on`` is the day of the deferral."""
        return self.status == DecisionStatus.OPEN and self.decided_on is not None

    @property
    def is_withdrawn_later(self) -> bool:
        """Whether its proposer withdrew it after it had been deferred; ``decided_on`` is the day of the deferral."""
        return self.status == DecisionStatus.WITHDRAWN and self.decided_on is not None

    @property
    def is_public(self) -> bool:
        return self.has_outcome or self.is_open_again or self.is_withdrawn_later

    @property
    def outcome(self) -> str:
        """The status as the public register knows it: the last outcome."""
        return DecisionStatus.DEFERRED.value if self.is_open_again else str(self.status)

    @property
    def outcome_label(self) -> Any:
        if self.is_open_again:
            return _("Deferred, open again")
        return _("Deferred, then withdrawn") if self.is_withdrawn_later else self.get_status_display()

    @property
    def withdrawn_on(self) -> datetime.date | None:
        """The day on which its proposer took it back, in the zone of deadlines."""
        return day_of(self.withdrawn_at) if self.withdrawn_at else None

    def get_absolute_url(self) -> str:
        """The page in the public register once there was an outcome, else the page on the desk."""
        if self.is_public:
            return reverse("meetings:decision", args=[self.slug])
        return self.desk_url

    @property
    def desk_url(self) -> str:
        return reverse("meetings_desk:decision", args=[self.uuid])


class PositionQuerySet(models.QuerySet):
    def maintained(self) -> Self:
        """Objections that stand: with one of them nothing is adopted (MTG-2)."""
        return self.filter(kind=PositionKind.OBJECTION, withdrawn_at__isnull=True)


class Position(models.Model):
    """What one voice put on record about a proposal: a statement, a reservation, an objection (MTG-2, MTG-3).

    The voice is a seat in the Advisory Group (``seat``) or a partner in an area (``organisation``). Those who only
    speak (UNEP ex officio) can make statements. An objection is maintained until it is taken back; the row stays.
    ``lapsed``: nobody took it back, but when the outcome was announced its voice no longer decided (the seat had
    ended, the partner had left the area); ``withdrawn_at`` is then the moment of the announcement.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="positions")
    kind = models.CharField(_("kind"), max_length=12, choices=PositionKind)
    seat = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=35, default="en")
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(_("recorded by the secretariat on behalf"), default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lapsed = models.BooleanField(_("lapsed with its voice"), default=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position on a decision")
        verbose_name_plural = _("positions on decisions")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=PositionKind.OBJECTION)
                | Q(seat__isnull=False)
                | Q(organisation__isnull=False),
                name="an_objection_has_a_voice",
            ),
            models.UniqueConstraint(
                fields=["decision", "seat"],
                condition=Q(kind=PositionKind.OBJECTION, withdrawn_at__isnull=True, seat__isnull=False),
                name="one_standing_objection_per_seat",
            ),
            models.UniqueConstraint(
                fields=["decision", "organisation"],
                condition=Q(kind=PositionKind.OBJECTION, withdrawn_at__isnull=True, seat__isnull=True),
                name="one_standing_objection_per_partner",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="position_withdrawn_all_or_none",
            ),
            models.CheckConstraint(
                condition=Q(lapsed=False) | Q(kind=PositionKind.OBJECTION, withdrawn_at__isnull=False),
                name="only_objections_lapse",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decision_id}"

    @property
    def is_maintained(self) -> bool:
        """Whether this is an objection that stands."""
        return self.kind == PositionKind.OBJECTION and self.withdrawn_at is None


class Nomination(models.Model):
    """Whom a decision would designate: leads of an area, nominees for seats, chairs. Adopted, it becomes a term.

    Terms of leads and chairs are recorded by the head from the adopted decision; a nominee for a seat is invited.
    ``set_aside_on``: the head said, with a reason, that it cannot be carried out any more; nobody is asked to record
    it, and the decision stands as it was taken.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="nominations")
    role = models.CharField(_("role"), max_length=12, choices=TermRole)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner represented")
    )
    ground = models.CharField(_("ground of the seat"), max_length=16, choices=SeatGround, blank=True)
    category = models.CharField(_("category"), max_length=12, choices=SeatCategory, blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)
    term = models.OneToOneField(
        Term, null=True, blank=True, on_delete=models.PROTECT, related_name="nomination"
    )
    set_aside_on = models.DateField(_("set aside on"), null=True, blank=True)
    set_aside_reason = models.CharField(_("why it was set aside"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="nomination_dates_in_order"
            ),
            models.UniqueConstraint(fields=["decision", "role", "person"], name="nominated_once"),
            models.CheckConstraint(
                condition=Q(set_aside_on__isnull=True, set_aside_reason="")
                | Q(set_aside_on__isnull=False) & ~Q(set_aside_reason=""),
                name="set_aside_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person}"
