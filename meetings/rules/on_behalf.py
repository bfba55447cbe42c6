"""What the secretariat did in the place of a partner: the record says so (MTG-2, MTG-3)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from meetings.enums import PositionKind
from meetings.models import Decision, Position
from meetings.rules.decisions import own_voices
from partners.models import Organisation
from portal.records.models import AuditLine


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
    """Return the keys of objections whose partner the secretariat took out of the area after it had objected."""
    if decision.body.is_group:
        return set()
    objecting = decision.positions.filter(kind=PositionKind.OBJECTION, organisation__isnull=False)
    rows = list(
        objecting.filter(Q(withdrawn_at__isnull=True) | Q(lapsed=True)).select_related("organisation")
    )
    if not rows:
        return set()
    own = {row.pk: row.organisation.merged_into_id or row.organisation_id for row in rows}
    merged = Organisation.objects.filter(merged_into__in=own.values()).values_list("pk", "merged_into")
    becomes = dict(merged) | {key: key for key in own.values()}
    lines = AuditLine.objects.filter(
        object_type=Organisation._meta.label_lower,
        object_id__in=list(becomes),
        verb="organisation.leave_area",
        on_behalf=True,
        at__gte=min(row.made_at for row in rows),
    )
    area = decision.body.area.code
    left = [(becomes[line.object_id], line.at) for line in lines if line.data.get("area") == area]
    return {
        row.pk
        for row in rows
        if any(
            partner == own[row.pk]
            and at >= row.made_at
            and (row.withdrawn_at is None or at <= row.withdrawn_at)
            for partner, at in left
        )
    }
