"""Who may do what with accounts, and what an account must have."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import StaffRole
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import STAFF, Role
from portal.records.registries import has_role, roles_of

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_verified_email(user: Any) -> bool:
    """Return whether ``user`` proved that the address of the account is theirs."""
    if not user.is_authenticated:
        return False
    return EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()


def is_staff_member(user: Any) -> bool:
    """Return whether ``user`` holds a staff role now."""
    return not roles_of(user).isdisjoint(STAFF)


def has_second_factor(user: Any) -> bool:
    """Return whether ``user`` set up an authenticator app or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def can_see_staff(user: Any) -> Answer:
    """Administrators and auditors see who holds which staff role."""
    if has_role(user, Role.ADMINISTRATOR, Role.AUDITOR):
        return ALLOWED
    return Refused(_("Only administrators and auditors see staff appointments."))


def can_manage_staff(user: Any) -> Answer:
    """Administrators appoint staff and end appointments."""
    if has_role(user, Role.ADMINISTRATOR):
        return ALLOWED
    return Refused(_("Only administrators appoint staff."))


def is_last_administrator(appointment: Any) -> bool:
    """Return whether nobody would be administrator once ``appointment`` ended."""
    others = type(appointment).objects.running().filter(role=StaffRole.ADMINISTRATOR, user__is_active=True)
    return appointment.role == StaffRole.ADMINISTRATOR and not others.exclude(pk=appointment.pk).exists()
