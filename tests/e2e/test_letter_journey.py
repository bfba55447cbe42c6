"""The main job, whole: a stranger writes a letter of intent and becomes a partner whom everybody can see."""

import datetime
import io
import re
import subprocess

import pikepdf
import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from tests.e2e.people import (
    LETTER_PAGE,
    STEPS,
    Words,
    fill_part,
    make_account,
    open_in_admin,
    save_part,
    send,
    sign_in,
    somebody,
    start_letter,
    verb,
)
from tests.infra.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.journey]

CHANGED = "We measure mercury in twelve rivers and train forty volunteers every year."
LANGUAGES = ("en", "fr", "es")


def write_and_send(page: Page, stack: Stack, words: Words) -> str:
    """Start without an account, make one on the way, find everything again, send; return the reference."""
    start_letter(page)
    expect(page.get_by_text("Your draft is kept in this browser only")).to_be_visible()
    page.get_by_role("link", name="Begin").click()
    for step in ("who", "people"):
        fill_part(page, step, words)
        save_part(page)
    # Half a part, then the account.
    fill_part(page, "areas", words)
    page.get_by_role("button", name="Save and come back later").click()
    expect(page).to_have_url(LETTER_PAGE)
    letter = page.url
    page.get_by_role("link", name="Confirm my e-mail address").click()
    make_account(page, stack, words.email)
    expect(page).to_have_url(letter)
    expect(page.get_by_text("Your draft is kept in this browser only")).to_have_count(0)
    expect(page.get_by_text("3 of 7 parts are done.")).to_be_visible()
    page.goto(f"{letter}who/")
    expect(page.locator("[name=legal_name]")).to_have_value(words.name)
    expect(page.locator("main [name=description]")).to_have_value(words.description)
    page.goto(letter)
    page.get_by_role("link", name="Go on").click()
    for step in STEPS[3:]:
        expect(page).to_have_url(f"{letter}{step}/")
        fill_part(page, step, words, scan=True)
        save_part(page)
    for said in (words.name, words.contribution, "Readings of twelve rivers", "signed letter.pdf", "Kenya"):
        expect(page.locator("main")).to_contain_text(said)
    return send(page)


def review_and_ask(page: Page, words: Words) -> None:
    """The officer takes the letter under review and asks two questions; the second reopens the statements."""
    open_in_admin(page, words)
    assert page.get_by_role("link", name="Confirm participation").count() == 0
    verb(page, "Take under review and publish as received")
    page.locator(".desk-verbs").get_by_role("link", name="Ask for information").click()
    page.locator("[name=text-0]").fill("Since when do you work on rivers?")
    page.get_by_role("button", name="Add another question").click()
    expect(page.locator("[name=text-0]")).to_have_value("Since when do you work on rivers?")
    page.locator("[name=text-1]").fill("Please say how many people you train.")
    page.locator("[name=reopens-1]").select_option("statements")
    due = datetime.date.today() + datetime.timedelta(days=10)
    page.locator("[name=due_on]").fill(due.isoformat())
    page.locator("form.record-verb").get_by_role("button", name="Ask for information").click()
    expect(page.locator(".desk-page")).to_contain_text("Please say how many people you train.")


def answer(page: Page, stack: Stack, words: Words, reference: str) -> None:
    """The applicant is told by mail, changes what was reopened and answers."""
    mail = stack.wait_mail(words.email, f"A question about your letter {reference}")
    address = re.search(r"http\S+/desk/letters/\S+", mail.get_body(("plain",)).get_content())
    assert address, "the mail leads to the letter"
    page.goto(address.group())
    expect(page.get_by_text("2 questions wait for you")).to_be_visible()
    page.get_by_role("link", name="Answer", exact=True).click()
    page.locator("[name^=answer-]").first.fill("Since 2009.")
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("link", name="Answer", exact=True).click()
    expect(page.locator("[name^=answer-]").first).to_have_value("Since 2009.")
    page.get_by_role("link", name="Change this part").click()
    page.locator("[name=contribution]").fill(CHANGED)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("h1")).to_contain_text("Questions of the secretariat")
    page.locator("[name^=answer-]").last.fill("Forty, as the letter now says.")
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator("main")).to_contain_text("Since 2009.")
    page.get_by_role("button", name="Send the answers").click()
    expect(page.locator(".letter-desk__state")).to_contain_text("Under review")


def letter_says(language: str, label: str) -> str:
    with override(language):
        return gettext(label)


def text_of(pdf: bytes) -> str:
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode()


