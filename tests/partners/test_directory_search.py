"""Search of the directory: old and other names, acronyms, misspelt words, names of merged organisations."""

import datetime

import pytest

from partners.models import FormerIdentity, Membership, Organisation, OtherName
from partners.name_index import build, canonical, current_stamp, domain_of, name_index, words_of
from partners.queries import possible_duplicates
from partnership_areas.models import Country
from tests.factories import OrganisationFactory, complete_draft, partner, sent_letter

pytestmark = pytest.mark.django_db
PAGE = "/en/partners/"


def found(client, text, **more):
    answer = client.get(PAGE, {"q": text, **more})
    assert answer.status_code == 200
    return [line["name"] for line in answer.context["lines"]]


def called_before(organisation: Organisation, name: str, acronym: str = "") -> None:
    FormerIdentity.objects.create(
        organisation=organisation,
        legal_name=name,
        acronym=acronym,
        kind=organisation.kind,
        country=organisation.country,
        until=datetime.date(2020, 1, 1),
    )
    organisation.save()


@pytest.fixture
def rivers(db: None) -> Organisation:
    organisation = partner(legal_name="Demonstration Rivers Network", acronym="DRN")
    called_before(organisation, "Alliance for Quiet Streams", "AQS")
    OtherName.objects.create(organisation=organisation, text="Réseau des fleuves")
    organisation.save()
    partner(legal_name="Demonstration Ministry of Mines", acronym="U.N.D.M.", kind="government")
    return organisation


@pytest.mark.parametrize(
    "text",
    [
        "rivers network",
        "DRN",
        "drn",
        "d.r.n.",
        "quiet streams",
        "AQS",
        "reseau fleuves",
        "RÉSEAU des Fleuves",
    ],
)
@pytest.mark.rule("INFO-1")
def test_partner_is_found_by_its_names_of_all_times(client, rivers, text):
    assert found(client, text) == ["Demonstration Rivers Network"]
    assert "No partner is called" not in client.get(PAGE, {"q": text}).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "Demonstartion Rivers",
        "demonstration rivres network",
        "quiet steams",
        "reseau fleuvs",
        "rivers netwrok",
    ],
)
def test_misspelt_name_finds_similar_ones_and_says_so(client, rivers, text):
    page = client.get(PAGE, {"q": text})
    assert [line["name"] for line in page.context["lines"]][0] == "Demonstration Rivers Network"
    assert f"No partner is called “{text}”" in page.content.decode()
    assert page.context["total"] == len(page.context["lines"])


def test_blanks_set_differently_find_the_name(client, rivers):
    assert found(client, "demonstrationrivers network") == ["Demonstration Rivers Network"]


def test_misspelt_country_finds_its_partners(client, rivers):
    assert "Demonstration Rivers Network" in found(client, "Kenia rivers")


def test_nothing_similar_is_nothing(client, rivers):
    page = client.get(PAGE, {"q": "zzzzzz qqqqq"})
    assert page.context["total"] == 0
    assert "No partner matches all of this" in page.content.decode()


def test_short_words_forgive_no_slip(client, rivers):
    assert found(client, "dnr") == []


def test_similar_names_are_narrowed_and_counted_as_any_others(client, rivers):
    page = client.get(PAGE, {"q": "demonstartion", "kind": "government"})
    assert [line["name"] for line in page.context["lines"]] == ["Demonstration Ministry of Mines"]
    assert "NGO or civil society (1)" in page.content.decode()
    assert "1 similar name" in page.content.decode()


def test_exact_names_hide_similar_ones_also_when_a_filter_takes_them_away(client, rivers):
    assert found(client, "rivers", kind="government") == []


def test_line_says_by_which_name_it_was_found(client, rivers):
    assert "also or formerly: Alliance for Quiet Streams" in client.get(PAGE, {"q": "quiet"}).content.decode()
    assert "also or formerly: Réseau des fleuves" in client.get(PAGE, {"q": "flauves"}).content.decode()
    for plain in ("rivers", "DRN", "kenya demonstration", ""):
        assert "also or formerly" not in client.get(PAGE, {"q": plain}).content.decode()


