"""Nobody loses the voice with which they maintain an objection by an end of their term that lies back (MTG-2)."""

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.enums import LEAD_ROLES, DecisionStatus, TermRole
from meetings.models import Position, Term
from meetings.rules.offices import terms_in_force
from portal.records.clock import today
from portal.records.decisions import Problem

WAITING = (DecisionStatus.OPEN, DecisionStatus.DEFERRED)


def voice_that_objects(term: Term, ended_on: datetime.date, *, wrong: bool = False) -> Iterator[Problem]:
    """An end before today, or that the term never was, would let an objection lapse in the same minute.

    From today on the term can be ended. ``wrong``: it is taken out as entered by mistake. A lead who acts on a term
    that ran out is ended with its last day, from now on.
    """
    lies_back = wrong or (ended_on < today() and (term.until is None or term.until >= today()))
    if not lies_back or term.role not in LEAD_ROLES | {TermRole.MEMBER}:
        return
    if not terms_in_force().filter(pk=term.pk).exists():
        return
    theirs = Q(person=term.person_id) | Q(seat__person=term.person_id)
    kept = Position.objects.maintained().filter(theirs, decision__body=term.body_id)
    objection = kept.filter(decision__status__in=WAITING).select_related("decision").first()
    if objection is None:
        return
    if wrong:
        words = _(
            "This person maintains an objection to a decision without an outcome yet (%(decision)s): the term is "
            "not taken out. It can be ended, from today on."
        )
    else:
        words = _(
            "This person maintains an objection to a decision without an outcome yet (%(decision)s): the term ends "
            "today or later."
        )
    yield Problem("" if wrong else "ended_on", words % {"decision": objection.decision})
