"""Who may read the outbox, send a mail again, read and rewrite the texts of mails."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import Role
from portal.records.registries import has_role

READERS = (Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR)
EDITORS = (Role.OFFICER, Role.HEAD)
SENDERS = (Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR)


def can_read_mails(user: Any, mail: Any = None) -> Answer:
    """The secretariat, administrators and auditors read the outbox."""
    return ALLOWED if has_role(user, *READERS) else Refused(_("Only the secretariat reads the outbox."))


def can_resend(user: Any, mail: Any = None) -> Answer:
    """The secretariat and administrators send a mail again."""
    return ALLOWED if has_role(user, *SENDERS) else Refused(_("Only the secretariat sends mails again."))


def can_read_texts(user: Any) -> Answer:
    """Who reads the outbox also reads the texts that mails are made of."""
    return can_read_mails(user)


def can_edit_texts(user: Any) -> Answer:
    """Officers and heads rewrite the texts of mails."""
    return (
        ALLOWED if has_role(user, *EDITORS) else Refused(_("Only the secretariat rewrites texts of mails."))
    )
