"""Texts of mails: files ``<app>/mail/<name>/<language>.txt`` with ``{placeholders}``, never templates that run.

A file begins with ``Subject: …`` and an empty line; paragraphs follow, divided by empty lines. A line that is only
an address of this portal becomes a button in the HTML part. What stands in no file cannot be sent.
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


def write_mail(template: str, language: str, context: dict[str, Any]) -> WrittenMail:
    """Fill a text in; MailTextError names the placeholders that ``context`` does not have."""
    text = load_text(template, language)
    missing = sorted(text.placeholders - context.keys())
    if missing:
        raise MailTextError(f"{template} {text.language}: no value for {', '.join(missing)}")
    with translation.override(text.language):
        values = {name: clean_text(str(value)).strip() for name, value in context.items()}
        subject = " ".join(_fill(text.subject, values).split())[:400]
        body = _fill(text.body, values)
        html = render_to_string(
            "mail/layout.html",
            {
                "subject": subject,
                "language": text.language,
                "blocks": list(_blocks(body)),
                "base_url": settings.BASE_URL,
            },
        )
        footer = render_to_string("mail/footer.txt", {"base_url": settings.BASE_URL})
    return WrittenMail(text.language, subject, f"{body}\n\n{footer.strip()}\n", html)


def _fill(text: str, values: dict[str, str]) -> str:
    """Put values in, in one pass: braces inside a value stay as they are."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], text)


def _blocks(body: str):
    """Yield what the layout draws: ("button", address), ("list", lines) or ("paragraph", lines)."""
    for paragraph in re.split(r"\n\s*\n", body):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        if all(line.startswith("- ") for line in lines):
            yield "list", [line[2:] for line in lines]
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


def _is_own_address(line: str) -> bool:
    """Only addresses of this portal become buttons: text that people wrote cannot make one that leads elsewhere."""
    return line == settings.BASE_URL or bool(re.fullmatch(re.escape(settings.BASE_URL) + r"/\S*", line))
