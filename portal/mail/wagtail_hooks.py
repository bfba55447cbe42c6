"""Registers the outbox and the texts of mails in the admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.mail.models import MailTextOverride, OutboundEmail
from portal.mail.rules import READERS
from portal.records.admin import RecordPermissionPolicy

register_permission_policy(OutboundEmail, RecordPermissionPolicy(OutboundEmail, READERS))
register_permission_policy(MailTextOverride, RecordPermissionPolicy(MailTextOverride, READERS))


from portal.mail.menu import MailGroup  # noqa: E402


@hooks.register("register_admin_viewset")
def register_mails() -> MailGroup:
    return MailGroup()
