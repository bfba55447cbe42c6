"""Every page of the letter of intent, empty, filled in and with errors: axe-core and the Nu HTML checker find
nothing, at 1280 and at 320 pixels; nothing scrolls sideways; no script fails, nothing breaks the content policy
(``new_page`` sees to the last two).

In the admin the HTML is Wagtail's, so the HTML checker is left out there.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.people import STEPS, fill_part, save_part, somebody, start_letter
from tests.e2e.survey import Survey
from tests.infra.stack import Stack

pytestmark = [pytest.mark.e2e]

FACTS = """
import json
from partners.models import Letter, Organisation
from portal.accounts.models import StaffAppointment
from portal.mail.models import OutboundEmail
letters = {}
for letter in Letter.objects.filter(applicant__email__endswith="@demo.example"):
    row = {"pk": letter.pk, "uuid": str(letter.uuid), "reference": letter.reference or ""}
    letters[letter.applicant.email.split("@")[0]] = row
print(json.dumps({
    "letters": letters,
    "partner": Letter.objects.get(applicant__email="focal@demo.example").organisation.slug,
    "individual_slug": Letter.objects.get(applicant__email="individual@demo.example").organisation.slug,
    "organisation": Letter.objects.get(applicant__email="focal@demo.example").organisation_id,
    "imported": Organisation.objects.filter(memberships__origin="imported").first().slug,
    "mail": OutboundEmail.objects.filter(sensitive=False).first().pk,
    "staff": StaffAppointment.objects.first().pk,
}))
"""
PUBLIC = {
    "home": "/en/",
    "join": "/en/join/",
    "directory": "/en/partners/",
    "directory narrowed": "/en/partners/?kind=ngo&area=asgm",
    "directory nothing found": "/en/partners/?q=zzzz&country=FR",
    "directory wrong value": "/en/partners/?country=XX&kind=nobody",
    "partner": "/en/partners/{partner}/",
    "partner individual": "/en/partners/{individual_slug}/",
    "partner imported": "/en/partners/{imported}/",
    "letters": "/en/letters/",
    "letters received": "/en/letters/?stage=received",
    "letter received": "/en/letters/{mines}/",
    "letter received arabic": "/en/letters/{cairo}/",
    "letter confirmed": "/en/letters/{beijing}/",
    "areas": "/en/partnership-areas/",
    "area": "/en/partnership-areas/asgm/",
    "area potential": "/en/partnership-areas/non-ferrous/",
    "about": "/en/about/",
    "contact": "/en/contact/",
    "accessibility": "/en/accessibility/",
    "privacy": "/en/privacy/",
}
IN_LANGUAGES = ("home", "join", "directory", "partner", "letters", "letter received", "areas", "area")
ABOUT = {"fr": "/fr/a-propos/", "es": "/es/acerca/"}


@pytest.fixture(scope="module")
def facts(stack: Stack) -> dict[str, Any]:
    """Keys and addresses of what the demonstration holds."""
    return json.loads(stack.shell(FACTS))


@pytest.fixture
def survey(vnu) -> Callable[..., Survey]:
    return lambda page, **options: Survey(page, vnu, **options)


def desk(facts: dict[str, Any], writer: str, part: str = "") -> str:
    return f"/desk/letters/{facts['letters'][writer]['uuid']}/{part}"


def address(facts: dict[str, Any], pattern: str) -> str:
    references = {writer: row["reference"] for writer, row in facts["letters"].items()}
    return pattern.format(
        **references, **{name: facts[name] for name in ("partner", "individual_slug", "imported")}
    )


def test_public_pages(new_page, survey, facts):
    look = survey(new_page())
    for name, pattern in PUBLIC.items():
        look.visit(name, address(facts, pattern))
    look.visit("not found", "/en/nothing-is-here/", 404)
    look.visit("letter gone", address(facts, "/en/letters/{laboratoire}/"), 410)
    look.close(len(PUBLIC) + 2)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_public_pages_in_other_languages(new_page, survey, facts, language):
    look = survey(new_page())
    for name in IN_LANGUAGES:
        look.visit(f"{name} {language}", address(facts, PUBLIC[name]).replace("/en/", f"/{language}/"))
    look.visit(f"about {language}", ABOUT[language])
    look.visit(f"not found {language}", f"/{language}/nothing-is-here/", 404)
    look.close(len(IN_LANGUAGES) + 2)


def test_pages_of_accounts(new_page, page_of, survey, stack):
    page = new_page()
    look = survey(page)
    submit = page.locator("main form button")
    look.visit("sign in", "/accounts/login/")
    page.locator("[name=login]").fill("officer@demo.example")
    page.locator("[name=password]").fill("not the password")
    submit.first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    look.judge("sign in refused")
    look.visit("sign up", "/accounts/signup/")
    page.locator("[name=email]").fill("nonsense")
    submit.first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    look.judge("sign up refused")
    page.locator("[name=email]").fill(somebody("-").email)
    submit.first.click()
    expect(page.locator("[name=code]")).to_be_visible()
    look.judge("code")
    page.locator("[name=code]").fill("XXXX-XXXX")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look.judge("code wrong")
    look.visit("code in french", "/accounts/signup/?lang=fr")
    look.visit("sign up by passkey", "/accounts/signup/passkey/")
    look.visit("new password", "/accounts/password/reset/")
    look.close(8)
    own = survey(page_of("focal"))
    for name, url in (
        ("account", "/accounts/"),
        ("account email", "/accounts/email/"),
        ("account security", "/accounts/2fa/"),
        ("account devices", "/accounts/sessions/"),
        ("sign out", "/accounts/logout/"),
        ("no right", "/admin/login/"),
    ):
        own.visit(name, url, 403 if name == "no right" else 200)
    own.close(6)


def test_desk_of_an_empty_draft(new_page, survey):
    page = new_page()
    look = survey(page)
    start_letter(page)
    letter = page.url
    look.judge("task list empty")
    for step in STEPS:
        look.visit(f"step {step} empty", f"{letter}{step}/")
        look.visit(f"step {step} missing", f"{letter}{step}/?from=check")
    look.visit("check with problems", f"{letter}check/")
    look.visit("preview empty", f"{letter}preview/")
    look.visit("delete draft", f"{letter}delete/")
    look.close(18)


def test_desk_of_a_draft_with_errors(page_of, survey, facts):
    page = page_of("applicant")
    look = survey(page)
    letter = desk(facts, "applicant")
    look.visit("desk home applicant", "/desk/")
    look.visit("task list begun", letter)
    wrong = {
        "who": {"website": "not a site", "legal_name": "x" * 251},
        "people": {"main-email": "nobody", "alternate-email": "nobody at all"},
        "statements": {"contribution": "word " * 4001},
        "offers": {"offers-0-text": "x" * 501},
        "signature": {"signed_on": "2099-01-01"},
    }
    for step, values in wrong.items():
        page.goto(f"{letter}{step}/")
        for name, value in values.items():
            page.locator(f"main [name={name}]").fill(value)
        if step == "signature":
            file = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"<html>no PDF</html>"}
            page.locator("[name=signed_file]").set_input_files(file)
        page.get_by_role("button", name="Save and continue").last.click()
        expect(page.locator(".error-summary")).to_be_visible()
        look.judge(f"step {step} with errors")
    page.goto(f"{letter}statements/")
    page.locator("[name=contribution]").fill("word " * 251)
    expect(page.locator("[data-count-for]")).to_contain_text("251")
    look.judge("step statements too long")
    page.get_by_role("button", name="Save and continue").click()
    page.goto(f"{letter}check/")
    page.get_by_role("button", name="Send the letter").click()
    expect(page.locator(".error-summary")).to_contain_text("251")
    look.judge("check refused", 422)
    look.close(9)


def test_desk_of_a_whole_draft(new_page, survey):
    words = somebody("Demonstration Whole Draft")
    page = new_page()
    look = survey(page)
    start_letter(page)
    letter = page.url
    page.goto(f"{letter}who/")
    for step in STEPS:
        fill_part(page, step, words)
        save_part(page)
    look.judge("check complete")
    for step in STEPS:
        look.visit(f"step {step} filled", f"{letter}{step}/")
    look.visit("task list complete", letter)
    look.visit("preview complete", f"{letter}preview/")
    look.visit("task list complete french", f"{letter}?lang=fr")
    look.visit("step who french", f"{letter}who/?lang=fr")
    look.visit("check complete spanish", f"{letter}check/?lang=es")
    look.visit("step offers two rows", f"{letter}offers/?add=1&lang=en")
    other = page.context.new_page()
    other.goto(f"{letter}statements/")
    page.goto(f"{letter}statements/")
    other.locator("[name=contribution]").fill("Other words.")
    save_part(other)
    page.locator("[name=contribution]").fill("My words.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("h1")).to_contain_text("This was changed meanwhile")
    look.judge("conflict", 409)
    look.close(15)


def test_desk_of_letters_that_were_sent(page_of, survey, facts):
    seen = 0
    for writer, status in (
        ("smelter", "sent"),
        ("second", "held"),
        ("mines", "under review"),
        ("rios", "asked"),
        ("focal", "confirmed"),
        ("trader", "declined"),
        ("laboratoire", "withdrawn"),
    ):
        page = page_of(writer)
        look = survey(page)
        look.visit(f"status {status}", desk(facts, writer, "?lang=en"))
        if writer in ("rios", "focal"):
            look.visit(f"desk home {writer}", "/desk/")
        if writer == "mines":
            look.visit("status french", desk(facts, writer, "?lang=fr"))
        if writer == "smelter":
            look.visit("withdraw", desk(facts, writer, "withdraw/"))
            look.visit("letter sent", desk(facts, writer, "preview/"))
        if writer == "rios":
            look.visit("answer empty", desk(facts, writer, "answer/"))
            look.visit("reopened part", desk(facts, writer, "statements/"))
            look.visit("check answers", desk(facts, writer, "answer/check/"))
            page.get_by_role("button", name="Send the answers").click()
            expect(page.locator(".error-summary")).to_be_visible()
            look.judge("check answers refused", 422)
            page.goto(desk(facts, writer, "answer/"))
            page.locator("[name^=answer-]").first.fill("x" * 20_001)
            page.get_by_role("button", name="Save and check").click()
            expect(page.locator(".error-summary")).to_be_visible()
            look.judge("answer with errors")
        look.close(1)
        seen += look.seen
    assert seen >= 17


def test_desk_of_the_secretariat_and_the_styleguide(page_of, survey):
    look = survey(page_of("officer"))
    look.visit("desk home officer", "/desk/")
    look.visit("styleguide", "/styleguide/")
    look.close(2)


def test_pages_of_the_secretariat(page_of, survey, facts):
    letters = {writer: row["pk"] for writer, row in facts["letters"].items()}
    page = page_of("officer")
    look = survey(page, admin=True)
    look.visit("admin home", "/admin/")
    look.visit("admin letters", "/admin/letters/")
    look.visit("admin letters filtered", "/admin/letters/?status=confirmed&kind=ngo")
    look.visit("admin letters nothing found", "/admin/letters/?q=zzzz")
    for writer in ("smelter", "second", "mines", "rios", "cairo", "focal", "trader"):
        look.visit(f"admin letter {writer}", f"/admin/letters/inspect/{letters[writer]}/")
    for name, writer in (
        ("take_under_review", "smelter"),
        ("hold", "smelter"),
        ("join", "second"),
        ("release", "second"),
        ("ask", "mines"),
        ("resume_review", "rios"),
        ("checks", "mines"),
        ("note", "mines"),
    ):
        look.visit(f"admin {name}", f"/admin/letters/{name}/{letters[writer]}/")
    page.goto(f"/admin/letters/ask/{letters['mines']}/")
    page.locator("form.record-verb").get_by_role("button", name="Ask for information").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look.judge("admin ask refused", 422)
    look.visit("admin confirm refused", f"/admin/letters/confirm/{letters['mines']}/", 403)
    look.visit("admin on behalf", "/admin/letters/new/")
    look.visit("admin requests", "/admin/requests/")
    look.visit("admin organisations", "/admin/organisations/")
    look.visit("admin organisation", f"/admin/organisations/inspect/{facts['organisation']}/")
    look.visit("admin mails", "/admin/mails/")
    look.visit("admin mail", f"/admin/mails/inspect/{facts['mail']}/")
    look.visit("admin countries", "/admin/countries/")
    look.close(27)


def test_pages_of_head_and_administrator(page_of, survey, facts):
    letters = {writer: row["pk"] for writer, row in facts["letters"].items()}
    page = page_of("head")
    look = survey(page, admin=True)
    look.visit("admin confirm", f"/admin/letters/confirm/{letters['cairo']}/")
    look.visit("admin decline", f"/admin/letters/decline/{letters['cairo']}/")
    page.locator("form.record-verb").get_by_role("button", name="Decline").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look.judge("admin decline refused", 422)
    look.visit("admin end membership", f"/admin/organisations/end_membership/{facts['organisation']}/")
    look.visit("admin confirm too late", f"/admin/letters/confirm/{letters['trader']}/", 409)
    look.visit("admin areas", "/admin/areas/")
    look.close(6)
    look = survey(page_of("admin"), admin=True)
    look.visit("admin staff", "/admin/staff/")
    look.visit("admin invite", "/admin/staff/invite/")
    look.visit("admin appointment", f"/admin/staff/inspect/{facts['staff']}/")
    look.visit("admin kinds of membership", "/admin/membership-kinds/")
    look.visit("admin new kind", "/admin/membership-kinds/new/")
    look.close(5)
