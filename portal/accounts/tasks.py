"""What the scheduler asks of the accounts app."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Delete sessions that have run out: they can hold what somebody typed."""
    call_command("clearsessions")
