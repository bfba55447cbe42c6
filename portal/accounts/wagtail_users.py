"""Wagtail's own screens for users and groups, switched off.

Staff are appointed by an action on the audit trail, groups are written from code: neither has a form.
"""

from wagtail.users.apps import WagtailUsersAppConfig


class PortalUsersConfig(WagtailUsersAppConfig):
    """``wagtail.users`` with its profiles, without its screens: ``/admin/users/``, ``/admin/groups/`` are 404."""

    user_viewset = "portal.accounts.closed.ClosedViewSet"
    group_viewset = "portal.accounts.closed.ClosedViewSet"

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from portal.accounts.closed import ClosedPolicy
        from portal.accounts.models import User

        for model in (User, Group):
            register_permission_policy(model, ClosedPolicy(model))
