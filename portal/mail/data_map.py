"""What the outbox and the notices hold about persons."""

from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.mail.models import MailTextOverride, Notice, NoticeOptOut, NoticePreference, OutboundEmail
from portal.records.clock import now
from portal.records.enums import JobState
from portal.records.personal import ERASED, Erasure, Subject, describe, naming_address

ON_THEIR_WAY = (JobState.QUEUED, JobState.RUNNING)


def mails_naming(subject: Subject) -> QuerySet[OutboundEmail]:
    """Mails to others that hold the person's address; those on their way are theirs and go out as they are."""
    rows = OutboundEmail.objects.filter(naming_address(subject, "subject", "text", "html", "error"))
    return rows.exclude(mails_to(subject)).exclude(state__in=ON_THEIR_WAY)


def mails_to(subject: Subject) -> Q:
    wanted = Q(pk__in=[])
    for email in subject.emails:
        wanted |= Q(to__iexact=email)
    return wanted


def empty_mails(erasure: Erasure, rows: QuerySet[OutboundEmail]) -> None:
    """Leave of each mail that there was one, of which text and when; what was on its way is not sent."""
    rows.filter(state__in=ON_THEIR_WAY).filter(mails_to(erasure.subject)).update(
        state=JobState.FAILED, lease_until=None, finished_at=now()
    )
    rows.filter(mails_to(erasure.subject)).update(to="")
    rows.update(subject=ERASED, text="", html="", error="", dedupe_key=None, unsubscribe_url="")
    if settings.EMAIL_BACKEND == "portal.mail.backends.FolderBackend":
        marks = [mark.encode() for mark in erasure.subject.emails]
        erasure.after.append(lambda: remove_mail_files(marks))


def remove_mail_files(marks: list[bytes]) -> None:
    """Remove the files of development's mail folder that name one of the addresses."""
    for file in Path(settings.MAIL_DIR).glob("*.eml"):
        content = file.read_bytes().lower()
        if any(mark in content or mark.decode() in file.name for mark in marks):
            file.unlink(missing_ok=True)


def notices_naming(subject: Subject) -> QuerySet[Notice]:
    return Notice.objects.filter(naming_address(subject, "title", "text")).exclude(
        user__in=subject.ids("accounts.user")
    )


describe(
    OutboundEmail,
    _("Mails received"),
    about=("to",),
    erase=empty_mails,
    show=("to", "subject", "state", "created_at", "sent_at"),
    texts=("text", "html", "error"),
    none=("template", "language", "object_type", "dedupe_key", "message_id", "unsubscribe_url"),
)
describe(
    OutboundEmail,
    _("Mails to others that name the person"),
    find=mails_naming,
    erase=empty_mails,
    show=("template", "created_at"),
    searched=True,
)
describe(
    Notice,
    _("Notices received"),
    about=("user",),
    show=("title", "created_at", "read_at"),
    texts=("text",),
    none=("kind", "language", "url", "object_type", "key"),
    delete=True,
)
describe(
    Notice,
    _("Notices to others that name the person"),
    find=notices_naming,
    show=("kind", "created_at"),
    searched=True,
    delete=True,
)
describe(
    NoticePreference,
    _("Choices about notices"),
    about=("user",),
    show=("kind", "delivery"),
    delete=True,
)
describe(NoticeOptOut, none=("address_hash", "kind"))
describe(MailTextOverride, texts=("subject", "body"), none=("template",))
