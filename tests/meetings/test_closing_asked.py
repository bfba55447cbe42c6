"""Closing an area asks once more, with all that it does; no form of the secretariat turns a day into another."""

import datetime
from typing import Any

import pytest
from django.forms import DateField, Form
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation

from meetings.enums import EndReason, SeatGround
from meetings.models import Term
from partnership_areas.models import Area
from portal.mail.models import OutboundEmail
from portal.records.clock import today
from portal.records.forms import date_input
from portal.records.models import AuditLine
from tests.factories import head
from tests.meetings.offices import body_of, group, lead, term

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def asgm() -> Area:
    return Area.objects.get(code="asgm")


@pytest.fixture
def address(client: Client, settings: Any) -> str:
    settings.DEMONSTRATION = True
    client.force_login(head())
    return reverse("areas-admin:close", args=[asgm().pk])


def values(on: datetime.date) -> dict[str, str]:
    return {"on": on.isoformat(), "reason": "The work is done", "source": "Demonstration report"}


@pytest.mark.rule("AREA-1")
def test_the_first_press_closes_nothing_and_names_area_day_terms_and_seats(
    client: Client, address: str
) -> None:
    leading = lead("asgm")
    seat = term(group(), "member", ground=SeatGround.AREA_LEAD, area=asgm(), person=leading.person)
    lines, mails = AuditLine.objects.count(), OutboundEmail.objects.count()
    asked = client.post(address, values(today()))
    page = asked.content.decode()
    assert asked.status_code == 200
    assert f"Close “{asgm().name}” on {today():%-d %B %Y}?" in page
    for said in (
        "The work is done",
        "Demonstration report",
        str(leading.person),
        seat.organisation.legal_name,
    ):
        assert said in page
    assert asgm().status == "established"
    assert not Term.objects.filter(end_reason=EndReason.AREA_CLOSED).exists()
    assert (AuditLine.objects.count(), OutboundEmail.objects.count()) == (lines, mails)
    seal = asked.context["question"].seal
    assert client.post(address, values(today()) | {"confirmed": seal}).status_code == 302
    assert asgm().status == "closed"
    assert Term.objects.filter(end_reason=EndReason.AREA_CLOSED).count() == 2


def test_a_yes_to_another_day_or_to_other_terms_is_asked_again(client: Client, address: str) -> None:
    seal = client.post(address, values(today() - DAY)).context["question"].seal
    other_day = client.post(address, values(today()) | {"confirmed": seal})
    assert "What is said here has changed since you read it." in other_day.content.decode()
    seal = other_day.context["question"].seal
    coming = term(body_of("asgm"), "co_lead", since=today())
    other_terms = client.post(address, values(today()) | {"confirmed": seal})
    assert str(coming.person) in other_terms.content.decode()
    assert asgm().status == "established"


def test_what_is_wrong_is_said_before_anything_is_asked(client: Client, address: str) -> None:
    answer = client.post(address, values(today() + DAY))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["on"])


def test_who_wants_to_change_something_finds_the_form_filled(client: Client, address: str) -> None:
    typed = values(today()) | {"reason": "Réseau «démonstration» & <b>"}
    asked = client.post(address, typed)
    back = client.post(address, dict(asked.context["typed"]) | {"change": "1"})
    assert back.status_code == 200
    assert back.context["form"]["reason"].value() == typed["reason"]
    assert not back.context["form"].errors
    assert asgm().status == "established"


# --- Days ----------------------------------------------------------------------------------------


def forms_of_the_secretariat() -> list[type]:
    """Return the class of the form of every verb in the admin."""
    found = []

    def walk(patterns: list[Any]) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns)
            else:
                verb = getattr(pattern.callback, "view_initkwargs", {}).get("verb")
                if verb is not None and verb.form_class is not None:
                    found.append(verb.form_class)

    walk(get_resolver().url_patterns)
    return found


def test_every_day_in_a_form_of_the_secretariat_is_the_date_input_of_the_browser() -> None:
    days = {
        f"{form.__name__}.{name}": field.widget.input_type
        for form in forms_of_the_secretariat()
        for name, field in form.base_fields.items()
        if isinstance(field, DateField)
    }
    assert len(days) > 8
    assert set(days.values()) == {"date"}, days


@pytest.mark.parametrize("typed", ["31/12/2025", "12.3.2012x", "01/02/2005", "tomorrow", "2026-02-31"])
def test_a_day_that_can_be_read_in_two_ways_or_none_is_refused_and_stays_as_typed(
    client: Client, address: str, typed: str
) -> None:
    answer = client.post(address, values(today()) | {"on": typed})
    assert answer.status_code == 422
    assert answer.context["form"]["on"].value() == typed
    assert asgm().status == "established"


class DayForm(Form):
    on = DateField(widget=date_input())


@pytest.mark.parametrize(
    ("typed", "read"), [("2012-03-12", True), ("12.3.2012", True), ("01/02/2005", False)]
)
def test_in_english_only_a_day_that_everybody_reads_alike_is_taken(typed: str, read: bool) -> None:
    with translation.override("en"):
        form = DayForm({"on": typed})
        assert form.is_valid() is read
        assert not read or form.cleaned_data["on"] == datetime.date(2012, 3, 12)
