"""What the Advisory Group is there for (PAG-7): five functions of the guidelines, and cross-cutting questions.

The words are the portal's own. On the group's desk each has its place; what belongs there is handed in through
``places``: later apps add business plans, reports and lessons without a change here.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.records.registries import Registry


@dataclass(frozen=True)
class Function:
    """One function: ``code`` stands in addresses, ``source`` says where the guidelines or the framework give it."""

    code: str
    title: Any
    text: Any
    source: Any


def _clause(number: str) -> Any:
    return format_lazy("{} {}", _("Operational guidelines"), number)


FUNCTIONS = (
    Function(
        "activities",
        _("Encourage activities"),
        _("It encourages activities of partners that fit the objectives and guidelines of the Partnership."),
        _clause("3(f)(i)"),
    ),
    Function(
        "plans",
        _("Review business plans"),
        _("It looks at the business plans of the areas: do they agree with the objectives and guidelines?"),
        _clause("3(f)(ii)"),
    ),
    Function(
        "progress",
        _("Report overall progress"),
        _("It tells the Executive Director of UNEP how far the Partnership has come as a whole."),
        _clause("3(f)(iii)"),
    ),
    Function(
        "lessons",
        _("Publish issues and lessons"),
        _("It makes general issues and lessons known, and helps the areas to learn from each other."),
        _clause("3(f)(iv)"),
    ),
    Function(
        "reports",
        _("Report on activities"),
        _("It reports on what was done under the Partnership."),
        _clause("3(f)(v)"),
    ),
    Function(
        "cross-cutting",
        _("Discuss cross-cutting questions"),
        _("Questions that concern several areas are discussed here."),
        format_lazy("{} 2", _("Overarching Framework")),
    ),
)

# (user) → Place: something that stands under one of the functions on the group's desk.
places = Registry()


@dataclass(frozen=True)
class Place:
    """Something under a function, known by its ``code``: a text, where it leads, a note."""

    function: str
    text: Any = ""
    url: str = ""
    note: Any = ""
