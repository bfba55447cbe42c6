"""The one place that says what day it is."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_pretended: ContextVar[datetime.datetime | None] = ContextVar("pretended_moment", default=None)


@contextmanager
def pretending(moment: datetime.datetime) -> Iterator[None]:
    """Let what happens inside happen at ``moment``: for demonstration data only, refused in production."""
    if settings.PRODUCTION:
        raise RuntimeError("The clock is not turned in production")
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def now() -> datetime.datetime:
    """The present moment, aware, in UTC."""
    return _pretended.get() or timezone.now()


def today() -> datetime.date:
    """The present date in the zone of deadlines (``settings.DEADLINE_TIME_ZONE``)."""
    return day_of(now())


def day_of(moment: datetime.datetime) -> datetime.date:
    """The date of a moment in the zone of deadlines, to be compared with :func:`today`."""
    return moment.astimezone(ZoneInfo(settings.DEADLINE_TIME_ZONE)).date()


def start_of_day(date: datetime.date) -> datetime.datetime:
    """Midnight at which ``date`` begins in the zone of deadlines."""
    return datetime.datetime.combine(date, datetime.time(), tzinfo=ZoneInfo(settings.DEADLINE_TIME_ZONE))


def end_of_day(date: datetime.date) -> datetime.datetime:
    """23:59:59 of ``date`` in the zone of deadlines: the last moment of a due date."""
    return datetime.datetime.combine(
        date, datetime.time(23, 59, 59), tzinfo=ZoneInfo(settings.DEADLINE_TIME_ZONE)
    )
