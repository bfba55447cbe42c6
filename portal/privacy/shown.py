"""What is held about a person, ready to be read on a page."""

import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.privacy.held import Held, what_happens
from portal.records.personal import Holding

ROWS_SHOWN = 20


def said(row: models.Model, name: str) -> str:
    """Return one value of a row in words; "" for nothing."""
    target: Any = row._meta.get_field(name)
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value, "DATE_FORMAT")
    if getattr(target, "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    return "" if value in (None, "", [], {}) else str(value)


def facts_of(holding: Holding, row: models.Model) -> list[dict[str, str]]:
    """Return terms and values of a row, without what is empty, for ``components/facts.html``."""
    facts = []
    for name in dict.fromkeys((*holding.blank, *holding.show)):
        value = said(row, name)
        if value:
            label = getattr(row._meta.get_field(name), "verbose_name", name)
            facts.append({"term": capfirst(str(label)), "value": value})
    return facts


def groups_of(held: list[Held]) -> list[dict[str, Any]]:
    """Return each table with how much it holds, for the person's own page."""
    return [
        {
            "title": item.holding.title,
            "number": item.number,
            "happens": what_happens(item.holding),
            "url": reverse("privacy:held", args=[item.holding.code]),
        }
        for item in held
    ]


def rows_of(held: Held) -> list[list[dict[str, str]]]:
    """Return the first rows of a table as facts."""
    rows = held.holding.with_relations(held.rows())[:ROWS_SHOWN]
    return [facts for row in rows if (facts := facts_of(held.holding, row))]
