"""Who may read the outbox, and send a mail again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import Role
from portal.records.registries import has_role

READERS = (Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR)
SENDERS = (Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR)


def can_read_mails(user: Any, mail: Any = None) -> Answer:
    """The secretariat, administrators and auditors read the outbox."""
    return ALLOWED if has_role(user, *READERS) else Refused(_("Only the secretariat reads the outbox."))


def can_resend(user: Any, mail: Any = None) -> Answer:
    """The secretariat and administrators send a mail again."""
    return ALLOWED if has_role(user, *SENDERS) else Refused(_("Only the secretariat sends mails again."))
