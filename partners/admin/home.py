"""The panel "What waits" on the home page of the admin."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from partners.admin.queries import Waits, age, waiting_letters
from portal.records.clock import today


class WaitingPanel(Component):
    """Letters that wait for the secretariat, by what they wait for, with since when and until when."""

    name = "what_waits"
    template_name = "partners/admin/home_waiting.html"
    order = 50

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        groups = waiting_letters(self.user)
        return {
            "groups": [
                {
                    "group": group,
                    "shown": len(group.letters),
                    "rows": [
                        {
                            "letter": letter,
                            "age": age(letter.held_at if group.kind == Waits.HELD else letter.status_since),
                            "overdue": letter.due_on is not None and letter.due_on < today(),
                        }
                        for letter in group.letters
                    ],
                }
                for group in groups
            ],
            "total": sum(group.total for group in groups),
        }
