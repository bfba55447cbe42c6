"""Somebody who is signed in and reads pages."""

from django.test import Client

from portal.accounts.models import User


def signed_in(user: User) -> Client:
    """Return a browser in which ``user`` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, url: str) -> str:
    """Return the source of a page that must be there."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()
