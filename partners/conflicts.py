"""Two versions of one form, side by side: what somebody typed, and what was saved meanwhile (BP-14).

A form is compared by what it posts: the names of its controls and their values, as a browser would send them.
"""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

CHOICE = "keep-"
BUTTONS = {"csrfmiddlewaretoken", "version", "edit", "later", "add", "remove", "remove_file", "send"}


def forms_in(form: Any) -> list[forms.Form]:
    """Return the form itself, or the forms of the formset that it stands around."""
    formset = getattr(form, "formset", None)
    return [formset.management_form, *formset.forms] if formset is not None else [form]


def posted_pairs(data: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed as (name, value), without buttons and choices."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in BUTTONS and not name.startswith(CHOICE)
        for value in values
    ]


def as_posted(form: Any) -> QueryDict:
    """Return what a browser would post if nobody touched the form."""
    data = QueryDict(mutable=True)
    for each in forms_in(form):
        for field in each:
            if field.widget_type.endswith("file"):
                continue
            value = field.value()
            if isinstance(field.field, forms.BooleanField):
                data.setlist(field.html_name, ["on"] if value else [])
            elif isinstance(field.field, forms.MultipleChoiceField):
                data.setlist(field.html_name, [str(one) for one in value or []])
            else:
                data.setlist(field.html_name, [str(field.field.prepare_value(value) or "")])
    return data


def _groups(form: Any) -> list[tuple[str, str, list[forms.BoundField]]]:
    """Return (name, label, fields) of what is chosen together: a field, or all rows of a formset."""
    if getattr(form, "formset", None) is not None:
        return [("rows", _("Your rows"), [field for each in form.formset.forms for field in each])]
    return [
        (field.html_name, str(field.label), [field])
        for field in form
        if not field.widget_type.endswith("file")
    ]


def _names(name: str, data: QueryDict, form: Any) -> list[str]:
    """Return the names of controls that a group covers in ``data``."""
    if getattr(form, "formset", None) is not None and name == "rows":
        return [other for other in data if other.startswith(f"{form.formset.prefix}-")]
    return [name]


def _said(field: forms.Field, values: list[str]) -> str:
    """Return posted values in words: labels of choices, yes or no of a box."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if values else _("No")
    labels: dict[str, str] = {}
    if isinstance(field, forms.ChoiceField):
        for value, label in field.choices:
            for one, name in label if isinstance(label, list | tuple) else [(value, label)]:
                labels[str(one)] = str(name)
    return "\n".join(labels.get(value, value) for value in values if value)


def _in_words(name: str, data: QueryDict, form: Any) -> str:
    formset = getattr(form, "formset", None)
    if formset is None:
        return _said(form.fields[name], data.getlist(name))
    lines = []
    fields = formset.empty_form.fields
    for index in range(formset.absolute_max):
        row = [
            _said(field, data.getlist(f"{formset.prefix}-{index}-{part}"))
            for part, field in fields.items()
            if any(data.getlist(f"{formset.prefix}-{index}-{other}") for other in fields)
        ]
        if any(data.get(f"{formset.prefix}-{index}-{part}") for part in ("topic", "area", "text")):
            lines.append(" · ".join(word for word in row if word))
    return "\n\n".join(lines)


def conflict_items(typed: QueryDict, stored: Any) -> list[dict[str, str]]:
    """Return every difference: {name, label, yours, stored}."""
    now = as_posted(stored)
    items = []
    for name, label, _fields in _groups(stored):
        yours, theirs = _in_words(name, typed, stored), _in_words(name, now, stored)
        if yours.split() != theirs.split():
            items.append({"name": name, "label": label, "yours": yours, "stored": theirs})
    return items


def settled(data: QueryDict, stored: Any) -> QueryDict:
    """Return what was typed, with the stored words wherever these were chosen."""
    result = data.copy()
    now = as_posted(stored)
    for name, _label, _fields in _groups(stored):
        if data.get(CHOICE + name) == "stored":
            for old in _names(name, result, stored):
                result.pop(old, None)
            for new in _names(name, now, stored):
                result.setlist(new, now.getlist(new))
    for name in [name for name in result if name.startswith(CHOICE)]:
        del result[name]
    return result
