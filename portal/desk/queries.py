"""Read what the desk shows."""

import datetime
from typing import Any

from portal.records import registries
from portal.records.clock import today
from portal.records.registries import WaitingItem


def waiting_for(user: Any) -> list[WaitingItem]:
    """Return what waits for ``user``: what is due first, then what has waited longest."""

    def order(item: WaitingItem) -> tuple:
        since = item.since.timestamp() if item.since else float("inf")
        return item.due or datetime.date.max, since

    return sorted(registries.waiting.collect(user), key=order)


def is_overdue(item: WaitingItem) -> bool:
    """Return whether the due date has passed."""
    return item.due is not None and item.due < today()
