"""Titles stand in the language of the reader; who decides on an amendment sees it; ways to amendments and opinions."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from meetings.admin.term_forms import TermForm
from meetings.forms.areas import EstablishWithOriginForm
from meetings.models import Decision
from partnership_areas.models import Area
from portal.records.translations import set_translations
from tests.factories import UserFactory, focal_point, officer, partner
from tests.meetings import amendments
from tests.meetings.decisions import draft, opened
from tests.meetings.offices import body_of, chair, group, member
from tests.meetings.test_area_proposals import sent as sent_area
from tests.meetings.test_areas import adopted
from tests.meetings.test_term_origins import decision as made
from tests.partners.desk import text_of

pytestmark = pytest.mark.django_db
FRENCH = "Titre de démonstration"


def as_user(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def translated(decision: Decision) -> Decision:
    set_translations(decision, "fr", {"title": FRENCH}, by=officer())
    return decision


def test_desk_of_the_group_shows_the_translated_title() -> None:
    user = chair()
    decision = translated(opened(group(), by=user))
    browser = as_user(user)
    assert FRENCH in text_of(browser.get(reverse("meetings_desk:group") + "?lang=fr"))
    page = text_of(browser.get(reverse("meetings_desk:group") + "?lang=en"))
    assert FRENCH not in page
    assert decision.title in page


def test_list_of_the_secretariat_shows_the_translated_title(assert_query_parity) -> None:
    user = officer()
    user.language = "fr"
    user.save()
    translated(opened(body_of("asgm")))
    browser = as_user(user)
    url = reverse("decisions:index")
    assert FRENCH in text_of(browser.get(f"{url}?lang=fr"))
    assert_query_parity(
        lambda: browser.get(url), lambda: [translated(opened(body_of("asgm"))) for _n in range(2)], at_most=40
    )


def test_choice_of_a_decision_shows_the_translated_title() -> None:
    decision = translated(adopted())
    with translation.override("fr"):
        form = EstablishWithOriginForm(record=Area.objects.get(code="vcm"))
        assert (decision.pk, f"{decision.reference} {FRENCH}") in list(form.fields["decision"].choices)
        for_a_term = translated(made("asgm", kind="general", source="Report of 2012"))
        form = TermForm(body=body_of("asgm"))
        label = f"{for_a_term.reference} {FRENCH}"
        assert (for_a_term.pk, label) in list(form.fields["decision"].choices)


@pytest.mark.rule("GDL-1")
@pytest.mark.parametrize(("kind", "marked"), [("change", "<ins>"), ("remove", "<del>")])
def test_who_decides_on_an_amendment_sees_what_it_changes(kind: str, marked: str) -> None:
    user = member()
    amendment = amendments.before_group(kind=kind)
    page = text_of(as_user(user).get(amendment.decision.desk_url))
    assert 'class="differences"' in page
    assert marked in page
    for words in ("Demonstration reason.", "Demonstration opinion."):
        assert words in page
    plain = opened(group(), by=user)
    assert 'class="differences"' not in text_of(as_user(user).get(plain.desk_url))


def test_desk_leads_to_amendments() -> None:
    url = reverse("meetings_desk:amendments")
    for user in (member(), focal_point(partner()), officer()):
        assert f'href="{url}"' in text_of(as_user(user).get("/desk/"))
    assert f'href="{url}"' not in text_of(as_user(UserFactory()).get("/desk/"))


@pytest.mark.parametrize(
    ("make", "name"), [(amendments.sent, "amendments:examine"), (sent_area, "area-proposals:examine")]
)
def test_secretariat_finds_where_the_opinion_is_recorded(make: Any, name: str) -> None:
    proposal = make()
    url = reverse(name, args=[proposal.pk])
    browser = as_user(officer())
    assert f'href="{url}"' in text_of(browser.get(proposal.desk_url))
    assert browser.get(url).status_code == 200
    assert url not in text_of(as_user(proposal.created_by).get(proposal.desk_url))


# --- Where somebody is about to act on it -------------------------------------------------------------

TEXT = "Le groupe décide de faire une démonstration."


def details_of(page: str) -> str:
    """What one click shows: the original, behind its summary."""
    return (
        page.partition("<details><summary>Lire l’original")[2].partition("</details>")[0]
        or (page.partition("<details><summary>Read the original")[2].partition("</details>")[0])
    )


@pytest.mark.parametrize("verb", ["announce", "withdraw"])
def test_who_acts_on_a_decision_reads_it_in_their_language_with_the_original_one_click_away(
    verb: str,
) -> None:
    user = chair()
    decision = translated(opened(group(), by=user))
    set_translations(decision, "fr", {"title": FRENCH, "text": TEXT}, by=officer())
    for address in (f"{decision.desk_url}{verb}/", decision.desk_url):
        french = text_of(as_user(user).get(f"{address}?lang=fr"))
        assert FRENCH in french
        assert TEXT in french
        folded = details_of(french)
        assert decision.title in folded
        assert decision.text in folded
        assert decision.text not in french.replace(folded, "")
        english = text_of(as_user(user).get(f"{address}?lang=en"))
        assert decision.text in english
        assert FRENCH not in english
        assert not details_of(english)


def test_who_puts_a_draft_forward_reads_its_words() -> None:
    user = chair()
    decision = draft(group(), by=user)
    page = text_of(as_user(user).get(f"{decision.desk_url}open/?lang=es"))
    assert decision.title in page
    assert decision.text in page
    assert 'lang="en"' in page


def test_a_translation_older_than_the_original_is_said_where_the_outcome_is_announced() -> None:
    user = chair()
    decision = translated(opened(group(), by=user))
    Decision.objects.filter(pk=decision.pk).update(title="Another title")
    page = text_of(as_user(user).get(f"{decision.desk_url}announce/?lang=fr"))
    assert "La traduction est plus ancienne que l’original." in page
    assert "Another title" in details_of(page)


def test_secretariat_reads_the_words_before_it_announces() -> None:
    user = officer()
    user.language = "fr"
    user.save()
    decision = translated(opened(body_of("asgm")))
    page = text_of(as_user(user).get(reverse("decisions:announce", args=[decision.pk]) + "?lang=fr"))
    assert FRENCH in page
    assert decision.text in page
    assert decision.title in details_of(page)
