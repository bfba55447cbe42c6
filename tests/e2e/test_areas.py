"""An area in front of everybody, on the desk of its leads and partners, and how a new one is proposed."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.survey import Survey
from tests.infra.stack import Stack

DESK = "/desk/areas/asgm/"
PUBLIC = ("asgm", "waste-management", "vcm", "oil-gas")


def test_public_pages_of_areas(page, vnu):
    look = Survey(page, vnu)
    for language in ("en", "fr", "es"):
        look.visit(f"area asgm {language}", f"/{language}/partnership-areas/asgm/")
    for code in PUBLIC[1:]:
        look.visit(f"area {code}", f"/en/partnership-areas/{code}/")
    look.visit("areas", "/en/partnership-areas/")
    look.visit("area on a day", "/en/partnership-areas/asgm/?on=2020-06-30")
    look.visit("area senseless day", "/en/partnership-areas/asgm/?on=1066-10-14")
    look.visit("area proposals", "/fr/area-proposals/")
    look.close(10)


def test_desk_pages_of_areas(page_of, vnu):
    look = Survey(page_of("lead"), vnu)
    for path in ("", "texts/", "messages/", "messages/write/"):
        look.visit(f"desk area {path}", DESK + path)
    look.visit("desk area texts es", f"{DESK}texts/?lang=es")
    look.visit("desk area fr", f"{DESK}?lang=fr")
    look.page.goto(f"{DESK}?lang=en")
    look.page.goto(f"{DESK}messages/write/")
    look.page.get_by_role("button", name="Check it").click()
    expect(look.page.locator(".error-summary")).to_be_visible()
    look.judge("desk area message with errors", 422)
    look.close(7)


@pytest.mark.rule("AREA-5")
def test_lead_writes_to_the_partners_who_read_it_again(page_of, vnu):
    """Without a press that cannot be taken back before the text was looked at; on a phone-sized screen."""
    page = page_of("lead", viewport={"width": 320, "height": 640})
    look = Survey(page, vnu)
    page.goto(DESK)
    page.get_by_role("link", name="Write to the partners").click()
    page.get_by_label("Subject").fill("Demonstration: dates of the workshop")
    page.get_by_label("Your message").fill("Demonstration: which week suits you?\n\nPlease answer.")
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("h1")).to_contain_text("Check your message")
    look.judge("desk area message check")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("Your message")).to_have_value(re.compile("which week"))
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name="Send the message").click()
    expect(page.locator("body")).to_contain_text("Your message is on its way.")
    look.judge("desk area message")
    reader = page_of("focal")
    reader.goto(f"{DESK}messages/")
    reader.get_by_role("link", name="Demonstration: dates of the workshop").click()
    expect(reader.locator("main")).to_contain_text("which week suits you?")
    look.close(2)


def test_partner_proposes_a_new_area_by_keyboard(page_of, vnu):
    """From the topic to the secretariat; another partner supports it."""
    page = page_of("focal")
    look = Survey(page, vnu)
    look.visit("desk area proposals", "/desk/area-proposals/")
    look.visit("desk area proposal new", "/desk/area-proposals/new/")
    page.get_by_label("A topic that is not listed here").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("[name=name]")).to_be_visible()
    page.locator("[name=name]").fill("Demonstration: mercury in thermometers")
    page.locator("[name=issue]").fill("Demonstration: old thermometers break.")
    page.locator("[name=objective]").fill("Demonstration: fewer of them.")
    page.locator("[name=reason]").fill("Demonstration: nobody collects them.")
    page.locator("[name=tie_goal]").first.check()
    page.locator("[name=tie_objective]").first.check()
    look.judge("desk area proposal edit")
    page.get_by_role("button", name="Save and check").click()
    page.get_by_role("link", name="Send to the secretariat").click()
    page.get_by_role("button", name="Send to the secretariat").click()
    expect(page.locator(".error-summary")).to_contain_text("seven priorities")
    look.judge("desk area proposal not complete", 422)
    page.locator(".error-summary a").first.click()
    page.locator("[name=tie_priority]").first.check()
    page.get_by_role("button", name="Save and check").click()
    page.get_by_role("link", name="Send to the secretariat").click()
    page.get_by_role("button", name="Send to the secretariat").click()
    expect(page.locator("h1")).to_contain_text("AREA-")
    look.judge("desk area proposal")
    other = page_of("lead")
    other.goto(page.url)
    other.get_by_role("button", name=re.compile("^Support it for")).first.click()
    expect(other.locator("body")).to_contain_text("your support is noted")
    look.close(5)


def test_pages_of_the_secretariat(page_of, vnu, stack: Stack):
    area = stack.shell(
        "from partnership_areas.models import Area as A\nprint(A.objects.get(code='vcm').pk)"
    ).strip()
    look = Survey(page_of("head"), vnu, admin=True)
    for path in (
        "area-proposals/",
        f"areas/inspect/{area}/",
        f"areas/establish/{area}/",
        f"areas/past_change/{area}/",
    ):
        look.visit(f"admin {path}", f"/admin/{path}")
    look.close(4)
