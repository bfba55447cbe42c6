"""A list of the secretariat that hides records while nothing is chosen says so, and how to see all of them."""

import datetime
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.groups import sync_user
from portal.accounts.models import User
from tests.factories import UserFactory
from tests.meetings.decisions import opened
from tests.meetings.offices import body_of, term

pytestmark = pytest.mark.django_db
LISTS = {
    "decisions:index": ("Status", "Under way"),
    "terms:index": ("State", "In office, also acting"),
    "letters:index": ("Status", "Open letters"),
    "withdrawals:index": ("Status", "Waiting to be recorded"),
    "successions:index": ("Status", "Waiting for a decision"),
}


@pytest.fixture
def browser(client: Client, settings: Any) -> Client:
    settings.DEMONSTRATION = True
    user = UserFactory(roles=("head",))
    sync_user(user)
    client.force_login(User.objects.get(pk=user.pk))
    return client


def pills(page: Any) -> list[tuple[str, str, str]]:
    """Return label, value and the address behind the cross of every pill on the page."""
    found = re.findall(
        r'class="w-pill__content".*?<span[^>]*>(.*?):\s*</span>\s*<b[^>]*>(.*?)</b>.*?src-value="([^"]*)"',
        page.content.decode(),
        re.DOTALL,
    )
    return [tuple(unescape(part).strip() for part in pill) for pill in found]


@pytest.mark.parametrize("name", LISTS)
def test_list_that_hides_something_shows_a_pill_that_can_be_taken_away(browser: Client, name: str) -> None:
    [(label, value, address)] = pills(browser.get(reverse(name)))
    assert (label, value) == LISTS[name]
    assert browser.get(address).status_code == 200
    assert pills(browser.get(address)) == []


def test_the_cross_shows_what_was_hidden_and_keeps_the_other_choices(browser: Client) -> None:
    past = term(body_of("asgm"), "lead", since=datetime.date(2012, 1, 1), until=datetime.date(2013, 12, 31))
    address = reverse("terms:index")
    body = {"body": body_of("asgm").pk}
    first, second = pills(browser.get(address, body | {"p": 1}))
    assert (first[1], second[0]) == ("In office, also acting", "Body")
    row = reverse("terms:inspect", args=[past.pk])
    assert row not in browser.get(address, body).content.decode()
    answer = browser.get(first[2])
    assert row in answer.content.decode()
    assert [pill[0] for pill in pills(answer)] == ["Body"]


def test_a_search_goes_through_everything_and_shows_no_pill(browser: Client) -> None:
    opened(body_of("asgm"))
    assert pills(browser.get(reverse("decisions:index"), {"q": "demonstration"})) == []
