"""What accounts hold about persons: the account itself, and the tables of sign-in that packages bring."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import StaffAppointment, User
from portal.records.decisions import Problem
from portal.records.personal import Erasure, Subject, blockers, describe, identity, sweepers

USER = "accounts.user"


def find_users(subject: Subject) -> None:
    """Add the accounts of the subject's addresses, confirmed or not, and the other addresses of those."""
    wanted = Q(pk__in=subject.ids(USER))
    for email in subject.emails:
        wanted |= Q(email__iexact=email) | Q(emailaddress__email__iexact=email, emailaddress__verified=True)
    for user in User.objects.filter(wanted).distinct():
        subject.add(USER, user.pk, email=user.email, given=user.first_name, family=user.last_name)
        for email in user.emailaddress_set.filter(verified=True).values_list("email", flat=True):
            subject.emails.add(email.lower())


def close_account(erasure: Erasure, rows: QuerySet[User]) -> None:
    """Leave an account without address, name, password and groups that nobody can sign in to."""
    for user in rows:
        user.email = f"erased-{user.pk}@erased.invalid"
        user.first_name = user.last_name = ""
        user.is_active = user.is_staff = user.is_superuser = False
        user.last_login = None
        user.set_unusable_password()
        user.save()
        user.groups.clear()


def sessions_of(subject: Subject) -> QuerySet[Session]:
    """Browser sessions in which the person is signed in."""
    keys = UserSession.objects.filter(user__in=subject.ids(USER)).values("session_key")
    return Session.objects.filter(pk__in=keys)


def drop_sessions(subject: Subject) -> list[object]:
    """End every browser session in which the person is signed in, or that holds their address; reads all of them."""
    users = {str(pk) for pk in subject.ids(USER)}
    keys = []
    for session in Session.objects.iterator(chunk_size=500):
        held = session.get_decoded()
        text = str(held).lower()
        if held.get("_auth_user_id") in users or any(email in text for email in subject.emails):
            keys.append(session.pk)
    Session.objects.filter(pk__in=keys).delete()
    return []


def staff_in_office(subject: Subject):
    """Staff first leave their office."""
    for appointment in StaffAppointment.objects.running().filter(user__in=subject.ids(USER)):
        yield Problem(
            "",
            _("This person holds a staff role (%(role)s): an administrator first ends the appointment.")
            % {"role": appointment.get_role_display()},
        )


identity(User, find_users)
blockers.register(staff_in_office)
sweepers.register(drop_sessions)
describe(
    User,
    _("Account"),
    about=("pk",),
    show=("email", "first_name", "last_name", "language", "date_joined", "last_login"),
    none=("password",),
    erase=close_account,
    kept=_("The row stays, without address and name, so that what was done with it can still be counted."),
)
describe(
    StaffAppointment,
    _("Staff roles held"),
    about=("user",),
    show=("role", "since", "until"),
    links=("appointed_by",),
    kept=_("The role and its dates stay, without a name."),
)
describe(
    EmailAddress,
    _("E-mail addresses of the account"),
    about=("user", "email"),
    show=("email", "verified"),
    delete=True,
)
describe(
    Authenticator,
    _("Passkeys, authenticator app, recovery codes"),
    about=("user",),
    show=("type", "created_at", "last_used_at"),
    delete=True,
)
describe(
    UserSession,
    _("Signed-in devices"),
    about=("user",),
    show=("ip", "user_agent", "created_at", "last_seen_at"),
    delete=True,
)
describe(Session, _("Browser sessions"), find=sessions_of, show=("expire_date",), delete=True)
