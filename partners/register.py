"""The register of partners as it stood at the end of any day, and the figures made from it.

A membership whose beginning nobody knows is never guessed into the past: from the day by which a list names the
partner (``listed_by``), or else the day on which the portal recorded it, it is *known* to have run; on earlier
days it is *possible*. Every figure says both.

Plain memberships are counted by the database (``register_counts``); only what needs a look from one row to another is
read: who came back, was renamed or was merged.
"""

import calendar
import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.enums import FOUR_GROUPS, SITE_GROUPS, PartnerKind
from partners.models import AreaParticipation, FormerIdentity, Membership, Organisation
from partners.register_counts import (
    GLOBAL,
    UNKNOWN,
    Alike,
    begun,
    by_area,
    by_kind,
    by_region,
    intricate,
    running_totals,
)
from partnership_areas.models import Area, Country, Region
from portal.records.clock import day_of, today

PUBLISHED = Path(__file__).parent / "data" / "partner_counts.json"
FIRST_YEAR = 2005  # the Governing Council's decision that called for partnerships


class By(models.TextChoices):
    """What the figures are counted by."""

    FOUR = "four", _("Four groups, as the lists of 2012 to 2016")
    SITE = "site", _("Five groups, as UNEP’s site")
    KIND = "kind", _("Eight kinds of the guidelines")
    REGION = "region", _("Regions of the world")
    AREA = "area", _("Partnership areas")


SITE_LABELS = {
    "governments": _("Governments"),
    "intergovernmental": _("Intergovernmental"),
    "ngos": _("NGOs"),
    "private": _("Private sector"),
    "academia": _("Academia and science"),
    "other": pgettext_lazy("group of partners", "Other"),
}
FOUR_LABELS = {
    "government": pgettext_lazy("group of partners", "Government"),
    "igo": pgettext_lazy("group of partners", "IGO"),
    "ngo": pgettext_lazy("group of partners", "NGO"),
    "other": pgettext_lazy("group of partners", "Others"),
}
FOUR_OF = {kind.value: group for group, kinds in FOUR_GROUPS.items() for kind in kinds}
SITE_OF = {kind.value: group for group, kinds in SITE_GROUPS.items() for kind in kinds}
GROUP_OF = {By.FOUR: FOUR_OF, By.SITE: SITE_OF, By.KIND: {kind: kind for kind in PartnerKind.values}}
IDENTITY = ("kind", "country_id", "is_global")
PERIOD = ("pk", "since", "ended_on", "listed_by", "created_at")


@dataclass(frozen=True)
class Standing:
    """A partner on a day: who it was then, and whether it is known or only possible that it was one."""

    pk: int
    kind: str
    country: int | None
    is_global: bool
    known: bool
    membership: int


@dataclass
class Count:
    """How many are known, and how many more are possible."""

    known: int = 0
    possible: int = 0

    def add(self, known: bool) -> None:
        if known:
            self.known += 1
        else:
            self.possible += 1

    def take(self, other: "Count") -> None:
        self.known += other.known
        self.possible += other.possible

    @property
    def most(self) -> int:
        return self.known + self.possible

    def __str__(self) -> str:
        """Return "24", or "24 to 38" where some are only possible."""
        known, most = (number_format(number, force_grouping=True) for number in (self.known, self.most))
        return (
            known if not self.possible else gettext("%(known)s to %(most)s") % {"known": known, "most": most}
        )


@dataclass(frozen=True)
class Figures:
    """The figures of a day: in all, and by group. Groups of areas overlap: they do not add up to the total."""

    day: datetime.date
    total: Count
    groups: dict[str, Count]


@dataclass(frozen=True)
class Year:
    """The end of a year (or today, in the current one) and what happened in it."""

    year: int
    figures: Figures
    joined: int
    left: int


