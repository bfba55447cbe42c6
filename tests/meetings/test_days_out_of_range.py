"""Days that nobody can mean: in addresses and forms they are refused or clamped, never an error of the server."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import AreaChange, Decision
from meetings.rules.offices import months_later
from partnership_areas.models import Area
from tests.factories import head, officer
from tests.meetings.decisions import opened
from tests.meetings.offices import body_of, chair, lead

pytestmark = pytest.mark.django_db
FAR = ("0001-01-01", "0002-06-01", "9998-06-01", "9999-12-31")


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    """No second factor is asked for."""
    settings.DEMONSTRATION = True


def as_user(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (datetime.date(1, 1, 1), -18, datetime.date.min),
        (datetime.date(9999, 12, 31), 24, datetime.date.max),
        (datetime.date(9998, 12, 31), 6, datetime.date.max),
        (datetime.date(2024, 2, 29), 12, datetime.date(2025, 2, 28)),
        (datetime.date(2026, 12, 1), -12, datetime.date(2025, 12, 1)),
    ],
)
def test_months_later_stays_within_the_calendar(
    day: datetime.date, months: int, expected: datetime.date
) -> None:
    assert months_later(day, months) == expected


@pytest.mark.parametrize("day", FAR)
def test_public_history_of_any_day_is_a_page(day: str) -> None:
    lead()
    for address in ("advisory-group/history/", "partnership-areas/asgm/history/", "partnership-areas/asgm/"):
        assert Client().get(f"/en/{address}", {"on": day}).status_code == 200, address


@pytest.mark.parametrize("day", FAR)
def test_outcome_and_past_decision_have_a_day_that_can_be(day: str) -> None:
    presiding = chair()
    decision = opened(by=presiding)
    address = reverse("meetings_desk:decision_announce", args=[decision.uuid])
    answer = as_user(presiding).post(address, {"outcome": "adopted", "decided_on": day, "note": "Done."})
    assert answer.status_code == 422
    past = {"body": "pag", "kind": "general", "title": "Title", "text": "Text", "language": "en"}
    past |= {"decided_on": day, "outcome": "adopted", "source": "A report"}
    assert as_user(officer()).post(reverse("decisions:past"), past).status_code == 422
    assert not Decision.objects.exclude(pk=decision.pk).exists()


@pytest.mark.parametrize("day", FAR)
def test_designation_for_a_far_day_is_refused_at_its_field(day: str) -> None:
    presiding = lead()
    partner = presiding.person.places.get().organisation
    values = {"title": "Title", "text": "Text", "language": "en"}
    values |= {"nominations-TOTAL_FORMS": "1", "nominations-INITIAL_FORMS": "0", "nominations-0-role": "lead"}
    values |= {"nominations-0-who": f"{presiding.person.pk}-{partner.pk}", "nominations-0-since": day}
    answer = as_user(presiding).post("/desk/decisions/propose/asgm/leads/", values)
    assert answer.status_code == 422
    assert "check the year" in answer.content.decode()
    assert not Decision.objects.filter(body=body_of("asgm")).exists()


@pytest.mark.parametrize("day", FAR)
def test_status_of_an_area_never_began_before_the_partnership(day: str) -> None:
    area = Area.objects.get(code="asgm")
    client = as_user(head())
    values = {"on": day, "source": "A report", "status": "established", "reason": "Slip"}
    for verb in ("past_change", "close"):
        answer = client.post(reverse(f"areas-admin:{verb}", args=[area.pk]), values)
        assert answer.status_code == 422, verb
    assert not AreaChange.objects.filter(area=area).exists()
    assert Area.objects.get(pk=area.pk).status == "established"
