"""Texts of mails: files ``<app>/mail/<name>/<language>.txt`` with ``{placeholders}``, never templates that run.

A file begins with ``Subject: …`` and an empty line; paragraphs follow, divided by empty lines. A line that is only
an address of this portal becomes a button in the HTML part; in a list, one below an item becomes its link. What
stands in no file cannot be sent. The secretariat can rewrite a text: a row (``MailTextOverride``) then stands in
front of the file.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from portal.mail.models import MailTextOverride
from portal.records.text import clean_text

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
NAME = re.compile(r"[a-z_]+/[a-z0-9_]+")


class MailTextError(Exception):
    """A text is missing, is not written as it should be, or names a placeholder that it was not given."""


@dataclass(frozen=True)
class MailText:
    """A text in one language, as its file has it."""

    language: str
    subject: str
    body: str

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(PLACEHOLDER.findall(self.subject) + PLACEHOLDER.findall(self.body))


@dataclass(frozen=True)
class WrittenMail:
    """A mail ready to be queued: its language, subject, plain and HTML part."""

    language: str
    subject: str
    text: str
    html: str


def folder_of(template: str) -> Path:
    """Return the folder of a text such as ``partners/letter_received``."""
    if not NAME.fullmatch(template):
        raise MailTextError(f"{template!r} is no name of a text")
    app, name = template.split("/")
    try:
        return Path(apps.get_app_config(app).path) / "mail" / name
    except LookupError as error:
        raise MailTextError(f"there is no app {app!r}") from error


@lru_cache(maxsize=300)
def load_text(template: str, language: str) -> MailText:
    """Return the text in ``language``, or in English where that is missing; MailTextError when there is none."""
    folder = folder_of(template)
    for code in dict.fromkeys([language.split("-")[0], "en"]):
        file = folder / f"{code}.txt"
        if file.is_file():
            first, _empty, body = file.read_text(encoding="utf-8").partition("\n\n")
            if not first.startswith("Subject: ") or "\n" in first or not body.strip():
                raise MailTextError(
                    f"{template} {code}: begin with “Subject: …”, an empty line, then the text"
                )
            return MailText(code, first.removeprefix("Subject: ").strip(), body.strip())
    raise MailTextError(f"there is no text {template}")


def all_texts() -> list[str]:
    """Return the names of all texts of installed apps, sorted."""
    folders = [
        (config.label, folder)
        for config in apps.get_app_configs()
        if settings.BASE_DIR in Path(config.path).parents
        for folder in (Path(config.path) / "mail").glob("*/")
    ]
    return sorted(f"{label}/{folder.name}" for label, folder in folders if (folder / "en.txt").is_file())


def text_in_use(template: str, language: str) -> MailText:
    """Return the text that is sent: as the secretariat rewrote it, else the file; in English where both are missing."""
    in_file = load_text(template, language)
    code = language.split("-")[0]
    codes = (code, in_file.language)
    rows = {
        row.language: row
        for row in MailTextOverride.objects.filter(template=template, language__in=codes, in_use=True)
    }
    row = rows.get(code) or rows.get(in_file.language)
    return MailText(row.language, row.subject, row.body) if row else in_file


def fill_in(text: MailText, context: dict[str, Any]) -> tuple[str, str]:
    """Return subject and body with values put in; MailTextError names the placeholders that have none."""
    missing = sorted(text.placeholders - context.keys())
    if missing:
        raise MailTextError(f"{text.language}: no value for {', '.join(missing)}")
    with translation.override(text.language):
        values = {name: clean_text(str(value)).strip() for name, value in context.items()}
    return " ".join(_fill(text.subject, values).split())[:400], _fill(text.body, values)


def write_mail(
    template: str,
    language: str,
    context: dict[str, Any],
    *,
    text: MailText | None = None,
    because: Any = "",
    unsubscribe: str = "",
    has_account: bool = True,
) -> WrittenMail:
    """Fill a text in; MailTextError names the placeholders that ``context`` does not have.

    ``text`` stands in for the file. ``because`` and ``unsubscribe`` say at the end why the mail came and how to
    stop such mails; only who ``has_account`` is led to the desk.
    """
    text = text or load_text(template, language)
    try:
        subject, body = fill_in(text, context)
    except MailTextError as error:
        raise MailTextError(f"{template} {error}") from None
    with translation.override(text.language):
        around = {
            "base_url": settings.BASE_URL,
            "because": because,
            "unsubscribe": unsubscribe,
            "has_account": has_account,
        }
        drawn = {"subject": subject, "language": text.language, "blocks": list(_blocks(body))}
        html = render_to_string("mail/layout.html", drawn | around)
        footer = render_to_string("mail/footer.txt", around)
    return WrittenMail(text.language, subject, f"{body}\n\n{footer.strip()}\n", html)


def _fill(text: str, values: dict[str, str]) -> str:
    """Put values in, in one pass: braces inside a value stay as they are."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], text)


def _blocks(body: str):
    """Yield what the layout draws: ("button", address), ("list", items) or ("paragraph", lines).

    An item is (text, address or "").
    """
    for paragraph in re.split(r"\n\s*\n", body):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        if items := _items(lines):
            yield "list", items
            continue
        run: list[str] = []
        for line in lines:
            if _is_own_address(line):
                if run:
                    yield "paragraph", run
                    run = []
                yield "button", line
            else:
                run.append(line)
        if run:
            yield "paragraph", run


def _items(lines: list[str]) -> list[tuple[str, str]]:
    """Return the items of a list; nothing when the lines are none."""
    items: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith("- "):
            items.append((line[2:], ""))
        elif items and not items[-1][1] and _is_own_address(line):
            items[-1] = (items[-1][0], line)
        else:
            return []
    return items


def _is_own_address(line: str) -> bool:
    """Only addresses of this portal become buttons: text that people wrote cannot make one that leads elsewhere."""
    return line == settings.BASE_URL or bool(re.fullmatch(re.escape(settings.BASE_URL) + r"/\S*", line))
