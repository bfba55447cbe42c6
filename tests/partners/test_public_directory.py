"""The directory of partners: search, filters, hostile addresses, files."""

import csv
import datetime
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from partners.models import Membership, Organisation, OrganisationPerson
from partnership_areas.models import Country
from tests.factories import PersonFactory, confirmed_letter, letter_under_review, partner

pytestmark = pytest.mark.django_db
PAGE = "/en/partners/"


def names(client: Client, query: str = "", language: str = "en") -> list[str]:
    response = client.get(f"/{language}/partners/{query}")
    assert response.status_code == 200
    return [line["name"] for line in response.context["lines"]]


@pytest.fixture
def three(db: None) -> None:
    partner(
        legal_name="Institut für Übersee",
        acronym="IFÜ",
        kind="academia",
        areas=("products",),
        country=at("DE"),
    )
    partner(
        legal_name="Demonstration Rivers",
        kind="ngo",
        areas=("asgm", "products"),
        since=datetime.date(2019, 5, 1),
    )
    partner(legal_name="Côte Démonstration", kind="government", areas=(), country=at("CI"))


def at(code: str) -> Country:
    return Country.objects.get(alpha2=code)


def test_directory_is_sorted_by_name_without_accents(client, three):
    assert names(client) == ["Côte Démonstration", "Demonstration Rivers", "Institut für Übersee"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ubersee", ["Institut für Übersee"]),
        ("?q=IFU", ["Institut für Übersee"]),
        ("?q=RIVERS+demonstration", ["Demonstration Rivers"]),
        ("?q=allemagne", ["Institut für Übersee"]),
        ("?kind=ngo&kind=government", ["Côte Démonstration", "Demonstration Rivers"]),
        ("?country=de", ["Institut für Übersee"]),
        ("?region=002", ["Côte Démonstration", "Demonstration Rivers"]),
        ("?region=155", ["Institut für Übersee"]),
        ("?area=products", ["Demonstration Rivers", "Institut für Übersee"]),
        ("?area=products&kind=ngo&q=demo", ["Demonstration Rivers"]),
        ("?q=nobody", []),
        ("?q=%25", []),
        ("?page=9&q=demo", ["Demonstration Rivers", "Côte Démonstration"]),
    ],
)
def test_directory_is_narrowed(client, three, query, found):
    assert names(client, query) == found


def test_counts_of_kinds_follow_the_search_but_not_the_chosen_kind(client, three):
    page = client.get(PAGE + "?kind=ngo&q=demonstration").content.decode()
    assert "Government (1)" in page
    assert "NGO or civil society (1)" in page
    assert "Academic or research institution (0)" in page
    assert "1 partner found" in page


def test_only_running_canonical_memberships_are_listed(client, three):
    keep, gone = Organisation.objects.get(kind="ngo"), partner(legal_name="Merged Demonstration")
    gone.merged_into = keep
    gone.save()
    ended = partner(legal_name="Ended Demonstration")
    Membership.objects.filter(organisation=ended).update(
        ended_on=datetime.date(2026, 1, 1), ending="inactive", end_reason="No answer"
    )
    assert "Merged Demonstration" not in names(client)
    assert "Ended Demonstration" not in names(client)
    assert client.get(PAGE).context["total"] == 3


@pytest.mark.rule("LOI-11")
def test_origin_of_imported_partners_is_said(client):
    partner(legal_name="Demonstration Imported")
    page = client.get(PAGE).content.decode()
    assert "Imported, letter not held" in page
    assert "unknown" in page


def test_confirmed_partner_is_listed_at_once(client):
    confirmed_letter(legal_name="Demonstration Fresh")
    page = client.get(PAGE).content.decode()
    assert "Demonstration Fresh" in page
    assert "tag--ok" in page


def test_letters_received_are_linked_with_their_number(client):
    letter_under_review()
    assert "1 letter received, not yet confirmed" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_directory_answers_in_each_language(client, three, language):
    response = client.get(f"/{language}/partners/")
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


def test_empty_directory_and_empty_search_say_what_to_do(client):
    assert "There is no partner yet" in client.get(PAGE).content.decode()
    partner()
    page = client.get(PAGE + "?q=nothing-like-this").content.decode()
    assert "No partner matches all of this" in page
    assert "Show all partners" in page


