"""A chair or two co-chairs, who sit in the group, for at most two terms in a lifetime (PAG-4, PAG-5)."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _

from meetings.enums import CHAIR_ROLES, TermRole
from meetings.models import Term
from meetings.rules.term_days import DAY, busiest_day, counts_for_the_limit, days_of, first_gap
from meetings.rules.term_guards import day, is_past, others_of
from portal.records.decisions import Problem

MOST_CO_CHAIRS = 2
MOST_TERMS = 2


def chair_or_two_co_chairs(term: Term) -> Iterator[Problem]:
    """On no day a chair beside a co-chair, two chairs, or three co-chairs (PAG-4)."""
    if term.role not in CHAIR_ROLES:
        return
    others = [other for other in others_of(term, CHAIR_ROLES) if other.person_id != term.person_id]
    same = [other for other in others if other.role == term.role]
    different = [other for other in others if other.role != term.role]
    if different and term.role == TermRole.CHAIR:
        words = _("There is a co-chair on %(day)s: there cannot be a chair at the same time.")
        yield Problem("role", words % {"day": day(max(term.since, different[-1].since))})
    elif different:
        words = _("There is a chair on %(day)s: there cannot be a co-chair at the same time.")
        yield Problem("role", words % {"day": day(max(term.since, different[-1].since))})
    most = 1 if term.role == TermRole.CHAIR else MOST_CO_CHAIRS
    count, when = busiest_day(term, same)
    if count >= most and term.role == TermRole.CHAIR:
        yield Problem("role", _("There is a chair on %(day)s already.") % {"day": day(when)})
    elif count >= most:
        yield Problem("role", _("There are two co-chairs on %(day)s already.") % {"day": day(when)})


def terms_that_count(term: Term) -> list[Term]:
    """Return the terms as chair or co-chair of the same person that count among the two, past and to come."""
    held = (
        Term.objects.counted().chairs().filter(body=term.body_id, person=term.person_id).exclude(pk=term.pk)
    )
    return [other for other in held.order_by("since") if counts_for_the_limit(other)]


def two_terms_in_a_lifetime(term: Term) -> Iterator[Problem]:
    """A third term is refused; replacing somebody for under a year does not count (PAG-5)."""
    if term.role not in CHAIR_ROLES or not counts_for_the_limit(term):
        return
    held = terms_that_count(term)
    if len(held) >= MOST_TERMS:
        words = _("This person has had two terms as chair or co-chair: %(terms)s. There is no third.")
        yield Problem("person", words % {"terms": "; ".join(_days(other) for other in held)})


def _days(term: Term) -> str:
    first, last = days_of(term)
    return f"{day(first)} – {day(last)}"


def seats_of(term: Term) -> list[Term]:
    """Return the person's seats in the body."""
    return list(Term.objects.counted().seats().filter(body=term.body_id, person=term.person_id))


def chair_sits(term: Term) -> Iterator[Problem]:
    """Who presides holds a seat, on every day of the term; of the past the seats may not be known."""
    if term.role not in CHAIR_ROLES or is_past(term):
        return
    gap = first_gap(*days_of(term), seats_of(term))
    if gap == term.since:
        yield Problem("person", _("This person holds no seat in the group on the first day."))
    elif gap is not None:
        words = _("The person's seat ends on %(day)s, before this term does.")
        yield Problem("until", words % {"day": day(gap - DAY)})


def seat_of_a_chair(term: Term, ended_on: datetime.date, *, wrong: bool = False) -> Iterator[Problem]:
    """A seat does not end under who presides: that term is ended first."""
    if term.role != TermRole.MEMBER:
        return
    seats = [seat for seat in seats_of(term) if seat.pk != term.pk]
    if not wrong:
        seats.append(Term(since=term.since, until=ended_on, role=term.role))
    presided = Term.objects.counted().chairs().filter(body=term.body_id, person=term.person_id)
    for chair in presided:
        first, last = days_of(chair)
        before = first_gap(first, last, [*seats, term]) is None
        if before and first_gap(first, last, seats) is not None:
            words = _("This person presides over the group until %(day)s: end that term first.")
            yield Problem("ended_on", words % {"day": day(last)})
            return
