"""A button pressed after the session was over leads back to its page; no address shows the browser's own page."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from meetings.models import Term
from portal.site.middleware import BUTTONS
from tests.factories import UserFactory
from tests.meetings.offices import lead

pytestmark = pytest.mark.django_db
OFFICES = "/desk/offices/"
SAID = "Your session was over, so this was not done yet. Please do it here again."


def pressed(client: Client, address: str, page: str, **values: Any) -> Any:
    return client.post(address, values, headers={"referer": f"http://testserver{page}"})


@pytest.mark.parametrize("name", ["office_consent", "handover", "own_gender"])
def test_button_pressed_without_session_leads_back_to_its_page(client: Client, name: str) -> None:
    user = lead("asgm")
    term = Term.objects.get(person__user=user)
    address = reverse(f"meetings_desk:{name}", args=[] if name == "own_gender" else [term.pk])
    client.force_login(user)
    Session.objects.all().delete()
    answer = pressed(client, address, OFFICES, gender="female", agree="1")
    assert answer.url == f"/accounts/login/?next={address}"
    client.force_login(user)
    back = client.get(address)
    assert (back.status_code, back.url) == (302, OFFICES)
    page = client.get(OFFICES).content.decode()
    assert SAID in page
    once = client.get(address)
    assert once.status_code == 405
    term.refresh_from_db()
    assert term.consent == ""


def test_button_pressed_without_session_and_token_leads_back_to_its_page() -> None:
    user = lead("asgm")
    address = reverse("meetings_desk:office_consent", args=[Term.objects.get(person__user=user).pk])
    browser = Client(enforce_csrf_checks=True)
    lost = pressed(browser, address, OFFICES, agree="1")
    assert lost.status_code == 403
    again = dict(lost.context["typed"]) | {"csrfmiddlewaretoken": str(lost.context["csrf_token"])}
    asked = pressed(browser, address, address, **again)
    assert asked.url == f"/accounts/login/?next={address}"
    browser.force_login(user)
    assert browser.get(address).url == OFFICES


def test_a_notice_opened_without_session_leads_back_to_the_list(client: Client) -> None:
    user = UserFactory()
    address = reverse("desk:read_notices")
    pressed(client, address, "/desk/notices/?show=unread")
    client.force_login(user)
    assert client.get(address).url == "/desk/notices/?show=unread"


@pytest.mark.parametrize(
    "referer",
    [
        "https://elsewhere.example/desk/offices/",
        "http://testserver//elsewhere.example/",
        "http://testserver:99/desk/",
        "javascript:alert(1)",
        "http://[",
        "",
    ],
)
def test_no_other_site_says_where_somebody_is_led(client: Client, referer: str) -> None:
    address = reverse("meetings_desk:own_gender")
    client.post(address, {}, headers={"referer": referer})
    assert not client.session.get(BUTTONS)
    client.force_login(UserFactory())
    assert client.get(address).status_code == 405


def test_a_form_that_can_be_opened_is_opened_filled_and_not_left(client: Client) -> None:
    pressed(client, "/accounts/", "/desk/", first_name="Añá", last_name="Demonstration", language="en")
    client.force_login(UserFactory())
    assert client.get("/accounts/").context["form"]["first_name"].value() == "Añá"


def test_a_button_without_words_promises_nothing(client: Client) -> None:
    answer = client.post(reverse("meetings_desk:own_gender"), follow=True)
    assert "Sign in to go on." in answer.content.decode()
    assert "What you typed" not in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_405_is_a_page_of_the_portal(client: Client, signed_in: bool, language: str) -> None:
    if signed_in:
        client.force_login(UserFactory())
    for answer in (
        client.get(reverse("meetings_desk:own_gender"), {"lang": language}),
        client.post(f"/{language}/partnership-areas/asgm/feed.atom"),
    ):
        assert answer.status_code == 405
        assert answer.headers["Allow"]
        page = answer.content.decode()
        assert f'<html lang="{language}"' in page
        assert "<h1>" in page
        assert ("/desk/" in page.partition("<h1>")[2]) is signed_in
