"""Helpers of the tests of the secretariat's pages."""

from typing import Any

from django.test import Client
from django.urls import reverse

from partners.models import Letter
from portal.accounts.groups import sync_user
from portal.accounts.models import User
from tests.factories import UserFactory

READERS = ("officer", "head", "auditor")
OTHERS = ("editor", "administrator")


def staff(*roles: str, **values: Any) -> User:
    """Return a user with staff roles who may enter the admin."""
    user = UserFactory(roles=roles, **values)
    sync_user(user)
    return User.objects.get(pk=user.pk)


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def browser(*roles: str) -> Client:
    """Return the browser of somebody new with these staff roles."""
    return browser_of(staff(*roles))


def page(letter: Letter) -> str:
    return reverse("letters:inspect", args=[letter.pk])


def verb(letter: Letter, name: str) -> str:
    return reverse(f"letters:{name}", args=[letter.pk])


def text_of(response: Any) -> str:
    """Return what a page or a streamed file says, with runs of blanks as one."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(content.decode().split())
