from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.accounts.groups import sync_user
from portal.accounts.models import User
from tests.factories import UserFactory

STAFF_WITHOUT_RIGHT = ("editor", "administrator", "auditor")


@pytest.fixture
def staff(db: None) -> Callable[..., User]:
    """Return a function that makes a user with a staff role, able to enter the admin."""

    def make(role: str, **values: Any) -> User:
        user = UserFactory(roles=(role,), **values)
        sync_user(user)
        return User.objects.get(pk=user.pk)

    return make


@pytest.fixture
def signed_in(staff: Callable[..., User]) -> Callable[[str], Client]:
    """Return a function that gives a browser signed in as somebody with a staff role."""

    def make(role: str) -> Client:
        client = Client()
        client.force_login(staff(role))
        return client

    return make
