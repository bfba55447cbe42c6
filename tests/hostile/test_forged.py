"""What is posted past the form is ignored and noted; tampered forms are refused; guesses find nothing."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from partners.actions.letters import withdraw_letter
from partners.models import Letter, Membership
from portal.accounts.models import StaffAppointment, User
from tests.factories import UserFactory, complete_draft, head, letter_under_review, officer, sent_letter
from tests.partners.desk import PAGES, post_part, start, url, version_on

pytestmark = pytest.mark.django_db
FORGED = {
    "status": "confirmed",
    "role": "head",
    "org_id": "1",
    "organisation": "1",
    "applicant": "1",
    "applicant_id": "1",
    "reference": "LOI-2026-0001",
    "on_behalf": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "held_at": "",
    "decided_by": "1",
    "published_at": "2026-01-01",
    "sent_by": "1",
}


@pytest.fixture
def applicant(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.mark.parametrize("step", PAGES)
def test_forged_fields_of_a_part_are_ignored_and_noted(client, applicant, caplog, step):
    letter = start(client)
    with caplog.at_level(logging.WARNING, "portal.hostile"):
        post_part(client, letter, step, **FORGED)
    letter.refresh_from_db()
    assert (letter.status, letter.applicant, letter.reference) == ("draft", applicant, None)
    assert (letter.on_behalf, letter.organisation, letter.decided_by, letter.published_at) == (
        False,
        None,
        None,
        None,
    )
    [line] = [record.getMessage() for record in caplog.records if record.name == "portal.hostile"]
    assert all(name in line for name in ("status", "role", "org_id", "applicant"))
    assert "confirmed" not in line


@pytest.mark.parametrize("address", ["/en/join/", "/accounts/", "/accounts/signup/"])
def test_forged_rights_are_ignored(client, applicant, address):
    data = FORGED | {"first_name": "A", "last_name": "B", "language": "en", "email": "new@example.org"}
    client.post(address, data)
    assert not User.objects.filter(is_staff=True).exists()
    assert not User.objects.filter(is_superuser=True).exists()
    assert not StaffAppointment.objects.exists()
    assert not Letter.objects.exclude(status="draft", applicant=applicant, on_behalf=False).exists()


def test_forged_fields_do_not_travel_with_the_sending(client, applicant):
    letter = complete_draft(by=applicant)
    client.post(url("check", letter), FORGED)
    letter.refresh_from_db()
    assert (letter.status, letter.organisation, letter.applicant) == ("submitted", None, applicant)


def test_forged_verb_of_the_admin_decides_nothing(client):
    letter = letter_under_review()
    client.force_login(officer())
    answer = client.post(reverse("letters:confirm", args=[letter.pk]), FORGED | {"seen": letter.version})
    letter.refresh_from_db()
    assert (answer.status_code, letter.status) == (403, "under_review")
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"offers-TOTAL_FORMS": "0"},
        {"offers-TOTAL_FORMS": "2"},
        {"offers-TOTAL_FORMS": "1000"},
        {"offers-TOTAL_FORMS": "-1"},
        {"offers-TOTAL_FORMS": "x"},
        {"offers-TOTAL_FORMS": None},
        {"offers-5-text": "hidden"},
    ],
)
def test_tampered_rows_are_refused_and_nothing_changes(client, applicant, changes):
    letter = complete_draft(by=applicant)
    before = list(letter.offers.values("topic", "text"))
    answer = post_part(client, letter, "offers", **changes)
    assert answer.status_code == 200
    assert list(letter.offers.values("topic", "text")) == before
    assert answer.context["form"].formset.non_form_errors()


def test_withdrawn_during_review_approval_is_refused_as_changed(client):
    letter, decider = letter_under_review(), head()
    client.force_login(decider)
    page = client.get(reverse("letters:confirm", args=[letter.pk]))
    assert page.status_code == 200
    withdraw_letter(letter, by=letter.applicant)
    answer = client.post(reverse("letters:confirm", args=[letter.pk]), {"seen": letter.version})
    letter.refresh_from_db()
    assert (answer.status_code, letter.status) == (409, "withdrawn")
    assert "Withdrawn" in answer.content.decode()
    assert not Membership.objects.exists()


def test_letter_that_changed_since_it_was_read_is_not_confirmed(client):
    letter = letter_under_review()
    client.force_login(head())
    answer = client.post(reverse("letters:confirm", args=[letter.pk]), {"seen": letter.version - 1})
    letter.refresh_from_db()
    assert (answer.status_code, letter.status) == (409, "under_review")


def test_own_letter_is_not_confirmed_by_the_head_who_sent_it(client):
    decider = head()
    letter = letter_under_review(by=decider)
    client.force_login(decider)
    answer = client.post(reverse("letters:confirm", args=[letter.pk]), {"seen": letter.version})
    letter.refresh_from_db()
    assert (answer.status_code, letter.status) == (403, "under_review")


def test_a_draft_of_another_browser_is_not_reached_by_a_forged_session_key(client):
    letter = start(client)
    stranger = Client()
    stranger.cookies["sessionid"] = "a" * 32
    answer = stranger.get(url("letter", letter))
    assert answer.status_code == 302
    assert "Demonstration" not in answer.content.decode()


def test_a_draft_claimed_by_an_account_leaves_the_session(client):
    letter = start(client)
    Letter.objects.filter(pk=letter.pk).update(applicant=UserFactory())
    assert client.get(url("letter", letter)).status_code == 302
    assert (
        client.post(url("step", letter, "statements"), {"contribution": "x", "version": 0}).status_code == 302
    )
    letter.refresh_from_db()
    assert letter.contribution == ""


@pytest.mark.rule("LOI-8")
def test_second_letter_of_the_same_organisation_gets_the_same_words(client):
    sent_letter()
    second = UserFactory()
    client.force_login(second)
    letter = complete_draft(by=second)
    answer = client.post(url("check", letter), follow=True)
    letter.refresh_from_db()
    page = answer.content.decode()
    assert letter.held_at and letter.reference in page
    assert "held" not in page.lower() and "duplicate" not in page.lower()


@pytest.mark.parametrize(
    "address", ["/accounts/login/code/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/login/"]
)
def test_known_and_unknown_address_get_the_same_answer(address):
    known = UserFactory(email="known@example.org")
    known.set_password("right-horse-battery")
    known.save()
    answers = []
    for email in ("known@example.org", "nobody@example.org"):
        browser = Client()
        answer = browser.post(address, {"email": email, "login": email, "password": "wrong-horse-battery"})
        page = browser.get(answer.headers["Location"]) if answer.status_code == 302 else answer
        text = page.content.decode().replace(email, "EMAIL")
        token = str(page.context["csrf_token"]) if page.context and "csrf_token" in page.context else "-"
        answers.append(
            (
                answer.status_code,
                answer.headers.get("Location"),
                text.replace(token, ""),
                set(browser.cookies),
            )
        )
    assert answers[0][:2] == answers[1][:2]
    assert answers[0][3] == answers[1][3]
    assert answers[0][2] == answers[1][2]


@pytest.mark.parametrize(
    "elsewhere", ["//elsewhere.example", "https://elsewhere.example/x", "/\\elsewhere.example"]
)
def test_next_never_leads_to_another_site(client, elsewhere):
    user = officer()
    user.set_password("right-horse-battery")
    user.save()
    data = {"login": user.email, "password": "right-horse-battery", "next": elsewhere}
    answer = client.post(f"/accounts/login/?next={elsewhere}", data)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/") and not answer.headers["Location"].startswith(
        ("//", "/\\")
    )
    answer = client.get("/admin/login/", {"next": elsewhere})
    assert answer.headers["Location"] == "/admin/"


def test_two_tabs_get_409_with_both_texts(client, applicant):
    letter = complete_draft(by=applicant)
    version = version_on(client.get(url("step", letter, "statements")))
    post_part(client, letter, "statements", contribution="The text of the first tab.")
    data = PAGES["statements"] | {"version": version, "contribution": "The text of the second tab."}
    answer = client.post(url("step", letter, "statements"), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The text of the first tab." in page and "The text of the second tab." in page
