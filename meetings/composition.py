"""Who sits in the Advisory Group, counted against its seats, and what is missing (PAG-3). Pure functions.

The source names no quotas: it asks that developing countries and countries with economies in transition are
represented, and aims at geographic balance and gender parity. When something is called a gap stands in
:func:`gaps` alone, easy to change.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.enums import SeatCategory, SeatGround
from partners.enums import Gender, PartnerKind
from partnership_areas.enums import Development, UnRegionalGroup

UNKNOWN = ""
# Fewer than this are not shown where somebody could be told by them.
FEW = 3
# From so many seats on, one region with more than half of them is called out of balance.
ENOUGH = 4
CATEGORY_OF_KIND = {
    PartnerKind.GOVERNMENT.value: SeatCategory.GOVERNMENT.value,
    PartnerKind.REIO.value: SeatCategory.REIO.value,
    PartnerKind.IGO.value: SeatCategory.IGO.value,
    PartnerKind.NGO.value: SeatCategory.NGO.value,
    PartnerKind.ACADEMIA.value: SeatCategory.SCIENCE.value,
    PartnerKind.INDUSTRY.value: SeatCategory.INDUSTRY.value,
}
# Whom the guidelines name (An.1 §3b): governments, REIOs, major groups and main sectors.
EXPECTED_CATEGORIES = tuple(category for category in SeatCategory if category != SeatCategory.OTHER)


@dataclass(frozen=True)
class SeatFacts:
    """What counts of one seat. ``region``, ``development`` and ``gender`` are "" where nothing is known."""

    ground: str
    kind: str
    category: str = ""
    region: str = UNKNOWN
    development: str = UNKNOWN
    gender: str = UNKNOWN
    area: str = ""

    @property
    def is_ordinary(self) -> bool:
        return self.ground != SeatGround.TEMPORARY

    @property
    def counted_category(self) -> str:
        """The category that the seat was given for, else the one of the partner's kind."""
        return self.category or CATEGORY_OF_KIND.get(self.kind, SeatCategory.OTHER.value)


@dataclass(frozen=True)
class Tally:
    """One line of the panel: a value, what it is called, how many ordinary seats have it."""

    value: str
    label: Any
    number: int


@dataclass(frozen=True)
class Composition:
    """The figures of a group. Only ordinary seats are counted; temporary ones stand beside them (PAG-1)."""

    seats: int
    taken: int
    temporary: int
    grounds: tuple[Tally, ...]
    kinds: tuple[Tally, ...]
    categories: tuple[Tally, ...]
    regions: tuple[Tally, ...]
    development: tuple[Tally, ...]
    genders: tuple[Tally, ...]

    @property
    def vacant(self) -> int:
        return max(self.seats - self.taken, 0)

    @property
    def beyond(self) -> int:
        """How many ordinary seats are taken beyond the number there may be."""
        return max(self.taken - self.seats, 0)

    def number(self, what: str, value: str) -> int:
        """Return one figure: ``number("regions", "african")``."""
        return next((line.number for line in getattr(self, what) if line.value == value), 0)


def compose(seats: Iterable[SeatFacts], places: int) -> Composition:
    """Count seats against ``places``, the ordinary ones that there may be."""
    rows = list(seats)
    ordinary = [row for row in rows if row.is_ordinary]
    nothing = _("No country or not classified")
    return Composition(
        seats=places,
        taken=len(ordinary),
        temporary=len(rows) - len(ordinary),
        grounds=_tally(
            [row.ground for row in ordinary], [g for g in SeatGround if g != SeatGround.TEMPORARY]
        ),
        kinds=_tally([row.kind for row in ordinary], PartnerKind),
        categories=_tally([row.counted_category for row in ordinary], SeatCategory),
        regions=_tally([row.region for row in ordinary], UnRegionalGroup, nothing),
        development=_tally([row.development for row in ordinary], Development, nothing),
        genders=_tally([row.gender for row in ordinary], Gender, _("Not declared")),
    )


def _tally(found: Sequence[str], choices: Iterable[Any], unknown: Any = None) -> tuple[Tally, ...]:
    """Return a line for every choice, in its order, also where nobody has it; what is unknown comes last."""
    counted = Counter(found)
    lines = [Tally(choice.value, choice.label, counted[choice.value]) for choice in choices]
    if unknown is not None:
        lines.append(Tally(UNKNOWN, unknown, counted[UNKNOWN]))
    return tuple(lines)


