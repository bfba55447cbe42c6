"""The seats of the Advisory Group as pages and the composition panel read them; questions to the database."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from meetings.composition import Composition, Gap, SeatFacts, compose, gaps, gender_can_be_shown
from meetings.documents.seat_letters import answer_url
from meetings.enums import (
    CHAIR_ROLES,
    OPEN_INVITATIONS,
    DecisionStatus,
    InvitationStatus,
    TermRole,
)
from meetings.functions import Function, Place
from meetings.models import Body, Nomination, SeatInvitation, Term
from meetings.queries.decisions import decisions_before
from meetings.queries.history import TermLine, terms_with_ties
from meetings.queries.seat_grounds import gaps_of_grounds, leading_in_seats
from meetings.reference import GROUP
from meetings.rules.offices import offices_of, terms_in_force
from meetings.rules.seats import is_overdue
from partners.enums import PartnerKind
from partners.models import Organisation, Person
from partnership_areas.enums import UnRegionalGroup
from partnership_areas.models import Area, CountryClassification
from portal.records.clock import today
from portal.records.enums import SECRETARIAT, Role
from portal.records.registries import WaitingItem, has_role


def the_group() -> Body:
    return Body.objects.get(code=GROUP)


def offices_on(body: Body, day: datetime.date | None = None) -> list[Term]:
    """Return who holds an office of the group on a day: chairs, seats, ex officio; by partner within each."""
    running = Term.objects.running(day).filter(body=body).values("pk")
    terms = terms_with_ties().filter(pk__in=running).select_related("organisation__country", "replaces")
    return list(terms.order_by("rank", F("area__order").asc(nulls_last=True), "organisation__sort_key", "pk"))


def seats_among(terms: Iterable[Term]) -> list[Term]:
    return [term for term in terms if term.role == TermRole.MEMBER]


def chairs_among(terms: Iterable[Term]) -> list[Term]:
    return [term for term in terms if term.role in CHAIR_ROLES]


# --- Figures --------------------------------------------------------------------------------------


def organisation_of(term: Term) -> Organisation | None:
    """The partner of a term: the row that its own was merged into, if it was."""
    return (term.organisation.merged_into or term.organisation) if term.organisation else None


def facts_of(seats: Sequence[Term], day: datetime.date | None = None) -> list[SeatFacts]:
    """Return what counts of each seat, in their order; one query, for how the countries are grouped."""
    partners = [organisation_of(seat) for seat in seats]
    groups = classifications({partner.country_id for partner in partners if partner}, day)
    return [
        seat_facts(
            partner,
            seat.person,
            ground=seat.ground,
            category=seat.category,
            area=seat.area,
            groups=groups,
        )
        for seat, partner in zip(seats, partners, strict=True)
    ]


def seat_facts(
    partner: Organisation | None,
    person: Person | None,
    *,
    ground: str,
    category: str = "",
    area: Area | None = None,
    groups: dict[int, CountryClassification] | None = None,
) -> SeatFacts:
    """Return what counts of a seat, or of a candidate for one. ``groups``: of their countries, else asked here."""
    country = partner.country_id if partner else None
    if groups is None:
        groups = classifications({country})
    found = groups.get(country) if country else None
    return SeatFacts(
        ground=ground,
        kind=partner.kind if partner else "",
        category=category,
        region=found.un_regional_group if found else "",
        development=found.development if found else "",
        gender=person.gender if person else "",
        area=area.code if area else "",
    )


def classifications(
    countries: Iterable[int | None], day: datetime.date | None = None
) -> dict[int, CountryClassification]:
    """Return how countries are grouped on a day, by key of the country; one query."""
    keys = {key for key in countries if key}
    rows = CountryClassification.objects.filter(country__in=keys).current(day) if keys else []
    return {row.country_id: row for row in rows}


def areas_without_lead(seats: Iterable[Term]) -> list[Area]:
    """Return the established areas of which nobody who leads them now holds a seat on that ground."""
    led = {area for _person, area in leading_in_seats(seats)}
    return list(Area.objects.established().in_order().exclude(pk__in=led))


@dataclass(frozen=True)
class Panel:
    """The composition of the group on a day: figures, what is missing in words, the seats themselves."""

    body: Body
    seats: list[Term]
    facts: list[SeatFacts]
    figures: Composition
    areas: list[Area]
    gaps: list[Gap]


def panel(body: Body, terms: Iterable[Term], *, gender: bool = False) -> Panel:
    """Return the composition panel (PAG-3) of terms that ``offices_on`` read.

    ``gender``: for the secretariat; for all others gaps of gender are named where the figures can be shown.
    """
    seats = seats_among(terms)
    facts = facts_of(seats)
    figures = compose(facts, body.seats)
    areas = areas_without_lead(seats)
    gender = gender or gender_can_be_shown(figures)
    missing = gaps(figures, [area.short_name for area in areas], gender=gender)
    missing += gaps_of_grounds(seats)
    return Panel(body, seats, facts, figures, areas, missing)


@dataclass(frozen=True)
class SeatRow:
    """A seat as the table of members shows it: the line of its term, and what counts of it."""

    line: TermLine
    facts: SeatFacts

    @property
    def region(self) -> Any:
        return UnRegionalGroup(self.facts.region).label if self.facts.region else ""

    @property
    def kind(self) -> Any:
        return PartnerKind(self.facts.kind).label if self.facts.kind else ""


def seat_rows(lines: Iterable[TermLine], here: Panel) -> list[SeatRow]:
    """Return the lines of seats with what the panel counts of each."""
    facts = {seat.pk: one for seat, one in zip(here.seats, here.facts, strict=True)}
    return [SeatRow(line, facts[line.term.pk]) for line in lines]


def tables(
    now: Composition, then: Composition | None = None, *, gender: bool = True, then_gender: bool = True
) -> list[dict[str, Any]]:
    """Return the figures as tables: title and lines of label, figure now, figure with the candidate.

    ``gender`` False leaves these figures out; ``then_gender`` False says those of now only.
    """
    titles = {
        "grounds": _("By ground of the seat"),
        "categories": _("By category"),
        "kinds": _("By kind of partner"),
        "regions": _("By UN regional group"),
        "development": _("By development status"),
        "genders": _("By gender, as declared"),
    }
    if not gender:
        del titles["genders"]
    found = []
    for name, title in titles.items():
        other = then if then_gender or name != "genders" else None
        lines = [
            {
                "label": line.label,
                "now": line.number,
                "then": other.number(name, line.value) if other else None,
                "changes": other is not None and other.number(name, line.value) != line.number,
            }
            for line in getattr(now, name)
        ]
        found.append({"title": title, "lines": lines})
    return found


def group_by_function(functions: Sequence[Function], found: Iterable[Place]) -> list[dict[str, Any]]:
    """Return the functions in their order, each with what stands under it."""
    rows = list(found)
    return [
        {"function": function, "places": [place for place in rows if place.function == function.code]}
        for function in functions
    ]


def group_places(user: Any) -> Iterable[Place]:
    """Yield what the portal holds today under the functions of the group; registered in ``functions.places``."""
    yield Place("activities", _("What partners offer and seek"), reverse("partners:offers"))
    yield Place("lessons", _("The partnership areas and their pages"), reverse("areas:index"))
    for area in Area.objects.cross_cutting().in_order():
        yield Place("cross-cutting", area.name, area.get_absolute_url())


def group_panel(user: Any) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield the group's panel on the desk's home page for its members and chairs."""
    if any(term.body.code == GROUP for term in offices_of(user)):
        waiting = sum(decision.body.code == GROUP for decision in decisions_before(user))
        yield "meetings/desk/_group_panel.html", {"waiting": waiting}