def shown_as_received(page: Page, words: Words, reference: str) -> None:
    """Anybody can read the letter, labelled as what it is, in three languages; it is no partner yet."""
    for language in LANGUAGES:
        label = letter_says(language, "Received, not yet confirmed by UNEP")
        page.goto(f"/{language}/letters/{reference}/")
        expect(page.locator(".letter__status")).to_contain_text(label)
        expect(page.locator("main")).to_contain_text(words.contribution)
        assert words.email not in page.content()
        page.goto(f"/{language}/partners/?q={words.name.replace(' ', '+')}")
        expect(page.locator("main h1")).to_be_visible()
        # Similar names may stand there.
        expect(page.locator(".table").get_by_text(words.name)).to_have_count(0)


def shown_as_confirmed(page: Page, stack: Stack, words: Words) -> None:
    """Directory, profile and PDF say so, in three languages."""
    for language in LANGUAGES:
        label = letter_says(language, "Confirmed by UNEP")
        page.goto(f"/{language}/partners/?q={words.name.replace(' ', '+')}")
        row = page.locator(".table tbody tr").filter(has_text=words.name)
        expect(row.locator(".tag--ok")).to_have_count(1)
        row.get_by_role("link", name=words.name).click()
        expect(page.locator("h1")).to_contain_text(words.name)
        expect(page.locator(".profile__status .tag--ok")).to_be_visible()
        expect(page.locator(".letter__status")).to_have_text(label)
        expect(page.locator("main")).to_contain_text(CHANGED)
        assert words.email not in page.content()
        pdf = wait_for_pdf(page, stack, page.url + "letter.pdf")
        assert label in text_of(pdf)
        looks_like_a_document(pdf, language, words)


def wait_for_pdf(page: Page, stack: Stack, url: str) -> bytes:
    """Return the PDF at an address, once it is made; while it is under way the page says so."""
    content: list[bytes] = []

    def ready() -> bool:
        response = page.request.get(url)
        assert response.status in (200, 202), f"{url} answered {response.status}"
        if response.status == 200:
            content.append(response.body())
        return response.status == 200

    stack.wait_for(ready, f"the PDF at {url}")
    return content[0]


