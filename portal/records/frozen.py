"""Freezing what a record says: canonical JSON, its hash, and personal data kept apart."""

import hashlib
import json
import secrets
from typing import Any

from django.db import models

from portal.records.audit import canonical
from portal.records.clock import now
from portal.records.models import FrozenPeople, FrozenVersion
from portal.records.pointers import point_to


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(
    obj: models.Model, kind: str, body: dict[str, Any], people: dict[str, Any], by: Any
) -> FrozenVersion:
    """Store the next frozen version of ``obj``; must run inside the caller's transaction, ``obj`` locked.

    ``people`` is everything personal. Only its salted hash enters the body: deleting the row later erases the
    person, and the version's hash still holds.
    """
    versions = FrozenVersion.objects.filter(kind=kind, **point_to(obj))
    number = (versions.aggregate(last=models.Max("number"))["last"] or 0) + 1
    salt, people_text = secrets.token_hex(32), canonical(people)
    text = canonical({"content": body, "people_hash": sha256(salt + people_text), "number": number})
    frozen = FrozenVersion.objects.create(
        kind=kind,
        number=number,
        body=text,
        sha256=sha256(text),
        created_at=now(),
        created_by=by if getattr(by, "pk", None) else None,
        **point_to(obj),
    )
    FrozenPeople.objects.create(frozen=frozen, salt=salt, body=people_text)
    return frozen


def latest(obj: models.Model, kind: str) -> FrozenVersion | None:
    """Return the newest frozen version of ``obj``, or None."""
    return FrozenVersion.objects.filter(kind=kind, **point_to(obj)).order_by("-number").first()


def holds(frozen: FrozenVersion) -> bool:
    """Return whether the stored text still has its hash, and the personal part (if nobody was erased) its own."""
    people = FrozenPeople.objects.filter(frozen=frozen).first()
    if sha256(frozen.body) != frozen.sha256:
        return False
    return (
        people is None
        or people.redacted_at is not None
        or sha256(people.salt + people.body) == json.loads(frozen.body)["people_hash"]
    )
