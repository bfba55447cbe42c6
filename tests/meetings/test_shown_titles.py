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
from tests.meetings.decisions import opened
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
