"""Somebody of the demonstration who asks to be erased, so that the pages on personal data are not empty."""

from portal.accounts.models import User
from portal.demo.accounts import make_account
from portal.privacy.actions import ask_erasure
from portal.privacy.models import PersonalDataRequest

EMAIL = "leaver@demo.example"


def load_privacy() -> None:
    """Make the person and the request, unless they were there (or were erased since)."""
    if User.objects.filter(email=EMAIL).exists() or PersonalDataRequest.objects.exists():
        return
    user = make_account(EMAIL, language="fr", given_name="Leaver", family_name="Demonstration")
    ask_erasure(user)
