"""What can be done with a decision: one function per verb (MTG-2, MTG-3).

An action locks the body first, then the decision: an objection and an announcement at the same moment come one
after the other.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from meetings import outcomes
from meetings.actions.decision_work import MAX_TEXT, cleaned, deciding_in, locked, person_of
from meetings.actions.nominations import (
    forget_names,
    nomination_problems,
    nominations_from,
    save_nominations,
)
from meetings.actions.positions import take_back_objection, take_position
from meetings.actions.references import give_reference, meeting_problems
from meetings.enums import DecisionKind, DecisionStatus
from meetings.models import Body, Decision, Position
from meetings.notices import decisions as decision_notices
from meetings.rules.decision_moves import DECISION_TRANSITIONS, OUTCOMES, possible_outcomes
from meetings.rules.decision_outcomes import (
    adopted_too_early,
    announcing_problems,
    past_problems,
    too_many_opened,
)
from meetings.rules.decision_words import settled_words
from meetings.rules.decisions import (
    CLOSED,
    can_enter_past,
    can_propose,
    is_brought_by_others,
    kinds_for,
    lapsed_objections,
    own_voices,
    presides,
    standing_objections,
    voice_of,
    voices_of,
)
from meetings.rules.on_behalf import speaks_for_it, was_drafted_on_behalf
from meetings.texts.frozen_decisions import KIND, freeze_decision
from partners.models import Organisation, Person
from partners.rules.common import is_secretariat
from portal.publishing.actions import request_pdf
from portal.records.clock import day_of, now, today
from portal.records.decisions import Problem, StaleRecord, refuse_if, require
from portal.records.translations import set_translations, translations_of
from portal.records.work import unit_of_work

__all__ = [
    "adoption_problems",
    "announce",
    "discard_decision",
    "draft_decision",
    "edit_draft",
    "enter_past_decision",
    "open_decision",
    "take_back_objection",
    "take_position",
    "translate_decision",
    "withdraw_decision",
]
S = DecisionStatus
TRANSLATED = ("title", "text", "outcome_note", "follow_up")


def text_problems(title: str, text: str, language: str) -> list[Problem]:
    """Return what is wrong with the texts of a decision."""
    problems = []
    if not title:
        problems.append(Problem("title", _("Give the decision a title.")))
    elif len(title) > 250:
        problems.append(Problem("title", _("Use no more than %(count)s characters.") % {"count": 250}))
    if not text:
        problems.append(Problem("text", _("Write the text of the decision.")))
    elif len(text) > MAX_TEXT:
        problems.append(Problem("text", _("Use no more than %(count)s characters.") % {"count": MAX_TEXT}))
    if language not in dict(settings.LANGUAGES):
        problems.append(Problem("language", _("Choose one of the list.")))
    return problems


# --- Drafts ---------------------------------------------------------------------------------------


def draft_decision(
    *,
    body: Body,
    title: str,
    text: str,
    language: str,
    by: Any,
    kind: str = DecisionKind.GENERAL,
    about: models.Model | None = None,
    proposer: Organisation | None = None,
    proposed_by: Person | None = None,
    nominations: Iterable[Mapping[str, Any]] = (),
    meeting_reference: str = "",
) -> Decision:
    """Write the draft of a decision of ``body``; nobody but its writer sees it yet.

    ``nominations``: mappings with ``role``, ``person``, ``organisation``, ``since`` and, where they apply,
    ``until``, ``ground``, ``category``, ``area``. Without ``proposer`` and ``proposed_by`` it is proposed by the
    voice of ``by``, or by the secretariat. For kinds that another part of the portal brings (areas, amendments)
    that part has asked its rule. Raises Forbidden, and Refusal with every problem at once.
    """
    title, text, meeting = cleaned(title), cleaned(text), cleaned(meeting_reference).upper()
    with unit_of_work() as work:
        body = work.lock(body)
        problems: list[Problem] = []
        about_type = about._meta.label_lower if about is not None else ""
        brought = about is not None and is_brought_by_others(kind, about_type)
        if brought:
            if not body.is_group:
                problems.append(Problem("kind", _("Only the Advisory Group decides on this.")))
        else:
            require(can_propose(by, body))
            if kind not in kinds_for(body):
                problems.append(Problem("kind", _("This body does not decide on this.")))
            if kind == DecisionKind.AREA and about is None:
                problems.append(Problem("area", _("Choose the area.")))
            elif kind != DecisionKind.AREA and about is not None:
                problems.append(Problem("area", _("A decision of this kind is about no area.")))
            proposer, proposed_by = _proposer(body, by, proposer, proposed_by, problems)
        named = list(nominations_from(nominations))
        problems += text_problems(title, text, language) + meeting_problems(meeting, body)
        problems += nomination_problems(body, kind, named)
        refuse_if(problems)
        decision = Decision.objects.create(
            body=body,
            kind=kind,
            language=language,
            title=title,
            text=text,
            meeting_reference=meeting,
            proposer=proposer,
            proposed_by=proposed_by,
            created_by=by if getattr(by, "pk", None) else None,
            about_type=about_type,
            about_id=about.pk if about is not None else None,
        )
        save_nominations(decision, named)
        # What another part brings was proposed there; here the secretariat can write in the name of a partner.
        on_behalf = not brought and proposer is not None and not speaks_for_it(by, decision)
        data = {"body": body.code, "kind": str(kind)}
        work.audit("decision.draft", decision, by=by, on_behalf=on_behalf, data=data)
    return decision


def _proposer(
    body: Body,
    by: Any,
    proposer: Organisation | None,
    proposed_by: Person | None,
    problems: list[Problem],
) -> tuple[Organisation | None, Person | None]:
    """Return who proposes: what the secretariat says, else the writer, for the partner they speak for."""
    own = [voice.organisation for voice in own_voices(by, body) if voice.organisation]
    if is_secretariat(by) and not own:
        if proposer is not None and not body.is_group and proposer not in deciding_in(body):
            problems.append(Problem("proposer", _("This is no partner of the area.")))
        return proposer, proposed_by
    if proposer is None and len(own) > 1:
        problems.append(Problem("proposer", _("Say for which partner you propose this.")))
    elif proposer is not None and proposer not in own:
        problems.append(Problem("proposer", _("You do not speak for this partner here.")))
    elif proposer is None and own:
        proposer = own[0]
    return proposer, person_of(by)


def edit_draft(
    decision: Decision,
    *,
    by: Any,
    title: str,
    text: str,
    language: str,
    meeting_reference: str = "",
    nominations: Iterable[Mapping[str, Any]] | None = None,
    seen: int | None = None,
) -> Decision:
    """Change a draft; ``seen`` is the version that was read, another one raises StaleRecord.

    ``nominations`` None leaves them as they are. Raises Forbidden, WrongState, Refusal.
    """
    title, text, meeting = cleaned(title), cleaned(text), cleaned(meeting_reference).upper()
    with unit_of_work() as work:
        decision = locked(work, decision)
        DECISION_TRANSITIONS.require("edit", by, decision)
        if seen is not None and seen != decision.version:
            raise StaleRecord
        problems = text_problems(title, text, language) + meeting_problems(meeting, decision.body)
        named = None if nominations is None else list(nominations_from(nominations))
        if named is not None:
            problems += nomination_problems(decision.body, decision.kind, named)
        refuse_if(problems)
        values = {"title": title, "text": text, "language": language, "meeting_reference": meeting}
        changed = [name for name, value in values.items() if getattr(decision, name) != value]
        for name in changed:
            setattr(decision, name, values[name])
        if named is not None:
            save_nominations(decision, named)
        if changed or named is not None:
            work.save(decision, *changed, "updated_at")
            work.audit("decision.edit", decision, by=by, fields=changed)
    return decision


def discard_decision(decision: Decision, *, by: Any) -> None:
    """Throw away a draft that nobody else has seen. Raises Forbidden, WrongState."""
    with unit_of_work() as work:
        decision = locked(work, decision)
        DECISION_TRANSITIONS.require("edit", by, decision)
        work.audit("decision.discard", decision, by=by)
        named = [row.person for row in decision.nominations.select_related("person")]
        decision.nominations.all().delete()
        forget_names(named)
        decision.delete()


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
            _new_version(decision, by, as_before=True)
    return decision


# --- Before the body ------------------------------------------------------------------------------


def open_decision(decision: Decision, *, by: Any) -> Decision:
    """Put a draft, or one that was deferred, before those who decide; it has its reference from now on (MTG-10).

    What was deferred keeps the day and the record of it in the public register until the next outcome. Those who
    decide are told. Raises Forbidden, WrongState, Refusal.
    """
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
        refuse_if(problems)
        again = decision.status == S.DEFERRED
        decision.status, decision.opened_at = S.OPEN, now()
        if not decision.reference:
            give_reference(work, decision)
        work.save(decision, "status", "opened_at", "reference", "updated_at")
        on_behalf = was_drafted_on_behalf(decision) and not speaks_for_it(by, decision)
        data = {"from": str(S.DEFERRED if again else S.DRAFT)}
        work.audit("decision.open", decision, by=by, on_behalf=on_behalf, data=data)
        decision_notices.tell_those_who_decide(decision)
        if on_behalf:
            decision_notices.tell_proposed_on_behalf(decision)
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
    _new_version(decision, by)
    for function in outcomes.announced:
        function(decision, by)
    decision_notices.tell_outcome(decision)


def _new_version(decision: Decision, by: Any, *, as_before: bool = False) -> None:
    """Freeze what a decision with an outcome says, and ask for its PDF; ``as_before``: who decided is known."""
    frozen = freeze_decision(decision, by=by, as_before=as_before)
    request_pdf(decision, KIND, version=frozen.number)


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
            _new_version(decision, by, as_before=True)
        if before != S.DRAFT:
            decision_notices.tell_outcome(decision)
    return decision


# --- The past -------------------------------------------------------------------------------------


def enter_past_decision(
    *,
    body: Body,
    title: str,
    text: str,
    language: str,
    decided_on: datetime.date,
    by: Any,
    source: str,
    meeting_reference: str = "",
    kind: str = DecisionKind.GENERAL,
    about: models.Model | None = None,
    outcome: str = DecisionStatus.ADOPTED,
    note: str = "",
    follow_up: str = "",
    proposer: Organisation | None = None,
) -> Decision:
    """Enter a decision from a record of the past, with its source; nobody is told, nothing follows from it.

    Without a meeting its reference takes the date. Raises Forbidden, and Refusal with every problem at once.
    """
    title, text, source = cleaned(title), cleaned(text), cleaned(source)
    meeting = cleaned(meeting_reference).upper()
    with unit_of_work() as work:
        body = work.lock(body)
        require(can_enter_past(by, body))
        problems = text_problems(title, text, language) + meeting_problems(meeting, body)
        if kind not in DecisionKind.values:
            problems.append(Problem("kind", _("Choose one of the list.")))
        if outcome not in OUTCOMES:
            problems.append(Problem("outcome", _("Choose one of the list.")))
        if decided_on is None:
            problems.append(Problem("decided_on", _("Give the date.")))
        else:
            problems += past_problems(body, by, decided_on, meeting)
        if body.decisions.filter(title=title, decided_on=decided_on, source=source).exists():
            problems.append(Problem("", _("This decision is entered already.")))
        if not source:
            problems.append(Problem("source", _("Give the source.")))
        elif len(source) > 300:
            problems.append(Problem("source", _("Use no more than %(count)s characters.") % {"count": 300}))
        refuse_if(problems)
        decision = Decision(
            body=body,
            kind=kind,
            status=outcome,
            language=language,
            title=title,
            text=text,
            meeting_reference=meeting,
            decided_on=decided_on,
            announced_at=now(),
            announced_by=by,
            created_by=by,
            source=source,
            outcome_note=cleaned(note),
            follow_up=cleaned(follow_up),
            proposer=proposer,
            about_type=about._meta.label_lower if about is not None else "",
            about_id=about.pk if about is not None else None,
        )
        give_reference(work, decision)
        decision.save()
        work.audit("decision.enter_past", decision, by=by, data={"body": body.code, "to": str(outcome)})
        _new_version(decision, by)
    return decision