def test_acronym_comes_before_names_that_hold_it(client, db):
    partner(legal_name="A Demonstration of Whole Cities")
    partner(legal_name="Whoever Demonstrates")
    partner(legal_name="World Demonstration", acronym="WHO")
    assert found(client, "who") == [
        "World Demonstration",
        "Whoever Demonstrates",
        "A Demonstration of Whole Cities",
    ]


def test_acronym_with_and_without_points(client, rivers):
    assert found(client, "U.N.D.M.") == ["Demonstration Ministry of Mines"]
    assert found(client, "UNDM") == ["Demonstration Ministry of Mines"]


def test_country_counts_by_whole_words_where_a_name_answers(client, rivers):
    partner(
        legal_name="Demonstration Industry Body", acronym="UNIDO", country=Country.objects.get(alpha2="AT")
    )
    partner(legal_name="Demonstration Lakes Office", country=Country.objects.get(alpha2="US"))
    assert found(client, "UNIDO") == ["Demonstration Industry Body"]
    assert found(client, "estados unidos") == ["Demonstration Lakes Office"]
    assert found(client, "lakes united states") == ["Demonstration Lakes Office"]
    assert found(client, "industry austria") == ["Demonstration Industry Body"]


def test_part_of_a_country_is_enough_where_nothing_else_answers(client, rivers):
    partner(legal_name="Demonstration Lakes Office", country=Country.objects.get(alpha2="US"))
    assert found(client, "lakes unido") == ["Demonstration Lakes Office"]
    assert found(client, "estad") == ["Demonstration Lakes Office"]


def test_name_of_a_merged_organisation_leads_to_the_one_that_it_stands_for(client, rivers):
    twin = OrganisationFactory(legal_name="Silent Brooks Union", acronym="SBU", merged_into=rivers)
    assert found(client, "silent brooks") == ["Demonstration Rivers Network"]
    assert found(client, "silent broks") == ["Demonstration Rivers Network"]
    assert "also or formerly: Silent Brooks Union" in client.get(PAGE, {"q": "brooks"}).content.decode()
    third = OrganisationFactory(legal_name="Hidden Wells Society", merged_into=twin)
    assert found(client, "hidden wells") == ["Demonstration Rivers Network"]
    for row in (twin, third):
        row.merged_into = None
        row.save()
    assert found(client, "silent brooks") == []


def test_ended_partners_are_not_similar(client, rivers):
    Membership.objects.filter(organisation=rivers).update(
        ended_on=datetime.date(2026, 1, 1), ending="inactive", end_reason="No answer"
    )
    assert found(client, "rivres network") == []


@pytest.mark.rule("LOI-6")
def test_hidden_name_of_an_individual_is_in_no_index(client):
    person = partner(
        kind="individual", legal_name="Ann Example", name_is_public=False, slug="a", identity_key="a"
    )
    called_before(person, "Ann Formername")
    assert found(client, "exampel") == []
    assert found(client, "formernmae") == []
    index = name_index()
    assert index.names == []
    assert "example" not in index.words


def test_index_follows_every_change(client, rivers):
    assert found(client, "rivres") == ["Demonstration Rivers Network"]
    rivers.legal_name = "Demonstration Lakes Network"
    rivers.save(update_fields=["legal_name"])
    assert found(client, "rivres") == []
    assert found(client, "laeks") == ["Demonstration Lakes Network"]
    stamp = current_stamp()
    assert name_index() is name_index()
    Organisation.objects.filter(pk=rivers.pk).update(version=rivers.version + 1)
    assert current_stamp() != stamp


def test_files_hold_what_is_shown_similar_names_too(client, rivers):
    text = b"".join(client.get(PAGE, {"q": "rivres", "format": "csv"}).streaming_content).decode()
    assert "Demonstration Rivers Network" in text
    assert "Mines" not in text


@pytest.mark.parametrize("view", ["list", "cards", "map"])
@pytest.mark.parametrize("text", ["demonstration", "demonstartion", "zzzzzzz"])
def test_number_of_queries_does_not_grow(client, rivers, assert_query_parity, text, view):
    OrganisationFactory(legal_name="Demonstration Twin of All", merged_into=rivers)

    def grow() -> None:
        for number in range(3):
            more = partner(legal_name=f"Demonstration Grown {number}", areas=("products",))
            called_before(more, f"Formerly Demonstration {number}")
            OrganisationFactory(legal_name=f"Demonstration Twin {number}", merged_into=more)

    load = lambda: client.get(PAGE, {"q": text, "view": view})  # noqa: E731
    assert_query_parity(load, grow, at_most=15)


