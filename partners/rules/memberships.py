"""Who may change memberships and their kinds."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from partners.rules.common import HEAD_ONLY
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import Role
from portal.records.registries import has_role


def can_end_membership(user: Any, membership: Membership) -> Answer:
    """Only the head ends a membership (rights table)."""
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)


def can_manage_membership_kinds(user: Any) -> Answer:
    """Kinds of membership are a setting: the administrator's (LOI-10, rights table)."""
    if has_role(user, Role.ADMINISTRATOR):
        return ALLOWED
    return Refused(_("Only the administrator changes the kinds of membership."))
