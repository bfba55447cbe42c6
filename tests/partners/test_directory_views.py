"""List, cards and map of the directory; countries and their pages."""

import csv
import io
import re

import pytest

from partners.models import Organisation
from partners.places import places
from partnership_areas.models import Country
from tests.factories import partner

pytestmark = pytest.mark.django_db
PAGE = "/en/partners/"


def at(code: str) -> Country:
    return Country.objects.get(alpha2=code)


@pytest.fixture
def world(db: None) -> None:
    partner(legal_name="Demonstration Nairobi", kind="ngo", areas=("asgm",))
    partner(legal_name="Demonstration Mombasa", kind="government", areas=("products",))
    partner(legal_name="Démonstration Abidjan", kind="ngo", country=at("CI"), areas=())
    partner(legal_name="Demonstration Everywhere", kind="igo", country=None, is_global=True, areas=())
    partner(legal_name="Demonstration Union", kind="reio", country=None, areas=())
    partner(legal_name="Demonstration Nowhere", kind="other", country=None, areas=())


def table_of(page: str) -> dict[str, int]:
    body = page.split('id="places"')[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a></th><td[^>]*>([\d,]+)</td>', body)
    return {name.replace("&#x27;", "'"): int(number) for name, number in rows}


def circles_of(page: str) -> dict[str, int]:
    drawing = page.split('<svg class="world"')[1].split("</svg>")[0]
    labels = re.findall(r"<a [^>]*><title>(.*?): (\d+) partners?</title>", drawing)
    return {name.replace("&#x27;", "'"): int(number) for name, number in labels}


@pytest.mark.rule("INFO-1")
def test_map_and_table_say_the_same(client, world):
    page = client.get(PAGE + "?view=map").content.decode()
    assert table_of(page) == {
        "Kenya": 2,
        "Côte d'Ivoire": 1,
        "World-wide": 1,
        "Regional economic integration organizations": 1,
        "Country not known": 1,
    }
    assert circles_of(page) == {"Kenya": 2, "Côte d'Ivoire": 1}
    assert '<tfoot><tr><th scope="row">Total</th><td class="table__number">6</td>' in page


def test_map_follows_search_and_filters(client, world):
    page = client.get(PAGE + "?view=map&kind=ngo").content.decode()
    assert table_of(page) == circles_of(page) == {"Kenya": 1, "Côte d'Ivoire": 1}
    page = client.get(PAGE + "?view=map&q=nairoby").content.decode()
    assert table_of(page) == circles_of(page) == {"Kenya": 1}
    assert "These names are similar." in page


def test_map_leads_to_the_list_of_the_country_with_the_other_filters(client, world):
    page = client.get(PAGE + "?view=map&kind=ngo").content.decode()
    assert page.count('href="/en/partners/?kind=ngo&amp;country=KE"') == 2


@pytest.mark.parametrize(
    ("country", "names"),
    [
        ("global", ["Demonstration Everywhere"]),
        ("GLOBAL", ["Demonstration Everywhere"]),
        ("reio", ["Demonstration Union"]),
        ("unknown", ["Demonstration Nowhere"]),
        ("ke", ["Demonstration Mombasa", "Demonstration Nairobi"]),
    ],
)
@pytest.mark.rule("LOI-1")
def test_world_wide_and_regional_organizations_are_values_of_country(client, world, country, names):
    answer = client.get(PAGE, {"country": country})
    assert [line["name"] for line in answer.context["lines"]] == names
    [chip] = answer.context["chips"]
    assert chip["url"].endswith("?")


def test_every_way_of_looking_has_the_same_number(client, world):
    for view in ("list", "cards", "map"):
        assert client.get(PAGE, {"view": view, "kind": "ngo"}).context["total"] == 2


def test_tabs_and_form_keep_view_and_filters(client, world):
    page = client.get(PAGE + "?view=cards&kind=ngo&page=1").content.decode()
    assert '<input type="hidden" name="view" value="cards">' in page
    assert 'href="/en/partners/?kind=ngo"' in page  # the list
    assert 'href="/en/partners/?kind=ngo&amp;view=map"' in page
    assert 'name="view"' not in client.get(PAGE).content.decode()


def test_unknown_view_is_the_list(client, world):
    assert client.get(PAGE + "?view=<script>").context["view"] == "list"


def test_cards_show_the_first_words_in_their_language(client):
    partner(legal_name="Démonstration", description="Nous surveillons des rivières.", language="fr")
    page = client.get(PAGE + "?view=cards").content.decode()
    assert 'lang="fr" dir="ltr">Nous surveillons' in page


@pytest.mark.rule("LOI-6")
def test_card_of_a_hidden_individual_says_nothing_about_the_person(client):
    partner(
        kind="individual",
        legal_name="Ann Example",
        description="I am Ann and live in Nairobi.",
        name_is_public=False,
        slug="a",
        identity_key="a",
    )
    page = client.get(PAGE + "?view=cards").content.decode()
    assert "Ann" not in page
    assert "Individual partner" in page


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_map_as_a_file_is_its_table(client, world, file_format):
    answer = client.get(PAGE, {"view": "map", "format": file_format})
    assert answer.status_code == 200
    assert f"partners-by-country.{file_format}" in answer["Content-Disposition"]
    if file_format == "csv":
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
        assert rows[0] == {"Country": "Kenya", "Country (code)": "KE", "Partners": "2"}
        assert sum(int(row["Partners"]) for row in rows) == 6


@pytest.mark.parametrize("address", ["?view=map", "?view=cards", "countries/", "countries/ke/"])
def test_number_of_queries_does_not_grow(client, assert_query_parity, address):
    partner()

    def grow() -> None:
        for code in ("KE", "DE", "CI"):
            partner(country=at(code), areas=("asgm", "products"))
        partner(country=None, is_global=True)

    assert_query_parity(lambda: client.get(PAGE + address), grow, at_most=15)


# --- Countries ------------------------------------------------------------------------------------


def test_countries_are_listed_by_region_with_their_numbers(client, world):
    answer = client.get(PAGE + "countries/")
    [africa] = answer.context["regions"]
    assert (africa.name, africa.number) == ("Africa", 3)
    assert [(place.name, place.number) for place in africa.countries] == [("Côte d'Ivoire", 1), ("Kenya", 2)]
    page = answer.content.decode()
    assert "Partners are at home in 2 countries." in page
    assert 'href="/en/partners/countries/ke/"' in page
    assert 'href="/en/partners/?country=global"' in page
    assert "countries and territories without a partner" in page


def test_countries_without_any_partner_at_all(client):
    page = client.get(PAGE + "countries/").content.decode()
    assert "Partners are at home in 0 countries." in page
    assert '<svg class="world"' not in page


def test_country_outside_of_the_regions_is_listed_last(client):
    partner()
    partner(country=Country.objects.create(alpha2="XA", alpha3="XAA", m49="999", name="Atlantis"))
    answer = client.get(PAGE + "countries/")
    assert [region.name for region in answer.context["regions"]] == ["Africa", "Outside of the regions"]
    assert "Atlantis: " not in answer.content.decode()  # no point, no circle
    found = places(Organisation.objects.partners())
    assert [place.on_map for place in found.countries] == [False, True]
    assert found.countries[0].is_country


def test_page_of_a_country(client, world):
    page = client.get(PAGE + "countries/ke/").content.decode()
    assert "2 partners of the Global Mercury Partnership" in page
    for text in ("Demonstration Nairobi", "Demonstration Mombasa", "African Group", "Developing country"):
        assert text in page
    assert "Abidjan" not in page
    assert 'href="/en/partners/?country=KE&amp;kind=ngo"' in page
    assert 'href="/en/partners/?country=KE&amp;area=asgm"' in page
    assert "1 partner works world-wide" in page
    assert page.count('class="world__here"') == 1
    assert 'role="img"' in page


def test_page_of_a_country_without_a_partner_invites(client):
    page = client.get(PAGE + "countries/fr/").content.decode()
    assert "No partner of the Global Mercury Partnership is known here yet." in page
    assert 'href="/en/join/"' in page
    assert "noindex" in page


def test_page_of_a_least_developed_country_says_so(client):
    assert "Least developed country" in client.get(PAGE + "countries/mw/").content.decode()


def test_page_of_a_country_with_many_partners_leads_on(client):
    for number in range(52):
        partner(legal_name=f"Demonstration {number:02}")
    answer = client.get(PAGE + "countries/ke/")
    assert len(answer.context["lines"]) == 50
    assert "2 more partners" in answer.content.decode()


@pytest.mark.parametrize("code", ["zz", "kenya", "k"])
def test_unknown_country_is_not_found(client, code):
    assert client.get(f"{PAGE}countries/{code}/").status_code == 404


def test_address_of_a_country_is_in_small_letters(client):
    answer = client.get(PAGE + "countries/KE/")
    assert (answer.status_code, answer["Location"]) == (301, "/en/partners/countries/ke/")


@pytest.mark.parametrize(("language", "name"), [("fr", "Allemagne"), ("es", "Alemania")])
def test_countries_in_each_language(client, language, name):
    partner(country=at("DE"))
    assert name in client.get(f"/{language}/partners/countries/").content.decode()
    assert name in client.get(f"/{language}/partners/countries/de/").content.decode()
    assert name in client.get(f"/{language}/partners/?view=map").content.decode()


def test_countries_with_partners_are_in_the_sitemap(client):
    partner()
    text = client.get("/sitemap.xml").content.decode()
    assert "/en/partners/countries/</loc>" in text
    assert "/fr/partners/countries/ke/</loc>" in text
    assert "countries/fr/</loc>" not in text


def test_no_partner_gets_the_address_of_a_page():
    from partners.actions.membership import free_slug

    assert free_slug("Countries") == "countries-2"
