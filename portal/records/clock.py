"""The one place that says what day it is."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> datetime.date:
    """The present date in the zone of deadlines (``settings.DEADLINE_TIME_ZONE``)."""
    return timezone.now().astimezone(ZoneInfo(settings.DEADLINE_TIME_ZONE)).date()


def end_of_day(date: datetime.date) -> datetime.datetime:
    """23:59:59 of ``date`` in the zone of deadlines: the last moment of a due date."""
    return datetime.datetime.combine(
        date, datetime.time(23, 59, 59), tzinfo=ZoneInfo(settings.DEADLINE_TIME_ZONE)
    )
