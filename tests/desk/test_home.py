"""The desk's home page."""

import datetime

import pytest

from portal.records import registries
from portal.records.registries import WaitingItem
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    items = []

    def provide(user):
        return items

    registries.waiting.register(provide)
    yield items
    registries.waiting._functions.remove(provide)


def test_home_asks_to_sign_in_and_comes_back(client):
    assert client.get("/desk/").url == "/accounts/login/?next=/desk/"


def test_home_greets_and_says_that_nothing_waits(client):
    client.force_login(UserFactory(first_name="Ana", last_name="Demo"))
    page = client.get("/desk/").content.decode()
    assert "Good day, Ana Demo" in page
    assert "Nothing waits for you" in page
    assert "/admin/" not in page


def test_home_lists_what_is_due_first(client, waiting):
    waiting += [
        WaitingItem("older", "/a/", since=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)),
        WaitingItem("undated", "/b/"),
        WaitingItem("due", "/c/", due=datetime.date(2020, 1, 1)),
    ]
    client.force_login(UserFactory())
    answer = client.get("/desk/")
    assert [item.text for item in answer.context["waiting"]] == ["due", "older", "undated"]
    assert answer.content.decode().count("Overdue") == 1


def test_home_draws_the_panels_of_apps(client):
    def panel(user):
        return [("components/empty.html", {"title": f"Panel of {user.email}"})]

    registries.desk_panels.register(panel)
    try:
        user = UserFactory()
        client.force_login(user)
        assert f"Panel of {user.email}" in client.get("/desk/").content.decode()
    finally:
        registries.desk_panels._functions.remove(panel)


def test_home_leads_staff_to_the_secretariat(client):
    client.force_login(UserFactory(roles=("officer",)))
    assert 'href="/admin/"' in client.get("/desk/").content.decode()


def test_home_is_never_kept_by_a_proxy(client):
    client.force_login(UserFactory())
    assert "no-store" in client.get("/desk/").headers["Cache-Control"]
