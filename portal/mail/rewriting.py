"""Rewriting the texts of mails: what a text must keep, saving a wording, going back to the file, a preview.

A rewritten text can only use the placeholders that its file has: nothing else is known when the mail is written.
Placeholders that stand on a line of their own in the file (an address, a code) are what the mail is for: they stay.
"""

import re
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.mail.models import MailTextOverride, OutboundEmail
from portal.mail.rules import can_edit_texts
from portal.mail.texts import (
    PLACEHOLDER,
    MailText,
    MailTextError,
    WrittenMail,
    all_texts,
    load_text,
    text_in_use,
    write_mail,
)
from portal.records.clock import now, today
from portal.records.decisions import Problem, StaleRecord, refuse_if, require
from portal.records.frozen import freeze
from portal.records.models import FrozenVersion
from portal.records.pointers import point_to
from portal.records.work import unit_of_work

FROZEN_KIND = "mail_text"
MAX_SUBJECT, MAX_BODY = 300, 10_000
# The text of a mail with a code is cleared once sent, its subject is not.
NEVER_IN_SUBJECT = frozenset({"code"})
ALONE = re.compile(r"^\{([a-z][a-z0-9_]*)\}$", re.MULTILINE)


# --- What a text may say ------------------------------------------------------------------------------


def allowed_placeholders(template: str) -> list[str]:
    """Return the placeholders that a text can use: those of its files, in order of their appearance in English."""
    text = load_text(template, "en")
    return list(dict.fromkeys(PLACEHOLDER.findall(f"{text.subject}\n{text.body}")))


def needed_placeholders(template: str) -> list[str]:
    """Return the placeholders that must stay: those on a line of their own in the file."""
    return list(dict.fromkeys(ALONE.findall(load_text(template, "en").body)))


def problems_of(template: str, subject: str, body: str) -> list[Problem]:
    """Return everything that is wrong with a wording, each with the field that it concerns."""
    allowed = allowed_placeholders(template)
    problems = []
    if not subject.strip():
        problems.append(Problem("subject", _("Write a subject.")))
    if "\n" in subject or len(subject) > MAX_SUBJECT:
        problems.append(Problem("subject", _("The subject is one line of at most 300 characters.")))
    if not body.strip():
        problems.append(Problem("body", _("Write the text.")))
    if len(body) > MAX_BODY:
        problems.append(Problem("body", _("The text has at most 10,000 characters.")))
    for field, text in (("subject", subject), ("body", body)):
        unknown = sorted(set(PLACEHOLDER.findall(text)) - set(allowed))
        if unknown:
            names = ", ".join(f"{{{name}}}" for name in unknown)
            problems.append(Problem(field, _("This text has no placeholder %(names)s.") % {"names": names}))
        if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
            problems.append(Problem(field, _("Curly brackets stand only around the name of a placeholder.")))
    secret = sorted(NEVER_IN_SUBJECT.intersection(PLACEHOLDER.findall(subject)))
    if secret:
        names = ", ".join(f"{{{name}}}" for name in secret)
        problems.append(Problem("subject", _("%(names)s may not stand in the subject.") % {"names": names}))
    missing = [name for name in needed_placeholders(template) if name not in PLACEHOLDER.findall(body)]
    if missing:
        names = ", ".join(f"{{{name}}}" for name in missing)
        problems.append(
            Problem("body", _("Keep %(names)s: the mail is of no use without.") % {"names": names})
        )
    return problems


def left_out(template: str, subject: str, body: str) -> list[str]:
    """Return placeholders of the file that a wording does without: allowed, but worth a look."""
    used = set(PLACEHOLDER.findall(f"{subject}\n{body}"))
    return [name for name in allowed_placeholders(template) if name not in used]


# --- Saving -------------------------------------------------------------------------------------------


