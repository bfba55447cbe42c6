"""Drafts of decisions: written, changed, thrown away, before anybody but their writer sees them (MTG-3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from meetings.actions.decision_work import cleaned, deciding_in, locked, person_of, text_problems
from meetings.actions.nominations import (
    designated_by,
    forget_names,
    nomination_problems,
    nominations_from,
    save_nominations,
)
from meetings.actions.references import meeting_problems
from meetings.enums import DecisionKind
from meetings.models import Body, Decision
from meetings.rules.decision_moves import DECISION_TRANSITIONS
from meetings.rules.decisions import can_propose, is_brought_by_others, kinds_for, own_voices
from meetings.rules.on_behalf import speaks_for_it
from partners.models import Organisation, Person
from partners.rules.common import is_secretariat
from portal.records.decisions import Problem, StaleRecord, refuse_if, require
from portal.records.translations import forget_translations
from portal.records.work import unit_of_work


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
        data: dict[str, Any] = {"body": body.code, "kind": str(kind)}
        if named:
            data["nominations"] = designated_by(decision)
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
        data: dict[str, Any] = {}
        if named is not None:
            before = designated_by(decision)
            save_nominations(decision, named)
            after = designated_by(decision)
            if before != after:
                data["nominations"] = {"from": before, "to": after}
        if "language" in changed:
            forget_translations(decision, language)  # what it was translated into is the original now
        if changed or data:
            work.save(decision, *changed, "updated_at")
            work.audit("decision.edit", decision, by=by, fields=[*changed, *data], data=data)
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
        forget_translations(decision)
        decision.delete()
