"""What ends with a partner's place in the Partnership, or in one area: apps above this one say it."""

import datetime
from typing import Any

from partners.models import Organisation
from partnership_areas.models import Area
from portal.records.registries import Registry

# (organisation, area or None for the Partnership, last day, user), inside the transaction in which it leaves.
left = Registry()


def partner_left(organisation: Organisation, area: Area | None, on: datetime.date, *, by: Any) -> None:
    """Let everything end that depends on it."""
    for function in left:
        function(organisation, area, on, by)
