"""What was said and held for one partner while two rows were merged holds them together (MTG-2, AREA-6)."""

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.enums import DecisionStatus, TermRole
from meetings.models import Body, Position, Term
from partners.models import AreaParticipation, Membership
from portal.records.clock import today
from portal.records.decisions import Problem
from portal.records.work import unit_of_work

UNDECIDED = (DecisionStatus.OPEN, DecisionStatus.DEFERRED)


def apart_problems(staying: set[int], merged_at: datetime.datetime) -> Iterator[Problem]:
    """Yield why a merged row cannot be taken out of those that stay (``partners.actions.merges.taking_apart``).

    An objection raised since in the name of both would lapse, or become that of the wrong one; an office recorded since
    would be held for a row that is no partner by itself. Bodies are locked: who speaks at the same moment comes first.
    """
    with unit_of_work() as work:
        for body in Body.objects.order_by("pk"):
            work.lock(body)
        raised = Position.objects.maintained().filter(made_at__gte=merged_at, decision__status__in=UNDECIDED)
        for position in raised.filter(organisation__in=staying).select_related("decision"):
            words = _(
                "Since they were merged, an objection stands in the name of both (%(decision)s): they can be taken "
                "apart after the outcome, or when it is taken back."
            )
            yield Problem("", words % {"decision": position.decision})
        yield from _offices_of_none(staying, merged_at)


def _offices_of_none(staying: set[int], merged_at: datetime.datetime) -> Iterator[Problem]:
    """Offices recorded since for rows that are no partner, or none of the area, by themselves."""
    is_partner = Membership.objects.running().filter(organisation__in=staying).exists()
    places = AreaParticipation.objects.running().filter(organisation__in=staying)
    areas = set(places.values_list("area", flat=True)) if is_partner else set()
    held = Term.objects.counted().with_last_day().exclude(role=TermRole.EX_OFFICIO)
    held = held.filter(Q(last_day__isnull=True) | Q(last_day__gt=today()), organisation__in=staying)
    for term in held.filter(created_at__gte=merged_at).select_related("body__area", "person"):
        if term.body.area_id in areas or (term.body.is_group and is_partner):
            continue
        words = _(
            "Since they were merged, an office was recorded that the other row could not hold by itself (%(office)s): "
            "end it, or take it out as entered by mistake, first."
        )
        yield Problem("", words % {"office": term})
