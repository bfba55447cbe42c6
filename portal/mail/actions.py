"""Queueing a mail, and sending one again."""

import uuid as uuid_module
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from portal.mail.models import OutboundEmail
from portal.mail.rules import can_resend
from portal.mail.texts import text_in_use, write_mail
from portal.publishing.models import PdfJob
from portal.records.decisions import Problem, Refusal, require
from portal.records.pointers import point_to
from portal.records.work import nudge, unit_of_work


def queue_mail(
    template: str,
    to: str,
    language: str,
    context: dict[str, Any],
    *,
    about: models.Model | None = None,
    dedupe_key: str | None = None,
    sensitive: bool = False,
    attach: PdfJob | None = None,
    because: Any = "",
    unsubscribe: str = "",
    has_account: bool = True,
) -> OutboundEmail:
    """Write a mail into the outbox, inside the caller's transaction; a worker sends it after commit.

    ``template`` names a text ("partners/letter_received"); a language without text falls back to English.
    ``dedupe_key``: asked again with the same key, the first row is returned and nothing is added.
    ``sensitive``: the text (a code, say) is cleared once sent. ``attach``: the mail waits for this PDF.
    ``because`` and ``unsubscribe``: why it comes and the address that stops such mails (portal.mail.notices).
    ``has_account``: whether whoever gets it can sign in; else nothing below the text leads to the desk.
    Raises MailTextError (unknown text or placeholder) and ValidationError (no e-mail address).
    """
    validate_email(to)
    text = text_in_use(template, language)
    written = write_mail(
        template,
        language,
        context,
        text=text,
        because=because,
        unsubscribe=unsubscribe,
        has_account=has_account,
    )
    uuid = uuid_module.uuid4()
    values = {
        "uuid": uuid,
        "message_id": message_id(uuid),
        "to": to,
        "language": written.language,
        "template": template,
        "subject": written.subject,
        "text": written.text,
        "html": written.html,
        "sensitive": sensitive,
        "attach_job": attach,
        "unsubscribe_url": unsubscribe,
        **(point_to(about) if about is not None else {}),
    }
    with unit_of_work():
        if dedupe_key is None:
            mail, created = OutboundEmail.objects.create(**values), True
        else:
            mail, created = OutboundEmail.objects.get_or_create(dedupe_key=dedupe_key, defaults=values)
        if created:
            nudge("mail.send", mail.pk)
        return mail


def message_id(uuid: uuid_module.UUID) -> str:
    """Return the Message-ID of a row: the same row always sends the same one, so a duplicate is recognisable."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid}@{domain}>"


def resend(mail: OutboundEmail, by: Any) -> OutboundEmail:
    """Queue a copy of a mail that was sent or failed; the copy has its own Message-ID and names the first.
    A copy that is still on its way is returned instead of a second one.

    Raises Forbidden (role) and Refusal (still under way; text cleared because it was confidential).
    """
    require(can_resend(by, mail))
    with unit_of_work() as work:
        mail = work.lock(mail)
        if mail.state not in ("done", "failed"):
            raise Refusal([Problem("", _("This mail is still on its way."))])
        if not mail.text:
            raise Refusal([Problem("", _("The text was confidential and is no longer kept."))])
        under_way = mail.resent.exclude(state__in=("done", "failed")).first()
        if under_way:  # pressed twice: the copy of the first time is on its way
            return under_way
        uuid = uuid_module.uuid4()
        copied = (
            "to",
            "language",
            "template",
            "subject",
            "text",
            "html",
            "sensitive",
            "unsubscribe_url",
            "object_type",
            "object_id",
        )
        copy = OutboundEmail.objects.create(
            uuid=uuid,
            message_id=message_id(uuid),
            resend_of=mail,
            attach_job=mail.attach_job,
            **{name: getattr(mail, name) for name in copied},
        )
        work.audit("mail.resend", mail, by=by, data={"copy": copy.pk})
        nudge("mail.send", copy.pk)
        return copy
