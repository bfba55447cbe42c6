"""What the worker does for bodies and decisions by itself."""

from celery import shared_task

from meetings.actions.structure import keep_structure as keep


@shared_task(name="meetings.keep_structure")
def keep_structure() -> None:
    """Keep the structure of the Partnership when it changed, at most once a day, and have it typeset."""
    keep()
