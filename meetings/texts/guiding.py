"""The guiding texts that must be there: framework, operational guidelines, template of plans (GDL-2).

Loaded after every migrate from ``data/guiding_texts.json``: a document or version that is missing is added, one that
is there stays as it is, so that versions which the group adopted are never touched.
"""

import datetime
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from meetings.models import Clause, GuidingDocument, TextVersion

DATA = Path(__file__).resolve().parent.parent / "data" / "guiding_texts.json"


def _in_languages(field: str, texts: dict[str, str]) -> dict[str, str]:
    """Return the columns of a field; the plain one holds the English text."""
    columns = {f"{field}_{code}": texts.get(code, "") for code, _name in settings.LANGUAGES}
    return {field: texts.get("en", "")} | columns


def load(using: str) -> None:
    """Add documents and versions that are missing; change nothing that is there."""
    entries = json.loads(DATA.read_text(encoding="utf-8"))["documents"]
    known = set(TextVersion.objects.using(using).values_list("document__code", "label"))
    with transaction.atomic(using=using):
        for entry in entries:
            document, _created = GuidingDocument.objects.using(using).get_or_create(
                code=entry["code"],
                defaults={"order": entry["order"], **_in_languages("title", entry["title"])},
            )
            for version in entry["versions"]:
                if (document.code, version["label"]) not in known:
                    _add_version(document, version, using)


def _add_version(document: GuidingDocument, entry: dict[str, Any], using: str) -> None:
    version = TextVersion.objects.using(using).create(
        document=document,
        label=entry["label"],
        dated=datetime.date.fromisoformat(entry["dated"]),
        source=entry["source"],
        own_wording=entry["own_wording"],
        **_in_languages("note", entry["note"]),
    )
    Clause.objects.using(using).bulk_create(
        Clause(
            text_version=version,
            number=clause["number"],
            order=order,
            level=clause["level"],
            **_in_languages("heading", clause["heading"]),
            **_in_languages("text", clause["text"]),
        )
        for order, clause in enumerate(entry["clauses"], start=1)
    )


def load_after_migrate(*, using: str, **kwargs: Any) -> None:
    """Receive ``post_migrate``; silent while the tables are not there, as on a migrate backwards."""
    tables = set(connections[using].introspection.table_names())
    if {Clause._meta.db_table, TextVersion._meta.db_table} <= tables:
        load(using)
