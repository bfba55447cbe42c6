"""The panel on the home page of the admin that names what waits for staff, whichever part of the portal says so."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from portal.desk.queries import waiting_for_staff

SHOWN = 30


class StaffWaitingPanel(Component):
    """Silent when nothing waits. Letters and successions have panels of their own (partners)."""

    name = "staff_waiting"
    template_name = "desk/admin_waiting.html"
    order = 55

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        items = waiting_for_staff(self.user)
        return {"items": items[:SHOWN], "more": max(0, len(items) - SHOWN)}
