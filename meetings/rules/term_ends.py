"""Which terms of office end with something else: nobody holds an office in an area that is closed (AREA-3, PAG-2)."""

import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from meetings.enums import CHAIR_ROLES
from meetings.models import Body, Term
from meetings.rules.offices import is_acting
from meetings.rules.term_chairs import seat_of_a_chair
from meetings.rules.term_guards import AREA_GROUNDS
from partners.models import Organisation
from partners.rules.organisations import of_it
from partnership_areas.models import Area
from portal.records.clock import today

TIES = ("body__area", "person__user")


def ends_after(on: datetime.date) -> Q:
    """Terms that nobody has ended, or only for a day after ``on``."""
    return Q(ended_on__isnull=True) | Q(ended_on__gt=on)


def bodies_left(area: Area | None) -> QuerySet[Body]:
    """Return the bodies in which a partner that leaves an area, or the Partnership (None), has no place any more."""
    return Body.objects.all() if area is None else Body.objects.filter(area=area)


def held_for(organisation: Organisation, area: Area | None) -> QuerySet[Term]:
    """Return the terms held for a partner in these bodies, of all times."""
    return Term.objects.counted().filter(of_it(organisation), body__in=bodies_left(area))


def ending_with_the_partner(organisation: Organisation, area: Area | None, on: datetime.date) -> list[Term]:
    """Return the terms that end when a partner leaves an area, or the Partnership, on a day.

    Those held for it, and of who presides from such a seat the term as chair. What is over keeps its end.
    """
    held = held_for(organisation, area)
    seated = held.seats().filter(ends_after(on)).values("person", "body")
    presiding = [Q(role__in=CHAIR_ROLES, person=seat["person"], body=seat["body"]) for seat in seated]
    also = Term.objects.counted().filter(reduce(or_, presiding)) if presiding else Term.objects.none()
    ending = {term.pk for term in (*held, *also)}  # nobody presides without a seat
    found = Term.objects.filter(ends_after(on), pk__in=ending).select_related(*TIES)
    return [term for term in found if not _is_over(term, on)]


def _is_over(term: Term, on: datetime.date) -> bool:
    last = term.effective_end
    return bool(last and (last <= on or last < today())) and not is_acting(term)


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
