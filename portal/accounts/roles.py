"""Where staff roles come from."""

from collections.abc import Iterator
from typing import Any

from portal.accounts.models import StaffAppointment


def staff_roles(user: Any) -> Iterator[str]:
    """Yield the staff roles that ``user`` holds now (registered in ``registries.roles``)."""
    yield from StaffAppointment.objects.running().filter(user=user).values_list("role", flat=True)
