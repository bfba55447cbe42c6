"""What the scheduler asks of the partners app."""

import datetime
import logging

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ValidationError

from partners.actions import contacts
from partners.actions.imports import run_job
from partners.actions.letters import purge_draft, unclaimed_drafts
from partners.actions.rounds import write_round_mails
from partners.drafts import purge_quiet_drafts
from partners.enums import RequestStatus
from partners.models import ImportJob, InformationRequest
from partners.notices.letters import remind_of_request
from portal.records.clock import day_of, now, today
from portal.records.work import unit_of_work

logger = logging.getLogger(__name__)


@shared_task(name="partners.remind_information_requests")
def remind_information_requests() -> int:
    """Remind applicants before and after a due date (LOI-4); each reminder once. Returns how many were due.

    A reminder missed while the worker was down goes out later; of several missed only the last one.
    """
    reminded = 0
    for request in InformationRequest.objects.filter(status=RequestStatus.OPEN).select_related("letter"):
        moment = reminder_due(request)
        if moment is None:
            continue
        with unit_of_work():
            remind_of_request(request, moment)
        reminded += 1
    return reminded


@shared_task(name="partners.ask_to_confirm")
def ask_to_confirm() -> int:
    """Write the mails of the yearly confirmation that are due; return to how many partners."""
    return write_round_mails()


@shared_task(name="partners.purge_unclaimed_drafts")
def purge_unclaimed_drafts() -> int:
    """Delete drafts that no account took and nobody changed for ``UNCLAIMED_DRAFT_DAYS``; return how many."""
    before = now() - datetime.timedelta(days=settings.UNCLAIMED_DRAFT_DAYS)
    return sum(purge_draft(draft, before=before) for draft in unclaimed_drafts(before))


@shared_task(name="partners.clear_old_messages")
def clear_old_messages() -> int:
    """Blank the words of messages to partners after ``MESSAGE_DAYS``; return how many."""
    return contacts.clear_old_messages()


def reminder_due(request: InformationRequest) -> int | None:
    """Return the newest reminder that is due, in days from the due date (negative: before), or None.

    A reminder before the date is left out when the request was made later than that, or the date is past.
    """
    past = (today() - request.due_on).days
    asked = (day_of(request.asked_at) - request.due_on).days
    moments = [*(-days for days in settings.REMINDER_DAYS_BEFORE), *settings.REMINDER_DAYS_AFTER]
    reached = max((moment for moment in moments if asked < moment <= past), default=None)
    return None if reached is None or reached < 0 < past else reached


@shared_task(name="partners.purge_claimed_drafts")
def purge_claimed_drafts() -> dict[str, int]:
    """Drafts of accounts that were never sent: tell their writers, then delete (``partners.drafts``)."""
    return purge_quiet_drafts()


@shared_task(name="partners.run_import")
def run_import(pk: int) -> None:
    """Run one list; nothing happens when it is done or somebody else's (``partners.actions.imports``)."""
    job = ImportJob.claim(pk)
    if job is None:
        return
    try:
        run_job(job)
    except ValidationError as error:
        job.fail(" ".join(error.messages), permanent=True)
    except SoftTimeLimitExceeded:
        job.fail("the list took too long: import it in parts", permanent=True)
    except Exception as error:
        logger.exception("Import %s failed", job.pk)
        job.fail(f"{type(error).__name__}: {error}")


@shared_task(name="partners.sweep_imports")
def sweep_imports() -> int:
    """Run lists that a lost worker or broker left behind; return how many."""
    due = list(ImportJob.objects.due().order_by("not_before").values_list("pk", flat=True)[:5])
    for pk in due:
        run_import(pk)
    return len(due)
