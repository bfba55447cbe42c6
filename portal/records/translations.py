"""Texts that people write have one original language; translations are rows beside the record.

A missing translation shows the original, said openly; one whose original changed since is known to be stale.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import get_language

from portal.records.clock import now
from portal.records.frozen import sha256
from portal.records.models import TextTranslation
from portal.records.pointers import point_to
from portal.records.text import clean_text
from portal.records.work import unit_of_work


@dataclass(frozen=True)
class Shown:
    """A text as it can be shown: in which language it is, whether it is a translation, whether that is stale."""

    text: str
    language: str
    is_translation: bool = False
    is_stale: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


def translations_of(records: Iterable[models.Model]) -> dict[tuple[int, str, str], TextTranslation]:
    """Return all translations of records of one model by (key, field, language): one query for a list."""
    rows = list(records)
    if not rows:
        return {}
    found = TextTranslation.objects.filter(
        object_type=rows[0]._meta.label_lower, object_id__in=[record.pk for record in rows]
    )
    return {(row.object_id, row.field, row.language): row for row in found}


def current_translations_of(records: Iterable[models.Model]) -> dict[tuple[int, str, str], TextTranslation]:
    """Return what :func:`translations_of` returns, without translations that are older than their original."""
    rows = {record.pk: record for record in records}
    known = translations_of(rows.values())
    return {key: row for key, row in known.items() if is_current(rows[key[0]], row)}


def is_current(record: models.Model, row: TextTranslation) -> bool:
    """Whether a translation of ``record`` was made from the words and the language that the original has now."""
    return row.language != record.language and row.source_hash == sha256(getattr(record, row.field) or "")


def shown(
    record: models.Model,
    field: str,
    language: str | None = None,
    *,
    known: dict[tuple[int, str, str], TextTranslation] | None = None,
) -> Shown:
    """Return a text of ``record`` in a language (default: the active one), else the original.

    ``record.language`` is the original language. ``known``: what :func:`translations_of` returned, for lists.
    """
    wanted = language or get_language() or "en"
    original = getattr(record, field) or ""
    if wanted == record.language or not original:
        return Shown(original, record.language)
    rows = translations_of([record]) if known is None else known
    row = rows.get((record.pk, field, wanted))
    if row is None:
        return Shown(original, record.language)
    return Shown(row.text, wanted, is_translation=True, is_stale=row.source_hash != sha256(original))


def set_translations(record: models.Model, language: str, texts: dict[str, str], *, by: Any) -> None:
    """Write translations of fields of ``record``; an empty text takes the translation away. Audited.

    What is there already, made from the same original, is left as it is; where all of it is, nothing is noted.
    The caller has asked its rule. Raises ValueError for the original language.
    """
    if language == record.language:
        raise ValueError("the original is not a translation")
    with unit_of_work() as work:
        known, changed = translations_of([record]), []
        for field, value in texts.items():
            text, source = clean_text(value or "").strip(), sha256(getattr(record, field) or "")
            row = known.get((record.pk, field, language))
            if (row.text, row.source_hash) == (text, source) if row else not text:
                continue
            changed.append(field)
            where = {"field": field, "language": language, **point_to(record)}
            if not text:
                TextTranslation.objects.filter(**where).delete()
                continue
            words = {"text": text, "source_hash": source, "translated_by": by, "translated_at": now()}
            TextTranslation.objects.update_or_create(**where, defaults=words)
        if changed:
            work.audit("text.translate", record, by=by, fields=changed, data={"language": language})


def forget_translations(record: models.Model, language: str | None = None) -> None:
    """Delete the translations of ``record``, or those into one language; inside the caller's transaction."""
    found = TextTranslation.objects.filter(**point_to(record))
    (found if language is None else found.filter(language=language)).delete()
