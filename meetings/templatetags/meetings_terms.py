"""Tags of pages about terms of office: ``{% load meetings_terms %}``."""

import datetime

from django import template
from django.template.defaultfilters import date as format_date
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from meetings.queries.history import words_of_time

register = template.Library()


@register.simple_tag
def time_in_office(since: datetime.date, until: datetime.date | None = None) -> SafeString:
    """Write a time in office with its days as ``<time>``; a day to come reads "from", not "since"."""
    words = conditional_escape(words_of_time(since, until))
    return mark_safe(words % {"since": _day(since), "until": _day(until)})  # noqa: S308 - all are escaped


def _day(day: datetime.date | None) -> SafeString | str:
    return (
        format_html('<time datetime="{}">{}</time>', day.isoformat(), format_date(day, _("j F Y")))
        if day
        else ""
    )
