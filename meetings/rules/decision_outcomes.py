"""What nobody does alone: adopting in a hurry, outcomes on behalf, entering the past, many at once (MTG-2, MTG-3)."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.enums import DecisionStatus
from meetings.models import Body, Decision
from meetings.rules.decisions import is_open_body, presides, standing_objections
from meetings.rules.on_behalf import is_own_doing, took_out_who_objects
from partners.rules.common import is_secretariat
from partnership_areas.rules import FIRST_DAY, TOO_EARLY
from portal.records.clock import day_of, now, today
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.enums import Role
from portal.records.registries import has_role

DAY = datetime.timedelta(days=1)


def open_until(decision: Decision) -> datetime.date | None:
    """Return the day until which a proposal lies open at least, and everybody can speak; None in a meeting.

    Of what is not open: the day it would be if it were put forward now. Taken up again, the days begin anew: the
    meeting that deferred it is over, and another is named with the opening.
    """
    in_a_meeting = decision.meeting_reference and decision.status != DecisionStatus.DEFERRED
    if in_a_meeting or decision.source:
        return None
    opened = decision.opened_at if decision.status == DecisionStatus.OPEN else None
    return day_of(opened or now()) + settings.DECISION_DAYS_OPEN * DAY


def adopted_too_early(decision: Decision, on: datetime.date | None = None) -> list[Problem]:
    """Return why a proposal cannot be adopted yet, ``on`` the day of the decision: who decides has time to speak."""
    until = open_until(decision)
    if until is None or (on or today()) > until:
        return []
    words = _("Between meetings it lies open for %(days)s days: it can be adopted after %(day)s.")
    field = "outcome" if today() <= until else "decided_on"
    return [Problem(field, words % {"days": settings.DECISION_DAYS_OPEN, "day": in_words(until)})]


def in_words(day: datetime.date) -> str:
    return date_format(day, _("j F Y"))


def announcing_problems(decision: Decision, by: Any, outcome: str, note: str) -> list[Problem]:
    """Return what is missing to announce an outcome: nobody says alone what a body decided.

    On behalf of who presides the note says so, and outside a meeting the proposal lay open for some days, whatever
    the outcome; in a meeting another account announces than put it forward, as long as those days last; so it is with
    whoever presides and put their own designation forward. Who ended the place of one who objects does not announce on
    behalf that it is adopted. That there is no consensus although nobody maintains an objection is said by who
    presides, with a reason. When something can be adopted, whoever announces: :func:`adopted_too_early`.
    """
    problems = []
    on_behalf = not presides(by, decision.body)
    if on_behalf:
        if not note:
            problems.append(
                Problem("note", _("Say in the note on whose behalf you announce it: who presided, and when."))
            )
        until = open_until(decision)
        if outcome != DecisionStatus.ADOPTED and until is not None and today() <= until:
            words = _("Between meetings it lies open until %(day)s before you announce it on behalf.")
            problems.append(Problem("outcome", words % {"day": in_words(until)}))
        if decision.meeting_reference and _is_fresh(decision) and is_own_doing(by, decision):
            message = _(
                "You put this forward yourself: for %(days)s days, somebody else of the secretariat "
                "announces it on behalf."
            )
            problems.append(Problem("outcome", message % {"days": settings.DECISION_DAYS_OPEN}))
        if outcome == DecisionStatus.ADOPTED and took_out_who_objects(by, decision):
            message = _(
                "You ended the place of one who objects: somebody else announces on behalf that it is adopted."
            )
            problems.append(Problem("outcome", message))
    elif outcome == DecisionStatus.ADOPTED and _designates_themselves(decision, by):
        message = _("You put your own designation forward: for %(days)s days, somebody else announces it.")
        problems.append(Problem("outcome", message % {"days": settings.DECISION_DAYS_OPEN}))
    if outcome == DecisionStatus.NO_CONSENSUS and not standing_objections(decision):
        if on_behalf and is_open_body(decision.body):  # in a closed area nobody presides any more
            message = _(
                "Nobody maintains an objection: only those who preside can say that there is no consensus."
            )
            problems.append(Problem("outcome", message))
        elif not note:
            message = _("Nobody maintains an objection: say in the note why there is no consensus.")
            problems.append(Problem("note", message))
    return problems


def _designates_themselves(decision: Decision, by: Any) -> bool:
    """Whether somebody would adopt at once, in a meeting, what they put forward to designate themselves."""
    if not decision.meeting_reference or not _is_fresh(decision):
        return False
    return decision.nominations.filter(person__user=by).exists() and is_own_doing(by, decision)


def _is_fresh(decision: Decision) -> bool:
    opened = decision.opened_at or now()
    return today() <= day_of(opened) + settings.DECISION_DAYS_OPEN * DAY


def first_day_here(body: Body) -> datetime.date | None:
    """Return the day on which a body first had a decision before it in the portal; None when it never had."""
    first = body.decisions.filter(source="", opened_at__isnull=False).order_by("opened_at").first()
    return day_of(first.opened_at) if first else None


def past_problems(body: Body, by: Any, decided_on: datetime.date, meeting: str) -> list[Problem]:
    """Return why a day is not one of the past: from the first decision here on it is the head's to enter.

    Nothing is entered for today without the meeting in which it was decided.
    """
    if decided_on > today():
        return [Problem("decided_on", _("This date is in the future."))]
    if decided_on < FIRST_DAY:
        return [Problem("decided_on", TOO_EARLY)]
    problems = []
    first = first_day_here(body)
    later = decided_on >= today() or (first is not None and decided_on >= first)
    if later and not has_role(by, Role.HEAD):
        message = _(
            "This body has decided in the portal since then: only the head of the secretariat can enter this."
        )
        problems.append(Problem("decided_on", message))
    if decided_on == today() and not meeting:
        message = _("What is decided today between meetings is decided in the portal. Name the meeting.")
        problems.append(Problem("meeting_reference", message))
    return problems


def too_many_opened(decision: Decision, by: Any) -> Answer:
    """How many proposals one person, or one partner, puts before a body in a day; each is told to all who decide.

    Who presides puts the points of a meeting before the body and can put more; the secretariat has no limit.
    """
    if is_secretariat(by):
        return ALLOWED
    chairs = presides(by, decision.body)
    most = settings.DECISIONS_PER_DAY_PRESIDING if chairs else settings.DECISIONS_PER_DAY
    theirs = Q(created_by=by)
    if decision.proposer_id:
        theirs |= Q(proposer=decision.proposer_id)
    recent = decision.body.decisions.filter(theirs, opened_at__gt=now() - DAY).count()
    if recent < most:
        return ALLOWED
    return Refused(
        _("You have put %(number)s proposals before this body in a day. Please go on tomorrow.")
        % {"number": recent}
    )
