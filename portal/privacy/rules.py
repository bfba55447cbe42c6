"""Who may look at, give out and erase a person's data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import SECRETARIAT, Role
from portal.records.registries import has_role

READERS = (Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR)
KEEPERS = (*SECRETARIAT, Role.ADMINISTRATOR.value)
DECIDERS = (Role.HEAD, Role.ADMINISTRATOR)


def can_open(user: Any, record: Any = None) -> Answer:
    """The secretariat and administrators look a person up and give the data out."""
    if has_role(user, *KEEPERS):
        return ALLOWED
    return Refused(_("Only the secretariat and administrators look up personal data."))


def can_give_out(user: Any, record: Any) -> Answer:
    """The same people, as long as there is something to give."""
    answer = can_open(user)
    if answer and not record.email:
        return Refused(_("The data is erased: there is nothing to give out."))
    return answer


def can_decide(user: Any, record: Any) -> Answer:
    """The head and administrators erase or refuse; nobody their own data."""
    if not has_role(user, *DECIDERS):
        return Refused(_("Only the head of the secretariat and administrators erase personal data."))
    if record.user_id is not None and record.user_id == user.pk:
        return Refused(_("This is your own data: somebody else must decide on it."))
    return ALLOWED


def can_settle(user: Any, mention: Any = None) -> Answer:
    """The secretariat reads the texts that are left."""
    return ALLOWED if has_role(user, *SECRETARIAT) else Refused(_("Only the secretariat settles this."))


def can_take_back(user: Any, record: Any) -> Answer:
    """The person who asked."""
    if record.origin == "person" and record.user_id == getattr(user, "pk", None):
        return ALLOWED
    return Refused(_("This request is not yours."))
