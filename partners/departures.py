"""What ends with a partner's place in the Partnership, or in one area: apps above this one say it."""

import datetime
from typing import Any

from partners.models import Organisation
from partnership_areas.models import Area
from portal.records.registries import Registry

# (organisation, area or None for the Partnership, last day, user), inside the transaction in which it leaves.
left = Registry()
# (organisation, area or None for the Partnership, last day) -> what would end with it, each in words.
ending = Registry()


def partner_left(organisation: Organisation, area: Area | None, on: datetime.date, *, by: Any) -> None:
    """Let everything end that depends on it."""
    for function in left:
        function(organisation, area, on, by)


def what_would_end(organisation: Organisation, area: Area | None, on: datetime.date) -> list[str]:
    """Return in words what ends when the partner leaves on that day: to be read before."""
    return ending.collect(organisation, area, on)
