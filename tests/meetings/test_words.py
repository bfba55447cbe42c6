"""What bodies, decisions and areas are called in French and Spanish: one word in English is several there."""

import html
import re

import pytest
from django.urls import reverse

from tests.factories import head
from tests.meetings.decisions import opened
from tests.meetings.offices import chair, member
from tests.meetings.test_area_proposals import before_group

pytestmark = pytest.mark.django_db
NO_BREAK = "\u00a0"


def words(client, url: str, language: str) -> str:
    """Return the text of a page in a language, without tags; blanks as they are printed."""
    answer = client.get(url, {"lang": language}) if not url.startswith("/en/") else None
    answer = answer or client.get(url.replace("/en/", f"/{language}/", 1))
    if answer.status_code == 302:
        answer = client.get(answer.url)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", "", html.unescape(answer.content.decode()))
    return re.sub(r"[ \n\t]+", " ", text)


@pytest.mark.parametrize(
    ("language", "title", "post"), [("fr", "Titre", "Fonction"), ("es", "Título", "Cargo")]
)
def test_the_title_of_a_decision_is_no_post(client, language, title, post):
    client.force_login(member())
    page = words(client, reverse("meetings_desk:decision_propose", args=["pag", "general"]), language)
    assert f" {title} " in page
    assert f" {post} " not in page


def test_filters_of_the_register_fit_nouns_of_either_gender(client):
    page = words(client, "/en/decisions/", "es")
    assert "Órgano Todo " in page
    assert "Todas" not in page
    assert "Issue Tout " in words(client, "/en/decisions/", "fr")


@pytest.mark.parametrize(
    ("language", "heading", "note"),
    [
        ("fr", "Traduction en espagnol", "L’original (anglais) fait foi."),
        ("es", "Traducción al español", "Prevalece el original (inglés)."),
        ("en", "Translation into Spanish", "The original (English) counts."),
    ],
)
def test_languages_have_no_capital_within_a_sentence(client, language, heading, note):
    presiding = chair()
    decision = opened(by=presiding)
    client.force_login(presiding)
    page = words(client, reverse("meetings_desk:decision_translate", args=[decision.uuid, "es"]), language)
    assert heading in page
    assert note in page


def test_a_colon_has_its_space_in_french_alone(client):
    chair()
    assert f"Président ou présidente{NO_BREAK}: " in words(client, "/en/advisory-group/", "fr")
    assert "Presidente o presidenta: " in words(client, "/en/advisory-group/", "es")


def test_proposals_of_areas_have_no_english_words_in_the_admin(client):
    proposal = before_group()
    client.force_login(head())
    for url in (
        reverse("area-proposals:index"),
        reverse("area-proposals:inspect", args=[proposal.pk]),
    ):
        page = words(client, url, "fr")
        assert "Proposed at" not in page
        assert not re.search(r"\b(Area|Decision|None)\b", page.split("</nav>")[-1].replace("AREA-", ""))
