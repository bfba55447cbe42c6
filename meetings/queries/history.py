"""Who held which office when: terms of a body and of a person, as the public and the secretariat read them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, PUBLIC_DECISIONS, EndReason, Precision, TermRole
from meetings.models import Body, Term
from meetings.rules.offices import acting_terms, acting_until
from meetings.tones import tone_of
from partners.models import Membership, Person
from portal.records.clock import today

RUNNING, ACTING, COMING, ENDED = "running", "acting", "coming", "ended"
# Reasons of an early end that say something about the body; those about the person stay with the secretariat.
PUBLIC_REASONS = frozenset(
    {EndReason.REPLACED.value, EndReason.PARTNER_LEFT.value, EndReason.AREA_CLOSED.value}
)
# In which order a body's offices are listed.
RANKS = (LEAD_ROLES, CHAIR_ROLES, frozenset({TermRole.MEMBER.value}), frozenset({TermRole.EX_OFFICIO.value}))


def terms_with_ties() -> QuerySet[Term]:
    """Return all terms that count, with what a line about one shows; ordered by office, the latest first."""
    rank = Case(
        *(When(role__in=roles, then=Value(number)) for number, roles in enumerate(RANKS)),
        default=Value(len(RANKS)),
        output_field=IntegerField(),
    )
    membership = Membership.objects.filter(organisation=OuterRef("organisation"))
    return (
        Term.objects.counted()
        .annotate(rank=rank, partner_has_page=Exists(membership), last_day=Coalesce("ended_on", "until"))
        .select_related("body__area", "person", "organisation__merged_into", "decision", "area", "invitation")
        .order_by("rank", "-since", "pk")
    )


def on_day(terms: QuerySet[Term], day: datetime.date) -> QuerySet[Term]:
    """Keep the terms that ran on ``day`` or whose holders acted then."""
    acting = acting_terms(day).values("pk")
    return terms.filter(
        Q(since__lte=day) & (Q(last_day__isnull=True) | Q(last_day__gte=day)) | Q(pk__in=acting)
    )


def day_words(day: datetime.date | None, precision: str = Precision.DAY) -> str:
    """Return a date as exactly as it is known: "2009", "March 2009" or "1 March 2009"; "" for none."""
    if day is None:
        return ""
    if precision == Precision.YEAR:
        return date_format(day, "Y")
    if precision == Precision.MONTH:
        return date_format(day, "YEAR_MONTH_FORMAT")
    return date_format(day, _("j F Y"))


def words_of_time(since: datetime.date, until: datetime.date | None) -> str:
    """Return the words around the days of a time in office: since a day, from one to come, from one to another."""
    if until:
        return _("%(since)s to %(until)s")
    return _("from %(since)s") if since > today() else _("since %(since)s")


@dataclass(frozen=True)
class TermLine:
    """One term as a page shows it. ``name`` is "" when the public may not read it; staff see it always."""

    term: Term
    standing: str
    name: str
    person_url: str
    partner: str
    partner_url: str
    acting_until: datetime.date | None
    ended_because: str
    decision_url: str

    @property
    def body_url(self) -> str:
        return history_url(self.term.body)

    @property
    def since(self) -> str:
        return day_words(self.term.since, self.term.precision)

    @property
    def until(self) -> str:
        return day_words(self.term.effective_end, self.term.precision)

    @property
    def period(self) -> str:
        """The time in office in words; a dash where days are not known, which no language needs to inflect."""
        if self.term.precision != Precision.DAY:
            return f"{self.since} – {self.until or '…'}"
        words = words_of_time(self.term.since, self.term.effective_end)
        return words % {"since": self.since, "until": self.until}

    @property
    def need_language(self) -> str:
        """The language in which the need was written; "" where none is recorded, as for a record of the past."""
        return self.term.invitation.language if self.term.invitation else ""

    @property
    def ended_early(self) -> bool:
        return self.term.ended_on is not None

    @property
    def standing_label(self) -> str:
        return standing_label(self.standing)

    @property
    def tag(self) -> str:
        """The kind of tag that goes with the standing."""
        return tone_of(self.standing)

    @property
    def office(self) -> str:
        """The role, and for seats the ground."""
        role = str(self.term.get_role_display())
        return f"{role} ({self.term.get_ground_display()})" if self.term.ground else role


def standing_label(standing: str) -> str:
    """Return how a term stands today, in words."""
    return {
        RUNNING: pgettext("term", "In office"),
        ACTING: pgettext("term", "Acting"),
        COMING: pgettext("term", "To come"),
        ENDED: pgettext("term", "Ended"),
    }[standing]


def standing_of(term: Term, acting: Iterable[int], on: datetime.date | None = None) -> str:
    """Return how a term stands on a day; ``acting``: keys of the terms whose holders act then."""
    day = on or today()
    if term.pk in acting:
        return ACTING
    if term.since > day:
        return COMING
    end = term.effective_end
    return RUNNING if end is None or end >= day else ENDED


def acting_keys(terms: Iterable[Term], on: datetime.date | None = None) -> frozenset[int]:
    """Return the keys of those terms whose holders act (one or two queries, none when no lead's term is over)."""
    day = on or today()
    over = [term.pk for term in terms if term.role in LEAD_ROLES and term.until and term.until < day]
    if not over:
        return frozenset()
    return frozenset(acting_terms(day).filter(pk__in=over).values_list("pk", flat=True))


def lines_of(
    terms: Iterable[Term], *, staff: bool = False, on: datetime.date | None = None
) -> list[TermLine]:
    """Return terms as lines. ``staff``: with all names and reasons. Terms come from ``terms_with_ties()``."""
    rows = list(terms)
    acting = acting_keys(rows, on)
    return [_line(term, standing_of(term, acting, on), staff=staff) for term in rows]


def _line(term: Term, standing: str, *, staff: bool) -> TermLine:
    named = is_named(term)
    organisation = term.organisation
    if organisation is not None:
        organisation = organisation.merged_into or organisation
    reason = term.end_reason if staff or term.end_reason in PUBLIC_REASONS else ""
    return TermLine(
        term=term,
        standing=standing,
        name=str(term.person) if staff or named else "",
        person_url=reverse("meetings:office_holder", args=[term.person_id]) if named else "",
        partner=(
            "" if organisation is None else organisation.legal_name if staff else organisation.public_name
        ),
        partner_url=_partner_url(term, organisation),
        acting_until=acting_until(term) if standing == ACTING else None,
        ended_because=str(EndReason(reason).label) if reason else "",
        decision_url=_decision_url(term),
    )


def is_named(term: Term) -> bool:
    """Whether the public may read who held this office: with consent, and as long as the person is not erased."""
    return term.is_named and bool(term.person.family_name)


def _partner_url(term: Term, organisation: Any) -> str:
    # A person who is an unnamed individual partner is not led to from an office under their name.
    if organisation is None or not organisation.name_is_public:
        return ""
    has_page = term.partner_has_page or term.organisation.merged_into_id
    return organisation.get_absolute_url() if has_page else ""


def _decision_url(term: Term) -> str:
    if term.decision is None or term.decision.status not in PUBLIC_DECISIONS:
        return ""
    return term.decision.get_absolute_url()


def offices_held_by(person: Person) -> QuerySet[Term]:
    """Return every term of a person, the latest first."""
    return terms_with_ties().filter(person=person).order_by("-since", "pk")


def public_offices_of(person: Person) -> QuerySet[Term]:
    """Return the terms under which the public may read the person's name."""
    return offices_held_by(person).exclude(consent="")


def history_url(body: Body) -> str:
    """Return the public page with everybody who held an office in a body."""
    if body.is_group:
        return reverse("meetings:group_history")
    return reverse("meetings:area_history", args=[body.area.code])
