"""What the desk adds to the admin."""

from typing import Any

from wagtail import hooks

from portal.desk.staff_panel import StaffWaitingPanel


@hooks.register("construct_homepage_panels")
def staff_waiting(request: Any, panels: list[Any]) -> None:
    """Name what waits for staff on their home page."""
    panels.append(StaffWaitingPanel(request.user))
