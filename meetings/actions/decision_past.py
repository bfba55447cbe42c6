"""Decisions of the past, entered from a record with its source (MTG-10)."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from meetings.actions.decision_work import cleaned, new_version, text_problems
from meetings.actions.references import give_reference, meeting_problems
from meetings.enums import DecisionKind, DecisionStatus
from meetings.models import Body, Decision
from meetings.rules.decision_moves import OUTCOMES
from meetings.rules.decision_outcomes import past_problems
from meetings.rules.decisions import can_enter_past
from partners.models import Organisation
from portal.records.clock import now
from portal.records.decisions import Problem, refuse_if, require
from portal.records.work import unit_of_work


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
        new_version(decision, by)
    return decision
