"""Parts of Wagtail that are closed to everybody, superusers included."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import BasePermissionPolicy


class ClosedViewSet(ViewSet):
    """Registers no address and no menu item."""

    def on_register(self) -> None:
        pass


class ClosedPolicy(BasePermissionPolicy):
    """Nobody may do anything with these rows through Wagtail's generic screens and bulk actions."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return False

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:
        return get_user_model().objects.none()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        return self.model._default_manager.none()
