"""A focal point keeps up the profile; two people write at once; the secretariat asks whether all is still right."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.people import picture
from tests.e2e.survey import Survey
from tests.infra.stack import Stack

PARTNER = "demonstration-ministry-of-environment"
HERE = f"/desk/organisations/{PARTNER}/"
PUBLIC = f"/en/partners/{PARTNER}/"
PAGES = (
    "",
    "profile/",
    "profile/about/",
    "profile/offers/",
    "logo/",
    "areas/",
    "confirm/",
    "identity/",
    "contributions/",
    "contributions/new/",
)
ADMIN = (
    "identity-requests/",
    "identity-requests/inspect/{request}/",
    "rounds/",
    "rounds/new/",
    "round-entries/",
)


def test_pages_of_a_profile(page_of, vnu):
    look = Survey(page_of("focal"), vnu)
    for path in PAGES:
        look.visit(f"own {path or 'organisation'}", HERE + path)
    page = look.page
    for path, button in (
        ("contributions/new/", "Save and publish"),
        ("identity/", "Send to the secretariat"),
        ("logo/", "Show this picture"),
    ):
        page.goto(HERE + path)
        page.locator("main").get_by_role("button", name=button).last.click()
        expect(page.locator(".error-summary")).to_be_visible()
        look.judge(f"own {path} with errors", 422)
    look.visit("own profile fr", f"{HERE}profile/?lang=fr")
    look.visit("own profile es", f"{HERE}profile/?lang=es")
    page.goto(f"{HERE}?lang=en")
    look.visit("partner with all of it", PUBLIC)
    look.close(len(PAGES) + 6)


def test_pages_of_the_secretariat(page_of, vnu, stack: Stack):
    request = stack.shell(
        "from partners.models import IdentityRequest as R\nprint(R.objects.first().pk)"
    ).strip()
    look = Survey(page_of("officer"), vnu, admin=True)
    for path in ADMIN:
        look.visit(f"profiles {path}", f"/admin/{path.format(request=request)}")
    look.close(len(ADMIN))


def write(page: Page, text: str) -> None:
    page.goto(f"{HERE}profile/about/")
    page.locator("main [name=description]").fill(text)


def test_two_people_write_at_once_and_nothing_is_lost(page_of, tmp_path):
    """One of them by keyboard only; what is typed stays with its writer until it is published."""
    first, second = page_of("focal"), page_of("officer")
    write(second, "Words of the secretariat, on behalf.")
    expect(second.locator(".notice").first).to_contain_text("You act on behalf of this organisation")
    write(first, "Words of the focal point.")
    expect(first.locator("[data-save-status]")).to_contain_text("not published yet")
    first.goto(PUBLIC)
    expect(first.locator("main")).not_to_contain_text("Words of the focal point.")
    first.goto(f"{HERE}profile/about/")
    field = first.locator("main [name=description]")
    expect(field).to_have_value("Words of the focal point.")
    first.get_by_role("button", name="Save and publish").focus()
    first.keyboard.press("Enter")
    expect(first.locator("main")).to_contain_text("Your page shows it now.")
    second.get_by_role("button", name="Save and publish").click()
    expect(second.locator("h1")).to_contain_text("This was changed meanwhile")
    expect(second.locator("main")).to_contain_text("Words of the focal point.")
    expect(second.locator("main")).to_contain_text("Words of the secretariat, on behalf.")
    picture(second, None, "conflict")
    second.locator("#keep-description-stored").check()
    second.get_by_role("button", name="Save my choice").click()
    expect(second).to_have_url(re.compile(r"/profile/$"))
    first.goto(PUBLIC)
    expect(first.locator("main")).to_contain_text("Words of the focal point.")


def test_secretariat_asks_and_a_partner_confirms_with_one_click(page_of, plain_page, stack: Stack):
    """The link works without signing in and without script; afterwards the round is closed again."""
    officer = page_of("officer")
    officer.goto("/admin/rounds/new/")
    officer.locator("form.record-verb button").click()
    expect(officer.locator("main")).to_contain_text("The mails are on their way")
    link = stack.shell(
        "from partners.actions.rounds import link_of\n"
        "from partners.models import OrganisationPerson as P, RoundEntry as E\n"
        f"entry = E.objects.filter(organisation__slug='{PARTNER}').latest('pk')\n"
        "place = P.objects.filter(person__email='focal@demo.example', until=None).first()\n"
        "print(link_of(entry, place))"
    ).strip()
    plain_page.goto(f"/desk/still-right/{link}/")
    expect(plain_page.locator("h1")).to_contain_text("Is this still right?")
    plain_page.get_by_role("button", name="Yes, all of it is right").click()
    expect(plain_page.locator("h1")).to_contain_text("Thank you")
    plain_page.goto(PUBLIC)
    expect(plain_page.locator("main")).to_contain_text("Last confirmed by the partner")
    officer.goto("/admin/round-entries/")
    expect(officer.locator("#main")).not_to_contain_text("Demonstration Ministry of Environment")
    officer.goto("/admin/rounds/")
    officer.locator("#main tbody a").first.click()
    officer.get_by_role("link", name="Close the round").click()
    officer.locator("form.record-verb button").click()
    expect(officer.locator("main")).to_contain_text("The round is closed")
