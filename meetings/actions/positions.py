"""What those who decide put on record: statements, reservations, objections (MTG-2, MTG-3)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.actions.decision_work import MAX_TEXT, cleaned, deciding_in, locked, person_of
from meetings.enums import DecisionStatus, PositionKind, TermRole
from meetings.models import Body, Decision, Position, Term
from meetings.notices import decisions as decision_notices
from meetings.rules.decision_moves import DECISION_TRANSITIONS
from meetings.rules.decisions import (
    NO_VOICE,
    STATEMENTS_ONLY,
    can_take_back,
    can_take_position,
    has_voice,
    own_voices,
    records_on_behalf,
    voice_of,
)
from partners.models import Organisation
from partners.rules.common import is_secretariat
from portal.records.clock import now
from portal.records.decisions import Forbidden, Problem, WrongState, refuse_if, require
from portal.records.work import unit_of_work

S = DecisionStatus
MOST_POSITIONS = 20  # statements and reservations of one voice about a decision; one can always object (own)


def take_position(
    decision: Decision,
    *,
    by: Any,
    kind: str,
    text: str = "",
    language: str = "",
    seat: Term | None = None,
    organisation: Organisation | None = None,
) -> Position:
    """Put a statement, a reservation or an objection on record (MTG-2, MTG-3).

    The voice is that of ``by``; who has several says which (``seat`` or ``organisation``). In an area the
    secretariat can record what a partner said, on its behalf. UNEP ex officio has no voice and makes statements
    only. The same words of the same voice, sent twice, stand once. Raises Forbidden, WrongState, and Refusal with every
    problem at once.
    """
    text = cleaned(text)
    with unit_of_work() as work:
        decision = locked(work, decision)
        DECISION_TRANSITIONS.require("take_position", by, decision)
        require(can_take_position(by, decision, kind))
        problems: list[Problem] = []
        values = _voice(decision, by, kind, seat, organisation, problems)
        if kind not in PositionKind.values:
            problems.append(Problem("kind", _("Choose one of the list.")))
        if not text and kind != PositionKind.OBJECTION:
            problems.append(Problem("text", _("Write what is to be put on record.")))
        if len(text) > MAX_TEXT:
            problems.append(
                Problem("text", _("Use no more than %(count)s characters.") % {"count": MAX_TEXT})
            )
        position = Position(
            decision=decision,
            kind=kind,
            text=text,
            language=language or getattr(by, "language", "") or "en",
            made_by=by,
            made_at=now(),
            **values,
        )
        if position.language not in dict(settings.LANGUAGES):
            problems.append(Problem("language", _("Choose one of the list.")))
        if kind == PositionKind.OBJECTION and not problems and _objects_already(position):
            problems.append(Problem("kind", _("You maintain an objection already.")))
        limited = kind in PositionKind.values and kind != PositionKind.OBJECTION
        said = _said_before(position) if limited and not problems else []
        same = next((row for row in said if (row.kind, row.text) == (kind, text)), None)
        if same is not None:  # sent twice
            return same
        if len(said) >= MOST_POSITIONS:
            problems.append(
                Problem(
                    "kind",
                    _(
                        "You have put %(number)s positions on record about this decision: no more can be added."
                    )
                    % {"number": MOST_POSITIONS},
                )
            )
        refuse_if(problems)
        position.save()
        work.audit(
            f"decision.{kind}",
            decision,
            by=by,
            on_behalf=position.on_behalf,
            data={"position": position.pk},
        )
        decision_notices.tell_of_position(position, quietly=_too_often(position))
    return position


def _voice(
    decision: Decision,
    by: Any,
    kind: str,
    seat: Term | None,
    organisation: Organisation | None,
    problems: list[Problem],
) -> dict[str, Any]:
    """Return as whom a position is taken: the columns of Position that say it."""
    own = own_voices(by, decision.body)
    if seat is not None:
        chosen = [voice for voice in own if voice.seat and voice.seat.pk == seat.pk]
    elif organisation is not None:
        chosen = [voice for voice in own if voice.organisation == organisation]
    else:
        chosen = own
    if len(chosen) == 1:
        voice = chosen[0]
        return {"seat": voice.seat, "organisation": voice.organisation, "person": person_of(by)}
    if len(chosen) > 1:
        problems.append(Problem("voice", _("Say for whom you speak.")))
        return {}
    if organisation is not None and records_on_behalf(by, decision.body):
        if organisation not in deciding_in(decision.body):
            problems.append(Problem("voice", _("This is no partner of the area.")))
        return {"organisation": organisation, "on_behalf": True}
    if seat is not None or organisation is not None:
        raise Forbidden(_("You do not speak for this partner here."))
    if kind != PositionKind.STATEMENT:
        raise Forbidden(STATEMENTS_ONLY if is_secretariat(by) else NO_VOICE)
    return {"person": None if is_secretariat(by) else person_of(by), **_ex_officio(by, decision.body)}


def _ex_officio(by: Any, body: Body) -> dict[str, Any]:
    """Return the partner that somebody who only speaks stands for, if any."""
    term = Term.objects.running().filter(body=body, role=TermRole.EX_OFFICIO, person__user=by).first()
    return {"organisation": term.organisation} if term and term.organisation else {}


def _objects_already(position: Position) -> bool:
    key = voice_of(position).key
    standing = position.decision.positions.maintained().select_related(
        "seat__organisation", "organisation__merged_into"
    )
    return any(voice_of(other).key == key for other in standing)


def _said_before(position: Position) -> list[Position]:
    """Return statements and reservations of the same voice; what is recorded for a partner counts apart."""
    known = position.decision.positions.select_related("seat__organisation", "organisation__merged_into")
    known = known.exclude(kind=PositionKind.OBJECTION).filter(on_behalf=position.on_behalf)
    if position.seat is None and position.organisation is None:  # the secretariat has no voice
        return list(known.filter(made_by=position.made_by, seat__isnull=True, organisation__isnull=True))
    key = voice_of(position).key
    return [row for row in known if voice_of(row).key == key]


def _too_often(position: Position) -> bool:
    """Whether one voice raised so many objections to a decision that nobody is written to about the next."""
    raised = position.decision.positions.filter(kind=PositionKind.OBJECTION, on_behalf=position.on_behalf)
    key = voice_of(position).key
    known = raised.select_related("seat__organisation", "organisation__merged_into")
    return sum(voice_of(row).key == key for row in known) > MOST_POSITIONS


def take_back_objection(position: Position, *, by: Any, note: str = "", language: str = "") -> Position:
    """Take an objection back; that it was raised stays on record.

    The secretariat, which takes back only what it recorded, says in a ``note`` how the partner said so: the note
    stands on record as a statement recorded on behalf at the same moment. Raises Forbidden, WrongState, Refusal.
    """
    note = cleaned(note)
    language = language or getattr(by, "language", "") or "en"
    with unit_of_work() as work:
        decision = locked(work, position.decision)
        position = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
        position.decision = decision
        require(can_take_back(by, position))
        if decision.status not in (S.OPEN, S.DEFERRED):
            raise WrongState(_("The outcome has been announced."))
        if not position.is_maintained:
            raise WrongState(_("This objection has been taken back already."))
        mine = has_voice(by, position)
        if not mine:
            refuse_if(_note_problems(note, language))
        moment = now()
        position.withdrawn_at, position.withdrawn_by = moment, by
        position.save(update_fields=["withdrawn_at", "withdrawn_by"])
        if not mine:
            Position.objects.create(
                decision=decision,
                kind=PositionKind.STATEMENT,
                organisation=position.organisation,
                text=note,
                language=language,
                made_by=by,
                made_at=moment,
                on_behalf=True,
            )
        work.audit("decision.take_back", decision, by=by, on_behalf=not mine, data={"position": position.pk})
        note = "" if mine else note
        decision_notices.tell_of_position(position, note=note, quietly=_too_often(position))
    return position


def _note_problems(note: str, language: str) -> list[Problem]:
    problems = []
    if not note:
        problems.append(Problem("note", _("Write how the partner took its objection back, and when.")))
    elif len(note) > MAX_TEXT:
        problems.append(Problem("note", _("Use no more than %(count)s characters.") % {"count": MAX_TEXT}))
    if language not in dict(settings.LANGUAGES):
        problems.append(Problem("language", _("Choose one of the list.")))
    return problems
