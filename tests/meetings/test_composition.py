"""The composition of the Advisory Group: figures equal a count by hand, gaps are named, what if (PAG-3)."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.composition import (
    Composition,
    SeatFacts,
    compose,
    gaps,
    gender_can_be_shown,
    what_if,
)
from meetings.enums import SeatCategory, SeatGround, TermRole
from meetings.queries.seats import (
    areas_without_lead,
    facts_of,
    leads_without_seat,
    nominees_to_invite,
    offices_on,
    panel,
    seats_among,
)
from partners.enums import Gender, PartnerKind
from partnership_areas.enums import Development, UnRegionalGroup
from partnership_areas.models import Area, Country
from portal.records.clock import today
from tests.factories import PersonFactory, partner
from tests.meetings.offices import body_of, group, lead, term
from tests.meetings.test_seats import prepared

CODES = [
    "vacant",
    "areas",
    "categories",
    "regions",
    "developing",
    "transition",
]


def seat(**values: Any) -> SeatFacts:
    return SeatFacts(**({"ground": SeatGround.OTHER.value, "kind": PartnerKind.NGO.value} | values))


def codes(found: list[Any]) -> set[str]:
    return {gap.code for gap in found}


def full_house() -> list[SeatFacts]:
    """Six seats in which every category, region and status is represented, and gender is in parity."""
    kinds = ["government", "reio", "igo", "ngo", "academia", "industry"]
    regions = [*UnRegionalGroup.values, "african"]
    status = ["developing", "developing", "transition", "developing", "developed", "developing"]
    genders = ["woman", "man"] * 3
    return [
        seat(kind=kind, region=region, development=development, gender=gender)
        for kind, region, development, gender in zip(kinds, regions, status, genders, strict=True)
    ]


@pytest.mark.rule("PAG-3")
def test_a_group_in_which_everybody_is_represented_lacks_nothing() -> None:
    assert gaps(compose(full_house(), 6)) == []


@pytest.mark.rule("PAG-3")
def test_every_gap_is_named() -> None:
    found = gaps(compose([], 25), ["ASGM", "Waste"])
    assert codes(found) == set(CODES)
    texts = [str(gap) for gap in found]
    assert "25 of 25 seats are vacant." in texts
    assert "No lead of these areas holds a seat: ASGM, Waste." in texts
    assert any("Industry" in text and "Science" in text for text in texts)


@pytest.mark.rule("PAG-1")
def test_temporary_seats_stand_beside_the_ordinary_ones() -> None:
    figures = compose([seat(), seat(ground=SeatGround.TEMPORARY.value)], 25)
    assert (figures.taken, figures.temporary, figures.vacant) == (1, 1, 24)
    assert figures.number("kinds", PartnerKind.NGO) == 1


def test_the_category_of_a_seat_counts_before_the_kind_of_the_partner() -> None:
    figures = compose([seat(category=SeatCategory.SCIENCE.value), seat()], 25)
    assert figures.number("categories", SeatCategory.SCIENCE) == 1
    assert figures.number("categories", SeatCategory.NGO) == 1
    assert figures.number("kinds", PartnerKind.NGO) == 2


@pytest.mark.rule("PAG-3")
@pytest.mark.parametrize(
    ("regions", "named"),
    [
        (["african"] * 3, False),
        (["african"] * 3 + ["asia-pacific"] * 3, False),
        (["african"] * 4 + ["asia-pacific"] * 3, True),
        (["african"] * 4 + ["asia-pacific"] * 3 + [""] * 9, True),
    ],
)
def test_one_region_with_more_than_half_is_out_of_balance(regions: list[str], named: bool) -> None:
    found = gaps(compose([seat(region=region) for region in regions], 25))
    assert ("balance" in codes(found)) is named


@pytest.mark.rule("PAG-3")
@pytest.mark.parametrize(
    ("women", "men", "missed"), [(3, 3, False), (3, 4, False), (3, 5, True), (2, 0, True)]
)
def test_parity_allows_a_difference_of_one(women: int, men: int, missed: bool) -> None:
    seats = [seat(gender="woman")] * women + [seat(gender="man")] * men
    assert ("parity" in codes(gaps(compose(seats, 25)))) is missed
    assert "parity" not in codes(gaps(compose(seats, 25), gender=False))


@pytest.mark.parametrize(
    ("genders", "shown"),
    [
        ([], False),
        (["woman"] * 9, False),
        (["woman"] * 3 + ["man"] * 3, True),
        (["woman"] * 3 + ["man"] * 2, False),
        (["woman"] * 8 + ["man"] * 8 + [""], False),
        (["woman"] * 3 + [""] * 3, True),
    ],
)
def test_figures_by_gender_tell_of_nobody(genders: list[str], shown: bool) -> None:
    assert gender_can_be_shown(compose([seat(gender=gender) for gender in genders], 25)) is shown


@pytest.mark.rule("PAG-3")
def test_what_if_names_what_closes_opens_and_stays() -> None:
    seats = [row for row in full_house() if row.kind != "industry"]
    candidate = seat(kind="industry", region="african", development="developing", gender="man")
    tried = what_if(seats, candidate, 6, [("asgm", "ASGM")])
    assert {gap.code for gap in tried.closed} == {"vacant", "categories"}
    assert not tried.opened
    assert {gap.code for gap in tried.unchanged} == {"areas"}
    assert (tried.now.taken, tried.then.taken) == (5, 6)
    leading = what_if(
        seats, seat(ground=SeatGround.AREA_LEAD.value, area="asgm"), 7, [("asgm", "ASGM"), ("waste", "W")]
    )
    assert {"areas", "vacant"} <= {before.code for before, _after in leading.changed}


def test_what_if_in_place_of_a_seat() -> None:
    seats = full_house()
    tried = what_if(seats, seat(kind="ngo", region="african"), 6, instead_of=seats[0])
    assert {gap.code for gap in tried.opened} >= {"categories"}
    assert tried.then.taken == 6


def test_a_seat_too_many_is_said() -> None:
    assert "beyond" in codes(gaps(compose([seat()] * 3, 2)))


values = st.builds(
    SeatFacts,
    ground=st.sampled_from(SeatGround.values),
    kind=st.sampled_from(PartnerKind.values),
    category=st.sampled_from(["", *SeatCategory.values]),
    region=st.sampled_from(["", *UnRegionalGroup.values]),
    development=st.sampled_from(["", *Development.values]),
    gender=st.sampled_from(["", *Gender.values]),
)


@pytest.mark.rule("PAG-3")
@given(st.lists(values, max_size=40))
def test_figures_equal_a_count_by_hand(seats: list[SeatFacts]) -> None:
    figures: Composition = compose(seats, 25)
    ordinary = [row for row in seats if row.ground != SeatGround.TEMPORARY]
    assert figures.taken == len(ordinary)
    assert figures.vacant == max(0, 25 - len(ordinary))
    for name, field in (
        ("kinds", "kind"),
        ("regions", "region"),
        ("development", "development"),
        ("genders", "gender"),
        ("grounds", "ground"),
    ):
        counted = Counter(getattr(row, field) for row in ordinary)
        assert {line.value: line.number for line in getattr(figures, name) if line.number} == counted
        assert sum(line.number for line in getattr(figures, name)) == figures.taken
    assert sum(line.number for line in figures.categories) == figures.taken


# --- From the records -----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.rule("PAG-3")
def test_seats_of_today_are_read_with_country_gender_and_ground() -> None:
    kenya = partner(kind="government", country=Country.objects.get(alpha2="KE"))
    term(group(), TermRole.MEMBER, organisation=kenya, person=PersonFactory(gender="woman"), category="")
    term(group(), TermRole.MEMBER, since=today().replace(year=today().year + 1))
    merged = partner(kind="industry", country=Country.objects.get(alpha2="RS"))
    old = partner()
    term(group(), TermRole.MEMBER, organisation=old, ground=SeatGround.TEMPORARY, category="", need="")
    old.merged_into = merged
    old.save()
    terms = offices_on(group())
    facts = sorted(facts_of(seats_among(terms)), key=lambda row: row.kind)
    assert [(row.kind, row.region, row.development, row.gender, row.ground) for row in facts] == [
        ("government", "african", "developing", "woman", "other"),
        ("industry", "eastern-european", "transition", "", "temporary"),
    ]
    here = panel(group(), terms)
    assert (here.figures.taken, here.figures.temporary, here.figures.seats) == (1, 1, 25)


@pytest.mark.django_db
@pytest.mark.rule("PAG-2")
def test_a_leads_term_proposes_a_seat_until_there_is_one() -> None:
    user = lead("asgm")
    [proposed] = leads_without_seat()
    assert proposed.person == user.person
    assert body_of("asgm").area in areas_without_lead([])
    prepared(
        person=user.person,
        organisation=proposed.organisation,
        ground=SeatGround.AREA_LEAD,
        area=Area.objects.get(code="asgm"),
        category="",
    )
    assert leads_without_seat() == []
    assert nominees_to_invite() == []


@pytest.mark.django_db
def test_an_area_is_represented_by_the_seat_of_its_lead() -> None:
    user = lead("asgm")
    term(
        group(),
        TermRole.MEMBER,
        person=user.person,
        ground=SeatGround.AREA_LEAD,
        area=Area.objects.get(code="asgm"),
        category="",
        need="",
    )
    assert leads_without_seat() == []
    seats = seats_among(offices_on(group()))
    assert "asgm" not in {area.code for area in areas_without_lead(seats)}
