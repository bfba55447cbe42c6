"""The worker's side of PDFs."""

import logging
import time

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from portal.publishing.actions import give_up, publish
from portal.publishing.documents import kind_of
from portal.publishing.fingerprint import template_hash
from portal.publishing.models import PdfJob
from portal.publishing.storage import purge_temporary, write_temporary
from portal.publishing.typeset import CannotTypeset, typeset

logger = logging.getLogger(__name__)
# Short: the same worker sends mails, and a code for signing in does not wait behind a pile of documents.
SWEEP_SECONDS = 5


@shared_task(name="publishing.make_pdf")
def make_pdf(pk: int) -> None:
    """Typeset one document and put it in force; nothing happens when the job is done or somebody else's."""
    job = PdfJob.claim(pk)
    if job is None:
        return
    try:
        _make(job)
    except SoftTimeLimitExceeded:
        give_up(job, "typesetting took too long", permanent=False)
    except CannotTypeset as error:
        logger.warning("PDF job %s cannot be typeset: %s", job.pk, error)
        give_up(job, str(error), permanent=True)
    except Exception as error:
        logger.exception("PDF job %s failed", job.pk)
        give_up(job, f"{type(error).__name__}: {error}", permanent=False)


def _make(job: PdfJob) -> None:
    record = job.about
    if record is None:
        raise CannotTypeset("the record is gone")
    kind = kind_of(job.kind)
    look = template_hash(kind.template)
    title, content = typeset(kind, record, job.language, job.version)
    temporary, sha256 = write_temporary(content)
    try:
        publish(job, temporary, sha256, len(content), title=title, public=kind.is_public(record), look=look)
    finally:
        temporary.unlink(missing_ok=True)


@shared_task(name="publishing.sweep")
def sweep() -> int:
    """Make what is due and was missed, for a few seconds, and clear away what lost workers left. Returns how many."""
    purge_temporary()
    end, seen = time.monotonic() + SWEEP_SECONDS, 0
    for pk in PdfJob.objects.due().order_by("not_before").values_list("pk", flat=True)[:100]:
        if time.monotonic() > end:
            break
        make_pdf(pk)
        seen += 1
    return seen
