"""Which decisions can stand as the ground of a term of office (AREA-3, PAG-2, PAG-4): what a form offers.

The guards (``meetings.rules.term_guards``) have the last word: they know person, partner and office.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from meetings.enums import DecisionKind, DecisionStatus
from meetings.models import Body, Decision, Nomination


def decisions_for_terms(body: Body, *, ex_officio: bool = False) -> QuerySet[Decision]:
    """Return the decisions that can give an office in a body, the latest first.

    Adopted ones that designate somebody whose term is not recorded yet, and those entered from a record of the past,
    which may not say whom; for the group also those by which areas designated partners for its seats.
    ``ex_officio``: UNEP's place is nobody's to designate, so any adopted decision of the body can stand behind it.
    """
    here = Q(body=body)
    if ex_officio:
        return _adopted(here)
    if not body.is_group:
        return _adopted(here & _gives(DecisionKind.LEADS))
    seats = Q(kind=DecisionKind.NOMINEES, body__area__isnull=False)
    return _adopted(here & _gives(DecisionKind.CHAIRS) | seats & _gives(DecisionKind.NOMINEES))


def decisions_for_seats() -> QuerySet[Decision]:
    """Return the decisions by which areas designated partners for a seat in the group, the latest first (PAG-2)."""
    return _adopted(Q(body__area__isnull=False) & _gives(DecisionKind.NOMINEES))


def _adopted(wanted: Q) -> QuerySet[Decision]:
    return Decision.objects.filter(wanted, status=DecisionStatus.ADOPTED).order_by("-decided_on", "-pk")


def _gives(kind: str) -> Q:
    """What designates somebody whose term is not recorded yet; one of the past may name nobody."""
    named = Nomination.objects.filter(decision=OuterRef("pk"))
    waits = Q(Exists(named.filter(term__isnull=True)))
    return Q(kind=kind) & waits | ~Q(source="") & (waits | ~Q(Exists(named)))
