"""What the secretariat did in the place of a partner: the record says so (MTG-2, MTG-3)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from meetings.enums import EndReason, PositionKind
from meetings.models import Decision, Position, Term
from meetings.rules.decisions import own_voices, seats_in_force
from partners.models import Organisation
from portal.records.models import AuditLine

FOLLOWS = frozenset({EndReason.PARTNER_LEFT.value, EndReason.AREA_CLOSED.value})


def speaks_for_it(user: Any, decision: Decision) -> bool:
    """Whether somebody speaks, in the body, for the partner that proposes."""
    keys = {voice.organisation.pk for voice in own_voices(user, decision.body) if voice.organisation}
    proposer = decision.proposer
    return proposer is not None and (proposer.merged_into_id or proposer.pk) in keys


def is_own_doing(user: Any, decision: Decision) -> bool:
    """Whether this account wrote the proposal or put it before those who decide, as the audit trail has it."""
    lines = _lines(decision).filter(verb__in=("decision.draft", "decision.open"), actor_id=user.pk)
    return decision.created_by_id == user.pk or lines.exists()


def was_drafted_on_behalf(decision: Decision) -> bool:
    """Whether the secretariat wrote a proposal in the name of a partner, as the audit trail has it."""
    return _noted(decision, "decision.draft")


def was_proposed_on_behalf(decision: Decision) -> bool:
    """Whether the secretariat put it before those who decide in the name of a partner."""
    return _noted(decision, "decision.open")


def _noted(decision: Decision, verb: str) -> bool:
    return _lines(decision).filter(verb=verb, on_behalf=True).exists()


def _lines(decision: Decision) -> QuerySet[AuditLine]:
    return AuditLine.objects.filter(object_type=Decision._meta.label_lower, object_id=decision.pk)


def taken_back_on_behalf(position: Position, said: Iterable[Position]) -> bool:
    """Whether the secretariat took an objection back for the partner: it left its note at the same moment.

    ``said``: all that is on record about the decision.
    """
    if position.withdrawn_at is None or position.lapsed:
        return False
    return any(
        row.on_behalf
        and row.kind == PositionKind.STATEMENT
        and row.made_at == position.withdrawn_at
        and row.made_by_id == position.withdrawn_by_id
        and row.organisation_id == position.organisation_id
        for row in said
    )


def taken_out_while_objecting(decision: Decision) -> set[int]:
    """Return the keys of objections whose voice the secretariat ended after they were raised (MTG-2).

    In an area it took the partner out; in the Advisory Group the seat was ended, and the person sits on with no other.
    """
    return {position for position, _actor in _taken_out(decision)}


def took_out_who_objects(user: Any, decision: Decision) -> bool:
    """Whether this account ended the voice of one whose objection to the decision nobody took back."""
    return any(actor == user.pk for _position, actor in _taken_out(decision))


def _taken_out(decision: Decision) -> list[tuple[int, int | None]]:
    """Return the keys of objections whose voice was ended by the secretariat, each with whose account did it."""
    raised = decision.positions.filter(kind=PositionKind.OBJECTION)
    rows = list(
        raised.filter(Q(withdrawn_at__isnull=True) | Q(lapsed=True)).select_related("organisation", "seat")
    )
    if not rows:
        return []
    ended = _seats_ended(decision, rows) if decision.body.is_group else _areas_left(decision, rows)
    return [
        (row.pk, actor)
        for row in rows
        for voice, at, actor in ended
        if voice == _voice_key(row)
        and at >= row.made_at
        and (row.withdrawn_at is None or at <= row.withdrawn_at)
    ]


def _voice_key(position: Position) -> int | None:
    """Return the person in the group, the partner in an area, as the row that others were merged into."""
    if position.seat is not None:
        return position.seat.person_id
    partner = position.organisation
    return (partner.merged_into_id or partner.pk) if partner else None


def _areas_left(decision: Decision, rows: list[Position]) -> list[tuple[int, datetime.datetime, int | None]]:
    keys = {_voice_key(row) for row in rows}
    merged = Organisation.objects.filter(merged_into__in=keys).values_list("pk", "merged_into")
    becomes = dict(merged) | {key: key for key in keys}
    lines = _since_raised(rows).filter(
        object_type=Organisation._meta.label_lower,
        object_id__in=list(becomes),
        verb="organisation.leave_area",
        on_behalf=True,
    )
    area = decision.body.area.code
    return [
        (becomes[line.object_id], line.at, line.actor_id) for line in lines if line.data.get("area") == area
    ]


def _seats_ended(decision: Decision, rows: list[Position]) -> list[tuple[int, datetime.datetime, int | None]]:
    """Seats that were ended by hand; what ends with a partner or an area follows from a deed of its own."""
    keys = {_voice_key(row) for row in rows}
    seats = dict(
        Term.objects.seats().filter(body=decision.body_id, person__in=keys).values_list("pk", "person")
    )
    lapsed = {_voice_key(row) for row in rows if row.lapsed}
    sitting = {seat.person_id for seat in seats_in_force(decision.body)} - lapsed
    lines = _since_raised(rows).filter(
        object_type=Term._meta.label_lower, object_id__in=list(seats), verb="term.end"
    )
    return [
        (seats[line.object_id], line.at, line.actor_id)
        for line in lines
        if line.data.get("reason") not in FOLLOWS and seats[line.object_id] not in sitting
    ]


def _since_raised(rows: list[Position]) -> QuerySet[AuditLine]:
    return AuditLine.objects.filter(at__gte=min(row.made_at for row in rows))
