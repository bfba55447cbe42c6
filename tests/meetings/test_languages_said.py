"""What stands in another language than the page says so in words, not only to programs."""

import html
import re

import pytest
from django.test import Client

from meetings.actions.decisions import announce
from meetings.actions.positions import take_position
from meetings.models import Decision
from portal.publishing.documents import kind_of
from portal.publishing.typeset import render_html
from tests.factories import officer
from tests.meetings.amendments import before_group
from tests.meetings.decisions import opened
from tests.meetings.offices import chair, group, member

pytestmark = pytest.mark.django_db


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def spoken() -> Decision:
    """A decision in English; what was said and noted on it is in other languages."""
    decision = opened(group(), by=member())
    take_position(decision, by=member(), kind="statement", text="Déclaration", language="fr")
    return announce(decision, by=chair(), outcome="adopted", note="Note.", follow_up="Follow-up.")


def test_page_and_pdf_of_a_decision_name_the_language_of_what_was_said() -> None:
    decision = spoken()
    page = words(Client().get(f"/en/decisions/{decision.slug}/").content.decode())
    assert "Original: French Déclaration" in page
    assert page.count("Original:") == 1
    french = words(Client().get(f"/fr/decisions/{decision.slug}/").content.decode())
    assert french.count("Original : anglais") == 3  # text, note, follow-up
    pdf = words(render_html(kind_of("decision"), decision, "en", "1")[1])
    assert "Original: French Déclaration" in pdf
    assert pdf.count("Original:") == 2  # that of the decision stands in the masthead


def test_desk_page_of_an_amendment_names_the_language_of_the_opinion() -> None:
    amendment = before_group()
    client = Client()
    client.force_login(officer())
    page = words(client.get(f"/desk/amendments/{amendment.uuid}/?lang=es").content.decode())
    assert "Original: inglés Demonstration opinion." in page


def test_desk_page_of_a_decision_names_the_language_of_what_was_said() -> None:
    decision = spoken()
    client = Client()
    client.force_login(officer())
    assert "Original: French Déclaration" in words(client.get(decision.desk_url).content.decode())
