"""How mistakes are said on the pages of decisions and invitations: one heading, sentences of our own."""

import pytest
from django.test import Client

from meetings.forms.amendments import OpinionForm
from meetings.forms.decisions import AnnounceForm, PositionForm
from tests.meetings.decisions import draft, opened
from tests.meetings.offices import body_of, chair, lead, member
from tests.meetings.test_seats import sent

pytestmark = pytest.mark.django_db
OWN_WORDS = "This field is required"


def test_the_box_of_errors_has_its_own_heading_on_a_decision(client: Client) -> None:
    writer = member()
    decision = opened(by=writer, title="Demonstration of a title")
    client.force_login(writer)
    answer = client.post(f"{decision.desk_url}position/", {"kind": "", "language": "en"})
    page = answer.content.decode()
    box = page[page.index('class="error-summary"') :].split("</ul>")[0]
    assert answer.status_code == 422
    assert "There is a problem" in box and "Demonstration of a title" not in box
    assert "Say what you put on record." in box


def test_a_question_that_cannot_be_answered_says_error_in_its_title(client: Client) -> None:
    writer = lead()
    record = draft(body_of("asgm"), by=writer, kind="leads")  # designates nobody
    client.force_login(writer)
    answer = client.post(f"{record.desk_url}open/")
    page = answer.content.decode()
    assert answer.status_code == 422 and "<title>Error:" in page
    box = page[page.index('class="error-summary"') :].split("</ul>")[0]
    assert "There is a problem" in box and "Put it before those who decide?" not in box


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "There is a problem"), ("fr", "Il y a un problème")]
)
def test_the_page_of_an_invitation_has_the_same_heading(client: Client, language: str, heading: str) -> None:
    invitation = sent()
    page = client.post(f"/{language}/invitations/seat/{invitation.uuid}/", {}).content.decode()
    assert heading in page[page.index('class="error-summary"') :].split("</ul>")[0]


def test_forms_ask_in_words_of_their_own() -> None:
    chairing = chair()
    decision = opened(by=chairing, language="fr")
    forms = [
        AnnounceForm({}, decision=decision),
        PositionForm({"language": "en"}, decision=decision, user=chairing),
        OpinionForm({"language": "en"}),
    ]
    for form in forms:
        assert form.errors and OWN_WORDS not in str(form.errors)
    assert "(French)" in forms[0].fields["note"].help_text
    assert "(French)" in forms[0].fields["follow_up"].help_text
