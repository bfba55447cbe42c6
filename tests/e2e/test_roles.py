"""Each demonstration account signs in with its password and finds its own place, and no more than that."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import PASSWORD, sign_in
from tests.e2e.survey import Survey
from tests.infra.stack import Stack

pytestmark = [pytest.mark.e2e]

PARTNERS = {
    "viewer": "Demonstration Ministry of Environment",
    "focal": "Demonstration Ministry of Environment",
    "lead": "Instituto de Demostración de Salud Minera",
    "lead2": "Université de démonstration des Grands Lacs",
    "member": "Demonstration Regional Seas Programme",
    "chair": "Réseau de démonstration pour des rivières propres",
}
UNDER_REVIEW = "Ministère de démonstration des Mines"


@pytest.fixture
def signed_in(new_page):
    """Return a function that signs a demonstration account in with its password and returns the page."""

    def open_page(name: str) -> Page:
        page = new_page()
        sign_in(page, f"{name}@demo.example")
        expect(page).to_have_url(re.compile("/desk/"))
        return page

    return open_page


def letter_in_admin(page: Page) -> None:
    """Find a letter under review in the list of letters, and open it."""
    page.goto("/admin/letters/?q=Mines")
    page.locator("main table").get_by_role("link", name=re.compile("LOI-")).first.click()
    expect(page.locator(".desk-head__title")).to_contain_text(UNDER_REVIEW)


def not_there(page: Page, *urls: str) -> None:
    """These addresses are as good as unknown to this person, or plainly refused."""
    for url in urls:
        assert page.goto(url).status in (403, 404), f"{url} opened"


def test_wrong_password_is_refused(page: Page, stack: Stack):
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("head@demo.example")
    page.locator("[name=password]").fill(f"{PASSWORD}s")
    page.locator("main form button").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.goto("/desk/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_applicant_sees_the_own_draft_and_nothing_of_the_secretariat(signed_in):
    page = signed_in("applicant")
    page.get_by_role("link", name="Demonstration Healthy Smiles Association").first.click()
    expect(page.locator("h1")).to_contain_text("Your letter of intent")
    expect(page.get_by_role("link", name="Secretariat")).to_have_count(0)
    not_there(page, "/admin/", "/admin/letters/", "/admin/organisations/", "/styleguide/")


@pytest.mark.parametrize("name", PARTNERS)
def test_person_of_a_partner_sees_the_organisation(signed_in, name):
    page = signed_in(name)
    section = page.locator("section", has=page.get_by_role("heading", name="Your organisations"))
    expect(section).to_contain_text(PARTNERS[name])
    expect(section).to_contain_text(
        "Viewer" if name == "viewer" else re.compile("focal point", re.IGNORECASE)
    )
    letters = page.get_by_role("heading", name="Your letters of intent")
    expect(letters).to_have_count(0 if name == "viewer" else 1)
    section.get_by_role("link", name=PARTNERS[name]).first.click()
    expect(page.locator("h1")).to_contain_text(PARTNERS[name])
    page.get_by_role("link", name="Your page in the list of partners").click()
    expect(page.locator(".profile__status")).to_contain_text("Confirmed partner")
    not_there(page, "/admin/letters/")


@pytest.mark.rule("LOI-5")
def test_officer_reviews_and_cannot_confirm(signed_in):
    page = signed_in("officer")
    page.get_by_role("link", name="The secretariat’s pages").click()
    expect(page.get_by_role("heading", name="What waits")).to_be_visible()
    letter_in_admin(page)
    verbs = page.locator(".desk-verbs")
    expect(verbs.get_by_role("link", name="Ask for information")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Confirm|Decline"))).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Confirm|Decline"))).to_have_count(0)
    letter = page.url
    for name in ("confirm", "decline"):
        assert page.goto(letter.replace("inspect", name)).status == 403
        expect(page.get_by_role("alert")).to_contain_text("Only the head of the secretariat can do this.")
    not_there(page, "/admin/staff/invite/")


def test_head_can_confirm_and_decline(signed_in):
    page = signed_in("head")
    letter_in_admin(page)
    verbs = page.locator(".desk-verbs")
    expect(verbs.get_by_role("link", name="Confirm participation")).to_be_visible()
    expect(verbs.get_by_role("link", name="Decline")).to_be_visible()


def test_administrator_appoints_staff_and_reads_no_letters(signed_in):
    page = signed_in("admin")
    page.goto("/admin/staff/")
    expect(page.locator("main table")).to_contain_text("officer@demo.example")
    page.get_by_role("link", name="Invite somebody").click()
    expect(page.locator("main [name=email]")).to_be_visible()
    not_there(page, "/admin/letters/", "/admin/organisations/", "/admin/requests/")


def test_auditor_reads_everything_and_changes_nothing(signed_in):
    page = signed_in("auditor")
    letter_in_admin(page)
    expect(page.locator(".desk-verbs")).to_have_count(0)
    expect(page.locator("#record-history")).to_be_visible()
    letter = page.url
    for name in ("confirm", "ask", "note", "checks"):
        assert page.goto(letter.replace("inspect", name)).status == 403


def test_auditor_follows_the_audit_trail_to_a_record(signed_in, vnu):
    page = signed_in("auditor")
    look = Survey(page, vnu, admin=True)
    look.visit("audit trail", "/admin/trail/?verb=letter.confirm")
    page.locator("main table").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Hash of this line")
    look.judge("line of the audit trail")
    page.get_by_role("link", name="To the record").click()
    expect(page.locator("#record-history")).to_be_visible()
    look.close(2)


def test_editor_edits_pages_and_reads_no_letters(signed_in):
    page = signed_in("editor")
    page.goto("/admin/")
    page.goto("/admin/pages/")
    expect(page.locator("main")).to_contain_text("Global Mercury Partnership")
    page.goto("/en/about/")
    not_there(page, "/admin/letters/", "/admin/organisations/", "/admin/mails/", "/admin/staff/")
