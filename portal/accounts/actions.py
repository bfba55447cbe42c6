"""What is done with accounts: appointing staff and ending an appointment."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts.enums import StaffRole
from portal.accounts.models import StaffAppointment, User
from portal.accounts.rules import can_manage_staff, is_last_administrator
from portal.mail.actions import queue_mail
from portal.records.clock import now
from portal.records.decisions import Problem, WrongState, refuse_if, require
from portal.records.work import unit_of_work


def invite_staff(email: str, role: str, *, by: Any, language: str = "en") -> StaffAppointment:
    """Appoint somebody to a staff role, making an account if the address has none, and tell them by mail.

    Raises Forbidden unless ``by`` is an administrator; Refusal for a wrong address, an unknown role, a closed
    account, or a role that is held already. The new account has no password: one signs in by a mailed code.
    """
    require(can_manage_staff(by))
    return _appoint(email, role, by=by, language=language)


def appoint_from_console(email: str, role: str, *, language: str = "en") -> StaffAppointment:
    """Appoint somebody at the console of the server: the first administrator, or one after all have gone.

    There is no user to ask a rule about; the audit trail notes the portal itself, with ``console`` in its data.
    Raises Refusal like :func:`invite_staff`.
    """
    return _appoint(email, role, by=None, language=language, data={"console": True})


def _appoint(
    email: str, role: str, *, by: User | None, language: str, data: dict[str, Any] | None = None
) -> StaffAppointment:
    """Do what both ways in have in common: account, appointment, mail, audit lines."""
    email = email.strip().lower()
    problems = []
    try:
        validate_email(email)
    except ValidationError:
        problems.append(Problem("email", _("Enter an e-mail address in the form name@example.org.")))
    if role not in StaffRole.values:
        problems.append(Problem("role", _("Choose a role.")))
    refuse_if(problems)
    with unit_of_work() as work:
        user = User.objects.select_for_update().filter(email__iexact=email).first()
        if user is None:
            user = User.objects.create_user(email, language=language)
            EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
            work.audit("user.create", user, by=by, data=data)
        elif not user.is_active:
            problems.append(Problem("email", _("This account is closed.")))
        elif StaffAppointment.objects.running().filter(user=user, role=role).exists():
            problems.append(Problem("role", _("This person holds the role already.")))
        refuse_if(problems)
        appointment = StaffAppointment.objects.create(user=user, role=role, appointed_by=by)
        work.audit("staff.appoint", appointment, by=by, data={"user": user.pk, "role": role} | (data or {}))
        with translation.override(user.language):
            role_name = str(StaffRole(role).label)
        queue_mail(
            "accounts/staff_invited",
            user.email,
            user.language,
            {
                "role": role_name,
                "sign_in_url": settings.BASE_URL + reverse("account_request_login_code"),
                "email": user.email,
            },
            about=appointment,
        )
    return appointment


def end_appointment(appointment: StaffAppointment, *, by: Any) -> StaffAppointment:
    """End a staff appointment now; the right is gone at the next request.

    Raises Forbidden unless ``by`` is an administrator, WrongState when it has ended already, Refusal when it
    is the last administrator's.
    """
    require(can_manage_staff(by))
    with unit_of_work() as work:
        # Every ending locks all administrators' rows: two who end each other cannot both succeed.
        list(StaffAppointment.objects.running().filter(role=StaffRole.ADMINISTRATOR).select_for_update())
        appointment = work.lock(appointment)
        if appointment.until is not None:
            raise WrongState(_("This appointment has ended already."))
        if is_last_administrator(appointment):
            refuse_if([Problem("", _("Somebody must stay administrator: appoint another one first."))])
        appointment.until = now()
        appointment.save(update_fields=["until"])
        work.audit(
            "staff.end",
            appointment,
            by=by,
            fields=["until"],
            data={"user": appointment.user_id, "role": appointment.role},
        )
    return appointment
