"""Reference numbers such as LOI-2026-0007."""

from django.db import transaction

from portal.records.models import ReferenceCounter


def next_reference(series: str, year: int) -> str:
    """Return the next reference of a series and year; must run inside the caller's transaction.

    The counter row is locked, so two callers never get the same number and a rolled-back one leaves no gap.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("next_reference needs a transaction")
    ReferenceCounter.objects.get_or_create(series=series, year=year)
    counter = ReferenceCounter.objects.select_for_update().get(series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{series}-{year}-{counter.last:04d}"
