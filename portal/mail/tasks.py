"""The worker's side of the outbox."""

import datetime
import time

from celery import shared_task
from django.conf import settings

from portal.mail.delivery import deliver, unknown_end
from portal.mail.digests import send_digests
from portal.mail.enums import DIGESTS
from portal.mail.models import Notice, OutboundEmail
from portal.publishing.documents import kind_of
from portal.publishing.models import PdfJob
from portal.records.clock import now
from portal.records.enums import JobState

SWEEP_SECONDS = 45
WAIT_FOR_PDF = datetime.timedelta(seconds=10)


@shared_task(name="mail.send")
def send(pk: int) -> None:
    """Send one mail, unless it waits for its PDF, is done, or is somebody else's."""
    queued = OutboundEmail.objects.filter(pk=pk).select_related("attach_job").first()
    if queued is None or _waits_for_pdf(queued):
        return
    mail = OutboundEmail.claim(pk)
    if mail is None:
        return
    if mail.handed_over_at:
        # Only a lost worker leaves this behind: it had begun to give the message to the server.
        OutboundEmail.objects.filter(pk=pk, state=JobState.RUNNING, attempts=mail.attempts).update(
            state=JobState.FAILED,
            lease_until=None,
            finished_at=now(),
            error=unknown_end("the worker was lost while sending"),
            **({"text": "", "html": ""} if mail.sensitive else {}),
        )
        return
    try:
        attachment = _attachment(mail)
    except OSError as error:
        mail.fail(f"the attached PDF cannot be read: {error}", permanent=True)
        return
    deliver(mail, attachment)


def _waits_for_pdf(mail: OutboundEmail) -> bool:
    job = mail.attach_job
    if job is None or job.state not in (JobState.QUEUED, JobState.RUNNING):
        return False
    OutboundEmail.objects.filter(pk=mail.pk, state=JobState.QUEUED, not_before__lte=now()).update(
        not_before=now() + WAIT_FOR_PDF
    )
    return True


def _attachment(mail: OutboundEmail) -> tuple[str, bytes] | None:
    """Return name and bytes of the PDF; OSError when it failed, was withdrawn or is gone."""
    job = mail.attach_job
    if job is None:
        return None
    publication = job.publication
    if job.state != JobState.DONE or publication is None or publication.withdrawn_at:
        raise OSError(job.error or "it was withdrawn")
    record = job.about
    name = kind_of(job.kind).filename_of(record, job.language) if record else f"{job.kind}.pdf"
    return name, publication.full_path.read_bytes()


@shared_task(name="mail.sweep")
def sweep() -> int:
    """Send what is due and was missed: the broker lost the nudge, a worker was killed, a server was away.

    Returns how many mails were looked at. One slow server does not keep a sweep for ever: it ends in time.
    """
    end, seen = time.monotonic() + SWEEP_SECONDS, 0
    for pk in OutboundEmail.objects.due().order_by("not_before").values_list("pk", flat=True)[:200]:
        if time.monotonic() > end:
            break
        send(pk)
        seen += 1
    return seen


@shared_task(name="mail.send_digests")
def send_due_digests() -> int:
    """Queue the daily and weekly digests that are due; return how many mails were written."""
    return sum(send_digests(delivery) for delivery in DIGESTS)


@shared_task(name="mail.purge_notices")
def purge_notices() -> int:
    """Delete notices that were read more than ``NOTICE_DAYS`` ago; return how many."""
    before = now() - datetime.timedelta(days=settings.NOTICE_DAYS)
    return Notice.objects.filter(read_at__lt=before).delete()[0]


def nudge_waiting_mails(job: PdfJob) -> list[object]:
    """Let the mails that waited for a PDF go; registered with ``publishing.documents.finished``."""
    from portal.records.work import nudge

    waiting = OutboundEmail.objects.filter(attach_job=job, state=JobState.QUEUED)
    for mail in waiting:
        OutboundEmail.objects.filter(pk=mail.pk).update(not_before=now())
        nudge("mail.send", mail.pk)
    return []
