"""Template tags of the design system: ``{% load ui %}``."""

import datetime
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.template.defaultfilters import date as format_date
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from portal.records import wording

register = template.Library()

RIGHT_TO_LEFT = {"ar", "he", "fa", "ur", "ps", "dv", "yi", "sd", "ug", "ckb"}
GENERAL_CODES = {
    "max_length",
    "min_length",
    "max_value",
    "min_value",
    "invalid_choice",
    "null_characters_not_allowed",
}
TAG_KINDS = ("ok", "wait", "do", "stop", "neutral")
LANGUAGE_NAMES = {"ar": "العربية", "zh": "中文", "ru": "Русский", "pt": "Português"}
ICONS = {
    "check": '<path d="m4.5 10.5 3.5 3.5 7.5-8"/>',
    "info": '<circle cx="10" cy="10" r="7.5"/><path d="M10 9.2v4.3M10 6.4v.1"/>',
    "warning": '<path d="M10 3 2.3 16.5h15.4L10 3ZM10 8v4M10 14.3v.1"/>',
    "error": '<circle cx="10" cy="10" r="7.5"/><path d="M10 6v5M10 13.7v.1"/>',
    "success": '<circle cx="10" cy="10" r="7.5"/><path d="m6.6 10.3 2.4 2.4 4.5-4.9"/>',
    "arrow": '<path d="M3.5 10h13M11.5 5l5 5-5 5"/>',
    "back": '<path d="m12 4.5-5.5 5.5 5.5 5.5"/>',
    "forward": '<path d="m8 4.5 5.5 5.5-5.5 5.5"/>',
    "search": '<circle cx="8.7" cy="8.7" r="5.2"/><path d="m12.6 12.6 4.4 4.4"/>',
    "person": '<circle cx="10" cy="6.7" r="3.2"/><path d="M3.5 17c.6-3.6 3.2-5.5 6.5-5.5s5.9 1.9 6.5 5.5"/>',
    "file": '<path d="M5 2.5h6.5l3.5 3.5v11.5H5V2.5ZM11.5 2.5V6H15"/>',
    "download": '<path d="M10 3v9.5M6 8.7l4 4 4-4M3.5 16.5h13"/>',
    "language": '<circle cx="10" cy="10" r="7.5"/><path d="M2.5 10h15M10 2.5c4.5 4.7 4.5 10.3 0 15"/>'
    '<path d="M10 2.5c-4.5 4.7-4.5 10.3 0 15"/>',
    "lock": '<path d="M4.5 9h11v8h-11V9ZM7 9V6.5a3 3 0 0 1 6 0V9"/>',
    "close": '<path d="m5 5 10 10M15 5 5 15"/>',
    "bell": '<path d="M4 14.5h12c-1.2-1.3-1.6-2.8-1.6-5a4.4 4.4 0 0 0-8.8 0c0 2.2-.4 3.7-1.6 5ZM8.2 17h3.6M10 5V2.8"/>',
    "calendar": '<path d="M3 4.5h14v12.5H3V4.5ZM3 8.5h14M7 2.5v4M13 2.5v4"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw the icon ``name``; hidden from screen readers, so words must stand beside it. KeyError if unknown."""
    return format_html(
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308 - constants above
    )


@register.simple_tag
def tag(kind: str, text: Any) -> SafeString:
    """Draw a status: ``kind`` is ok, wait, do, stop or neutral; anything else is drawn neutral."""
    return format_html('<span class="tag tag--{}">{}</span>', kind if kind in TAG_KINDS else "neutral", text)


@register.simple_tag
def linked(name: Any, url: str = "") -> SafeString:
    """Write a name, whatever its script, and lead to ``url`` where there is one."""
    text = format_html("<bdi>{}</bdi>", name)
    return format_html('<a href="{}">{}</a>', url, text) if url else text


@register.simple_tag
def lang_attrs(code: str | None) -> SafeString:
    """Return `` lang="…" dir="…"`` for text in language ``code``; nothing when it is the page's own or unknown."""
    if not code or code == get_language():
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', code, direction(code))


@register.filter
def direction(code: str) -> str:
    """Return rtl or ltr for a language code."""
    return "rtl" if str(code).split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


@register.filter
def name_of_language(code: str) -> str:
    """Return the name of a language in the language of the page (code itself if unknown)."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return str(code)


register.filter("language_in_a_sentence", wording.language_in_a_sentence)


@register.filter
def own_name_of_language(code: str) -> str:
    """Return the name of a language in itself, e.g. Français (code itself if unknown)."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return LANGUAGE_NAMES.get(str(code), str(code))


@register.simple_tag
def when(value: datetime.date | None, time: bool = False) -> SafeString | str:
    """Write a date (with ``time=True`` also hour, minute and zone) as ``<time>``; a dash if there is none."""
    if not value:
        return "–"
    if isinstance(value, datetime.datetime):
        value = localtime(value)
    text = format_date(value, _("j F Y"))
    if time and isinstance(value, datetime.datetime):
        text = _("%(date)s, %(time)s %(zone)s") % {
            "date": text,
            "time": format_date(value, "H:i"),
            "zone": value.tzname(),
        }
    exact = value.replace(microsecond=0) if isinstance(value, datetime.datetime) else value
    return format_html('<time datetime="{}">{}</time>', exact.isoformat(), text)


@register.filter
def figure(value: Any) -> str:
    """Write a number as the language of the page does (grouped digits); other things as they are."""
    return number_format(value, force_grouping=True) if isinstance(value, int | float) else str(value)


@register.simple_tag
def choice_list(field: BoundField) -> list[dict[str, Any]]:
    """Return the radio buttons or checkboxes of ``field``: control, label, id, hint, hint_id.

    A hint per value comes from the widget's attribute ``option_hints`` (a dict) when the form sets one.
    """
    hints = {str(value): hint for value, hint in getattr(field.field.widget, "option_hints", {}).items()}
    entries = []
    for option in field.subwidgets:
        hint = hints.get(str(option.data["value"]), "")
        hint_id = f"{option.id_for_label}_hint" if hint else ""
        if hint:
            option.data["attrs"]["aria-describedby"] = hint_id
        entries.append(
            {
                "control": option.tag(),
                "label": option.choice_label,
                "id": option.id_for_label,
                "hint": hint,
                "hint_id": hint_id,
            }
        )
    return entries


@register.filter
def shape(field: BoundField) -> str:
    """Return how a field is laid out: choices (a group), checkbox (a lone one), file, compound or control."""
    kind = field.widget_type
    if kind in {"radioselect", "checkboxselectmultiple"}:
        return "choices"
    if kind == "checkbox":
        return "checkbox"
    if field.use_fieldset:
        return "compound"
    return "file" if kind in {"file", "clearablefile"} or kind.endswith("file") else "control"


@register.filter
def says_optional(field: BoundField) -> bool:
    """Return whether the label ends in "(optional)".

    Never for a lone checkbox, nor where the form has ``mark_optional = False``.
    """
    return (
        not field.field.required and shape(field) != "checkbox" and getattr(field.form, "mark_optional", True)
    )


@register.filter
def error_target(field: BoundField) -> str:
    """Return the id of the control that an error leads to: the first one of a group."""
    if shape(field) == "choices":
        options = field.subwidgets
        return options[0].id_for_label if options else field.auto_id
    return field.id_for_label or field.auto_id


def said_of(field: BoundField, error: ValidationError, text: str) -> str:
    """Return an error as the summary says it: Django's own general words get the field's label in front."""
    general = {}
    for parent in reversed(type(field.field).__mro__):
        general |= getattr(parent, "default_error_messages", {})
    if error.code not in GENERAL_CODES and str(general.get(error.code, "")) != str(error.message):
        return text
    label = str(field.label)
    return (
        f"{label} {text}"
        if label.endswith(("?", ".", "!", ":"))
        else f"{label}{pgettext('after a label', ':')} {text}"
    )


@register.simple_tag
def form_problems(*forms: Any) -> list[dict[str, str]]:
    """Return every error of the given forms and formsets with the id of its control (empty id: of the form)."""
    problems = []
    for form in forms:
        if not form:
            continue
        if hasattr(form, "forms"):
            problems += [{"text": text, "target": ""} for text in form.non_form_errors()]
            problems += form_problems(*form.forms)
            continue
        if not getattr(form, "errors", None):
            continue
        problems += [{"text": text, "target": ""} for text in form.non_field_errors()]
        for field in form:
            target = "" if field.is_hidden else error_target(field)
            problems += [
                {"text": said_of(field, error, text), "target": target}
                for error, text in zip(field.errors.as_data(), field.errors, strict=True)
            ]
    return problems


@register.simple_tag
def word_limit(field: BoundField) -> str:
    """Return the ``data-max-words`` of a field's widget, or nothing."""
    return str(field.field.widget.attrs.get("data-max-words", ""))


@register.simple_tag
def page_numbers(page: Any) -> list[Any]:
    """Return the page numbers to show for a Django ``Page``; ``…`` stands for left-out ones."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def paragraphs(text: str) -> SafeString:
    """Return plain text as escaped paragraphs; single line ends stay as line breaks."""
    blocks = [block.strip() for block in str(text).replace("\r\n", "\n").split("\n\n") if block.strip()]
    return format_html_join("", "<p>{}</p>", ((_lines(block),) for block in blocks))


def _lines(block: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in block.split("\n")))