@dataclass(frozen=True)
class Gap:
    """Something that is missing: ``code`` says what, ``text`` how much of it."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


def gaps(group: Composition, areas_without_lead: Sequence[Any] = (), *, gender: bool = True) -> list[Gap]:
    """Return in words what the group lacks (PAG-3); ``gender`` False leaves out what is said of gender."""
    found = []
    if group.beyond:
        text = ngettext(
            "%(number)d ordinary seat more than the %(seats)d that there are.",
            "%(number)d ordinary seats more than the %(seats)d that there are.",
            group.beyond,
        )
        found.append(Gap("beyond", text % {"number": group.beyond, "seats": group.seats}))
    if group.vacant:
        text = ngettext(
            "%(number)d of %(seats)d seats is vacant.",
            "%(number)d of %(seats)d seats are vacant.",
            group.vacant,
        )
        found.append(Gap("vacant", text % {"number": group.vacant, "seats": group.seats}))
    if areas_without_lead:
        text = _("No lead of these areas holds a seat: %(names)s.") % {"names": _joined(areas_without_lead)}
        found.append(Gap("areas", text))
    missing = [line.label for line in group.categories if not line.number and _is_expected(line.value)]
    if missing:
        found.append(Gap("categories", _("No member comes from: %(names)s.") % {"names": _joined(missing)}))
    return found + _geographic_gaps(group) + (_gender_gaps(group) if gender else [])


def _geographic_gaps(group: Composition) -> list[Gap]:
    """Regional groups and development; one group with more than half of the seats is out of balance."""
    found = []
    regions = [line for line in group.regions if line.value]
    if absent := [line.label for line in regions if not line.number]:
        found.append(Gap("regions", _("No seat from: %(names)s.") % {"names": _joined(absent)}))
    known = sum(line.number for line in regions)
    if most := [line for line in regions if known >= ENOUGH and line.number * 2 > known]:
        text = _("More than half of the seats with a country come from one regional group: %(name)s.")
        found.append(Gap("balance", text % {"name": most[0].label}))
    if not group.number("development", Development.DEVELOPING):
        found.append(Gap("developing", _("No seat from a developing country.")))
    if not group.number("development", Development.TRANSITION):
        found.append(Gap("transition", _("No seat from a country with an economy in transition.")))
    return found


def _is_expected(category: str) -> bool:
    return category in {expected.value for expected in EXPECTED_CATEGORIES}


def _joined(labels: Iterable[Any]) -> str:
    return ", ".join(str(label) for label in labels)


def _gender_gaps(group: Composition) -> list[Gap]:
    """Parity is missed when women and men differ by more than one among those who said it."""
    women, men = group.number("genders", Gender.WOMAN), group.number("genders", Gender.MAN)
    found = []
    if abs(women - men) > 1:
        text = _("Women hold %(women)d seats and men %(men)d, of those who declared their gender.")
        found.append(Gap("parity", text % {"women": women, "men": men}))
    if unknown := group.number("genders", UNKNOWN):
        text = ngettext(
            "The gender of %(number)d member is not declared.",
            "The gender of %(number)d members is not declared.",
            unknown,
        )
        found.append(Gap("undeclared", text % {"number": unknown}))
    return found


def gender_can_be_shown(group: Composition) -> bool:
    """Whether figures by gender tell of nobody: at least two lines, none of them with one or two people.

    Only the secretariat sees the figures otherwise; with names beside them they would tell who said what.
    """
    filled = [line.number for line in group.genders if line.number]
    return len(filled) > 1 and min(filled) >= FEW


@dataclass(frozen=True)
class WhatIf:
    """The group as it is, as it would be with a candidate, and what the seat would change.

    ``changed``: gaps that stay, with another figure: (as it is, as it would be).
    """

    now: Composition
    then: Composition
    closed: tuple[Gap, ...]
    opened: tuple[Gap, ...]
    changed: tuple[tuple[Gap, Gap], ...]
    unchanged: tuple[Gap, ...]


def what_if(
    seats: Sequence[SeatFacts],
    candidate: SeatFacts,
    places: int,
    areas_without_lead: Sequence[tuple[str, Any]] = (),
    *,
    instead_of: SeatFacts | None = None,
    gender: bool = True,
) -> WhatIf:
    """Return what a candidate would change (PAG-3): gaps that close, that open, that stay.

    ``areas_without_lead`` are (code, name) pairs. ``instead_of``: the seat that the candidate would take over.
    ``gender`` False leaves out what is said of gender.
    """
    rows = list(seats)
    now = compose(rows, places)
    if instead_of is not None:
        rows.remove(instead_of)
    then = compose([*rows, candidate], places)
    led = candidate.area if candidate.ground == SeatGround.AREA_LEAD else ""
    names = [name for _code, name in areas_without_lead]
    names_then = [name for code, name in areas_without_lead if code != led]
    before = {gap.code: gap for gap in gaps(now, names, gender=gender)}
    after = {gap.code: gap for gap in gaps(then, names_then, gender=gender)}
    both = [(before[code], after[code]) for code in after if code in before]
    return WhatIf(
        now=now,
        then=then,
        closed=tuple(gap for code, gap in before.items() if code not in after),
        opened=tuple(gap for code, gap in after.items() if code not in before),
        changed=tuple(pair for pair in both if pair[0] != pair[1]),
        unchanged=tuple(then_gap for now_gap, then_gap in both if now_gap == then_gap),
    )
