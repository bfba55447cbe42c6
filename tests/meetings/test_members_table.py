"""Who sits in the Advisory Group for which region and kind: the table of members, and narrowing it (PAG-3, PAG-7)."""

from typing import Any

import pytest
from django.test import Client

from meetings.enums import SeatGround, TermRole
from meetings.models import Term
from partnership_areas.models import Country
from tests.factories import partner
from tests.meetings.offices import chair, group, term
from tests.meetings.test_seats import sent

pytestmark = pytest.mark.django_db
PUBLIC = "/en/advisory-group/"


def seat(name: str, code: str, **values: Any) -> Term:
    country = Country.objects.get(alpha2=code)
    return term(group(), TermRole.MEMBER, organisation=partner(legal_name=name, country=country), **values)


@pytest.fixture
def three() -> None:
    seat("Demonstration Savannah", "KE", category="government")
    seat("Demonstration Baobab", "SN")
    seat("Demonstration Fjord", "NO", category="government")


def table(client: Client, query: str = "", url: str = PUBLIC) -> str:
    answer = client.get(f"{url}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.rule("PAG-3")
@pytest.mark.usefixtures("three")
def test_the_table_says_country_regional_group_and_kind(client: Client) -> None:
    page = table(client)
    main = page[page.index("<tbody>") : page.index("</table>")]
    for words in ("Kenya", "African Group", "Western European and Others Group", "NGO or civil society"):
        assert words in main, words
    client.force_login(chair())
    assert "African Group" in table(client, url="/desk/advisory-group/")


@pytest.mark.rule("PAG-3")
@pytest.mark.usefixtures("three")
def test_the_members_of_a_region_and_a_category_are_found_without_script(client: Client) -> None:
    page = table(client, "?region=african")
    assert "Demonstration Savannah" in page and "Demonstration Baobab" in page
    assert "Demonstration Fjord" not in page and "2 of 3 ordinary seats" in page
    page = table(client, "?region=african&category=government")
    assert "Demonstration Savannah" in page and "Demonstration Baobab" not in page
    assert "1 of 3 ordinary seats" in page
    page = table(client, "?region=western-european-others&category=ngo")
    assert "No member matches all of this" in page and "Demonstration Fjord" not in page


@pytest.mark.usefixtures("three")
def test_what_nobody_has_narrows_nothing(client: Client) -> None:
    page = table(client, "?region=nowhere&category=%3Cb%3E")
    assert "Demonstration Fjord" in page and "Demonstration Baobab" in page
    assert "ordinary seats</strong>" not in page


def test_a_temporary_seat_is_narrowed_like_the_others(client: Client) -> None:
    seat("Demonstration Baobab", "SN")
    seat("Demonstration Fjord", "NO", ground=SeatGround.TEMPORARY, category="", need="")
    assert "Demonstration Fjord" in table(client)
    assert "Demonstration Fjord" not in table(client, "?region=african")


# --- Languages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_need_of_a_seat_says_in_which_language_it_is(client: Client, language: str) -> None:
    invitation = sent(language="en", need="Small island States")
    seat("Demonstration Fjord", "NO", need="Fjords", invitation=invitation)
    seat("Demonstration Baobab", "SN", need="Deserts")
    page = table(client, url=f"/{language}/advisory-group/")
    assert '<span class="small quiet" lang="en">Fjords</span>' in page
    assert '<span class="small quiet" lang="">Deserts</span>' in page
    assert ("Original\xa0: anglais" in page) == (language == "fr")


def test_a_source_is_not_read_out_as_if_it_were_in_the_language_of_the_page(client: Client) -> None:
    seat("Demonstration Baobab", "SN", source="Report of the meeting")
    page = table(client, url="/fr/advisory-group/history/")
    assert '<span lang="">Report of the meeting</span>' in page
