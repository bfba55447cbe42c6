"""Read what the desk shows."""

import datetime
from typing import Any

from portal.records import registries
from portal.records.clock import today
from portal.records.registries import WaitingItem


def waiting_for(user: Any) -> list[WaitingItem]:
    """Return what waits for ``user`` on the desk: what is due first, then what has waited longest."""
    return sorted(registries.waiting.collect(user), key=_order)


def waiting_for_staff(user: Any) -> list[WaitingItem]:
    """Return what waits for ``user`` as staff, for the home page of the admin, in the same order."""
    return sorted(registries.staff_waiting.collect(user), key=_order)


def _order(item: WaitingItem) -> tuple[datetime.date, float]:
    return item.due or datetime.date.max, item.since.timestamp() if item.since else float("inf")


def is_overdue(item: WaitingItem) -> bool:
    """Return whether the due date has passed."""
    return item.due is not None and item.due < today()
