"""Which terms of office end with something else: nobody holds an office in an area that is closed (AREA-3, PAG-2)."""

import datetime

from django.db.models import Q

from meetings.models import Body, Term
from meetings.rules.term_chairs import seat_of_a_chair
from meetings.rules.term_guards import AREA_GROUNDS
from portal.records.clock import today

TIES = ("body__area", "person__user")


def ends_after(on: datetime.date) -> Q:
    """Terms that nobody has ended, or only for a day after ``on``."""
    return Q(ended_on__isnull=True) | Q(ended_on__gt=on)


def ending_with_the_area(body: Body, on: datetime.date) -> list[Term]:
    """Return the terms that end when the area of ``body`` is closed on a day, in the order in which they end.

    Those in the area, the seats in the group for it, and of who presides from such a seat the term as chair. What is
    over keeps its end.
    """
    held = Term.objects.counted().with_last_day().filter(ends_after(on)).select_related(*TIES)
    held = held.filter(Q(last_day__isnull=True) | Q(last_day__gte=today()))
    seats = held.seats().filter(area=body.area, ground__in=AREA_GROUNDS)
    chairs = list(held.chairs())
    without = {chair.pk: chair for seat in seats for chair in _left_without(seat, chairs, on)}
    return [*without.values(), *seats, *held.filter(body=body)]


def _left_without(seat: Term, chairs: list[Term], on: datetime.date) -> list[Term]:
    """Which of the terms as chair do not stand once that seat has ended: nobody presides without a seat."""
    own = [chair for chair in chairs if (chair.body_id, chair.person_id) == (seat.body_id, seat.person_id)]
    never = seat.since > today()
    return own if own and list(seat_of_a_chair(seat, max(on, seat.since), wrong=never)) else []
