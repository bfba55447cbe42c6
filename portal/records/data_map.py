"""What the base holds about persons: the audit trail by number only, frozen versions with their personal part."""

import json
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.records.audit import canonical
from portal.records.clock import now
from portal.records.models import (
    AuditHead,
    AuditLine,
    FrozenPeople,
    FrozenVersion,
    ReferenceCounter,
    TextTranslation,
)
from portal.records.personal import Erasure, Subject, describe, people_redactors

KEPT_IN_ENTRIES = frozenset({"role", "language"})


def acts_of(subject: Subject) -> QuerySet:
    return AuditLine.objects.filter(actor_id__in=subject.ids("accounts.user")).order_by("number")


def without_person(value: Any, subject: Subject) -> Any:
    """Return a JSON value without the person: entries with their address or name are emptied, names blanked."""
    if isinstance(value, dict):
        name = f"{value.get('given_name', '')} {value.get('family_name', '')}"
        if subject.is_name(name) or any(subject.is_address(item) for item in value.values()):
            return {name: _emptied(name, item) for name, item in value.items()}
        return {name: without_person(item, subject) for name, item in value.items()}
    if isinstance(value, list):
        return [without_person(item, subject) for item in value]
    return "" if subject.is_address(value) or subject.is_name(value) else value


def _emptied(name: str, item: Any) -> Any:
    if name in KEPT_IN_ENTRIES:
        return item
    return type(item)() if isinstance(item, str | bool | list | dict) else None


def redacted(people: FrozenPeople, subject: Subject) -> dict[str, Any] | None:
    """Return the personal part of a frozen version without the person, or None where they are not in it."""
    before = json.loads(people.body)
    redact = people_redactors.get(people.frozen.kind, without_person)
    after = redact(before, subject)
    return None if after == before else after


def frozen_with(subject: Subject) -> QuerySet:
    """Return the personal parts that hold the person's address or name."""
    wanted = Q(pk__in=[])
    for mark in subject.emails | subject.family_names:
        wanted |= Q(body__icontains=json.dumps(mark, ensure_ascii=False)[1:-1])
    candidates = FrozenPeople.objects.filter(wanted).select_related("frozen")
    return FrozenPeople.objects.filter(
        pk__in=[people.pk for people in candidates if redacted(people, subject) is not None]
    )


def redact(erasure: Erasure, rows: QuerySet) -> None:
    """Take the person out of frozen versions; the others stay, the salt goes, PDFs are typeset again."""
    for people in rows.select_related("frozen"):
        after = redacted(people, erasure.subject)
        FrozenPeople.objects.filter(pk=people.pk).update(
            body=canonical(after), salt="", redacted_at=people.redacted_at or now()
        )
        erasure.documents.add((people.frozen.object_type, people.frozen.object_id))


describe(
    AuditLine,
    _("Acts in the audit trail"),
    find=acts_of,
    show=("at", "verb", "object_type", "object_id"),
    none=("fields", "data", "reference", "previous", "hash"),
    kept=_("It names a number, never a person; it must stay whole to prove that nothing was changed."),
)
describe(AuditHead, none=("hash",))
describe(
    FrozenVersion, links=("created_by",), texts=("body",), none=("object_type", "object_id", "kind", "sha256")
)
describe(
    FrozenPeople,
    _("Frozen versions of records that name the person"),
    find=frozen_with,
    erase=redact,
    searched=True,
    show=("frozen",),
    none=("salt", "body"),
)
describe(ReferenceCounter, none=("series",))
describe(
    TextTranslation,
    links=("translated_by",),
    texts=("text",),
    none=("object_type", "object_id", "field", "language", "source_hash"),
)
