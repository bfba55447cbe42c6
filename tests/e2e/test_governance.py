"""Who leads may write, until the term is over; the structure of the Partnership as page and figure."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.survey import Survey
from tests.infra.stack import Stack
from tests.infra.turned_clock import TurnedClock, turned_clock

pytestmark = [pytest.mark.e2e]

# Somebody whose term as lead ran out long ago: acting ends in so many days (none, where months are equally long).
LAST_DAYS = """
import datetime
from meetings.actions.terms import appoint
from meetings.models import Body
from meetings.rules.offices import acting_until, months_later
from partners.models import Organisation, OrganisationPerson, Person
from portal.accounts.models import User
from portal.demo.accounts import make_account
from portal.records.clock import now, pretending, today
DAY = datetime.timedelta(days=1)
user = make_account("acting@demo.example", given_name="Acting", family_name="Demonstration")
partner = Organisation.objects.get(legal_name="Demonstration Lime and Cement Federation")
person = Person.objects.create(user=user, email=user.email, given_name="Acting", family_name="Demonstration")
OrganisationPerson.objects.create(organisation=partner, person=person, role="focal")
until = months_later(today(), -18)
while months_later(until, 18) < today():
    until += DAY
with pretending(now() - 600 * DAY):  # recorded while it ran: only so its holder acts after it
    term = appoint(
        body=Body.objects.get(code="cement"), role="lead", person=person, organisation=partner,
        since=months_later(until, -24) + DAY, until=until, source="Demonstration record",
        by=User.objects.get(email="head@demo.example"),
    )
print((acting_until(term) - today()).days)
"""


@pytest.fixture
def clock(stack: Stack, tmp_path: Path) -> Iterator[TurnedClock]:
    with turned_clock(stack, tmp_path) as turned:
        yield turned


@pytest.mark.rule("AREA-5")
def test_lead_keeps_the_own_area_only(page_of: Callable[..., Page]) -> None:
    page = page_of("lead")
    page.goto("/desk/areas/asgm/texts/")
    expect(page.get_by_role("button", name="Save and publish")).to_be_visible()
    answer = page.goto("/desk/areas/waste-management/texts/")
    assert answer is not None and answer.status == 404


@pytest.mark.rule("AREA-3")
@pytest.mark.rule("AREA-5")
def test_page_that_was_open_refuses_the_day_after_acting_ended(
    stack: Stack, clock: TurnedClock, page_of: Callable[..., Page]
) -> None:
    days = int(stack.shell(LAST_DAYS))
    page = page_of("acting", base_url=clock.url)
    clock.turn(days)  # the last day: everything as ever
    page.goto("/desk/areas/cement/texts/")
    page.locator("[name=issue_en]").fill("Demonstration: written on the last day.")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator("body")).not_to_contain_text("Not saved")
    page.goto("/en/partnership-areas/cement/")
    expect(page.locator("main")).to_contain_text("written on the last day")

    page.goto("/desk/areas/cement/texts/")
    page.locator("[name=issue_en]").fill("Demonstration: written a day too late.")
    clock.turn(days + 1)
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not saved")
    expect(page.locator("main")).to_contain_text("written a day too late")  # nothing that was typed is lost
    page.goto("/en/partnership-areas/cement/")
    expect(page.locator("main")).to_contain_text("written on the last day")
    answer = page.goto("/desk/areas/cement/texts/")
    assert answer is not None and answer.status == 403


def test_structure_is_sound_in_three_languages(vnu, page: Page) -> None:
    survey = Survey(page, vnu)
    for language in ("en", "fr", "es"):
        survey.visit(f"structure {language}", f"/{language}/structure/")
        survey.visit(f"home {language}", f"/{language}/")
    survey.close(at_least=6)


def test_structure_shows_one_drawing_per_width_and_leads_by_keyboard(page: Page) -> None:
    page.goto("/en/structure/")
    wide, narrow = page.locator(".structure__drawing--4"), page.locator(".structure__drawing--1")
    expect(wide).to_be_visible()
    expect(narrow).to_be_hidden()
    page.set_viewport_size({"width": 320, "height": 800})
    expect(narrow).to_be_visible()
    expect(wide).to_be_hidden()
    link = narrow.locator("a", has_text="Coal combustion")
    expect(link).to_contain_text("Lead, acting")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/en/partnership-areas/coal-combustion/")
