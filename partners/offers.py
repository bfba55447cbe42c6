"""What partners offer and seek: the public search, one partner's matches, what has no counterpart (LOI-7)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from partners.enums import Direction, Topic
from partners.matching import SHOWN_PER_ENTRY, WEIGHTS, Entry, Match, Reason, best_matches
from partners.models import AreaParticipation, OfferOrNeed, Organisation
from partners.reach import of_organisation
from partners.rules.contacts import of_partners
from partnership_areas.models import Area
from portal.records.text import normalise_name

OTHER = {Direction.OFFER.value: Direction.SEEK.value, Direction.SEEK.value: Direction.OFFER.value}
# The row of a merged organisation stands for the one that it became.
CANONICAL = Coalesce("organisation__merged_into", "organisation")
OF_PARTNER = {
    "at_country": "country",
    "at_subregion": "country__subregion",
    "at_region": "country__region",
    "world_wide": "is_global",
}
SEARCHED_WORDS = 8


def now_of(path: str) -> Case:
    """Return a value of the partner under whose name an offer stands; None where that partner has none."""
    own = When(organisation__merged_into=None, then=F(f"organisation__{path}"))
    return Case(own, default=F(f"organisation__merged_into__{path}"))


def offers_of_partners() -> QuerySet[OfferOrNeed]:
    """Return everything that partners offer and seek now, the newest first, with what a line shows."""
    return with_partners(OfferOrNeed.objects.filter(of_partners())).order_by("-pk")


def with_partners(offers: Any) -> QuerySet[OfferOrNeed]:
    """Load with each offer its area and the partner under whose name it stands."""
    return offers.select_related("area", "organisation__country", "organisation__merged_into__country")


def partner_of(offer: OfferOrNeed) -> Organisation:
    """Return the partner under whose name an offer stands now."""
    return offer.organisation.merged_into or offer.organisation


def search_offers(queryset: QuerySet[OfferOrNeed], text: str) -> QuerySet[OfferOrNeed]:
    """Keep entries in whose words or partner's name every word stands.

    In names accents do not count; the words of an entry are compared as they are typed, but for capitals.
    """
    for typed in text.split()[:SEARCHED_WORDS]:
        word = normalise_name(typed)
        queryset = queryset.filter(
            Q(text__icontains=typed)
            | Q(organisation__search_key__contains=word)
            | Q(organisation__merged_into__search_key__contains=word)
        )
    return queryset


# --- Matches ----------------------------------------------------------------------------------------


def entries(queryset: QuerySet[OfferOrNeed]) -> list[Entry]:
    """Return offers and needs as the matching reads them; two queries, no objects. For some hundred of them."""
    rows = list(
        queryset.select_related(None)
        .order_by("pk")
        .annotate(partner=CANONICAL, **{name: now_of(path) for name, path in OF_PARTNER.items()})
        .values_list("pk", "partner", "direction", "topic", "area", *OF_PARTNER)
    )
    areas: dict[int, set[int]] = defaultdict(set)
    if rows:
        partners = {row[1] for row in rows}
        here = AreaParticipation.objects.running().filter(
            Q(organisation__in=partners) | Q(organisation__merged_into__in=partners)
        )
        for partner, area in here.annotate(partner=CANONICAL).values_list("partner", "area"):
            areas[partner].add(area)
    known = {partner: frozenset(found) for partner, found in areas.items()}
    return [Entry(*row, known.get(row[1], frozenset())) for row in rows]


@dataclass(frozen=True)
class MatchesOfEntry:
    """One of a partner's offers or needs, with the counterparts that fit best."""

    mine: OfferOrNeed
    found: list[tuple[OfferOrNeed, Match]]


def best_first(organisation: Organisation) -> QuerySet[OfferOrNeed]:
    """Return what other partners offer and seek, with what the score of a match counts; see ``partners.matching``."""
    here = AreaParticipation.objects.running()
    areas = here.filter(of_organisation(organisation)).values_list("area", flat=True)
    beside = here.filter(area__in=list(areas)).annotate(partner=CANONICAL)
    return (
        OfferOrNeed.objects.filter(of_partners())
        .exclude(of_organisation(organisation))
        .annotate(partner=CANONICAL, **{name: now_of(path) for name, path in OF_PARTNER.items()})
        .annotate(
            near=nearness_to(organisation),
            beside=_counts(Reason.SHARED_AREA, Value(0), partner__in=beside.values("partner")),
        )
    )


def nearness_to(organisation: Organisation) -> Any:
    """Return what the nearness of a counterpart counts."""
    if organisation.is_global:
        return Value(WEIGHTS[Reason.WORLD_WIDE])
    country = organisation.country
    same = (
        ("at_country", country and country.pk, Reason.SAME_COUNTRY),
        ("at_subregion", country and country.subregion_id, Reason.SAME_SUBREGION),
        ("at_region", country and country.region_id, Reason.SAME_REGION),
    )
    found: Any = Value(0)
    for name, value, reason in reversed(same):
        found = _counts(reason, found, **{name: value}) if value else found
    return _counts(Reason.WORLD_WIDE, found, world_wide=True)


def _counts(reason: Reason, otherwise: Any, **condition: Any) -> Case:
    return Case(When(**condition, then=Value(WEIGHTS[reason])), default=otherwise)


