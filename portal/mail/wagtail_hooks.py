"""Registers the outbox in the admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.mail.models import OutboundEmail
from portal.mail.rules import READERS
from portal.records.admin import RecordPermissionPolicy

register_permission_policy(OutboundEmail, RecordPermissionPolicy(OutboundEmail, READERS))


@hooks.register("register_admin_viewset")
def register_outbox() -> object:
    from portal.mail.viewsets import OutboundEmailViewSet

    return OutboundEmailViewSet()
