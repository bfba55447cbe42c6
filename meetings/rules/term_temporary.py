"""What a temporary seat is: beside the ordinary ones, for an area that is coming up or new, and for a time (PAG-2)."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import SeatGround, TermRole
from meetings.models import Term
from meetings.rules.offices import months_later
from meetings.rules.term_guards import is_past, others_of
from partnership_areas.enums import AreaStatus
from portal.records.decisions import Problem

ONE_PER_AREA = gettext_lazy(
    "In that time the temporary seat for this area is held or offered already: there is one."
)


def temporary_seat(term: Term) -> Iterator[Problem]:
    """Refuse what would make it a 26th ordinary seat. What the past was is entered as it was."""
    if term.role != TermRole.MEMBER or term.ground != SeatGround.TEMPORARY or is_past(term):
        return
    if term.until is None:
        yield Problem("until", _("A temporary seat has a last day."))
    if term.area is None:  # said with the ground
        return
    if not is_coming_up_or_new(term):
        words = _("A temporary seat is for a potential area, or in the first %(months)s months of a new one.")
        yield Problem("area", words % {"months": settings.NEW_AREA_MONTHS})
    if term.until and term.until > months_later(term.since, settings.NEW_AREA_MONTHS):
        words = _("A temporary seat lasts for %(months)s months at most.")
        yield Problem("until", words % {"months": settings.NEW_AREA_MONTHS})
    seats = others_of(term, frozenset({TermRole.MEMBER}))
    if any(seat.ground == SeatGround.TEMPORARY and seat.area_id == term.area_id for seat in seats):
        yield Problem("area", ONE_PER_AREA)


def is_coming_up_or_new(term: Term) -> bool:
    """Whether the area of the seat is potential, or not older than that on the first day."""
    area = term.area
    if area.status == AreaStatus.POTENTIAL:
        return True
    begun = area.established_on
    return begun is not None and term.since <= months_later(begun, settings.NEW_AREA_MONTHS)
