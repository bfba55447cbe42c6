"""The register counted by the database: one query for all days of a page, however many partners there are.

Nearly every partner has one membership, under one name, in rows of its own. Those the database puts into groups of the
same kind (or region, or area) whose dates lie between the same two of the days that are asked for; there are a few
hundred such groups at most, also of tens of thousands of partners. Whoever came back, was renamed or was merged needs
rules that look from one row to another: :func:`intricate` names them, and the register reads them one by one.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from partners.models import AreaParticipation, FormerIdentity, Membership, Organisation
from portal.records.clock import start_of_day, today

GLOBAL, UNKNOWN = "global", "unknown"
Days = Sequence[datetime.date]


class Alike(NamedTuple):
    """So many partners of one group. Days are given by their place among the days that are asked for.

    ``begins`` is the first day on which they are known to be partners, ``ends`` the first on which they are not any
    more. ``is_told`` says that the beginning itself is known: else they are possible on all days before it.
    ``since`` and ``until`` narrow this to their time in the group, where a group has its own times.
    """

    group: str
    begins: int
    ends: int
    is_told: bool
    number: int
    since: int
    until: int

    @property
    def known(self) -> tuple[int, int]:
        """The days on which they are known to be partners, the last one left out."""
        return max(self.begins, self.since), min(self.ends, self.until)

    @property
    def possible(self) -> tuple[int, int]:
        """The days on which they may have been partners, the last one left out."""
        return self.since, self.since if self.is_told else min(self.begins, self.ends, self.until)


def intricate() -> QuerySet:
    """Return the keys of organisations of which the register reads every row: they came back, were renamed, merged."""
    again = Membership.objects.exclude(pk=OuterRef("pk")).filter(organisation=OuterRef("organisation"))
    back = Membership.objects.filter(Exists(again), ended_on__isnull=False)  # one of two has ended
    twice = AreaParticipation.objects.exclude(pk=OuterRef("pk"))
    twice = twice.filter(organisation=OuterRef("organisation"), area=OuterRef("area"))
    back_there = AreaParticipation.objects.filter(Exists(twice), until__isnull=False)
    merged = Organisation.objects.filter(merged_into__isnull=False).order_by()
    return merged.values("pk").union(
        merged.values("merged_into"),
        FormerIdentity.objects.order_by().values("organisation"),
        back.values("organisation"),
        back_there.values("organisation"),
    )


def begun(day: datetime.date) -> Q:
    """Memberships that are known to have begun by the end of ``day``."""
    listed = Q(since__isnull=True)
    if day < today():
        after = start_of_day(day + datetime.timedelta(1))
        listed &= Q(listed_by__lte=day) | Q(created_at__lt=after)
    return Q(since__lte=day) | listed


class Place(Func):
    """The place of a date or moment among days in order: of the first at whose end it is past, behind the last if none.

    None where there is no date. One CASE that halves the days at each comparison, written as text: made of
    expressions it would take longer to put together than to count.
    """

    output_field = IntegerField()

    def __init__(self, name: str, days: tuple[datetime.date, ...]) -> None:
        super().__init__(F(name))
        self.days = days

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        [date] = self.get_source_expressions()
        column, _none = compiler.compile(date)
        values: list[Any] = []

        def halved(first: int, last: int) -> str:
            if first == last:
                return str(first)
            middle = (first + last) // 2
            next_day = self.days[middle] + datetime.timedelta(1)
            if date.output_field.get_internal_type() == "DateTimeField":
                next_day = start_of_day(next_day)
            values.append(date.output_field.get_db_prep_value(next_day, connection))
            past, later = halved(first, middle), halved(middle + 1, last)
            return f"CASE WHEN {column} < %s THEN {past} ELSE {later} END"

        return f"CASE WHEN {column} IS NULL THEN NULL ELSE {halved(0, len(self.days))} END", values


def by_kind(days: Days) -> list[Alike]:
    """Return partners with one plain membership by their kind; one query."""
    return _by(F("organisation__kind"), days)


def by_region(days: Days) -> list[Alike]:
    """Return partners with one plain membership by region of the world; one query."""
    world_wide = When(organisation__country__isnull=True, organisation__is_global=True, then=Value(GLOBAL))
    return _by(Case(world_wide, default=Coalesce("organisation__country__region", Value(UNKNOWN))), days)


def by_area(days: Days) -> list[Alike]:
    """Return partners with one plain membership by area and their time in it; one query."""
    found = (
        AreaParticipation.objects.exclude(organisation__in=intricate())
        .annotate(
            group=F("area__code"),
            **_places(days, "organisation__memberships__"),
            entered=Place("since", tuple(days)),
            left=Place("until", tuple(days)),
            membership=F("organisation__memberships"),
        )
        .filter(membership__isnull=False)
        .order_by()
        .values_list("group", *PLACES, "entered", "left")
    )
    return [
        _alike(days, group, *places, entered or 0, len(days) if left is None else left, number)
        for group, *places, entered, left, number in found.annotate(number=Count("pk"))
    ]


PLACES = ("at_since", "at_listed", "at_recorded", "at_end")


def _by(group: Any, days: Days) -> list[Alike]:
    rows = Membership.objects.exclude(organisation__in=intricate()).annotate(group=group, **_places(days))
    found = rows.order_by().values_list("group", *PLACES).annotate(number=Count("pk"))
    return [_alike(days, group, *places, 0, len(days), number) for group, *places, number in found]


def _places(days: Days, prefix: str = "") -> dict[str, Place]:
    columns = zip(PLACES, ("since", "listed_by", "created_at", "ended_on"), strict=True)
    return {place: Place(f"{prefix}{column}", tuple(days)) for place, column in columns}


def _alike(
    days: Days,
    group: str,
    since: int | None,
    listed: int | None,
    recorded: int,
    ended: int | None,
    entered: int,
    left: int,
    number: int,
) -> Alike:
    """Return a group of memberships; where nobody knows the beginning, the register knows of them from a list."""
    if since is None:
        now = sum(day < today() for day in days)
        begins = min(recorded, now, len(days) if listed is None else listed)
    else:
        begins = since
    ends = len(days) if ended is None else ended
    return Alike(group, begins, ends, since is not None, number, entered, left)


def running_totals(spans: Iterable[tuple[str, tuple[int, int], int]], length: int) -> dict[str, list[int]]:
    """Return, for each group, how many there are on each of ``length`` days, from spans (group, days, number)."""
    steps: dict[str, list[int]] = defaultdict(lambda: [0] * (length + 1))
    for group, (first, last), number in spans:
        if first < last:
            steps[group][first] += number
            steps[group][last] -= number
    return {group: list(accumulate(changes)) for group, changes in steps.items()}