@dataclass(frozen=True)
class _Period:
    pk: int
    since: datetime.date | None
    ended_on: datetime.date | None
    known_from: datetime.date

    def on(self, day: datetime.date) -> bool | None:
        """Return True when it is known to have run at the end of ``day``, False when possible, None when not."""
        if self.ended_on is not None and self.ended_on <= day:
            return None
        if self.since is not None:
            return True if self.since <= day else None
        return self.known_from <= day

    def holds(self, day: datetime.date, other: "_Period") -> bool:
        """Whether this period of a merged row made it a partner before ``other`` did, on ``day``."""
        since = self.since or self.known_from
        before = since < day or (since == day and self.pk < other.pk)
        return before and (self.ended_on is None or self.ended_on > day)

    def outlasts(self, other: "_Period") -> bool:
        """Whether it went on by this period of a merged row when ``other`` ended."""
        if other.ended_on is None or (self.since or self.known_from) > other.ended_on:
            return False
        if self.ended_on is None or self.ended_on > other.ended_on:
            return True
        return self.ended_on == other.ended_on and self.pk < other.pk


def _period(
    pk: int,
    since: datetime.date | None,
    ended_on: datetime.date | None,
    listed_by: datetime.date | None,
    created_at: datetime.datetime,
) -> _Period:
    recorded = min(day_of(created_at), today())
    return _Period(pk, since, ended_on, min(listed_by, recorded) if listed_by else recorded)


