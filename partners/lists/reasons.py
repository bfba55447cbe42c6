"""Why a row was refused, or what is to be known about it: codes that are stored, said in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

Reason = list[str]

REFUSED = {
    "no_name": _("The name is missing."),
    "long_name": _("The name is longer than 250 characters."),
    "formula": _("A cell holds a formula: “%(0)s”. Put its value there."),
    "not_partner": _("The list does not say that this is a partner: “%(0)s”."),
    "no_standing": _("The list has a column for the standing, and this row says nothing there."),
    "no_kind": _("The kind is missing."),
    "unknown_kind": _("The kind “%(0)s” is not known."),
    "individual": _(
        "Individuals are not imported: each joins by an own letter, with a verified e-mail address and consent."
    ),
    "unknown_country": _("The country “%(0)s” is not known."),
    "no_country": _("A government needs its country: neither the column nor the name tells it."),
    "two_countries": _("The column says %(0)s, the name says %(1)s."),
    "unknown_area": _("The area “%(0)s” is not known."),
    "bad_date": _("“%(0)s” lies in the future: nobody is a partner since then."),
    "extra_cells": _("The row has more cells than there are headings."),
    "ambiguous": _("More than one organisation has this name: %(0)s. Give the country, or merge them."),
    "ended": _("The membership of “%(0)s” has ended. It resumes by a new letter."),
}
NOTES = {
    "repeats": _("Taken for “%(0)s”."),
    "kind_differs": _("The list says “%(0)s”; the register keeps “%(1)s”."),
    "group_only": _("The list names a group only (“%(0)s”): stored as “%(1)s”."),
    "country_from_name": _("The country is taken from the name: %(0)s."),
    "bad_website": _("The address “%(0)s” is no web address and was left out."),
    "kept": _("The partner has a letter: its own data are kept as they are."),
}
TEXTS = REFUSED | NOTES


def say(reasons: Iterable[Reason]) -> list[str]:
    """Return stored reasons in words; codes of kinds and countries are put into words first."""
    return [
        str(TEXTS[code]) % {str(at): _word(value) for at, value in enumerate(values)}
        for code, *values in reasons
    ]


def _word(value: str) -> Any:
    from partners.enums import PartnerKind

    return PartnerKind(value).label if value in PartnerKind.values else value