# --- The index itself -----------------------------------------------------------------------------


def test_words_join_letters_that_stand_alone():
    assert words_of("U.N.E.P. and W H O") == ["unep", "and", "who"]
    assert words_of("Vitamin C plus") == ["vitamin", "c", "plus"]
    assert words_of("…") == words_of("  ") or words_of("…")


def test_a_circle_of_merges_ends():
    assert canonical(1, {1: 2, 2: 1}) in {1, 2}
    assert canonical(1, {1: 2, 2: 3}) == 3


@pytest.mark.parametrize(
    ("url", "domain"), [("https://www.example.org/x", "example.org"), ("", ""), ("http://[bad", "")]
)
def test_domain_of_an_address(url, domain):
    assert domain_of(url) == domain


def test_empty_index_finds_nothing(db):
    index = build(current_stamp())
    assert index.similar("anything at all") == []
    assert index.similar("") == []


# --- Possible duplicates --------------------------------------------------------------------------


def reasons(letter):
    return {(duplicate.record.legal_name, duplicate.reason) for duplicate in possible_duplicates(letter)}


@pytest.mark.rule("LOI-8")
def test_duplicates_are_found_by_name_order_of_words_acronym_domain_and_former_name(db):
    partner(legal_name="Demonstration River Watch", website="")
    partner(legal_name="Watch River Demonstration Kenya", website="")
    partner(legal_name="Something Else Entirely", acronym="D.R.W.", website="")
    partner(legal_name="Another Body of Water", website="https://www.watch.example.org/about")
    renamed = partner(legal_name="New Name of Old Body", website="")
    called_before(renamed, "Demonstration River Watchers")
    letter = complete_draft(
        legal_name="Demonstration  River WATCH", acronym="DRW", website="https://watch.example.org"
    )
    found = reasons(letter)
    assert ("Demonstration River Watch", "same") in found
    assert ("Something Else Entirely", "acronym") in found
    assert ("Another Body of Water", "domain") in found
    assert ("New Name of Old Body", "alike") in found


def test_open_letters_are_duplicates_too_for_the_same_reasons(db):
    same = sent_letter(legal_name="Demonstration River Watch", website="")
    alike = sent_letter(legal_name="Demonstration River Wotch", acronym="XX", website="")
    acronym = sent_letter(legal_name="Nothing Like It", acronym="drw", website="")
    domain = sent_letter(legal_name="Also Nothing", acronym="YY", website="https://watch.example.org/")
    letter = complete_draft(
        legal_name="demonstration river watch", acronym="DRW", website="https://watch.example.org"
    )
    found = {duplicate.record.pk: duplicate.reason for duplicate in possible_duplicates(letter)}
    assert found == {same.pk: "same", alike.pk: "alike", acronym.pk: "acronym", domain.pk: "domain"}
    assert all(duplicate.is_letter for duplicate in possible_duplicates(letter))


def test_individuals_and_merged_rows_are_no_duplicates(db):
    keep = partner(legal_name="Demonstration Kept Body", website="")
    OrganisationFactory(legal_name="Demonstration River Watch", merged_into=keep)
    partner(kind="individual", legal_name="Demonstration River Watch", slug="i", identity_key="i")
    letter = complete_draft(legal_name="Demonstration River Watch", acronym="", website="")
    assert reasons(letter) == {("Demonstration Kept Body", "alike")}


def test_many_found_are_looked_for_by_the_database_with_the_same_result(client, rivers, monkeypatch):
    few = found(client, "demonstration")
    monkeypatch.setattr("partners.search.LISTED", 0)
    assert found(client, "demonstration") == few != []
    OrganisationFactory(legal_name="Silent Brooks Union", merged_into=rivers)
    assert found(client, "silent brooks") == ["Demonstration Rivers Network"]
    assert found(client, "U.N.D.M.") == ["Demonstration Ministry of Mines"]