@pytest.mark.parametrize(
    "query",
    [
        "?page=" + "9" * 5000,
        "?page=" + "9" * 4000,
        "?page=-1",
        "?page=abc",
        "?page=1e5",
        "?kind=unknown",
        "?kind=" + "&kind=".join(["ngo"] * 500),
        "?country=ZZ",
        "?country=" + "K" * 2000,
        "?region=abc",
        "?area=' OR 1=1 --",
        "?q=" + "a" * 5000,
        "?q=%ED%A0%80",
        "?q=%E2%80%AEtxet",
        "?q=%F0%9F%92%A7",
        "?q=" + "%25" * 300,
        "?q=a&q=b&q=c",
        "?format=exe",
        "?kind[]=ngo&kind=%3Cscript%3E",
    ],
)
def test_hostile_addresses_get_the_page(client, three, query):
    response = client.get(PAGE + query)
    assert response.status_code == 200
    assert b"<script>" not in response.content


@pytest.mark.parametrize("query", ["?q=%00", "?q=a%00b", "?q=" + "a" * 1_000_000])
def test_addresses_that_no_page_makes_are_refused(client, three, query):
    assert client.get(PAGE + query).status_code == 400


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?kind=unknown", "No kind of partner has the code “unknown”"),
        ("?country=ZZ", "No country has the code “ZZ”"),
        ("?region=999", "No region has the code “999”"),
        ("?area=moon", "No area has the code “moon”"),
        ("?q=" + "a" * 201, "Search for at most 200 characters."),
    ],
)
def test_unknown_values_are_said_and_left_out(client, three, query, message):
    response = client.get(PAGE + query)
    assert message in response.content.decode()
    assert response.context["total"] == 3
    assert client.get(f"{PAGE}{query}&format=csv").status_code == 400


def test_number_of_queries_does_not_grow(client, assert_query_parity):
    partner(areas=("asgm",))
    assert_query_parity(
        lambda: client.get(PAGE),
        lambda: [partner(areas=("asgm", "products"), country=at("DE")) for _n in range(3)],
        at_most=15,
    )


def test_page_stays_below_100_kb(client):
    for number in range(60):
        partner(legal_name=f"Demonstration {number} " + "long name " * 20, areas=("asgm", "products"))
    response = client.get(PAGE + "?kind=ngo&region=002")
    assert len(response.context["lines"]) == 50
    assert len(response.content) < 100_000
    assert [line["name"] for line in client.get(PAGE + "?page=2").context["lines"]] != []


@pytest.mark.rule("LOI-6")
def test_individuals_are_named_only_with_consent_and_never_in_files(client):
    partner(kind="individual", legal_name="Ann Example", name_is_public=False, slug="a", identity_key="a")
    partner(kind="individual", legal_name="Bea Sample", slug="bea-sample", identity_key="b")
    page = client.get(PAGE).content.decode()
    assert "Ann Example" not in page
    assert "Bea Sample" in page
    text = b"".join(client.get(PAGE + "?format=csv").streaming_content).decode()
    assert "Ann" not in text
    assert "Bea" not in text.title()
    assert names(client, "?q=ann") == []


def test_csv_holds_what_is_filtered(client, three):
    text = b"".join(client.get(PAGE + "?format=csv&kind=ngo").streaming_content).decode()
    [line] = csv.DictReader(io.StringIO(text))
    assert line["Name"] == "Demonstration Rivers"
    assert line["Kind (code)"] == "ngo"
    assert line["Country (code)"] == "KE"
    assert line["Areas (codes)"] == "asgm, products"
    assert line["Member since"] == "2019-05-01"


def test_xlsx_holds_everybody(client, three):
    sheet = load_workbook(io.BytesIO(client.get(PAGE + "?format=xlsx").content)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        "Côte Démonstration",
        "Demonstration Rivers",
        "Institut für Übersee",
    ]


def test_files_hold_no_contacts(client):
    organisation = partner()
    person = PersonFactory(email="secret@example.org", family_name="Secretperson")
    OrganisationPerson.objects.create(organisation=organisation, person=person, is_public=True)
    text = b"".join(client.get(PAGE + "?format=csv").streaming_content).decode()
    assert "ecret" not in text


def test_chips_take_one_filter_away(client, three):
    chips = client.get(PAGE + "?kind=ngo&kind=government&country=ke&region=002&q=demo").context["chips"]
    labels = {chip["label"] for chip in chips}
    assert labels == {"“demo”", "NGO or civil society", "Government", "Kenya", "Africa (all)"}
    without_country = next(chip["url"] for chip in chips if chip["label"] == "Kenya")
    assert "country" not in without_country
    assert "kind=ngo&kind=government" in without_country


def test_posting_to_the_directory_is_refused(client):
    assert client.post(PAGE).status_code == 405
