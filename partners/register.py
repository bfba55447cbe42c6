"""The register of partners as it stood at the end of any day, and the figures made from it.

A membership whose beginning nobody knows is never guessed into the past: from the day by which a list names the
partner (``listed_by``), or else the day on which the portal recorded it, it is *known* to have run; on earlier
days it is *possible*. Every figure says both.
"""

import calendar
import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.enums import FOUR_GROUPS, SITE_GROUPS, PartnerKind
from partners.models import AreaParticipation, FormerIdentity, Membership, Organisation
from partnership_areas.models import Area, Country, Region
from portal.records.clock import today

PUBLISHED = Path(__file__).parent / "data" / "partner_counts.json"
GLOBAL, UNKNOWN = "global", "unknown"
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


class Register:
    """Reads memberships and identities once and answers for any day; a handful of queries, however many days."""

    def __init__(self, by: str = By.FOUR) -> None:
        self.by = By(by)

    def counted_by(self, by: str) -> "Register":
        """Return the same register, as read, counted by something else."""
        other = Register(by)
        read = {name: value for name, value in self.__dict__.items() if name not in ("by", "labels")}
        other.__dict__.update(read)
        return other

    # --- What is read -------------------------------------------------------------------------

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
        rows = Membership.objects.order_by("pk").values_list(
            "pk", "organisation_id", "since", "ended_on", "listed_by", "created_at"
        )
        for pk, organisation, since, ended_on, listed_by, created_at in rows:
            recorded = min(created_at.date(), today())
            known_from = min(listed_by, recorded) if listed_by else recorded
            found[self.canonical.get(organisation, organisation)].append(
                _Period(pk, since, ended_on, known_from)
            )
        return found

    @cached_property
    def identities(self) -> dict[int, tuple[str, int | None, bool]]:
        rows = Organisation.objects.canonical().values_list("pk", "kind", "country_id", "is_global")
        return {pk: (kind, country, is_global) for pk, kind, country, is_global in rows}

    @cached_property
    def former(self) -> dict[int, list[tuple[datetime.date, str, int | None, bool]]]:
        """Identities that ended, by organisation, the oldest first."""
        found: dict[int, list[Any]] = defaultdict(list)
        rows = FormerIdentity.objects.order_by("until", "pk").values_list(
            "organisation_id", "until", "kind", "country_id", "is_global"
        )
        for organisation, *identity in rows:
            found[organisation].append(tuple(identity))
        return found

    @cached_property
    def participations(self) -> dict[int, list[tuple[str, datetime.date | None, datetime.date | None]]]:
        found: dict[int, list[Any]] = defaultdict(list)
        rows = AreaParticipation.objects.values_list("organisation_id", "area__code", "since", "until")
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

    # --- What is asked ------------------------------------------------------------------------

    def on(self, day: datetime.date) -> Iterator[Standing]:
        """Yield everybody who was, or may have been, a partner at the end of ``day``; each once."""
        for pk, periods in self.periods.items():
            held = [(period.on(day), period.pk) for period in periods]
            held = [(known, membership) for known, membership in held if known is not None]
            if not held or pk not in self.identities:
                continue
            known, membership = max(held)
            kind, country, is_global = self.identity(pk, day)
            yield Standing(pk, kind, country, is_global, known, membership)

    def identity(self, pk: int, day: datetime.date) -> tuple[str, int | None, bool]:
        """Return kind, country and whether it worked world-wide, as they stood at the end of ``day``."""
        for until, *identity in self.former.get(pk, ()):
            if day <= until:
                return tuple(identity)
        return self.identities[pk]

    def groups_of(self, standing: Standing, day: datetime.date) -> Iterator[tuple[str, bool]]:
        """Yield the groups of a partner on a day, and whether that is known."""
        if self.by == By.KIND:
            yield standing.kind, standing.known
        elif self.by == By.SITE:
            yield SITE_OF[standing.kind], standing.known
        elif self.by == By.FOUR:
            yield FOUR_OF[standing.kind], standing.known
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

    def figures(self, day: datetime.date) -> Figures:
        """Count the partners of a day."""
        total, groups = Count(), {key: Count() for key in self.labels}
        for standing in self.on(day):
            total.add(standing.known)
            for group, known in self.groups_of(standing, day):
                groups[group].add(known)
        return Figures(day, total, groups)

    def years(self) -> list[Year]:
        """Return every year from the first that is known until now."""
        every = [period for periods in self.periods.values() for period in periods]
        dates = [date for period in every for date in (period.since, period.known_from) if date]
        if not dates:
            return []
        first = max(min(dates).year, FIRST_YEAR)
        joined: dict[int, int] = defaultdict(int)
        left: dict[int, int] = defaultdict(int)
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
            for year in range(first, now.year + 1)
        ]

    def members(self, day: datetime.date, group: str = "") -> dict[int, Standing]:
        """Return the partners of a day by their pk, of one group or of all."""
        return {
            standing.pk: standing
            for standing in self.on(day)
            if not group or any(key == group for key, _known in self.groups_of(standing, day))
        }


# --- Lines of the register ------------------------------------------------------------------------


@dataclass(frozen=True)
class RegisterLine:
    """A partner as the register of a day shows it: under the name, kind and country that it had then."""

    organisation: Organisation
    name: str
    acronym: str
    kind: str
    country: Country | None
    is_global: bool
    membership: Membership
    known: bool

    @property
    def kind_label(self) -> Any:
        return PartnerKind(self.kind).label

    @property
    def is_individual(self) -> bool:
        return self.organisation.kind == PartnerKind.INDIVIDUAL


def in_order(members: Iterable[int]) -> list[int]:
    """Return partners sorted by their name of today."""
    wanted = set(members)
    rows = Organisation.objects.canonical().order_by("sort_key", "pk").values_list("pk", flat=True)
    return [pk for pk in rows if pk in wanted]


def lines(members: list[Standing], day: datetime.date) -> list[RegisterLine]:
    """Return the lines of a page; four queries, however many."""
    pks = [standing.pk for standing in members]
    organisations = Organisation.objects.select_related("country").in_bulk(pks)
    memberships = Membership.objects.in_bulk([standing.membership for standing in members])
    former: dict[int, FormerIdentity] = {}
    names = FormerIdentity.objects.filter(organisation__in=pks, until__gte=day).order_by("until", "pk")
    for identity in names.select_related("country"):
        former.setdefault(identity.organisation_id, identity)
    found = []
    for standing in members:
        organisation = organisations[standing.pk]
        then = former.get(standing.pk) if organisation.name_is_public else None
        individual = organisation.kind == PartnerKind.INDIVIDUAL
        found.append(
            RegisterLine(
                organisation=organisation,
                name=then.legal_name if then else organisation.public_name,
                acronym="" if individual else (then or organisation).acronym,
                kind=standing.kind,
                country=then.country if then else organisation.country,
                is_global=standing.is_global,
                membership=memberships[standing.membership],
                known=standing.known,
            )
        )
    return found


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
