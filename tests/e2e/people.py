"""What people do in front of the portal, as functions of a page; several journeys are made of them."""

import io
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from playwright.sync_api import Page, expect

from tests.infra.stack import Stack

PASSWORD = "mercury-demo"
STEPS = ("who", "people", "areas", "statements", "offers", "signature", "consent")
LETTER_PAGE = re.compile(r"/desk/letters/[0-9a-f-]{36}/$")


@dataclass(frozen=True)
class Words:
    """What somebody writes into a letter of intent."""

    name: str
    email: str
    kind: str = "ngo"
    place: str = "KE"
    description: str = "An invented network that watches over rivers."
    contribution: str = "We measure mercury in twelve rivers twice a year and share every reading."
    areas: tuple[str, ...] = ("asgm", "products")


def somebody(name: str) -> Words:
    """Return the words of an applicant who was never here before."""
    token = secrets.token_hex(3)
    return Words(name=f"{name} {token}", email=f"{token}@journey.example")


def signed_scan() -> dict[str, object]:
    """Return a small PDF as a browser's file chooser wants it."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target)
    return {"name": "signed letter.pdf", "mimeType": "application/pdf", "buffer": target.getvalue()}


# --- Accounts ---------------------------------------------------------------------------------------


def sign_in(page: Page, email: str, start: str = "/desk/") -> None:
    """Sign in with the demonstration password, beginning at ``start`` and ending there."""
    page.goto(start)
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def make_account(page: Page, stack: Stack, email: str) -> None:
    """On the page that asks for an address: give it, and the code from the mail folder."""
    expect(page).to_have_url(re.compile("/accounts/signup/"))
    page.locator("[name=email]").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your e-mail address")
    page.locator("[name=code]").fill(stack.mail_code(email))
    page.get_by_role("button", name="Continue").click()


# --- The letter -------------------------------------------------------------------------------------


def fill_part(page: Page, step: str, words: Words, *, scan: bool = False) -> None:
    """Fill in the page of one part; save nothing."""
    if step == "who":
        page.locator(f"[name=kind][value={words.kind}]").check()
        page.locator("[name=legal_name]").fill(words.name)
        page.locator("[name=place]").select_option(words.place)
        page.locator("[name=website]").fill("rivers.example.org")
        page.locator("main [name=description]").fill(words.description)
    elif step == "people":
        page.locator("[name=main-given_name]").fill("Amina")
        page.locator("[name=main-family_name]").fill("Demonstration")
        page.locator("[name=main-post]").fill("Coordinator")
        page.locator("[name=main-email]").fill(words.email)
    elif step == "areas":
        for area in words.areas:
            page.locator(f"[name=areas][value={area}]").check()
    elif step == "statements":
        page.locator("[name=supports]").check()
        page.locator("[name=commits]").check()
        page.locator("[name=contribution]").fill(words.contribution)
    elif step == "offers":
        page.locator("[name=offers-0-direction][value=offer]").check()
        page.locator("[name=offers-0-topic]").select_option("data")
        page.locator("[name=offers-0-area]").select_option("asgm")
        page.locator("[name=offers-0-text]").fill("Readings of twelve rivers")
    elif step == "signature":
        page.locator("[name=signatory_name]").fill("Demonstration Signatory")
        page.locator("[name=signatory_title]").fill("Executive Director")
        page.locator("[name=declared]").check()
        if scan:
            page.locator("[name=signed_file]").set_input_files(signed_scan())
    else:
        page.locator("[name=acknowledges_publication]").check()
        page.locator("[name=consents_to_data]").check()


def save_part(page: Page) -> None:
    """Press "Save and continue" and wait for the next page."""
    heading = page.locator("h1").inner_text()
    page.get_by_role("button", name="Save and continue").last.click()
    expect(page.locator("h1")).not_to_have_text(heading)


def start_letter(page: Page) -> None:
    """From the public page to the task list of a new letter."""
    page.goto("/en/join/")
    page.get_by_role("button", name="Start your letter").click()
    expect(page).to_have_url(LETTER_PAGE)


def send(page: Page) -> str:
    """On the check page: send; return the reference."""
    expect(page.locator("h1")).to_contain_text("Check your answers")
    expect(page.locator(".error-summary")).to_have_count(0)
    page.get_by_role("button", name="Send the letter").click()
    expect(page.locator("h1")).to_have_text("Letter sent")
    reference = page.locator(".letter-sent__reference strong").inner_text()
    assert re.fullmatch(r"LOI-\d{4}-\d{4}", reference), reference
    return reference


# --- The secretariat --------------------------------------------------------------------------------


def open_in_admin(page: Page, words: Words) -> None:
    """From the secretariat's home page to the letter, by its name among what waits."""
    page.goto("/admin/")
    page.locator(".desk-home").get_by_role("link", name=words.name).click()
    expect(page.locator(".desk-head__title")).to_contain_text(words.name)


def verb(page: Page, name: str) -> None:
    """On the letter's page in the admin: press a verb's button, then the same on the page that asks."""
    page.locator(".desk-verbs").get_by_role("link", name=name).click()
    page.locator("form.record-verb").get_by_role("button", name=name).click()
    expect(page.locator(".desk-head")).to_be_visible()


def picture(page: Page, folder: Path | None, name: str) -> None:
    """Keep a picture of the whole page where one asked for them (``PORTAL_SHOTS``)."""
    if folder is not None:
        page.screenshot(path=folder / f"{name}.png", full_page=True)
