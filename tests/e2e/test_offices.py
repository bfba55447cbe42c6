"""Terms of office in the browser: the past is entered and shown, one's own offices; then axe, vnu, 320 px."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.survey import Survey

pytestmark = [pytest.mark.e2e]
FACTS = """
import json
from meetings.models import Body, Term
from meetings.rules.offices import acting_terms
from partners.models import Organisation
print(json.dumps({
    "group": Body.objects.get(code="pag").pk,
    "cement": Body.objects.get(code="cement").pk,
    "seat": Term.objects.running().seats().first().pk,
    "acting": acting_terms().first().pk,
    "named": Term.objects.exclude(consent="").first().person_id,
}))
"""


@pytest.fixture(scope="module")
def facts(stack):
    return json.loads(stack.shell(FACTS))


@pytest.mark.rule("AREA-3")
def test_head_enters_a_term_of_2009_and_the_public_reads_it(page_of, page, facts):
    head = page_of("head")
    head.goto(f"/admin/bodies/inspect/{facts['cement']}/")
    head.get_by_role("link", name="Enter a past term").click()
    head.get_by_label("Search organisations").fill("demonstration")
    head.locator(".desk-search button").press("Enter")
    head.locator(".desk-list a").first.click()
    enter = head.get_by_role("button", name="Enter a past term")
    enter.press("Enter")
    expect(head.get_by_role("alert").first).to_contain_text("Choose the person.")
    expect(head.get_by_role("alert").first).to_contain_text("Give the first day.")
    head.locator("[name=given_name]").fill("Amal")
    head.locator("[name=family_name]").fill("Earlier")
    head.locator("[name=role][value=lead]").check()
    head.locator("[name=since]").fill("2009-03-01")
    head.locator("[name=until]").fill("2011-02-28")
    head.locator("[name=precision]").select_option("month")
    head.locator("[name=source]").fill("Demonstration report of 2009")
    head.locator("[name=consent][value=public_source]").check()
    enter.press("Enter")
    # The demonstration does not know who was a partner in 2009: that is said first.
    expect(head.get_by_text("Nothing is done yet")).to_be_visible()
    enter.press("Enter")
    expect(head.get_by_role("link", name="Amal Earlier")).to_be_visible()
    page.goto("/en/partnership-areas/cement/history/?on=2010-01-01")
    row = page.locator("tr", has_text="Amal Earlier")
    expect(row).to_contain_text("March 2009")
    expect(row).to_contain_text("Demonstration report of 2009")
    row.get_by_role("link", name="Amal Earlier").press("Enter")
    expect(page).to_have_url(re.compile("/office-holders/"))


def test_lead_decides_whether_the_name_is_shown(page_of, page):
    lead = page_of("lead")
    lead.goto("/desk/offices/")
    office = lead.locator("section", has=lead.get_by_role("heading", name=re.compile("^Lead, ")))
    office.get_by_role("button", name="No longer name me").press("Enter")
    expect(lead.locator("main")).to_contain_text("You are no longer named")
    page.goto("/en/partnership-areas/asgm/history/")
    expect(page.locator("main")).not_to_contain_text("Lead Demonstration")
    office.get_by_role("button", name="I agree to be named").press("Enter")
    page.reload()
    expect(page.locator("main")).to_contain_text("Lead Demonstration")


def test_pages_of_bodies_and_terms(page, page_of, vnu, facts):
    survey = Survey(page, vnu)
    survey.visit("history of the group", "/fr/advisory-group/history/")
    survey.visit("history of an area", "/es/partnership-areas/asgm/history/")
    survey.visit("history of a day without offices", "/en/partnership-areas/asgm/history/?on=1999-01-01")
    survey.visit("history with an error", "/en/partnership-areas/asgm/history/?on=nonsense")
    survey.visit("a person in office", f"/en/office-holders/{facts['named']}/")
    survey.close(at_least=5)
    survey = Survey(page_of("lead"), vnu)
    survey.visit("own offices", "/desk/offices/")
    survey.close(at_least=1)
    survey = Survey(page_of("focal"), vnu)
    survey.visit("no office", "/desk/offices/")
    survey.close(at_least=1)
    survey = Survey(page_of("head"), vnu, admin=True)
    survey.visit("bodies", "/admin/bodies/")
    survey.visit("the group", f"/admin/bodies/inspect/{facts['group']}/")
    survey.visit("record a term", f"/admin/bodies/appoint/{facts['group']}/?nobody=1")
    survey.visit("terms", "/admin/terms/?state=all")
    survey.visit("a term", f"/admin/terms/inspect/{facts['acting']}/")
    survey.visit("end a term", f"/admin/terms/end/{facts['seat']}/")
    survey.page.get_by_role("button", name="End the term").click()
    expect(survey.page.get_by_text("This was not done.")).to_be_visible()
    survey.judge("end a term, refused", 422)
    survey.close(at_least=7)
