"""What the scheduler asks of the partners app."""

import datetime

from celery import shared_task
from django.conf import settings

from partners.enums import RequestStatus
from partners.models import InformationRequest
from partners.notices import remind_of_request
from portal.records.clock import today
from portal.records.work import unit_of_work


@shared_task(name="partners.remind_information_requests")
def remind_information_requests() -> int:
    """Remind applicants before and after a due date (LOI-4); each reminder once. Returns how many were due.

    A reminder missed while the worker was down goes out later; of several missed only the last one.
    """
    due = 0
    for request in InformationRequest.objects.filter(status=RequestStatus.OPEN).select_related("letter"):
        past = (today() - request.due_on) // datetime.timedelta(days=1)
        moments = [*(-days for days in settings.REMINDER_DAYS_BEFORE), *settings.REMINDER_DAYS_AFTER]
        reached = [moment for moment in moments if moment <= past]
        if not reached or (max(reached) < 0 and past > 0):
            continue
        with unit_of_work():
            remind_of_request(request, max(reached))
        due += 1
    return due