def looks_like_a_document(content: bytes, language: str, words: Words) -> None:
    """The served file is tagged, has language, title, outline and numbered pages."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith(language)
        assert words.name in str(pdf.docinfo["/Title"])
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_outline() as outline:
            assert [str(item.title) for item in outline.root]
        pages = len(pdf.pages)
    text = text_of(content)
    assert re.search(rf"\b1\W+(?:\w+\W+)?{pages}\b", text), f"no page numbers in:\n{text}"


def confirmation_arrived(stack: Stack, words: Words, reference: str) -> None:
    mail = stack.wait_mail(words.email, "Participation confirmed")
    [attachment] = list(mail.iter_attachments())
    assert attachment.get_content_type() == "application/pdf"
    text = text_of(attachment.get_payload(decode=True))
    assert words.name in " ".join(text.split())
    _loi, year, number = reference.split("-")
    assert f"GMP/LOI/{year}/{int(number)}" in text


@pytest.mark.rule("LOI-4")
@pytest.mark.rule("LOI-6")
@pytest.mark.rule("LOI-11")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_stranger_becomes_a_partner(new_page, stack: Stack, script: bool):
    words = somebody("Demonstration River Watch")
    options = {"java_script_enabled": script}
    applicant, visitor = new_page(**options), new_page(**options)
    reference = write_and_send(applicant, stack, words)
    stack.wait_mail(words.email, f"Your letter of intent {reference}")

    officer, head = new_page(**options), new_page(**options)
    sign_in(officer, "officer@demo.example", start="/admin/")
    review_and_ask(officer, words)
    shown_as_received(visitor, words, reference)
    answer(applicant, stack, words, reference)

    sign_in(head, "head@demo.example", start="/admin/")
    open_in_admin(head, words)
    expect(head.locator(".desk-page")).to_contain_text("Since 2009.")
    verb(head, "Confirm participation")
    expect(head.locator(".desk-head__facts")).to_contain_text("Confirmed")
    shown_as_confirmed(visitor, stack, words)
    confirmation_arrived(stack, words, reference)
    applicant.reload()
    expect(applicant.locator(".letter-desk__state")).to_contain_text("Confirmed")
    expect(applicant.get_by_role("link", name="Open the confirmation letter (PDF)")).to_be_visible()


def tab_to(page: Page, selector: str, limit: int = 60) -> None:
    """Press Tab until the element is reached; it must then be visible on the screen."""
    page.wait_for_load_state()  # a page that was reached just now: keys pressed before would be lost with the old one
    for _press in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {limit} tabs on {page.url}")


def type_into(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def press_button(page: Page, selector: str, key: str = "Enter") -> None:
    heading = page.locator("h1").inner_text()
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator("h1")).not_to_have_text(heading)


def test_letter_is_written_and_sent_by_keyboard_alone(page: Page, stack: Stack):
    words = somebody("Demonstration Keyboard Union")
    email, name = words.email, words.name
    save = "main form .actions button.button:not(.button--link)"
    page.goto("/en/join/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main", "skip link comes first"
    page.keyboard.press("Enter")
    press_button(page, "main form button")
    press_button(page, "main .actions a.button")

    tab_to(page, "[name=kind]")
    page.keyboard.press("Space")
    for _step in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.locator("[name=kind]:checked")).to_have_value("ngo")
    type_into(page, "[name=legal_name]", name)
    type_into(page, "[name=place]", "Peru")
    expect(page.locator("[name=place]")).to_have_value("PE")
    type_into(page, "main [name=description]", "An invented union.")
    press_button(page, save)

    type_into(page, "[name=main-family_name]", "Demonstration")
    type_into(page, "[name=main-email]", email)
    press_button(page, save)

    tab_to(page, "[name=areas]")
    page.keyboard.press("Space")
    press_button(page, save)

    tab_to(page, "[name=supports]")
    page.keyboard.press("Space")
    tab_to(page, "[name=commits]")
    page.keyboard.press("Space")
    type_into(page, "[name=contribution]", "We type everything that others click.")
    press_button(page, save)

    type_into(page, "[name=offers-0-topic]", "Data")
    press_button(page, save)

    type_into(page, "[name=signatory_name]", "Demonstration Signatory")
    type_into(page, "[name=signatory_title]", "Chair")
    tab_to(page, "[name=declared]")
    page.keyboard.press("Space")
    press_button(page, save)

    tab_to(page, "[name=acknowledges_publication]")
    page.keyboard.press("Space")
    tab_to(page, "[name=consents_to_data]")
    page.keyboard.press("Space")
    press_button(page, save)

    expect(page.locator("h1")).to_contain_text("Check your answers")
    press_button(page, ".letter-desk__send a.button")
    type_into(page, "[name=email]", email)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Confirm your e-mail address")
    type_into(page, "[name=code]", stack.mail_code(email))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(LETTER_PAGE)
    press_button(page, "main .actions a.button")
    press_button(page, "button[name=send]")
    expect(page.locator("h1")).to_have_text("Letter sent")


def test_letter_is_written_and_sent_on_a_narrow_screen(new_page, stack: Stack):
    words = somebody("Demonstration Pocket Office")
    page = new_page(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    write_and_send(page, stack, words)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def test_draft_waits_on_another_device_and_two_tabs_lose_nothing(new_page, stack: Stack):
    words = somebody("Demonstration Two Devices")
    first = new_page()
    start_letter(first)
    letter = first.url
    first.get_by_role("link", name="Begin").click()
    fill_part(first, "who", words)
    save_part(first)
    first.goto(letter)
    first.get_by_role("link", name="Confirm my e-mail address").click()
    make_account(first, stack, words.email)
    expect(first).to_have_url(letter)

    second = new_page()
    second.goto("/accounts/login/")
    second.locator("[name=login]").fill(words.email)
    second.locator("main form button").first.click()
    expect(second.locator("[name=code]")).to_be_visible()
    stack.wait_mail(words.email, "code", count=2)
    second.locator("[name=code]").fill(stack.mail_code(words.email))
    second.get_by_role("button", name="Continue").click()
    expect(second).to_have_url(re.compile("/desk/$"))
    second.get_by_role("link", name=words.name).first.click()
    expect(second).to_have_url(letter)

    mine, theirs = "Words of the first tab.", "Words of the other device."
    for page in (first, second):
        page.goto(f"{letter}statements/")
    second.locator("[name=contribution]").fill(theirs)
    save_part(second)
    first.locator("[name=contribution]").fill(mine)
    with first.expect_response(lambda answer: answer.request.method == "POST") as caught:
        first.get_by_role("button", name="Save and continue").click()
    assert caught.value.status == 409
    expect(first.locator("h1")).to_contain_text("This was changed meanwhile")
    expect(first.locator(".conflict").filter(has_text=mine)).to_contain_text(theirs)
    first.locator(".conflict").filter(has_text=mine).locator("input[value=yours]").check()
    first.get_by_role("button", name="Save my choice").click()
    expect(first).to_have_url(f"{letter}offers/")
    second.goto(f"{letter}statements/")
    expect(second.locator("[name=contribution]")).to_have_value(mine)


def test_autosave_of_an_older_tab_says_so_at_once(new_page, stack: Stack):
    first = new_page()
    start_letter(first)
    letter = first.url
    first.goto(f"{letter}statements/")
    other = first.context.new_page()
    other.goto(f"{letter}statements/")
    other.locator("[name=contribution]").fill("Saved by the other tab.")
    expect(other.locator("[data-save-status]")).to_have_attribute("data-state", "saved")
    first.bring_to_front()
    first.locator("[name=contribution]").fill("Typed in the first tab.")
    first.get_by_role("link", name="Compare both texts").click()
    expect(first.locator(".conflict")).to_contain_text("Saved by the other tab.")
    expect(first.locator(".conflict")).to_contain_text("Typed in the first tab.")
