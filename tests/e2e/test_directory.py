"""The directory in a real browser: found by misspelt, old and other names; map and table say the same; keyboard only;
320 pixels; axe and the HTML checker find nothing; English, French and Spanish.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.survey import Survey

pytestmark = [pytest.mark.e2e]

MINISTRY = "Demonstration Ministry of Environment"
SEAS = "Demonstration Regional Seas Programme"
PAGES = {
    "directory list": "/en/partners/?view=list",
    "directory cards": "/en/partners/?view=cards&kind=government",
    "directory map": "/en/partners/?view=map",
    "directory map french": "/fr/partners/?view=map&region=002",
    "directory similar spanish": "/es/partners/?q=demonstartion+minstry",
    "directory former name": "/en/partners/?q=clean+coasts",
    "countries": "/en/partners/countries/",
    "country": "/en/partners/countries/ke/",
    "country without a partner french": "/fr/partners/countries/ls/",
}


def search(page: Page, text: str) -> None:
    page.locator("[name=q]").fill(text)
    page.locator("[name=q]").press("Enter")
    page.wait_for_url(re.compile("q="))


def test_partner_is_found_by_misspelt_old_and_short_name(page):
    page.goto("/en/partners/")
    search(page, "Demonstartion Minstry of Enviroment")
    expect(page.locator("main")).to_contain_text("These names are similar.")
    expect(page.get_by_role("link", name=MINISTRY)).to_be_visible()
    search(page, "programme for clean coasts")
    expect(page.get_by_role("link", name=SEAS)).to_be_visible()
    expect(page.locator("main")).to_contain_text("also or formerly: Demonstration Programme for Clean Coasts")
    for name in ("DPCC", "mers régionales", "MARES REGIONALES"):
        search(page, name)
        expect(page.get_by_role("link", name=SEAS)).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_map_and_table_say_the_same(plain_page, language):
    plain_page.goto(f"/{language}/partners/?view=map")
    rows = plain_page.locator("#places tbody tr")
    table = dict(zip(rows.locator("th").all_inner_texts(), rows.locator("td").all_inner_texts(), strict=True))
    labels = plain_page.locator("svg.world a title").all_text_contents()
    circles = dict(re.match(r"(.*?)\s*: (\d+)", label).groups() for label in labels)
    assert circles
    assert circles.items() <= table.items()
    assert len(table) - len(circles) <= 3  # world-wide, regional organizations, not known
    total = plain_page.locator("#places tfoot td").inner_text()
    assert int(total) == sum(int(number) for number in table.values())


def test_keyboard_alone_leads_from_the_map_to_a_country(page):
    page.goto("/en/partners/?view=map")
    page.locator(".world-map__skip a").focus()
    expect(page.locator(".world-map__skip a")).to_be_visible()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.querySelector('title').textContent")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("country="))
    expect(page.locator(".chips")).to_contain_text(focused.split(":")[0])


def test_pages_are_whole_wide_and_narrow(page, vnu):
    look = Survey(page, vnu)
    for name, address in PAGES.items():
        look.visit(name, address)
    look.close(len(PAGES))
