"""Days of terms of office: how long two years and one year are (AREA-3, PAG-5)."""

import datetime

import pytest

from meetings.models import Term
from meetings.rules.term_days import end_of_term, lasts_under_a_year

date = datetime.date.fromisoformat


@pytest.mark.rule("AREA-3")
@pytest.mark.rule("PAG-4")
@pytest.mark.parametrize(
    ("since", "last"),
    [
        ("2024-02-29", "2026-02-28"),
        ("2024-03-01", "2026-02-28"),
        ("2022-03-01", "2024-02-29"),
        ("2022-02-28", "2024-02-27"),
        ("2026-01-31", "2028-01-30"),
    ],
)
def test_two_years_are_full_whatever_day_they_begin(since: str, last: str) -> None:
    assert end_of_term(date(since)) == date(last)


@pytest.mark.rule("PAG-5")
def test_a_year_from_a_leap_day_is_full_on_the_last_of_february() -> None:
    def under_a_year(last: str) -> bool:
        return lasts_under_a_year(Term(since=date("2024-02-29"), until=date(last)))

    assert under_a_year("2025-02-27")
    assert not under_a_year("2025-02-28")