class Register:
    """Answers for any day; a handful of queries, however many days and partners.

    Every figure of the ``days`` named at the beginning comes from one query, with those of all ends of years; a day
    that is asked for later is another query.
    """

    def __init__(self, by: str = By.FOUR, days: Iterable[datetime.date] = ()) -> None:
        self.by = By(by)
        self.asked = set(days)
        self.counted: dict[Any, dict[str, list[Count]]] = {}

    def counted_by(self, by: str) -> "Register":
        """Return the same register, as read, counted by something else."""
        other = Register(by)
        read = {name: value for name, value in self.__dict__.items() if name not in ("by", "labels")}
        other.__dict__.update(read)
        return other

    # --- What is read of those that are not plain ---------------------------------------------

    @cached_property
    def canonical(self) -> dict[int, int]:
        """Map rows that were merged to what they stand for now."""
        merged = dict(
            Organisation.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id")
        )
        found = {}
        for pk in merged:
            end, seen = pk, set()
            while end in merged and end not in seen:
                seen.add(end)
                end = merged[end]
            found[pk] = end
        return found

    @cached_property
    def periods(self) -> dict[int, list[_Period]]:
        found: dict[int, list[_Period]] = defaultdict(list)
        rows = Membership.objects.filter(organisation__in=intricate()).order_by("pk")
        for organisation, *columns in rows.values_list("organisation_id", *PERIOD):
            found[self.canonical.get(organisation, organisation)].append(_period(*columns))
        return found

    @cached_property
    def identities(self) -> dict[int, tuple[str, int | None, bool]]:
        rows = Organisation.objects.canonical().filter(pk__in=intricate()).order_by()
        return {pk: tuple(identity) for pk, *identity in rows.values_list("pk", *IDENTITY)}

    @cached_property
    def former(self) -> dict[int, list[tuple[datetime.date, str, int | None, bool]]]:
        """Identities that ended, by organisation, the oldest first."""
        found: dict[int, list[Any]] = defaultdict(list)
        rows = FormerIdentity.objects.order_by("until", "pk").values_list(
            "organisation_id", "until", *IDENTITY
        )
        for organisation, *identity in rows:
            found[organisation].append(tuple(identity))
        return found

    @cached_property
    def participations(self) -> dict[int, list[tuple[str, datetime.date | None, datetime.date | None]]]:
        found: dict[int, list[Any]] = defaultdict(list)
        rows = AreaParticipation.objects.filter(organisation__in=intricate()).values_list(
            "organisation_id", "area__code", "since", "until"
        )
        for organisation, *place in rows:
            found[self.canonical.get(organisation, organisation)].append(tuple(place))
        return found

    @cached_property
    def regions(self) -> dict[int, str]:
        return {pk: region or UNKNOWN for pk, region in Country.objects.values_list("pk", "region_id")}

    @cached_property
    def labels(self) -> dict[str, Any]:
        """Return the groups in order, with their words."""
        if self.by == By.KIND:
            return dict(PartnerKind.choices)
        if self.by == By.SITE:
            return SITE_LABELS
        if self.by == By.FOUR:
            return FOUR_LABELS
        if self.by == By.AREA:
            return {area.code: area.short_name for area in Area.objects.in_order()}
        regions = Region.objects.filter(parent__isnull=True)
        named = {region.m49: region.name for region in sorted(regions, key=lambda region: str(region.name))}
        return named | {GLOBAL: _("World-wide"), UNKNOWN: _("Country not known")}

    def _intricate(self, day: datetime.date) -> Iterator[Standing]:
        """Yield those that are not plain and were, or may have been, partners at the end of ``day``; each once."""
        for pk, periods in self.periods.items():
            held = [(period.on(day), period.pk) for period in periods]
            held = [(known, membership) for known, membership in held if known is not None]
            if not held or pk not in self.identities:
                continue
            known, membership = max(held)
            kind, country, is_global = self._identity(pk, day)
            yield Standing(pk, kind, country, is_global, known, membership)

    def _identity(self, pk: int, day: datetime.date) -> tuple[str, int | None, bool]:
        """Return kind, country and whether it worked world-wide, as they stood at the end of ``day``."""
        for until, *identity in self.former.get(pk, ()):
            if day <= until:
                return tuple(identity)
        return self.identities[pk]

    def _groups_of(self, standing: Standing, day: datetime.date) -> Iterator[tuple[str, bool]]:
        """Yield the groups of a partner on a day, and whether that is known."""
        if self.by in GROUP_OF:
            yield GROUP_OF[self.by][standing.kind], standing.known
        elif self.by == By.REGION:
            place = self.regions[standing.country] if standing.country else ""
            yield place or (GLOBAL if standing.is_global else UNKNOWN), standing.known
        else:
            yield from self._areas_of(standing, day)

    def _areas_of(self, standing: Standing, day: datetime.date) -> Iterator[tuple[str, bool]]:
        """An area of which the list does not say since when counts as known where the membership does."""
        found: dict[str, bool] = {}
        for code, since, until in self.participations.get(standing.pk, ()):
            if (until is None or until > day) and (since is None or since <= day):
                found[code] = found.get(code, False) or standing.known
        yield from found.items()

    # --- What the database counts -------------------------------------------------------------

    @cached_property
    def first_year(self) -> int | None:
        """The first year of which anything is known, or None."""
        dates = Membership.objects.aggregate(
            since=Min("since"), listed=Min("listed_by"), recorded=Min("created_at")
        )
        if not dates["recorded"]:
            return None
        known = (dates["since"], dates["listed"], min(day_of(dates["recorded"]), today()))
        return max(min(date for date in known if date).year, FIRST_YEAR)

    @cached_property
    def days(self) -> list[datetime.date]:
        """All days that are counted at once, in order: those asked for, today, and the ends of years."""
        years = range((self.first_year or today().year) - 1, today().year + 1)
        return sorted({*self.asked, today(), *(datetime.date(year, 12, 31) for year in years)})

    @cached_property
    def kinds(self) -> list[Alike]:
        return by_kind(self.days)

    def _counted(self, what: Any) -> dict[str, list[Count]]:
        """Count plain memberships on each day, by group; all of them for ``None``."""
        if what not in self.counted:
            if what is None:
                alike = [row._replace(group="") for row in self.kinds]
            elif what in GROUP_OF:
                alike = [row._replace(group=GROUP_OF[what][row.group]) for row in self.kinds]
            else:
                alike = {By.REGION: by_region, By.AREA: by_area}[what](self.days)
            known = running_totals(((row.group, row.known, row.number) for row in alike), len(self.days))
            more = running_totals(((row.group, row.possible, row.number) for row in alike), len(self.days))
            nobody = [0] * len(self.days)
            self.counted[what] = {
                group: [
                    Count(*pair)
                    for pair in zip(known.get(group, nobody), more.get(group, nobody), strict=False)
                ]
                for group in known.keys() | more.keys()
            }
        return self.counted[what]

    # --- What is asked ------------------------------------------------------------------------

    def figures(self, day: datetime.date) -> Figures:
        """Count the partners of a day."""
        if day not in self.days:
            self.asked.add(day)
            self.counted = {}
            for read in ("days", "kinds"):
                self.__dict__.pop(read, None)
        at = self.days.index(day)
        total, groups = Count(), {key: Count() for key in self.labels}
        for plain in self._counted(None).values():
            total.take(plain[at])
        for group, plain in self._counted(self.by).items():
            groups[group].take(plain[at])
        for standing in self._intricate(day):
            total.add(standing.known)
            for group, known in self._groups_of(standing, day):
                groups[group].add(known)
        return Figures(day, total, groups)

    def years(self) -> list[Year]:
        """Return every year from the first that is known until now."""
        if self.first_year is None:
            return []
        joined: dict[int, int] = defaultdict(int)
        left: dict[int, int] = defaultdict(int)
        for row in self.kinds:
            # Between two ends of years, both counted, is one year.
            if row.is_told and row.begins < len(self.days):
                joined[self.days[row.begins].year] += row.number
            if row.ends < len(self.days):
                left[self.days[row.ends].year] += row.number
        for periods in self.periods.values():
            for period in periods:
                others = [other for other in periods if other.pk != period.pk]
                if period.since and not any(other.holds(period.since, period) for other in others):
                    joined[period.since.year] += 1
                if period.ended_on and not any(other.outlasts(period) for other in others):
                    left[period.ended_on.year] += 1
        now = today()
        return [
            Year(year, self.figures(min(datetime.date(year, 12, 31), now)), joined[year], left[year])
            for year in range(self.first_year, now.year + 1)
        ]

    def partners(
        self, day: datetime.date, group: str = "", *, known: bool = False
    ) -> QuerySet[Organisation, int]:
        """Return the keys of the partners of a day, of a group or of all, by name of today; also possible ones."""
        members = Membership.objects.filter(_running(day), organisation=OuterRef("pk"))
        if known:
            members = members.filter(begun(day))
        plain = ~Q(pk__in=intricate()) & Q(Exists(members)) & self._in_group(group, day)
        others = [
            standing.pk
            for standing in self._intricate(day)
            if (standing.known or not known)
            and (not group or any(key == group for key, _known in self._groups_of(standing, day)))
        ]
        found = Organisation.objects.canonical().filter(plain | Q(pk__in=others))
        return found.order_by("sort_key", "pk").values_list("pk", flat=True)

    def _in_group(self, group: str, day: datetime.date) -> Q:
        """Return the condition on a plain partner of being in a group on a day."""
        if not group:
            return Q()
        if self.by in GROUP_OF:
            return Q(kind__in=[kind for kind, its_group in GROUP_OF[self.by].items() if its_group == group])
        if self.by == By.AREA:
            time = _began(day, "since") & (Q(until__isnull=True) | Q(until__gt=day))
            there = AreaParticipation.objects.filter(time, area__code=group, organisation=OuterRef("pk"))
            return Q(Exists(there))
        if group == GLOBAL:
            return Q(country__isnull=True, is_global=True)
        if group == UNKNOWN:
            return Q(country__region__isnull=True) & ~Q(country__isnull=True, is_global=True)
        return Q(country__region=group)

    def standings(self, pks: Sequence[int], day: datetime.date) -> list[Standing]:
        """Return how these partners of a day stood on it, in the same order; one query besides."""
        found = {standing.pk: standing for standing in self._intricate(day)}
        plain = [pk for pk in pks if pk not in found]
        identity = (f"organisation__{name}" for name in IDENTITY)
        rows = Membership.objects.filter(organisation__in=plain)
        for pk, *columns in rows.values_list("organisation_id", *identity, *PERIOD):
            period = _period(*columns[len(IDENTITY) :])
            found[pk] = Standing(pk, *columns[: len(IDENTITY)], bool(period.on(day)), period.pk)
        return [found[pk] for pk in pks]


def _running(day: datetime.date) -> Q:
    """Memberships that ran, or may have run, at the end of a day."""
    return _began(day, "since") & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def _began(day: datetime.date, name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": day})


# --- Published figures ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Published:
    """A figure that was published: when, how many (at least), by four groups where it says so, where."""

    day: datetime.date | None
    total: int
    at_least: bool
    groups: dict[str, int]
    source: str


@cache
def published_figures() -> tuple[Published, ...]:
    """Return the public figures, the oldest first; a month stands for its last day."""
    found = []
    for row in json.loads(PUBLISHED.read_text(encoding="utf-8")):
        day = None
        if row["as_of"]:
            year, month = (int(part) for part in row["as_of"].split("-"))
            day = datetime.date(year, month, calendar.monthrange(year, month)[1])
        found.append(
            Published(
                day=day,
                total=row.get("total") or row["total_at_least"],
                at_least="total" not in row,
                groups={group: row[group] for group in FOUR_GROUPS if group in row},
                source=row["source"],
            )
        )
    return tuple(found)
