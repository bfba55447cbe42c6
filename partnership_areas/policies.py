"""What Wagtail's own screens may do with records: look, nothing else."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from portal.records.decisions import Answer


class LookOnlyPolicy(BasePermissionPolicy):
    """Refuses add, change, delete and copy to everybody, also a superuser: records change through actions.

    ``can_read`` is the rule (user) → Allowed | Refused that opens list and inspect pages.
    """

    def __init__(self, model: type[Model], can_read: Callable[[Any], Answer]) -> None:
        super().__init__(model)
        self.can_read = can_read

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(self.can_read(user))

    def users_with_any_permission(self, actions: list[str]) -> QuerySet:
        """Nobody is listed: roles come from the registry, not from a table."""
        return get_user_model().objects.none()