def save_text(
    template: str, language: str, *, subject: str, body: str, seen: int, by: Any
) -> MailTextOverride | None:
    """Send this wording from now on; return its row, or None when it says what is sent already.

    ``seen``: the version that was on the screen (0 where nobody has rewritten the text yet). Raises Forbidden,
    MailTextError (no such text), Refusal with every problem, StaleRecord.
    """
    _may_edit(by)
    in_use = text_in_use(template, language)
    subject, body = subject.strip(), body.strip()
    refuse_if(problems_of(template, subject, body))
    with unit_of_work() as work:
        row = _locked(work, template, language, seen)
        if (in_use.language, in_use.subject, in_use.body) == (language, subject, body):
            return None
        row.subject, row.body, row.in_use, row.updated_at = subject, body, True, now()
        work.save(row, "subject", "body", "in_use", "updated_at")
        frozen = freeze(row, FROZEN_KIND, {"subject": subject, "body": body}, {}, by)
        said = {"template": template, "language": language, "number": frozen.number}
        work.audit("mail_text.save", row, by=by, fields=["subject", "body"], data=said)
        return row


def reset_text(template: str, language: str, *, seen: int, by: Any) -> MailTextOverride:
    """Send the portal's own text again; the wordings of before can still be read. Raises as ``save_text`` does."""
    _may_edit(by)
    load_text(template, language)
    with unit_of_work() as work:
        row = _locked(work, template, language, seen)
        refuse_if([] if row.in_use and row.subject else [Problem("", _("This text was not rewritten."))])
        row.in_use, row.updated_at = False, now()
        work.save(row, "in_use", "updated_at")
        work.audit("mail_text.reset", row, by=by, data={"template": template, "language": language})
        return row


def _may_edit(user: Any) -> None:
    require(can_edit_texts(user))


def _locked(work: Any, template: str, language: str, seen: int) -> MailTextOverride:
    """Return the row of a text, made if need be, locked and as it was seen; StaleRecord otherwise."""
    row, _created = MailTextOverride.objects.get_or_create(
        template=template, language=language, defaults={"in_use": False}
    )
    row = work.lock(row)
    if row.version != seen:
        raise StaleRecord
    return row


# --- Reading ------------------------------------------------------------------------------------------


def row_of(template: str, language: str) -> MailTextOverride | None:
    return MailTextOverride.objects.filter(template=template, language=language).first()


def wordings_of(row: MailTextOverride | None) -> list[FrozenVersion]:
    """Return the wordings that were saved, newest first."""
    if row is None:
        return []
    versions = FrozenVersion.objects.filter(kind=FROZEN_KIND, **point_to(row))
    return list(versions.select_related("created_by").order_by("-number"))


def listed_texts(language: str, words: str = "") -> list[dict[str, Any]]:
    """Return every text with its subject in ``language``, its state in each language and how many mails it made.

    ``words``: only texts whose name, subject or text (as sent in ``language``) has them.
    """
    rows = {(row.template, row.language): row for row in MailTextOverride.objects.filter(in_use=True)}
    counted = OutboundEmail.objects.order_by().values_list("template").annotate(number=Count("pk"))
    sent = dict(counted)
    texts = []
    for template in all_texts():
        row = rows.get((template, language))
        text = MailText(language, row.subject, row.body) if row else load_text(template, language)
        if words.lower() not in f"{template} {text.subject} {text.body}".lower():
            continue
        texts.append(
            {
                "template": template,
                "subject": text.subject,
                "sent": sent.get(template, 0),
                "languages": [
                    {"code": code, "name": name, "row": rows.get((template, code))}
                    for code, name in settings.LANGUAGES
                ],
            }
        )
    return texts


def preview(template: str, language: str, subject: str, body: str) -> WrittenMail | None:
    """Return the mail as it would look with sample values; None when the wording names unknown placeholders."""
    text = MailText(language, subject, body)
    with translation.override(language):
        values = {name: sample(name) for name in allowed_placeholders(template)}
        try:
            return write_mail(template, language, values, text=text)
        except MailTextError:
            return None


def sample(name: str) -> str:
    """Return a value for a placeholder that shows what will stand there."""
    day = date_format(today(), "j F Y")
    known = {
        "url": f"{settings.BASE_URL}/desk/",
        "code": "BCDF-GHJK",
        "reference": "LOI-2026-0001",
        "organisation": _("Demonstration Ministry of Environment"),
        "email": "anna@demo.example",
        "due_on": day,
        "when": day,
    }
    if name.endswith("_url"):
        return known["url"]
    if name.endswith("_email"):
        return known["email"]
    return known.get(name) or f"[{name}]"
