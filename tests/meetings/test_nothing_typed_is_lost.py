"""What was typed comes back when it cannot be stored: too late, no longer allowed, signed out meanwhile (BP-14)."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions.decisions import announce, withdraw_decision
from meetings.enums import DecisionStatus, EndReason
from portal.accounts.models import User
from portal.records.clock import today
from tests.meetings.decisions import draft, opened
from tests.meetings.offices import chair, lead, member

pytestmark = pytest.mark.django_db
WORDS = "Some words that took an hour to write."


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, record: Any) -> str:
    return reverse(f"meetings_desk:decision_{name}", args=[record.uuid])


def over(user: User) -> None:
    """The terms of this person ended yesterday."""
    user.person.terms.update(ended_on=today() - datetime.timedelta(days=1), end_reason=EndReason.RESIGNED)


def handed_back(answer: Any, status: int) -> bool:
    page = answer.content.decode()
    return answer.status_code == status and WORDS in page and "Not saved" in page


def test_statement_after_the_outcome() -> None:
    sitting, presiding = member(), chair()
    decision = opened(by=presiding)
    announce(decision, by=presiding, outcome=DecisionStatus.DEFERRED, note="Later.")
    values = {"kind": "statement", "text": WORDS, "language": "en"}
    assert handed_back(as_user(sitting).post(url("position", decision), values), 409)


def test_statement_after_the_seat_ended() -> None:
    sitting = member()
    decision = opened(by=chair())
    over(sitting)
    values = {"kind": "statement", "text": WORDS, "language": "en"}
    assert handed_back(as_user(sitting).post(url("position", decision), values), 404)


def test_note_on_the_outcome_after_a_withdrawal() -> None:
    presiding = chair()
    decision = withdraw_decision(opened(by=presiding), by=presiding)
    values = {"outcome": "adopted", "decided_on": today().isoformat(), "note": WORDS}
    assert handed_back(as_user(presiding).post(url("announce", decision), values), 409)


def test_draft_that_was_put_forward_meanwhile() -> None:
    presiding = chair()
    decision = opened(by=presiding)
    values = {"title": "Title", "text": WORDS, "language": "en"}
    assert handed_back(as_user(presiding).post(url("edit", decision), values), 409)


def test_message_of_a_lead_whose_term_ended() -> None:
    user = lead("asgm")
    over(user)
    address = reverse("meetings_desk:area_write", args=["asgm"])
    assert handed_back(as_user(user).post(address, {"subject": "Dates", "text": WORDS}), 403)


@pytest.mark.parametrize("page", ["propose", "edit", "position", "announce"])
def test_signed_out_meanwhile_what_was_typed_comes_back_once(page: str) -> None:
    presiding = chair()
    decision = draft(by=presiding) if page == "edit" else opened(by=presiding)
    address = reverse("meetings_desk:decision_propose", args=["pag", "general"])
    if page != "propose":
        address = url(page, decision)
    values = {"title": "Title", "text": WORDS, "note": WORDS, "language": "en", "kind": "statement"}
    client = Client()
    answer = client.post(address, values)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.url
    session = client.session["kept_posts"]
    client.force_login(presiding)
    kept = client.session
    kept["kept_posts"] = session
    kept.save()
    back = client.get(address)
    assert back.status_code in (200, 422)
    assert WORDS in back.content.decode()
    assert WORDS not in client.get(address, follow=True).content.decode()
    assert not decision.positions.exists()


def test_choices_and_days_alone_are_no_words() -> None:
    """A button pressed too late leads to the page that says why, as before."""
    presiding = chair()
    decision = withdraw_decision(opened(by=presiding), by=presiding)
    values = {"outcome": "adopted", "decided_on": today().isoformat(), "note": ""}
    assert as_user(presiding).post(url("announce", decision), values).status_code == 302
