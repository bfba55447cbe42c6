"""What can be done with a decision: one function per verb (MTG-2, MTG-3).

An action locks the body first, then the decision: an objection and an announcement at the same moment come one
after the other.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from meetings import outcomes
from meetings.actions.decision_work import MAX_TEXT, cleaned, locked, new_version, text_problems
from meetings.actions.nominations import nomination_problems
from meetings.actions.references import give_reference, meeting_problems
from meetings.enums import DecisionStatus
from meetings.models import Decision, Position
from meetings.notices import decisions as decision_notices
from meetings.rules.decision_moves import DECISION_TRANSITIONS, OUTCOMES, possible_outcomes
from meetings.rules.decision_outcomes import adopted_too_early, announcing_problems, too_many_opened
from meetings.rules.decision_words import settled_words
from meetings.rules.decisions import (
    CLOSED,
    lapsed_objections,
    presides,
    standing_objections,
    voice_of,
    voices_of,
)
from meetings.rules.on_behalf import speaks_for_it, was_drafted_on_behalf
from portal.records.clock import day_of, now, today
from portal.records.decisions import Problem, refuse_if
from portal.records.translations import set_translations, translations_of
from portal.records.work import unit_of_work

S = DecisionStatus
TRANSLATED = ("title", "text", "outcome_note", "follow_up")


# --- Before the body ------------------------------------------------------------------------------


def open_decision(decision: Decision, *, by: Any, meeting_reference: str = "") -> Decision:
    """Put a draft, or one that was deferred, before those who decide; it has its reference from now on (MTG-10).

    What was deferred keeps the day and the record of it in the public register until the next outcome, and its
    reference for good; ``meeting_reference`` is the meeting that takes it up, empty between meetings. Those who decide
    are told. Raises Forbidden, WrongState, Refusal.
    """
    meeting = cleaned(meeting_reference).upper()
    with unit_of_work() as work:
        decision = locked(work, decision)
        DECISION_TRANSITIONS.require("open", by, decision)
        named = list(decision.nominations.select_related("person", "organisation"))
        problems = text_problems(decision.title, decision.text, decision.language)
        problems += nomination_problems(decision.body, decision.kind, named, needed=True)
        if not voices_of(decision.body):
            problems.append(Problem("", _("Nobody decides in this body now: it would be before no one.")))
        answer = too_many_opened(decision, by)
        if not answer:
            problems.append(Problem("", answer.reason))
        again = decision.status == S.DEFERRED
        if again:  # the meeting that deferred it is over
            problems += meeting_problems(meeting, decision.body)
            decision.meeting_reference = meeting
        refuse_if(problems)
        decision.status, decision.opened_at = S.OPEN, now()
        if not decision.reference:
            give_reference(work, decision)
        work.save(decision, "status", "opened_at", "reference", "meeting_reference", "updated_at")
        on_behalf = was_drafted_on_behalf(decision) and not speaks_for_it(by, decision)
        data = {"from": str(S.DEFERRED if again else S.DRAFT)}
        work.audit("decision.open", decision, by=by, on_behalf=on_behalf, data=data)
        decision_notices.tell_those_who_decide(decision)
        if on_behalf:
            decision_notices.tell_proposed_on_behalf(decision)
    return decision


def translate_decision(decision: Decision, language: str, texts: Mapping[str, str], *, by: Any) -> Decision:
    """Write the translation of title, text, note and follow-up into ``language``; empty takes one away.

    What those who decide have before them is not reworded in translation either (``settled_words``). Raises
    Forbidden, WrongState, Refusal.
    """
    with unit_of_work() as work:
        decision = locked(work, decision)
        DECISION_TRANSITIONS.require("translate", by, decision)
        problems = []
        if language not in dict(settings.LANGUAGES) or language == decision.language:
            problems.append(Problem("language", _("Choose one of the list.")))
        if len(texts.get("title") or "") > 250:
            problems.append(Problem("title", _("Use no more than %(count)s characters.") % {"count": 250}))
        problems += [
            Problem(name, _("Use no more than %(count)s characters.") % {"count": MAX_TEXT})
            for name, value in texts.items()
            if len(value or "") > MAX_TEXT
        ]
        known = {name: cleaned(value) for name, value in texts.items() if name in TRANSLATED}
        rows = translations_of([decision])
        was = {field: row.text for (_pk, field, code), row in rows.items() if code == language}
        for name in settled_words(decision, language):
            if name in known and known[name] != was.get(name, ""):
                problems.append(Problem(name, _("This translation stands: those who decide have read it.")))
        refuse_if(problems)
        set_translations(decision, language, known, by=by)
        changed = any(text != was.get(name, "") for name, text in known.items())
        if decision.has_outcome and changed:
            new_version(decision, by, as_before=True)
    return decision


# --- The outcome ----------------------------------------------------------------------------------


def adoption_problems(decision: Decision, on: datetime.date | None = None) -> list[Problem]:
    """Return everything that stands in the way of adopting a decision by consensus, ``on`` its day (MTG-2)."""
    problems = [
        Problem(
            "outcome",
            _("%(name)s maintains an objection: there is no consensus.") % {"name": voice_of(position).name},
        )
        for position in standing_objections(decision, on)
    ]
    if not voices_of(decision.body, on):
        problems.append(Problem("outcome", _("Nobody decides in this body now: there is no consensus.")))
    problems += adopted_too_early(decision, on)
    named = list(decision.nominations.select_related("person", "organisation"))
    problems += nomination_problems(decision.body, decision.kind, named, needed=True)
    return problems + outcomes.adoption_guards.collect(decision)


def announce(
    decision: Decision,
    *,
    by: Any,
    outcome: str,
    decided_on: datetime.date | None = None,
    note: str = "",
    follow_up: str = "",
) -> Decision:
    """Announce the outcome: adopted by consensus, no consensus, or deferred (MTG-2, MTG-3).

    Nothing is adopted while one of those who decide, now or on the day of the decision, maintains an objection. In
    an area that has been closed only the lack of a consensus can be announced. What was decided is frozen, the PDF is
    made, and what depends on it follows (``meetings.outcomes.announced``). Objections whose voice no longer
    decides lapse. Raises Forbidden, WrongState, and Refusal with every problem at once.
    """
    note, follow_up = cleaned(note), cleaned(follow_up)
    with unit_of_work() as work:
        decision = locked(work, decision)
        DECISION_TRANSITIONS.require("announce", by, decision)
        moment = now()
        day = decided_on or today()
        problems = []
        if day > today():
            problems.append(Problem("decided_on", _("This date is in the future.")))
        elif decision.opened_at and day < day_of(decision.opened_at):
            problems.append(
                Problem("decided_on", _("The decision was not yet before those who decide on this day."))
            )
        if outcome not in OUTCOMES:
            problems.append(Problem("outcome", _("Choose one of the list.")))
        elif outcome not in possible_outcomes(decision.body):
            problems.append(Problem("outcome", CLOSED))
        problems += announcing_problems(decision, by, outcome, note)
        if outcome == S.ADOPTED:
            problems += adoption_problems(decision, min(day, today()))
        refuse_if(problems)
        if outcome == S.ADOPTED:
            lapsed = [position.pk for position in lapsed_objections(decision, day)]
            Position.objects.filter(pk__in=lapsed).update(withdrawn_at=moment, withdrawn_by=by, lapsed=True)
        decision.status, decision.decided_on = outcome, day
        decision.announced_at, decision.announced_by = moment, by
        decision.on_behalf = not presides(by, decision.body)
        decision.outcome_note, decision.follow_up = note, follow_up
        work.save(
            decision,
            "status",
            "decided_on",
            "announced_at",
            "announced_by",
            "on_behalf",
            "outcome_note",
            "follow_up",
            "updated_at",
        )
        work.audit(
            "decision.announce", decision, by=by, on_behalf=decision.on_behalf, data={"to": str(outcome)}
        )
        _concluded(decision, by)
    return decision


def _concluded(decision: Decision, by: Any) -> None:
    """Let everything follow that depends on an outcome."""
    new_version(decision, by)
    for function in outcomes.announced:
        function(decision, by)
    decision_notices.tell_outcome(decision)


def withdraw_decision(decision: Decision, *, by: Any) -> Decision:
    """The proposer takes a proposal back before it is decided. Raises Forbidden, WrongState.

    What had been deferred stands in the public register and stays there, with both days: that is frozen, and its
    PDF is made (MTG-3, MTG-10).
    """
    with unit_of_work() as work:
        decision = locked(work, decision)
        DECISION_TRANSITIONS.require("withdraw", by, decision)
        before, was_public = decision.status, decision.is_public
        decision.status, decision.withdrawn_at = S.WITHDRAWN, now()
        work.save(decision, "status", "withdrawn_at", "updated_at")
        work.audit("decision.withdraw", decision, by=by, data={"from": before})
        for function in outcomes.announced:
            function(decision, by)
        if was_public:
            new_version(decision, by, as_before=True)
        if before != S.DRAFT:
            decision_notices.tell_outcome(decision)
    return decision
