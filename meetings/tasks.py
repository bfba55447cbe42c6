"""What the worker does for bodies and decisions by itself."""

from celery import shared_task

from meetings.actions.seats import write_reminders
from meetings.actions.structure import keep_structure as keep
from meetings.documents.guidelines import typeset_missing
from meetings.notices.terms import tell_of_ends


@shared_task(name="meetings.keep_structure")
def keep_structure() -> None:
    """Keep the structure of the Partnership when it changed, and have it typeset: at most once an hour."""
    keep()


@shared_task(name="meetings.remind_of_seats")
def remind_of_seats() -> int:
    """Remind who has not answered an invitation to a seat; return how many were looked after (PAG-2)."""
    return write_reminders()


@shared_task(name="meetings.tell_of_terms")
def tell_of_terms() -> int:
    """Tell of terms of office that end or ended (AREA-3), each of it once; return how many there were."""
    return tell_of_ends()


@shared_task(name="meetings.typeset_guiding_texts")
def typeset_guiding_texts() -> None:
    """Have versions of guiding texts typeset that have no PDF yet, such as those that the portal brings (GDL-2)."""
    typeset_missing()
