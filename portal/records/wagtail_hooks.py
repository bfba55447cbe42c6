"""The audit trail in the admin. The policy first: Wagtail may not make its own for this model."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.records.admin import RecordPermissionPolicy
from portal.records.models import AuditLine
from portal.records.trail import READERS, TrailViewSet

register_permission_policy(AuditLine, RecordPermissionPolicy(AuditLine, READERS))


@hooks.register("register_admin_viewset")
def register_trail() -> TrailViewSet:
    return TrailViewSet()
