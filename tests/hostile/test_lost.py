"""Session gone, token gone, double clicks, back and once more: nothing typed is lost, nothing is made twice."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from partners.models import Letter
from portal.mail.models import OutboundEmail
from portal.records.models import AuditLine
from tests.accounts.codes import mailed_code
from tests.factories import UserFactory, complete_draft, officer
from tests.partners.desk import PAGES, start, url, version_on

pytestmark = pytest.mark.django_db
TEXT_OF = {
    "who": ("legal_name", "Réseau «démonstration» <b>&amp;</b>"),
    "people": ("main-family_name", "Öztürk-Demonstration"),
    "statements": ("contribution", "Nous partageons.\n\nDeux paragraphes — et un tiret."),
    "offers": ("offers-0-text", "Two workshops, <script>alert(1)</script>"),
    "signature": ("signatory_name", "Демонстрация"),
}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@pytest.mark.parametrize("step", TEXT_OF)
def test_token_gone_everything_typed_comes_back_and_can_be_sent_again(step):
    name, typed = TEXT_OF[step]
    user = UserFactory()
    letter = complete_draft(by=user)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    version = version_on(browser.get(url("step", letter, step)))
    data = PAGES[step] | {"version": version, name: typed}
    answer = browser.post(url("step", letter, step), data)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert escaped(typed) in page
    assert "<script>alert" not in page
    token = str(answer.context["csrf_token"])
    again = browser.post(url("step", letter, step), data | {"csrfmiddlewaretoken": token})
    assert again.status_code == 302
    assert escaped(typed) in browser.get(url("step", letter, step)).content.decode()


@pytest.mark.parametrize("step", TEXT_OF)
def test_session_gone_in_mid_form_text_returns_after_signing_in(client, step):
    name, typed = TEXT_OF[step]
    user = UserFactory()
    letter = complete_draft(by=user)
    client.force_login(user)
    address = url("step", letter, step)
    version = version_on(client.get(address))
    Session.objects.all().delete()
    answer = client.post(address, PAGES[step] | {"version": version, name: typed})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
    client.post("/accounts/login/code/", {"email": user.email, "next": address})
    client.post(f"/accounts/login/code/confirm/?next={address}", {"code": mailed_code(user.email)})
    page = client.get(address)
    assert page.status_code == 200
    assert escaped(typed) in page.content.decode()


def test_session_of_a_visitor_gone_says_sign_in_whether_there_is_such_a_draft_or_not(client):
    letter = start(client)
    Session.objects.all().delete()
    there = client.post(url("step", letter, "who"), PAGES["who"])
    absent = Client().post("/desk/letters/00000000-0000-4000-8000-000000000000/who/", PAGES["who"])
    assert (there.status_code, absent.status_code) == (302, 302)
    assert there.headers["Location"].partition("?")[0] == absent.headers["Location"].partition("?")[0]


def test_sent_twice_is_one_letter_with_the_same_reference(client):
    user = UserFactory()
    officer()
    letter = complete_draft(by=user)
    client.force_login(user)
    first = client.post(url("check", letter))
    lines, mails = AuditLine.objects.count(), OutboundEmail.objects.count()
    letter.refresh_from_db()
    reference = letter.reference
    second = client.post(url("check", letter))
    letter.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert (letter.reference, Letter.objects.exclude(reference=None).count()) == (reference, 1)
    assert (AuditLine.objects.count(), OutboundEmail.objects.count()) == (lines, mails)
    assert reference in client.get(second.headers["Location"]).content.decode()


def test_back_and_resubmitted_part_of_a_sent_letter_changes_nothing(client):
    user = UserFactory()
    letter = complete_draft(by=user)
    client.force_login(user)
    client.post(url("check", letter))
    answer = client.post(
        url("step", letter, "statements"), PAGES["statements"] | {"contribution": "Later.", "version": 1}
    )
    letter.refresh_from_db()
    assert answer.status_code == 403
    assert letter.contribution != "Later."


@pytest.mark.parametrize("signed_in", [True, False])
def test_start_pressed_twice_is_one_draft(client, signed_in):
    if signed_in:
        client.force_login(UserFactory())
    assert start(client) == start(client)
    assert Letter.objects.count() == 1


def test_start_on_behalf_pressed_twice_is_one_draft(client):
    client.force_login(officer())
    first, second = (client.post("/desk/letters/on-behalf/") for _click in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Letter.objects.count() == 1
    colleague = Client()
    colleague.force_login(officer())
    assert colleague.post("/desk/letters/on-behalf/").headers["Location"] != first.headers["Location"]


def test_autosave_without_session_says_401_and_keeps_nothing_wrong(client):
    letter = start(client)
    Session.objects.all().delete()
    answer = client.post(url("step", letter, "who"), PAGES["who"], headers={"x-autosave": "1"})
    assert (answer.status_code, answer.json()) == (401, {})
