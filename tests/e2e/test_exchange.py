"""Contacts, messages, offers and matches in the browser: found, written, reported, settled; keyboard and narrow."""

import json
import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.e2e.survey import Survey

pytestmark = [pytest.mark.e2e]
FACTS = """
import json
from partners.models import Letter, OfferOrNeed
ministry = Letter.objects.get(applicant__email="focal@demo.example").organisation
institute = Letter.objects.get(applicant__email="lead@demo.example").organisation
print(json.dumps({
    "ministry": ministry.slug,
    "institute": institute.slug,
    "offer": OfferOrNeed.objects.filter(organisation=institute, direction="offer").first().pk,
}))
"""


@pytest.fixture(scope="module")
def facts(stack):
    return json.loads(stack.shell(FACTS))


def test_partner_finds_a_match_writes_and_the_recipient_reports(stack, page_of, facts):
    subject = f"Course {secrets.token_hex(3)}"
    page = page_of("focal")
    page.goto(f"/desk/organisations/{facts['ministry']}/")
    page.get_by_role("link", name="Matches").click()
    expect(page.locator("h1")).to_contain_text("Matches")
    match = page.locator(".matches__line", has_text="Instituto de Demostración").first
    expect(match).to_contain_text("The same topic")
    match.get_by_role("link", name="Write").press("Enter")
    expect(page.locator("h1")).to_contain_text("Write to this partner")
    expect(page.locator("body")).not_to_contain_text("lead@demo.example")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("alert").first).to_contain_text("Write your message.")
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=text]").fill("We look for a course for twelve inspectors.")
    page.get_by_role("button", name="Send the message").press("Enter")
    expect(page.locator("h1")).to_contain_text(subject)
    expect(page.locator("body")).not_to_contain_text("lead@demo.example")

    page = page_of("lead")
    page.goto("/desk/messages/")
    page.get_by_role("link", name=subject).click()
    expect(page.locator(".prose")).to_have_text("We look for a course for twelve inspectors.")
    page.get_by_role("link", name="Report misuse").click()
    page.locator("[name=reason]").fill("We do not know these people.")
    page.get_by_role("button", name="Report it to the secretariat").click()
    expect(page.locator("body")).to_contain_text("This message was reported")

    page = page_of("officer")
    page.goto("/admin/messages/?state=reported")
    page.get_by_role("link", name=re.compile("Message \\d+")).first.click()
    expect(page.locator("#main")).to_contain_text("We do not know these people.")
    page.get_by_role("link", name="Settle the report").click()
    page.locator("[name=reason]").fill("Both were called.")
    page.locator("form.record-verb, form").get_by_role("button", name="Settle the report").last.click()
    expect(page.locator("#main")).to_contain_text("Both were called.")


def test_message_needs_no_script(new_page, sessions, facts):
    page = new_page(java_script_enabled=False, storage_state=sessions("applicant@demo.example"))
    page.goto(f"/en/partners/{facts['ministry']}/")
    page.get_by_role("link", name="Write to this partner").click()
    page.locator("[name=subject]").fill("A question")
    page.locator("[name=text]").fill("Where can I read your method?")
    page.get_by_role("button", name="Send the message").click()
    expect(page.locator("h1")).to_contain_text("A question")


def test_pages_of_contacts_and_offers(new_page, page_of, vnu, facts):
    look = Survey(new_page(), vnu)
    look.visit("offers", "/en/partners/offers/")
    look.visit("offers narrowed", "/fr/partners/offers/?direction=seek&topic=training&area=asgm")
    look.visit("offers none", "/es/partners/offers/?q=zzzz&country=XX")
    look.visit("partner with an office", f"/en/partners/{facts['ministry']}/")
    look.close(4)
    page = page_of("focal")
    look = Survey(page, vnu)
    look.visit("contacts", "/desk/contacts/")
    look.visit("contacts none", "/desk/contacts/?q=zzzz&kind=nobody")
    look.visit("matches", f"/desk/organisations/{facts['ministry']}/matches/")
    look.visit("messages", "/desk/messages/")
    page.locator("tbody a").first.click()
    look.judge("message")
    look.visit("address", f"/desk/organisations/{facts['ministry']}/address/")
    page.locator("[name=email]").fill("focal@demo.example")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look.judge("address refused", 422)
    look.visit("write", f"/en/partners/{facts['institute']}/write/?about={facts['offer']}")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look.judge("write refused", 422)
    look.close(9)


def test_pages_of_the_secretariat(page_of, vnu):
    page = page_of("officer")
    look = Survey(page, vnu, admin=True)
    look.visit("admin matching", "/admin/matching/")
    look.visit("admin gaps", "/admin/matching/?counterpart=alone&direction=seek")
    look.visit("admin messages", "/admin/messages/")
    page.get_by_role("link", name=re.compile("Message \\d+")).first.click()
    look.judge("admin message")
    look.close(4)
