"""What is held about a person, what stands in the way of erasing it, and which texts mention the person."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from portal.files.models import StoredFile
from portal.privacy.models import PersonalDataRequest
from portal.records.decisions import Problem
from portal.records.personal import (
    Consent,
    Holding,
    Subject,
    blockers,
    consents,
    holding_text,
    holdings,
    is_own,
    is_person_like,
)
from portal.records.pointers import resolve

MENTIONS_LISTED = 500  # of one column, so that a frequent name in mails hides no other text
WEAK_MENTIONS_LISTED = 100


@dataclass(frozen=True)
class Held:
    """A table with the rows that are about a person."""

    holding: Holding
    keys: list[int]

    @property
    def number(self) -> int:
        return len(self.keys)

    def rows(self) -> models.QuerySet:
        return self.holding.model._base_manager.filter(pk__in=self.keys).order_by("pk")


def held_about(subject: Subject, *, searched: bool = True) -> list[Held]:
    """Return every table that has rows about the person, with their keys, in the order of the data map.

    One query for all tables. Without ``searched`` those are left out that are found by reading through texts.
    """
    chosen = [
        holding
        for holding in holdings()
        if (holding.about or holding.find) and (searched or not holding.searched)
    ]
    parts = [
        holding.rows(subject)
        .order_by()
        .annotate(
            held_place=Value(place, output_field=models.IntegerField()),
            held_key=Cast("pk", models.CharField()),
        )
        .values_list("held_place", "held_key")
        for place, holding in enumerate(chosen)
    ]
    keys: dict[int, list[Any]] = {}
    for place, key in parts[0].union(*parts[1:], all=True):
        keys.setdefault(place, []).append(chosen[place].model._meta.pk.to_python(key))
    return [Held(holding, sorted(keys[place])) for place, holding in enumerate(chosen) if place in keys]


def held_in(subject: Subject, code: str) -> Held | None:
    """Return one table with its rows about the person; None for a code that is not there or holds nothing."""
    for holding in holdings():
        if holding.code == code and (holding.about or holding.find) and not holding.searched:
            keys = list(holding.rows(subject).values_list("pk", flat=True))
            return Held(holding, keys) if keys else None
    return None


def acts_of(subject: Subject) -> list[tuple[Holding, int]]:
    """Return the tables in which the person did something, with the number of rows."""
    counted = [(holding, holding.acts(subject).count()) for holding in holdings() if holding.links]
    return [(holding, number) for holding, number in counted if number]


def is_held(held: Iterable[Held]) -> bool:
    """Whether anything is held but the request itself."""
    return any(item.holding.model is not PersonalDataRequest for item in held)


def problems_of(subject: Subject) -> list[Problem]:
    """Return what must be done before the person can be erased."""
    return blockers.collect(subject)


def consents_of(user: Any) -> list[Consent]:
    """Return what a person agreed to, for their own page."""
    return consents.collect(user)


def what_happens(holding: Holding) -> str:
    """Return in words what an erasure does here."""
    if holding.kept:
        return str(holding.kept)
    return _("Deleted.") if holding.delete else _("Emptied.")


# --- Texts that mention somebody ------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A column of a row that mentions a person; ``certain`` unless it is the family name alone."""

    label: str
    pk: int
    field: str
    certain: bool


def mentions_of(subject: Subject) -> list[Found]:
    """Return the columns of any table, and private files, that hold the person's address, name or number.

    In columns where people write freely the family name alone counts too, as uncertain.
    """
    marks = {mark for mark in subject.marks() if mark.strip()}
    found = [
        Found(model._meta.label_lower, pk, name, True)
        for model, name in text_columns()
        for pk in holding_text(model, name, marks).values_list("pk", flat=True)[:MENTIONS_LISTED]
    ]
    found += [Found("files.storedfile", pk, "content", True) for pk in files_with(marks)[:MENTIONS_LISTED]]
    seen = {(item.label, item.pk, item.field) for item in found}
    return found + [item for item in weak_mentions(subject) if (item.label, item.pk, item.field) not in seen]


def text_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Yield the columns that could name somebody: texts of our tables, and what the map calls free text."""
    free: dict[type[models.Model], set[str]] = {}
    never: dict[type[models.Model], set[str]] = {}
    for holding in holdings():
        free.setdefault(holding.model, set()).update(holding.texts)
        never.setdefault(holding.model, set()).update(holding.none)
    for model in apps.get_models():
        own = is_own(model)
        names = {
            item.name
            for item in model._meta.local_fields
            if not item.is_relation and own and is_person_like(item, own=own)
        }
        yield from (
            (model, name) for name in sorted((names | free.get(model, set())) - never.get(model, set()))
        )


def weak_mentions(subject: Subject) -> list[Found]:
    """Return free texts that hold the family name as a word of its own."""
    words = [re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in subject.family_names]
    found = []
    for holding in holdings():
        for name in holding.texts if words else ():
            rows = holding_text(holding.model, name, subject.family_names)
            for pk, text in rows.values_list("pk", "column_text")[:WEAK_MENTIONS_LISTED]:
                if any(word.search(text) for word in words):
                    found.append(Found(holding.label, pk, name, False))
    return list(dict.fromkeys(found))[:WEAK_MENTIONS_LISTED]


def files_with(marks: Iterable[str]) -> list[int]:
    """Return the private files whose bytes hold one of ``marks``; what is packed inside them is not seen."""
    wanted = [mark.encode() for mark in marks]
    keys = []
    for stored in StoredFile.objects.order_by("pk"):
        try:
            content = stored.full_path.read_bytes()
        except OSError:
            continue
        if any(mark in content for mark in wanted):
            keys.append(stored.pk)
    return keys


def said_of(label: str, pk: int, field: str) -> dict[str, Any]:
    """Return how a mention is shown: kind of record, the record, the column."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return {"kind": label, "record": pk, "field": field, "object": None}
    record = resolve(label, pk)
    names = {item.name: str(getattr(item, "verbose_name", item.name)) for item in model._meta.fields}
    return {
        "kind": str(model._meta.verbose_name),
        "record": str(record) if record is not None else _("gone"),
        "field": names.get(field, _("content of the file") if field == "content" else field),
        "object": record,
    }


def open_request_of(user: Any) -> PersonalDataRequest | None:
    """Return the request that a person made on their desk and that waits, or None."""
    return PersonalDataRequest.objects.filter(user=user, origin="person", state="open").first()
