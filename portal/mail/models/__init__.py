"""Tables of the mail app, one file per noun."""

from portal.mail.models.notices import Notice, NoticeOptOut, NoticePreference
from portal.mail.models.outbox import OutboundEmail
from portal.mail.models.texts import MailTextOverride

__all__ = ["MailTextOverride", "Notice", "NoticeOptOut", "NoticePreference", "OutboundEmail"]
