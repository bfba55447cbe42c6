"""A decision in the browser, from the proposal to the public register; then axe, vnu, 320 px of its pages."""

import json
import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.e2e.survey import Survey

pytestmark = [pytest.mark.e2e]
FACTS = """
import json
from meetings.models import Decision
open_one = Decision.objects.filter(status="open", body__code="pag").order_by("pk").first()
print(json.dumps({
    "open": str(open_one.uuid), "open_pk": open_one.pk,
    "refused": Decision.objects.filter(status="no_consensus").first().slug,
    "adopted": Decision.objects.filter(status="adopted", body__code="pag", kind="general").first().slug,
    "past": Decision.objects.exclude(source="").first().slug,
}))
"""


@pytest.fixture(scope="module")
def facts(stack):
    return json.loads(stack.shell(FACTS))


def test_a_proposal_meets_an_objection_and_is_adopted_once_it_is_taken_back(page_of, page):
    title = f"Demonstration of consensus {secrets.token_hex(3)}"
    member, chair = page_of("member"), page_of("chair")
    member.goto("/desk/decisions/")
    member.get_by_role("link", name="General question (Partnership Advisory Group)").click()
    member.get_by_role("button", name="Keep the draft").press("Enter")
    expect(member.get_by_role("alert").first).to_contain_text("Give the decision a title.")
    member.locator("[name=title]").fill(title)
    member.locator("[name=text]").fill("The group decides to show how consensus works.")
    member.locator("[name=meeting_reference]").fill("PAG-40")  # between meetings it would lie open for days
    member.get_by_role("button", name="Keep the draft").press("Enter")
    member.get_by_role("link", name="Put before those who decide").click()
    member.get_by_role("button", name="Put it before them").click()
    expect(member.locator("main")).to_contain_text("No objection is maintained.")
    here = member.url

    chair.goto("/desk/")
    chair.get_by_role("link", name=re.compile(f"Before you: .*{title}")).click()
    chair.get_by_label("Objection").check()
    chair.locator("main [name=text]").fill("Not before the figures are there.")
    chair.get_by_role("button", name="Put it on record").press("Enter")
    chair.get_by_role("link", name="Announce the outcome").click()
    expect(chair.locator("main")).to_contain_text("maintains an objection: there is no consensus.")
    chair.get_by_label("Adopted by consensus").check()
    chair.get_by_role("button", name="Announce the outcome").press("Enter")
    expect(chair.get_by_role("alert").first).to_contain_text("maintains an objection")
    member.goto(here)
    expect(member.locator("main")).to_contain_text("1 objection is maintained: it cannot be adopted.")

    chair.goto(here)
    chair.get_by_role("link", name=re.compile("Take it back")).click()
    chair.get_by_role("button", name="Take it back").press("Enter")
    chair.get_by_role("link", name="Announce the outcome").click()
    chair.get_by_label("Adopted by consensus").check()
    chair.locator("[name=follow_up]").fill("The secretariat shows the figures.")
    chair.get_by_role("button", name="Announce the outcome").press("Enter")
    chair.get_by_role("link", name="In the public register").click()

    page.goto(chair.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("main")).to_contain_text("Not before the figures are there.")
    expect(page.locator("main")).to_contain_text("Taken back")
    page.goto("/en/decisions/")
    page.locator("[name=q]").first.fill(title)
    page.get_by_role("button", name="Apply").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("1 decision")


def test_pages_of_decisions(page, page_of, vnu, facts):
    survey = Survey(page, vnu)
    survey.visit("register of decisions", "/en/decisions/")
    survey.visit("register, nothing found", "/es/decisions/?q=zzzz&body=asgm&year=1900")
    survey.visit("decision without consensus", f"/en/decisions/{facts['refused']}/")
    survey.visit("decision adopted", f"/fr/decisions/{facts['adopted']}/")
    survey.visit("decision of the past", f"/es/decisions/{facts['past']}/")
    survey.close(at_least=5)


def test_desk_of_decisions(page_of, vnu, facts):
    chair = page_of("chair")
    survey = Survey(chair, vnu)
    home = f"/desk/decisions/{facts['open']}/"
    survey.visit("decisions on the desk", "/desk/decisions/?lang=en")
    survey.visit("decision on the desk", home)
    survey.visit("announcing", f"{home}announce/")
    survey.visit("electing chairs", "/desk/decisions/propose/pag/chairs/")
    survey.close(at_least=4)


def test_decisions_in_the_admin(page_of, vnu, facts):
    survey = Survey(page_of("officer"), vnu, admin=True)
    survey.visit("decisions in the admin", "/admin/decisions/?status=all")
    survey.visit("decision in the admin", f"/admin/decisions/inspect/{facts['open_pk']}/")
    survey.visit("entering the past", "/admin/decisions/past/")
    survey.close(at_least=3)
