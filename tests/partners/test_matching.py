"""What one partner offers against what another seeks (LOI-7)."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.enums import Direction, Topic
from partners.matching import WEIGHTS, Entry, Reason, best_matches, fits, match
from partners.models import Membership, OfferOrNeed, Organisation
from partners.offers import board, entries, matches_of, offers_of_partners
from partnership_areas.models import Area, Country
from portal.records.clock import today
from portal.records.enums import READS_RECORDS
from tests.factories import UserFactory, focal_point, officer, partner
from tests.partners.admin import browser, browser_of, text_of

keys = itertools.count(1)


def entry(direction="offer", **values):
    values = {"pk": next(keys), "organisation": 1, "topic": "training"} | values
    return Entry(direction=direction, **values)


def need(**values):
    return entry("seek", organisation=2, **values)


def add(organisation, direction="offer", topic="training", area=None, text=""):
    return OfferOrNeed.objects.create(
        organisation=organisation,
        direction=direction,
        topic=topic,
        area=Area.objects.get(code=area) if area else None,
        text=text,
    )


# --- The pure part ----------------------------------------------------------------------------------


@pytest.mark.rule("LOI-7")
@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (entry(), entry(organisation=2)),
        (entry(), entry("seek")),
        (entry(), need(topic="funding")),
        (entry(area=1), need(area=2)),
    ],
    ids=["both offer", "the same partner", "another topic", "another area"],
)
def test_what_does_not_fit(mine, theirs):
    assert match(mine, theirs) is None and match(theirs, mine) is None


@pytest.mark.rule("LOI-7")
@pytest.mark.parametrize(
    ("mine", "theirs", "reasons"),
    [
        (entry(), need(), ["topic", "any_area"]),
        (entry(area=1), need(area=1), ["topic", "area"]),
        (entry(area=1), need(), ["topic", "any_area"]),
        (
            entry(areas=frozenset({1, 2})),
            need(areas=frozenset({2})),
            ["topic", "any_area", "shared_area"],
        ),
        (entry(country=1), need(country=1), ["topic", "any_area", "country"]),
        (
            entry(country=1, subregion="014", region="002"),
            need(country=2, subregion="014", region="002"),
            ["topic", "any_area", "subregion"],
        ),
        (
            entry(country=1, subregion="014", region="002"),
            need(country=2, subregion="011", region="002"),
            ["topic", "any_area", "region"],
        ),
        (entry(country=1, region="002"), need(country=2, region="150"), ["topic", "any_area"]),
        (entry(is_global=True), need(country=2), ["topic", "any_area", "world"]),
    ],
)
def test_why_something_fits(mine, theirs, reasons):
    found = match(mine, theirs)
    assert [reason.value for reason in found.reasons] == reasons
    assert found.score == sum(WEIGHTS[Reason(reason)] for reason in reasons)
    assert (found.mine, found.theirs) == (mine.pk, theirs.pk)


def test_nearer_and_closer_scores_higher_and_never_beyond_a_hundred():
    here = entry(area=1, country=1, subregion="014", region="002")
    best = match(here, need(area=1, country=1, subregion="014", region="002"))
    near = match(here, need(area=1, country=2, subregion="014", region="002"))
    far = match(here, need(area=1, country=3, subregion="155", region="150"))
    open_ = match(here, need(country=3, subregion="155", region="150"))
    assert 100 >= best.score > near.score > far.score > open_.score > 0


some = st.builds(
    Entry,
    pk=st.integers(1, 50),
    organisation=st.integers(1, 3),
    direction=st.sampled_from(Direction.values),
    topic=st.sampled_from(Topic.values[:2]),
    area=st.sampled_from([None, 1, 2]),
    country=st.sampled_from([None, 1, 2]),
    subregion=st.sampled_from([None, "014"]),
    region=st.sampled_from([None, "002"]),
    is_global=st.booleans(),
    areas=st.frozensets(st.integers(1, 2)),
)


@given(some, some)
def test_matching_is_the_same_from_both_sides(one, other):
    there, back = match(one, other), match(other, one)
    assert (there is None) == (back is None) == (not fits(one, other))
    if there:
        assert (there.score, there.reasons) == (back.score, back.reasons)
        assert 0 < there.score <= 100


def test_best_matches_come_first_and_are_not_many():
    mine = entry(area=1)
    others = [need(), need(area=1), need(area=2), need(), need(area=1)]
    found = best_matches([mine], others, per_entry=3)[mine.pk]
    assert [one.theirs for one in found] == [others[1].pk, others[4].pk, others[0].pk]
    assert best_matches([mine], []) == {mine.pk: []}


# --- With partners ----------------------------------------------------------------------------------


@pytest.fixture
def lakes(db):
    return partner(legal_name="Demonstration Lakes Institute", areas=("asgm",))


@pytest.mark.rule("LOI-7")
def test_partner_sees_who_fits_and_why(lakes):
    mine = add(lakes, "seek", area="asgm", text="Courses for miners")
    near = partner(legal_name="Demonstration Rivers", areas=("asgm", "products"))
    far = partner(legal_name="Demonstration Glaciers", country=Country.objects.get(alpha2="CH"))
    add(near, area="asgm", text="Two days in Kisumu")
    add(far, text="Online courses")
    add(far, "offer", "funding")
    add(partner(legal_name="Demonstration Deserts"), area="products")
    [found] = matches_of(lakes)
    assert found.mine == mine
    assert [offer.organisation for offer, _match in found.found] == [near, far]
    assert Reason.SAME_COUNTRY in found.found[0][1].reasons
    page = text_of(browser_of(focal_point(lakes)).get(f"/desk/organisations/{lakes.slug}/matches/"))
    assert "Demonstration Rivers" in page and "Two days in Kisumu" in page and "Fits very well" in page
    assert "Demonstration Deserts" not in page
    assert page.index("Demonstration Rivers") < page.index("Demonstration Glaciers")
    assert f"/en/partners/{near.slug}/write/?about=" in page


def test_matches_are_for_the_people_of_the_partner(lakes):
    url = f"/desk/organisations/{lakes.slug}/matches/"
    for role in ("focal", "viewer"):
        assert browser_of(focal_point(lakes, role=role)).get(url).status_code == 200
    for role in READS_RECORDS:
        assert browser_of(UserFactory(roles=(role,))).get(url).status_code == 200
    assert browser_of(focal_point(partner())).get(url).status_code == 404
    assert browser_of(UserFactory()).get(url).status_code == 404


def test_former_partners_do_not_match_and_merged_rows_count_for_what_they_became(lakes):
    add(lakes, "seek")
    gone, old, new = partner(), partner(), partner(legal_name="Demonstration New")
    add(gone)
    gone.memberships.all().delete()
    offer = add(old)
    old.memberships.all().delete()
    assert [found.found for found in matches_of(lakes)] == [[]]
    old.merged_into = new
    old.save()
    [(shown, _match)] = matches_of(lakes)[0].found
    assert shown == offer
    assert "Demonstration New" in text_of(
        browser_of(focal_point(lakes)).get(f"/desk/organisations/{lakes.slug}/matches/")
    )
    add(new, "seek", "funding")
    assert len(matches_of(new)) == 2  # its own and that of the merged row
    assert {one.organisation for one in entries(offers_of_partners())} == {lakes.pk, new.pk}


def test_nothing_offered_or_sought_says_so(lakes):
    browser_ = browser_of(focal_point(lakes))
    url = f"/desk/organisations/{lakes.slug}/matches/"
    assert "Nothing to match yet" in text_of(browser_.get(url))
    add(lakes, "seek")
    add(lakes, "offer", "data")
    page = text_of(browser_.get(url))
    assert "Nobody offers this yet" in page and "Nobody seeks this yet" in page


def test_matches_make_the_same_number_of_queries(lakes, assert_query_parity):
    add(lakes, "seek")
    add(partner())
    browser_ = browser_of(focal_point(lakes))

    def load():
        assert browser_.get(f"/desk/organisations/{lakes.slug}/matches/").status_code == 200

    def grow():
        for _row in range(3):
            add(partner(areas=("asgm", "products")), area="asgm")
            add(lakes, "seek", area="asgm")

    assert_query_parity(load, grow, at_most=20)


@pytest.mark.rule("LOI-7")
@pytest.mark.parametrize("seed", range(6))
def test_best_counterparts_of_the_database_are_those_of_the_matching(db, seed):
    dice = random.Random(seed)  # noqa: S311 - a repeatable order of test rows
    near = list(Country.objects.filter(region="002")[:6])
    rows = []
    for _row in range(30):
        country = dice.choice([None, *near, *Country.objects.all()[:3]])
        areas = dice.sample(("asgm", "products", "waste-management"), dice.randint(0, 2))
        is_global = country is None and dice.random() < 0.7
        rows.append(partner(country=country, is_global=is_global, areas=areas))
        for _entry in range(2):
            add(rows[-1], dice.choice(Direction.values), "training", dice.choice([None, "asgm", "products"]))
    Membership.objects.filter(organisation=rows[9]).update(
        ended_on=today(), ending="inactive", end_reason="Silent."
    )
    for joined in (10, 11, 12):
        Organisation.objects.filter(pk=rows[joined].pk).update(merged_into=rows[joined - 10])
    everything = entries(offers_of_partners())
    for row in rows[:9]:
        mine = [one for one in everything if one.organisation == row.pk]
        others = [one for one in everything if one.organisation != row.pk]
        found = {one.mine.pk: [match for _offer, match in one.found] for one in matches_of(row)}
        assert found == best_matches(mine, others)


# --- Offers and needs for everybody -----------------------------------------------------------------


@pytest.mark.rule("LOI-7")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("q=courses", True),
        ("q=lakes COURSES", True),
        ("q=kenya", True),
        ("q=funds", False),
        ("direction=offer", True),
        ("direction=seek", False),
        ("topic=training", True),
        ("topic=funding", False),
        ("area=asgm", True),
        ("area=products", False),
        ("area=any", False),
        ("country=KE", True),
        ("country=fr", False),
        ("region=202", True),
        ("region=019", False),
        ("kind=ngo&kind=igo", True),
        ("kind=industry", False),
        ("direction=both&topic=x&country=XX", True),
        ("page=99", True),
    ],
)
def test_public_search_of_offers(client, lakes, query, found):
    add(lakes, area="asgm", text="Courses on air")
    answer = client.get(f"/en/partners/offers/?{query}")
    assert answer.status_code == 200
    assert ("Courses on air" in text_of(answer)) is found


def test_entry_for_any_area_is_found_in_each(client, lakes):
    add(lakes, text="Courses on air")
    for query in ("area=products", "area=any"):
        assert "Courses on air" in text_of(client.get(f"/en/partners/offers/?{query}"))


def test_offers_say_when_there_is_none(client, lakes):
    assert "Nothing is offered or sought yet" in text_of(client.get("/en/partners/offers/"))
    assert "Nothing matches all of this" in text_of(client.get("/en/partners/offers/?q=zzz"))
    assert client.get("/en/partners/offers/?q=" + "x" * 5000).status_code == 200
    assert client.post("/en/partners/offers/").status_code == 405


def test_individual_without_consent_is_not_named(client, lakes):
    person = partner(kind="individual", legal_name="Nadia Private", name_is_public=False)
    add(person, text="My time")
    page = text_of(client.get("/en/partners/offers/"))
    assert "My time" in page and "Nadia" not in page
    assert "My time" not in text_of(client.get("/en/partners/offers/?q=nadia"))


def test_public_list_makes_the_same_number_of_queries(client, lakes, assert_query_parity):
    add(lakes, area="asgm")

    def load():
        assert client.get("/fr/partners/offers/?kind=ngo&region=002&area=asgm").status_code == 200

    assert_query_parity(load, lambda: [add(partner(), area="asgm") for _row in range(3)], at_most=15)


# --- What has no counterpart ------------------------------------------------------------------------


@pytest.mark.rule("LOI-7")
def test_secretariat_sees_which_needs_have_no_offer(lakes):
    add(lakes, "seek", "funding", text="Funds for a pilot")
    add(lakes, "seek", "training", area="asgm", text="Courses for miners")
    add(partner(), "offer", "training", text="Online courses")
    page = browser("officer").get("/admin/matching/?counterpart=alone&direction=seek")
    assert "Funds for a pilot" in text_of(page) and "Courses for miners" not in text_of(page)
    assert "None yet" in text_of(page)
    page = text_of(browser("auditor").get("/admin/matching/?counterpart=found&topic=training&country=KE"))
    assert "Courses for miners" in page and "Funds for a pilot" not in page
    assert browser("editor").get("/admin/matching/").status_code == 404


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_offers_and_needs_as_a_file(lakes, format):
    add(lakes, "seek", "funding", text="=1+1")
    answer = browser("head").get(f"/admin/matching/?export={format}")
    assert answer.status_code == 200
    if format == "csv":
        text = text_of(answer)
        assert "'=1+1" in text and "Any area" in text and "None yet" in text


def test_numbers_by_topic_and_area(lakes):
    other = partner()
    add(lakes, "seek", "training", area="asgm")
    add(lakes, "seek", "training", area="products")
    add(lakes, "offer", "training", area="products")  # its own offer is no answer to its own need
    add(other, "offer", "training", area="asgm")
    add(other, "offer", "data")
    numbers = dict(board().by_topic())
    assert (numbers["training"].needs, numbers["training"].needs_alone) == (2, 1)
    assert (numbers["training"].offers, numbers["training"].offers_alone) == (2, 1)
    assert (numbers["data"].offers, numbers["data"].offers_alone) == (1, 1)
    total = board().total
    assert (total.needs, total.offers, total.needs_alone, total.offers_alone) == (2, 3, 1, 2)
    areas = {
        Area.objects.get(pk=key).code if key else "any": tally for key, tally in board().by_area().items()
    }
    assert areas["asgm"].needs_alone == 0 and areas["products"].needs_alone == 1
    assert areas["any"].offers == 1


@pytest.mark.parametrize("seed", range(6))
def test_list_of_gaps_and_matching_say_the_same(db, seed):
    dice = random.Random(seed)  # noqa: S311 - a repeatable order of test rows
    partners = [partner() for _row in range(3)]
    for _row in range(14):
        add(
            dice.choice(partners),
            dice.choice(Direction.values),
            dice.choice(Topic.values[:3]),
            dice.choice([None, "asgm", "products"]),
        )
    everything = entries(OfferOrNeed.objects.all())
    alone = {one.pk for one in everything if not any(fits(one, other) for other in everything)}
    found = board()
    assert set(offers_of_partners().filter(found.alone()).values_list("pk", flat=True)) == alone
    for one in everything:
        is_alone = found.is_alone(one.direction, one.topic, one.area, one.organisation)
        assert is_alone == (one.pk in alone)


def test_admin_list_makes_the_same_number_of_queries(lakes, assert_query_parity):
    add(lakes, area="asgm")
    add(lakes, "seek", "data")
    browser_ = browser_of(officer())

    def load():
        assert browser_.get("/admin/matching/?counterpart=alone").status_code == 200

    assert_query_parity(
        load, lambda: [add(partner(), "seek", "data", "asgm") for _row in range(3)], at_most=25
    )
