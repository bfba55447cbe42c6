"""What the worker does for the privacy app."""

from celery import shared_task
from django.db import connection


@shared_task(name="privacy.compact")
def compact() -> None:
    """Let the database give up the space of deleted rows, so that no file of it still holds what was erased."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
