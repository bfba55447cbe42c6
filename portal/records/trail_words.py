"""What a line of the audit trail says in words: the labels of the records' own histories, names of models, links."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from wagtail.admin.viewsets import viewsets

from portal.records.models import AuditLine


def page_of(object_type: str, object_id: int) -> str:
    """Return the address of the admin's page of a record, "" where there is none."""
    for viewset in viewsets.viewsets:
        model = getattr(viewset, "model", None)
        if isinstance(model, type) and model._meta.label_lower == object_type:
            return reverse(viewset.get_url_name("inspect"), args=[object_id])
    return ""


def labels_of_verbs() -> dict[str, Any]:
    """Return the words for what was done that the histories of all records use, by verb ("term.appoint")."""
    labels: dict[str, Any] = {}
    for viewset in viewsets.viewsets:
        labels |= getattr(getattr(viewset, "inspect_view_class", None), "history_labels", {})
    return labels


def model_of(object_type: str) -> type[models.Model] | None:
    """Return the model of a kind of record; None when the portal knows it no more."""
    try:
        return apps.get_model(object_type)
    except LookupError:
        return None


def kind_of(object_type: str) -> str:
    """Return the name of a kind of record, as it stands above its page."""
    model = model_of(object_type)
    return capfirst(str(model._meta.verbose_name)) if model else object_type


def linked(object_type: str, object_id: Any, text: Any) -> SafeString:
    """Return a text that leads to a record, where it has a page."""
    page = page_of(object_type, object_id)
    return format_html('<a href="{}">{}</a>', page, text) if page else format_html("{}", text)


def with_code(words: Any, code: str) -> SafeString:
    """Return words and, smaller, the code that is stored; the code alone when there are no words."""
    if not words or str(words) == code:
        return format_html("<code>{}</code>", code)
    return format_html('{} <span class="desk-hint"><code>{}</code></span>', words, code)


def record_of(line: AuditLine) -> SafeString:
    """Return the record that a line is about: its kind and number, leading to its page."""
    return linked(line.object_type, line.object_id, f"{kind_of(line.object_type)} {line.object_id}")


def _field(line: AuditLine, name: str) -> Any:
    model = model_of(line.object_type)
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def name_of(line: AuditLine, name: str) -> str:
    """Return how a field of the record is called, or the name that is stored."""
    return capfirst(str(getattr(_field(line, name), "verbose_name", name)))


def fields_of(line: AuditLine) -> str:
    """Return the names of the fields that were written."""
    return ", ".join(name_of(line, name) for name in line.fields)


def details_of(line: AuditLine) -> SafeString:
    """Return what else a line holds, one per row; the number of another record leads to its page."""

    def value(name: str, stored: Any) -> Any:
        related = getattr(_field(line, name), "related_model", None)
        if related is not None and isinstance(stored, int):
            return linked(related._meta.label_lower, stored, stored)
        return ", ".join(map(str, stored)) if isinstance(stored, list) else stored

    return format_html_join(
        "",
        "<div>{}: {}</div>",
        ((name_of(line, name), value(name, stored)) for name, stored in sorted(line.data.items())),
    )
