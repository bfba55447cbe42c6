"""Staff in the admin. The policy first: Wagtail may not make its own for this model."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.accounts.models import StaffAppointment
from portal.records.admin import RecordPermissionPolicy
from portal.records.enums import Role

register_permission_policy(
    StaffAppointment, RecordPermissionPolicy(StaffAppointment, (Role.ADMINISTRATOR, Role.AUDITOR))
)

from portal.accounts.viewsets import StaffViewSet  # noqa: E402


@hooks.register("register_admin_viewset")
def register_staff() -> StaffViewSet:
    return StaffViewSet()
