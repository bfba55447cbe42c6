"""The register, a withdrawal and an invitation to join in the browser: main journey, then axe, vnu, 320 px."""

import json
import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.e2e.survey import Survey

pytestmark = [pytest.mark.e2e]
FACTS = """
import json
from partners.models import Letter, Membership, Withdrawal
ministry = Letter.objects.get(applicant__email="focal@demo.example").organisation
print(json.dumps({
    "ministry": ministry.slug,
    "membership": ministry.memberships.get().pk,
    "withdrawal": Withdrawal.objects.get().pk,
}))
"""
REGISTER = "/en/partners/register/"


@pytest.fixture(scope="module")
def facts(stack):
    return json.loads(stack.shell(FACTS))


def test_partner_invites_an_organisation_that_begins_its_letter(stack, page_of, facts, page):
    token = secrets.token_hex(3)
    name, address = f"Demonstration Guild {token}", f"{token}@guild.example"
    focal = page_of("focal")
    focal.goto(f"/desk/organisations/{facts['ministry']}/")
    focal.get_by_role("link", name="Invite others to join").click()
    focal.get_by_role("link", name="Invite an organisation").press("Enter")
    focal.get_by_role("button", name="Send the invitation").press("Enter")
    expect(focal.get_by_role("alert").first).to_contain_text("Name the organisation.")
    focal.locator("[name=name]").fill(name)
    focal.locator("[name=email]").fill(address)
    focal.locator("[name=message]").fill("We met at the workshop.")
    focal.get_by_role("button", name="Send the invitation").press("Enter")
    row = focal.locator("tr", has_text=name)
    expect(row).to_contain_text("Waiting")

    key = stack.shell(
        f"from partners.models import Prospect; print(Prospect.objects.get(name={name!r}).uuid)"
    ).strip()
    page.goto(f"/en/join/?invitation={key}")
    expect(page.locator("main")).to_contain_text(f"invites {name} to join")
    page.get_by_role("button", name="Start your letter").click()
    expect(page).to_have_url(re.compile("/desk/letters/"))
    focal.reload()
    expect(row).to_contain_text("Letter begun")


def test_register_of_two_days_is_read_with_the_keyboard(page):
    page.goto(f"{REGISTER}?on=2016-02-01")
    figure = page.get_by_role("img", name=re.compile("Partners by group on 1 February 2016 and on"))
    expect(figure).to_be_visible()
    page.locator("[name=by][value=site]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Apply").press("Enter")
    expect(page).to_have_url(re.compile("by=site"))
    row = page.locator("tr", has_text="Academia and science").first
    row.get_by_role("link").press("Enter")
    expect(page.locator("#partners")).to_contain_text("Academia and science")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    assert download.value.suggested_filename == "register-figures-2016-02-01.csv"


def test_pages_of_register_membership_and_invitations(page, page_of, vnu, facts):
    survey = Survey(page, vnu)
    survey.visit("register today", REGISTER)
    survey.visit("register of a day by regions", f"{REGISTER}?on=2016-02-01&by=region&group=002")
    survey.visit("register with errors", "/fr/partners/register/?on=1850-01-01&by=area")
    survey.visit("register of a day without partners", "/es/partners/register/?on=2005-01-01")
    survey.close(at_least=4)
    here = f"/desk/organisations/{facts['ministry']}"
    survey = Survey(page_of("focal"), vnu)
    survey.visit("membership", f"{here}/membership/")
    survey.visit("withdraw", f"{here}/membership/withdraw/")
    survey.visit("invitations to join", f"{here}/invitations/")
    survey.visit("invite an organisation", f"{here}/invitations/new/")
    survey.page.locator("form button.button").first.click()
    survey.judge("invite an organisation, refused", 422)
    survey.close(at_least=5)
    survey = Survey(page_of("head"), vnu, admin=True)
    survey.visit("memberships", "/admin/memberships/")
    survey.visit("a membership", f"/admin/memberships/inspect/{facts['membership']}/")
    survey.visit("withdrawals", "/admin/withdrawals/")
    survey.visit("a withdrawal", f"/admin/withdrawals/inspect/{facts['withdrawal']}/")
    survey.visit("invitations to join, admin", "/admin/prospects/")
    survey.visit("invite for the secretariat", "/admin/prospects/new/")
    survey.close(at_least=6)
