"""The demonstration accounts. They exist only where ``manage.py demo`` was run."""

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from portal.accounts.models import StaffAppointment, User

PASSWORD = "mercury-demo"  # noqa: S105 - public on purpose: the command refuses to run in production
STAFF = {
    "officer": ("Officer", "Demonstration"),
    "head": ("Head", "Demonstration"),
    "administrator": ("Administrator", "Demonstration"),
    "auditor": ("Auditor", "Demonstration"),
    "editor": ("Editor", "Demonstration"),
}
ADDRESSES = {"administrator": "admin@demo.example"}
PEOPLE = ("applicant", "viewer", "focal", "lead", "lead2", "member", "chair")


@cache
def _hashed() -> str:
    """The password that all of them have, hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def make_account(email: str, *, language: str = "en", given_name: str = "", family_name: str = "") -> User:
    """Return the account of an address with the demonstration password, made if it is missing."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email, None, language=language, first_name=given_name, last_name=family_name
        )
        user.password = _hashed()
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def make_accounts() -> dict[str, User]:
    """Make the accounts that are missing; return them by the name before the @."""
    users = {}
    for role, (given_name, family_name) in STAFF.items():
        email = ADDRESSES.get(role, f"{role}@demo.example")
        user = make_account(email, given_name=given_name, family_name=family_name)
        StaffAppointment.objects.get_or_create(user=user, role=role, until=None)
        users[email.split("@")[0]] = user
    for name in PEOPLE:
        users[name] = make_account(
            f"{name}@demo.example", given_name=name.capitalize(), family_name="Demonstration"
        )
    return users