def counterparts(entry: tuple[str, str, int | None], others: QuerySet[OfferOrNeed]) -> QuerySet[OfferOrNeed]:
    """Return the best counterparts of an entry (direction, topic, area) in the order of the matching."""
    direction, topic, area = entry
    found = others.filter(direction=OTHER[direction], topic=topic)
    place: Any = Value(WEIGHTS[Reason.ANY_AREA]) + F("beside")
    if area is not None:
        found = found.filter(Q(area=None) | Q(area=area))
        place = _counts(Reason.SAME_AREA, place, area=area)
    return found.annotate(score=F("near") + place).order_by("-score", "pk")[:SHOWN_PER_ENTRY]


def matches_of(organisation: Organisation) -> list[MatchesOfEntry]:
    """Return each offer and need of a partner with its best counterparts; five queries for any number."""
    own = of_organisation(organisation)
    sorts = set(OfferOrNeed.objects.filter(own).order_by().values_list("direction", "topic", "area"))
    others, wanted = best_first(organisation) if sorts else None, own
    for entry in sorts:
        # The database chooses the few that can be among the best; of these the matching tells score and reasons.
        wanted |= Q(pk__in=counterparts(entry, others).values("pk"))
    everything = entries(OfferOrNeed.objects.filter(wanted))
    mine = [entry for entry in everything if entry.organisation == organisation.pk]
    found = best_matches(mine, [entry for entry in everything if entry.organisation != organisation.pk])
    keys = {match.theirs for matches in found.values() for match in matches} | set(found)
    shown = with_partners(OfferOrNeed.objects).in_bulk(keys)
    mine.sort(key=lambda entry: (entry.direction != Direction.SEEK, entry.pk))
    return [
        MatchesOfEntry(shown[entry.pk], [(shown[match.theirs], match) for match in found[entry.pk]])
        for entry in mine
    ]


# --- What has no counterpart ------------------------------------------------------------------------


@dataclass
class Tally:
    """How much is offered and sought under one heading, and how much of it has no counterpart."""

    offers: int = 0
    needs: int = 0
    offers_alone: int = 0
    needs_alone: int = 0

    def add(self, direction: str, number: int, *, alone: bool) -> None:
        name = "offers" if direction == Direction.OFFER else "needs"
        setattr(self, name, getattr(self, name) + number)
        if alone:
            setattr(self, f"{name}_alone", getattr(self, f"{name}_alone") + number)


@dataclass
class Board:
    """All offers and needs by direction, topic and area: which partners stand where, with how many entries."""

    cells: dict[tuple[str, str, int | None], dict[int, int]] = field(default_factory=dict)
    _known: dict[tuple[str, str, int | None], set[int]] = field(default_factory=dict)

    def opposite(self, direction: str, topic: str, area: int | None) -> set[int]:
        """Return the partners that could answer to an entry: an entry for any area fits every area."""
        found = self._known.get((direction, topic, area))
        if found is None:
            found = self._known[direction, topic, area] = set()
            for (other, about, place), partners in self.cells.items():
                if other == OTHER[direction] and about == topic and (area is None or place in (None, area)):
                    found.update(partners)
        return found

    def is_alone(self, direction: str, topic: str, area: int | None, partner: int) -> bool:
        """Whether nobody else has the counterpart of this entry."""
        others = self.opposite(direction, topic, area)
        return len(others) == (partner in others)

    def alone(self) -> Q:
        """Return the condition that an entry has no counterpart; the same answer as :meth:`is_alone`."""
        condition = Q(pk__in=[])
        for direction, topic, area in self.cells:
            others = self.opposite(direction, topic, area)
            here = Q(direction=direction, topic=topic, area=area)
            if not others:
                condition |= here
            elif len(others) == 1:
                [only] = others
                condition |= here & (Q(organisation=only) | Q(organisation__merged_into=only))
        return condition

    def _entries(self) -> Iterator[tuple[str, str, int | None, int, bool]]:
        for (direction, topic, area), partners in self.cells.items():
            for partner, number in partners.items():
                yield direction, topic, area, number, self.is_alone(direction, topic, area, partner)

    def by_topic(self) -> list[tuple[str, Tally]]:
        """Return the numbers of each topic, all of them, in their order."""
        tallies = {topic: Tally() for topic in Topic.values}
        for direction, topic, _area, number, alone in self._entries():
            tallies[topic].add(direction, number, alone=alone)
        return list(tallies.items())

    def by_area(self) -> dict[int | None, Tally]:
        """Return the numbers by area; None stands for any area."""
        tallies: dict[int | None, Tally] = defaultdict(Tally)
        for direction, _topic, area, number, alone in self._entries():
            tallies[area].add(direction, number, alone=alone)
        return dict(tallies)

    @property
    def total(self) -> Tally:
        whole = Tally()
        for direction, _topic, _area, number, alone in self._entries():
            whole.add(direction, number, alone=alone)
        return whole


def board() -> Board:
    """Return where all offers and needs of partners stand; one query."""
    found: dict[tuple[str, str, int | None], dict[int, int]] = defaultdict(dict)
    rows = (
        OfferOrNeed.objects.filter(of_partners())
        .order_by()
        .annotate(partner=CANONICAL)
        .values_list("direction", "topic", "area", "partner")
        .annotate(number=Count("pk"))
    )
    for direction, topic, area, partner, number in rows:
        found[direction, topic, area][partner] = number
    return Board(dict(found))


def area_names() -> dict[int, Any]:
    """Return the areas by key, in the framework's order."""
    return {area.pk: area for area in Area.objects.in_order()}
