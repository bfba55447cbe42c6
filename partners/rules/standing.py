"""Who may leave the Partnership, record that somebody left, and correct what is known of a membership."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from partners.enums import MembershipOrigin, OrganisationRole
from partners.models import Membership, Organisation, Withdrawal
from partners.rules.common import HEAD_ONLY, SECRETARIAT_ONLY, is_secretariat
from partners.rules.organisations import FOCAL_POINTS_ONLY, role_in
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import Role
from portal.records.registries import has_role


def can_declare_withdrawal(user: Any, organisation: Organisation) -> Answer:
    """Only its own focal points say that a partner leaves; the head can end a membership without it."""
    return ALLOWED if role_in(user, organisation) == OrganisationRole.FOCAL else Refused(FOCAL_POINTS_ONLY)


def can_take_back_withdrawal(user: Any, withdrawal: Withdrawal) -> Answer:
    return can_declare_withdrawal(user, withdrawal.membership.organisation)


def can_decide_on_withdrawal(user: Any, withdrawal: Withdrawal) -> Answer:
    """Only the head ends a membership (rights table), so only the head records a withdrawal."""
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)


def can_change_membership_kind(user: Any, membership: Membership) -> Answer:
    """What kind a membership is of is decided by the head (LOI-10)."""
    if not has_role(user, Role.HEAD):
        return Refused(HEAD_ONLY)
    return Refused(_("This membership has ended.")) if membership.ended_on else ALLOWED


def can_set_beginning(user: Any, membership: Membership) -> Answer:
    """The secretariat corrects what a list said; a confirmed letter gives its date itself."""
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    if membership.origin == MembershipOrigin.LETTER and membership.since:
        return Refused(_("This membership began when its letter was confirmed: that date stays."))
    return ALLOWED
