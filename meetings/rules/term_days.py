"""Counting by days: what terms hold a day, where terms meet, where nobody sits. Knows dates, asks no database."""

import datetime
from collections.abc import Iterable

from meetings.models import Term
from meetings.rules.offices import months_later

FOREVER = datetime.date.max
DAY = datetime.timedelta(days=1)
TERM_MONTHS = 24  # leads, chairs and co-chairs: two years (An.1 §3d, §6a v)


def end_of_term(since: datetime.date) -> datetime.date:
    """Return the last day of the two years for which leads and chairs are designated (AREA-3, PAG-4)."""
    return _last_of(since, TERM_MONTHS)


def _last_of(since: datetime.date, months: int) -> datetime.date:
    """Return the last of so many months; those from 29 February on are full on the last day of a shorter one."""
    later = months_later(since, months)
    return later if later.day < since.day else later - DAY


def days_of(term: Term) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a term; one that ends before it starts counts on its first day."""
    return term.since, max(term.effective_end or FOREVER, term.since)


def holds_on(term: Term, day: datetime.date) -> bool:
    first, last = days_of(term)
    return first <= day <= last


def meet(one: Term, other: Term) -> bool:
    """Whether the two terms share a day."""
    first, last = days_of(one)
    return other.since <= last and first <= days_of(other)[1]


def busiest_day(term: Term, others: Iterable[Term]) -> tuple[int, datetime.date]:
    """Return how many of ``others`` run at most at once while ``term`` runs, and the first day of that."""
    met = [other for other in others if meet(term, other)]
    days = sorted({term.since, *(other.since for other in met if other.since > term.since)})
    counts = [(sum(holds_on(other, day) for other in met), day) for day in days]
    return max(counts, key=lambda found: found[0])


def first_gap(first: datetime.date, last: datetime.date, others: Iterable[Term]) -> datetime.date | None:
    """Return the first of the days that none of ``others`` holds, None when they cover all of them."""
    day = first
    for other in sorted(others, key=lambda term: term.since):
        begins, ends = days_of(other)
        if begins > day:
            break
        if ends >= last:
            return None
        day = max(day, ends + DAY)
    return day if day <= last else None


def lasts_under_a_year(term: Term) -> bool:
    first, last = days_of(term)
    return last < _last_of(first, 12)


def counts_for_the_limit(term: Term) -> bool:
    """Whether it is one of the two terms that a person can preside (PAG-5).

    Replacing somebody for under a year does not count.
    """
    return not (term.replaces_id and lasts_under_a_year(term))
