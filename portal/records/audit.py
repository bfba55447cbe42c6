"""The audit trail: how a line is written and how the chain is checked."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from portal.records.clock import now
from portal.records.models import AuditHead, AuditLine


def canonical(value: Any) -> str:
    """Return JSON with sorted keys and no spaces: the same value always gives the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def line_hash(line: AuditLine) -> str:
    """Return the SHA-256 over everything a line says and the hash of the line before it."""
    said = [
        line.number,
        line.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        line.actor_id,
        line.on_behalf,
        line.verb,
        line.object_type,
        line.object_id,
        line.reference,
        line.fields,
        line.data,
        line.previous,
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def append(lines: Iterable[AuditLine]) -> None:
    """Number, chain and write ``lines``; call last in the outermost transaction (the head row is locked)."""
    head, _created = AuditHead.objects.select_for_update().get_or_create(pk=1)
    for line in lines:
        line.number, line.at, line.previous = head.number + 1, now(), head.hash
        line.hash = line_hash(line)
        line.save(force_insert=True)
        head.number, head.hash = line.number, line.hash
    head.save()


def broken_lines() -> Iterator[str]:
    """Yield one sentence for each place where the chain does not hold; nothing when it does."""
    number, previous = 0, ""
    for line in AuditLine.objects.order_by("number").iterator(chunk_size=2000):
        if line.number != number + 1:
            yield f"line {number + 1} is missing (next is line {line.number}, row {line.pk})"
        elif line.previous != previous:
            yield f"line {line.number} (row {line.pk}) does not follow the line before it"
        if line.hash != line_hash(line):
            yield f"line {line.number} (row {line.pk}) was changed: {line.verb} {line.object_type} {line.object_id}"
        number, previous = line.number, line.hash
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if (head.number, head.hash) != (number, previous):
        yield f"the trail ends at line {number}, its head says {head.number}"
