"""What the seats of the Advisory Group hand to the base."""

from meetings import functions, seat_letters, seat_notices
from meetings.seats import group_panel, group_places, my_invitations, seats_waiting
from portal.records import registries


def register() -> None:
    """Called once from ``meetings.hooks.register``."""
    seat_letters.register()
    seat_notices.register()
    functions.places.register(group_places)
    registries.desk_panels.register(group_panel)
    registries.waiting.register(my_invitations)
    registries.staff_waiting.register(seats_waiting)
