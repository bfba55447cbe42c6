"""Which terms of office run, and who acts after the end of one. Everything that a term gives asks here (AREA-5)."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, EndReason, TermRole
from meetings.models import Term
from meetings.reference import GROUP
from meetings.rules.departed import whose_holder_left
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from portal.records.asked import once
from portal.records.clock import day_of, today


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months later, or the last day of a shorter month.

    Beyond the calendar, its first or last day: addresses and forms bring days of any year.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < datetime.MINYEAR:
        return datetime.date.min
    if year >= datetime.MAXYEAR:
        return datetime.date.max
    last = (datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(day.day, last))


def entered_when_over(term: Term) -> bool:
    """Whether the term was recorded after its planned last day: it tells of the past and gives nobody a right."""
    return term.until is not None and term.until < day_of(term.created_at)


def acting_until(term: Term) -> datetime.date | None:
    """Return the last day on which the holder of a lead's term can act after its end, whoever follows (AREA-3).

    None where nobody acts: the term was ended early, or it was entered when it was over already.
    """
    if term.role not in LEAD_ROLES or term.until is None or term.ended_on is not None:
        return None
    if entered_when_over(term):
        return None
    return months_later(term.until, settings.ACTING_MONTHS)


def acting_terms(on: datetime.date | None = None) -> QuerySet[Term]:
    """Return leads' terms that ran out and whose holders go on as acting on a day (AREA-3).

    A term that was ended early leaves nobody acting, nor does one that was entered when it was over. A designation
    that begins after the term's last day ends the acting, and so does the closing of the area; it lasts 18 months at
    most (``settings.ACTING_MONTHS``). Nor does anybody act beside a successor who was designated later, began before
    that last day and stays after it.
    """
    day = on or today()
    leads = Term.objects.counted().leads().filter(body=OuterRef("body"))
    followed = leads.filter(since__gt=OuterRef("until"), since__lte=day)
    return (
        Term.objects.leads()
        .filter(pk__in=_not_past(day))
        .exclude(body__area__status=AreaStatus.CLOSED)
        .exclude(Exists(followed))
        .exclude(Exists(_staying_on(leads)))
    )


def _staying_on(leads: QuerySet[Term]) -> QuerySet[Term]:
    """Return the terms of others that began during the outer term and run the day after its last day.

    Not of those whom the same decision designated: they lead together, and each acts for themselves.
    """
    return (
        leads.with_last_day()
        .filter(since__gt=OuterRef("since"), since__lte=OuterRef("until"), last_day__gt=OuterRef("until"))
        .exclude(person=OuterRef("person"))
        .exclude(decision=Coalesce(OuterRef("decision"), Value(0)))
    )


def _not_past(day: datetime.date) -> list[int]:
    """Return the keys of terms whose holders can act on a day; months differ in length, so Python counts them."""
    candidates = Term.objects.leads().filter(ended_on__isnull=True, until__lt=day)
    candidates = candidates.filter(until__gte=months_later(day, -settings.ACTING_MONTHS - 1))
    return [term.pk for term in candidates if (acting_until(term) or datetime.date.min) >= day]


def _left_with_the_partner(day: datetime.date) -> Q:
    """Terms that ended because the partner left: from that day on they give no right, as it has no voice (AREA-5)."""
    return Q(end_reason=EndReason.PARTNER_LEFT, ended_on__lte=day)


def terms_in_force(on: datetime.date | None = None) -> QuerySet[Term]:
    """Return every term that gives rights on a day: running ones, and leads who act; in no closed area."""
    day = on or today()
    acting = acting_terms(day).values("pk")
    return (
        Term.objects.counted()
        .with_last_day()
        .filter(Q(pk__in=acting) | Q(since__lte=day) & (Q(last_day__isnull=True) | Q(last_day__gte=day)))
        .exclude(body__area__status=AreaStatus.CLOSED)
        .exclude(_left_with_the_partner(day))
    )


def is_acting(term: Term, on: datetime.date | None = None) -> bool:
    """Whether the term ran out and its holder goes on as acting."""
    day = on or today()
    if term.until is None or term.until >= day:
        return False
    return acting_terms(day).filter(pk=term.pk).exists()


def offices_of(user: Any, on: datetime.date | None = None) -> list[Term]:
    """Return the terms of a user that give rights now, with their bodies; asked once per request, anew after a lock.

    A lead speaks for a partner: who left it has no right as its lead any more, though the term runs until it is ended.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    if on is not None:
        return list(terms_in_force(on).filter(person__user=user).select_related("body__area", "organisation"))
    return once(user, "_offices", lambda: _ask_offices(user))


def _ask_offices(user: Any) -> list[Term]:
    offices = _offices_to_look_among(user).filter(person__user=user)
    offices = offices.exclude(pk__in=whose_holder_left(Term.objects.leads()).values("pk"))
    return list(offices.select_related("body__area", "organisation"))


def _offices_to_look_among(user: Any) -> QuerySet[Term]:
    """Return the smallest question that finds the offices of ``user``: this is asked on every page.

    Most people never held an office, and only who led an area until some day can be acting.
    """
    held = _terms_held(user)
    if not held:
        return Term.objects.none()
    led_until = [until for role, until in held if role in LEAD_ROLES]
    if any(until < today() for until in led_until):
        return terms_in_force()
    running = Term.objects.running().exclude(body__area__status=AreaStatus.CLOSED)
    return running.exclude(_left_with_the_partner(today()))


def _terms_held(user: Any) -> list[tuple[str, datetime.date | None]]:
    """Return role and planned last day of each term of ``user``; asked once per request, anew after a lock."""
    held = Term.objects.filter(person__user=user).order_by().values_list("role", "until")
    return once(user, "_terms_held", lambda: list(held))


def ever_in_office(user: Any) -> bool:
    """Whether ``user`` holds, held or will hold an office."""
    return bool(_terms_held(user))


def led_areas(user: Any) -> set[int]:
    """Return the keys of the areas that ``user`` leads, or acts as lead of, now (AREA-5)."""
    return {term.body.area_id for term in offices_of(user) if term.role in LEAD_ROLES}


def is_lead_of(user: Any, area: Area) -> bool:
    """Whether ``user`` leads (or acts as lead of) this area now (AREA-5)."""
    return area.pk in led_areas(user)


def is_member(user: Any) -> bool:
    """Whether ``user`` sits in the Advisory Group now; a lead has the rights of one ("as M") by their seat only."""
    return any(term.role == TermRole.MEMBER and term.body.code == GROUP for term in offices_of(user))


def is_chair(user: Any) -> bool:
    """Whether ``user`` is chair or co-chair of the Advisory Group now."""
    return any(term.role in CHAIR_ROLES and term.body.code == GROUP for term in offices_of(user))