# --- What could become a seat ---------------------------------------------------------------------


def _seated_or_invited() -> tuple[QuerySet, QuerySet]:
    """Seats that run or are to come, and open invitations, of the person of an outer row."""
    seats = Term.objects.counted().seats().with_last_day().filter(body__code=GROUP)
    seats = seats.filter(Q(last_day__isnull=True) | Q(last_day__gte=today()))
    invited = SeatInvitation.objects.filter(status__in=OPEN_INVITATIONS)
    return seats.filter(person=OuterRef("person")), invited.filter(person=OuterRef("person"))


def leads_without_seat() -> list[Term]:
    """Return the leads' terms in force whose holders have no seat and no open invitation: proposed seats (PAG-2)."""
    seats, invited = _seated_or_invited()
    found = terms_in_force().leads().filter(~Exists(seats), ~Exists(invited), organisation__isnull=False)
    return list(
        found.select_related("person", "organisation", "body__area").order_by("body__area__order", "pk")
    )


def nominees_to_invite() -> list[Nomination]:
    """Return whom an adopted decision designated for a seat and who was not invited by it."""
    seats, invited = _seated_or_invited()
    answered = SeatInvitation.objects.filter(decision=OuterRef("decision"), person=OuterRef("person"))
    found = Nomination.objects.filter(
        ~Exists(seats),
        ~Exists(invited),
        ~Exists(answered.exclude(status=InvitationStatus.WITHDRAWN)),
        role=TermRole.MEMBER,
        term__isnull=True,
        decision__status=DecisionStatus.ADOPTED,
    )
    return list(found.select_related("person", "organisation", "area", "decision__body__area"))


# --- What waits -----------------------------------------------------------------------------------


def my_invitations(user: Any) -> Iterable[WaitingItem]:
    """Yield the invitations that wait for the answer of this account's person, with the way there."""
    mine = SeatInvitation.objects.filter(
        person__user=user.pk, status=InvitationStatus.SENT, answer_by__gte=today()
    )
    for invitation in mine:
        text = _("Answer your invitation to the Advisory Group (%(reference)s)")
        url = answer_url(invitation, get_language() or "en")
        yield WaitingItem(
            text % {"reference": invitation.reference},
            url,
            invitation.sent_at,
            invitation.answer_by,
            kind="seat",
        )


def seats_waiting(user: Any) -> Iterable[WaitingItem]:
    """Yield what waits for the secretariat: invitations to send (the head's), answers overdue.

    One query (``registries.staff_waiting``).
    """
    if not has_role(user, *SECRETARIAT):
        return
    rows = list(SeatInvitation.objects.filter(status__in=OPEN_INVITATIONS))
    here = reverse("seat-invitations:index")
    prepared = [row for row in rows if row.status == InvitationStatus.PREPARED]
    if prepared and has_role(user, Role.HEAD):
        text = ngettext(
            "%(number)d invitation to a seat is ready to be sent",
            "%(number)d invitations to seats are ready to be sent",
            len(prepared),
        )
        since = min(row.prepared_at for row in prepared)
        url = f"{here}?status=prepared"
        yield WaitingItem(text % {"number": len(prepared)}, url, since, kind="seat")
    overdue = [row for row in rows if is_overdue(row)]
    if overdue:
        text = ngettext(
            "%(number)d invitation to a seat was not answered in time",
            "%(number)d invitations to seats were not answered in time",
            len(overdue),
        )
        due = min(row.answer_by for row in overdue)
        yield WaitingItem(text % {"number": len(overdue)}, f"{here}?status=overdue", None, due, kind="seat")
