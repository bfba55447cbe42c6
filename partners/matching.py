"""What one partner offers against what another seeks, by topic, area and country (LOI-7).

Pure: a score and its reasons come from two entries alone, so that the desk, the secretariat's list and a test all
say the same. The portal's own decision, easy to change: the weights below.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SHOWN_PER_ENTRY = 8  # best counterparts of one offer or need


class Reason(TextChoices):
    """Why two entries fit; in the order in which they are told."""

    SAME_TOPIC = "topic", _("The same topic")
    SAME_AREA = "area", _("The same area")
    ANY_AREA = "any_area", _("One of you is open to any area")
    SHARED_AREA = "shared_area", _("Both of you take part in an area in common")
    SAME_COUNTRY = "country", _("The same country")
    SAME_SUBREGION = "subregion", _("The same subregion")
    SAME_REGION = "region", _("The same region")
    WORLD_WIDE = "world", _("One of you works world-wide")


WEIGHTS = {
    Reason.SAME_TOPIC: 50,
    Reason.SAME_AREA: 25,
    Reason.ANY_AREA: 10,
    Reason.SHARED_AREA: 5,
    Reason.SAME_COUNTRY: 20,
    Reason.SAME_SUBREGION: 15,
    Reason.SAME_REGION: 8,
    Reason.WORLD_WIDE: 6,
}


class Entry(NamedTuple):
    """An offer or a need with what matters for matching. Keys are those of the rows; None where nothing is told.

    A tuple: there are tens of thousands of them at once.
    """

    pk: int
    organisation: int
    direction: str
    topic: str
    area: int | None = None
    country: int | None = None
    subregion: str | None = None
    region: str | None = None
    is_global: bool = False
    areas: frozenset[int] = frozenset()  # areas in which its partner takes part now


@dataclass(frozen=True)
class Match:
    """Two entries that fit: how well (0 to 100), and why."""

    mine: int
    theirs: int
    score: int
    reasons: tuple[Reason, ...]


def fits(mine: Entry, theirs: Entry) -> bool:
    """Whether one seeks what the other offers: another partner, the same topic, no two different areas."""
    return (
        mine.organisation != theirs.organisation
        and mine.direction != theirs.direction
        and mine.topic == theirs.topic
        and (mine.area is None or theirs.area is None or mine.area == theirs.area)
    )


def match(mine: Entry, theirs: Entry) -> Match | None:
    """Return how well two entries fit and why, or None when they do not."""
    if not fits(mine, theirs):
        return None
    reasons = [Reason.SAME_TOPIC]
    if mine.area is not None and mine.area == theirs.area:
        reasons.append(Reason.SAME_AREA)
    else:
        reasons.append(Reason.ANY_AREA)
        if mine.areas & theirs.areas:
            reasons.append(Reason.SHARED_AREA)
    if near := nearness(mine, theirs):
        reasons.append(near)
    return Match(mine.pk, theirs.pk, sum(WEIGHTS[reason] for reason in reasons), tuple(reasons))


def nearness(mine: Entry, theirs: Entry) -> Reason | None:
    """Return how near two partners are to each other, or None when far, or when it is not known."""
    if mine.is_global or theirs.is_global:
        return Reason.WORLD_WIDE
    if mine.country is None or theirs.country is None:
        return None
    if mine.country == theirs.country:
        return Reason.SAME_COUNTRY
    if mine.subregion and mine.subregion == theirs.subregion:
        return Reason.SAME_SUBREGION
    if mine.region and mine.region == theirs.region:
        return Reason.SAME_REGION
    return None


def best_matches(
    mine: Iterable[Entry], theirs: Iterable[Entry], *, per_entry: int = SHOWN_PER_ENTRY
) -> dict[int, list[Match]]:
    """Return, for each of my entries, its best counterparts, the best first; equals by the older entry first."""
    by_topic: dict[str, list[Entry]] = {}
    for entry in theirs:
        by_topic.setdefault(entry.topic, []).append(entry)
    found = {}
    for entry in mine:
        matches = (match(entry, other) for other in by_topic.get(entry.topic, ()))
        found[entry.pk] = heapq.nsmallest(
            per_entry, (one for one in matches if one), key=lambda one: (-one.score, one.theirs)
        )
    return found
