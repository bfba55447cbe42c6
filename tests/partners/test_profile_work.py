"""Areas that a partner joins and leaves, and what it contributed over the years."""

from typing import Any

import pytest
from django.urls import reverse

from partners.actions.profile import (
    join_area,
    leave_area,
    record_contribution,
    take_back_contribution,
)
from partners.models import AreaParticipation, Contribution, Organisation
from partners.profiles import contributions_of
from partnership_areas.models import Area
from portal.records.clock import today
from portal.records.decisions import Refusal, WrongState
from portal.records.models import AuditLine
from tests.factories import focal_point, partner
from tests.partners.desk import signed_in, text_of, version_on

pytestmark = pytest.mark.django_db
GIVEN = {
    "title": "Training on measuring mercury in air",
    "text": "Two courses.",
    "topic": "training",
    "area": None,
    "from_year": 2019,
    "to_year": 2021,
    "link": "",
    "language": "en",
}


def at(name: str, organisation: Organisation, *args: Any) -> str:
    return reverse(f"partners_desk:{name}", args=[organisation.slug, *args])


def last_line() -> AuditLine:
    return AuditLine.objects.order_by("-number")[0]


# --- Areas --------------------------------------------------------------------------------------------


@pytest.mark.rule("AREA-6")
def test_partner_joins_and_leaves_areas_and_the_dates_stay() -> None:
    organisation = partner(areas=("asgm",))
    browser = signed_in(focal_point(organisation))
    url = at("areas", organisation)
    browser.post(url, {"join": "waste-management"})
    browser.post(url, {"leave": "asgm"})
    running = AreaParticipation.objects.running().filter(organisation=organisation)
    assert [(place.area.code, place.since) for place in running] == [("waste-management", today())]
    left = organisation.participations.get(area__code="asgm")
    assert left.until == today()
    assert [line.data["area"] for line in AuditLine.objects.order_by("-number")[:2]] == [
        "asgm",
        "waste-management",
    ]
    assert "Earlier" in text_of(browser.get(url))


@pytest.mark.rule("AREA-6")
def test_area_is_joined_once_and_left_once() -> None:
    organisation = partner(areas=("asgm",))
    user, asgm = focal_point(organisation), Area.objects.get(code="asgm")
    with pytest.raises(WrongState):
        join_area(organisation, asgm, by=user)
    leave_area(organisation, asgm, by=user)
    with pytest.raises(WrongState):
        leave_area(organisation, asgm, by=user)
    join_area(organisation, asgm, by=user)
    assert organisation.participations.filter(area=asgm).count() == 2
    browser = signed_in(user)
    assert browser.post(at("areas", organisation), {"join": "asgm"}).status_code == 302
    assert browser.post(at("areas", organisation), {"join": "nothing\0"}).status_code == 302
    assert organisation.participations.filter(area=asgm).count() == 2


def test_closed_area_cannot_be_joined() -> None:
    organisation = partner()
    potential = Area.objects.exclude(pk__in=Area.objects.choosable()).first()
    with pytest.raises(WrongState):
        join_area(organisation, potential, by=focal_point(organisation))


# --- Contributions --------------------------------------------------------------------------------------


@pytest.mark.rule("LOI-7")
def test_contribution_is_recorded_corrected_and_taken_back() -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    form = {name: value or "" for name, value in GIVEN.items()} | {"area": "asgm"}
    assert browser.post(at("contribution_new", organisation), form).status_code == 302
    one = Contribution.objects.get()
    assert (one.years, one.area.code) == ("2019–2021", "asgm")
    assert "Training on measuring" in text_of(browser.get(organisation.get_absolute_url()))
    page = browser.get(at("contribution", organisation, one.pk))
    form |= {"to_year": "", "version": version_on(page)}
    assert browser.post(at("contribution", organisation, one.pk), form).status_code == 302
    one.refresh_from_db()
    assert one.years == "2019"
    assert browser.get(at("contribution_take_back", organisation, one.pk)).status_code == 200
    assert browser.post(at("contribution_take_back", organisation, one.pk)).status_code == 302
    assert not contributions_of(organisation).exists()
    assert Contribution.objects.get().taken_back_on == today()
    assert browser.get(at("contribution", organisation, one.pk)).status_code == 404
    assert "Training on measuring" not in text_of(browser.get(organisation.get_absolute_url()))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"topic": "magic"}, "topic"),
        ({"from_year": 1900}, "from_year"),
        ({"to_year": 2018}, "to_year"),
        ({"to_year": 2190}, "to_year"),
    ],
)
def test_contribution_needs_title_topic_and_years_in_order(wrong: dict[str, Any], field: str) -> None:
    organisation = partner()
    user = focal_point(organisation)
    with pytest.raises(Refusal) as refused:
        record_contribution(organisation, GIVEN | wrong, by=user)
    assert [problem.field for problem in refused.value.problems] == [field]
    form = {name: "" if value is None else str(value) for name, value in (GIVEN | wrong).items()}
    answer = signed_in(user).post(at("contribution_new", organisation), form)
    assert answer.status_code == 422
    assert "Two courses." in text_of(answer)


def test_stale_correction_shows_both_texts() -> None:
    organisation = partner()
    user = focal_point(organisation)
    one = record_contribution(organisation, GIVEN, by=user)
    browser, url = signed_in(user), at("contribution", organisation, one.pk)
    form = {name: value or "" for name, value in GIVEN.items()} | {"version": "0"}
    assert browser.post(url, form | {"title": "First title"}).status_code == 302
    answer = browser.post(url, form | {"title": "Second title"})
    assert answer.status_code == 409
    assert "First title" in text_of(answer) and "Second title" in text_of(answer)
    chosen = form | {"title": "Second title", "keep-title": "yours", "version": version_on(answer)}
    assert browser.post(url, chosen | {"edit": "1"}).status_code == 200
    assert browser.post(url, chosen).status_code == 302
    one.refresh_from_db()
    assert one.title == "Second title"


def test_contribution_of_another_partner_is_not_there() -> None:
    organisation, other = partner(), partner()
    one = record_contribution(other, GIVEN, by=focal_point(other))
    browser = signed_in(focal_point(organisation))
    assert browser.get(at("contribution", organisation, one.pk)).status_code == 404
    assert browser.post(at("contribution_take_back", organisation, one.pk)).status_code == 404


def test_contribution_is_taken_back_once() -> None:
    organisation = partner()
    user = focal_point(organisation)
    one = take_back_contribution(record_contribution(organisation, GIVEN, by=user), by=user)
    with pytest.raises(WrongState):
        take_back_contribution(one, by=user)


def test_contributions_of_a_merged_row_count_with_its_own() -> None:
    kept, gone = partner(), partner()
    record_contribution(gone, GIVEN, by=focal_point(gone))
    Organisation.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert contributions_of(kept).count() == 1


@pytest.mark.parametrize("name", ["organisation", "profile", "areas", "contributions"])
def test_pages_ask_the_database_as_often_for_three_rows_as_for_one(
    name: str, assert_query_parity: Any
) -> None:
    organisation = partner(areas=("asgm",))
    user = focal_point(organisation)
    browser = signed_in(user)

    def more() -> None:
        for year in (2020, 2021):
            record_contribution(organisation, GIVEN | {"from_year": year}, by=user)
        for code in ("waste-management", "products"):
            join_area(organisation, Area.objects.get(code=code), by=user)

    record_contribution(organisation, GIVEN, by=user)
    assert_query_parity(lambda: browser.get(at(name, organisation)), more)
