"""Notices and texts of mails in the browser: read, chosen, stopped by one click; a text rewritten and taken back."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.survey import Survey

pytestmark = [pytest.mark.e2e]
TEXT = "/admin/mail-texts/accounts-password_changed/en/"
LINKS = """
from portal.accounts.models import User
from portal.mail.preferences import unsubscribe_url
user = User.objects.get(email="lead2@demo.example")
print(unsubscribe_url("new_partner", "en", user=user), unsubscribe_url("*weekly", "fr", user=user))
"""
CHOICE = """
from portal.mail.preferences import choices_of
from portal.accounts.models import User
print(choices_of(User.objects.get(email="lead2@demo.example"))["new_partner"].value)
"""


def chosen(stack) -> str:
    return stack.shell(CHOICE).strip().splitlines()[-1]


def test_notices_are_read_chosen_and_stopped(stack, page_of, new_page, vnu):
    page = page_of("lead2")
    look = Survey(page, vnu)
    look.visit("desk with notices", "/desk/")
    before = int(page.locator(".desk-bar__count").inner_text().split()[0])
    page.get_by_role("link", name="All notices").press("Enter")
    look.judge("notices")
    unread = page.locator(".notices__unread")
    assert unread.count() == before
    unread.first.get_by_text("Read the message").press("Enter")
    expect(unread.first.locator(".notices__text")).to_contain_text("Good day")
    look.judge("notice open")
    unread.first.get_by_role("button", name="Mark as read").press("Enter")
    expect(page.locator(".notices__unread")).to_have_count(before - 1)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".desk-bar__count")).to_have_count(0)
    look.visit("notices none unread", "/desk/notices/?show=unread")
    page.goto("/desk/notices/")
    page.locator(".notices > li", has_text="A new partner").first.get_by_role(
        "button", name="Open the page"
    ).press("Enter")
    expect(page).to_have_url(re.compile(r"/partners/[\w-]+/$"))
    expect(page.locator("h1")).to_be_visible()

    look.visit("notice settings", "/desk/notices/settings/")
    page.get_by_label("New partners in your areas").select_option("weekly")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.locator("body")).to_contain_text("Saved. This holds from the next notice on.")
    assert chosen(stack) == "weekly"

    kind, digest = stack.shell(LINKS).strip().splitlines()[-1].split()
    stranger = new_page()
    other = Survey(stranger, vnu)
    other.visit("unsubscribe from a digest in french", digest)
    other.visit("unsubscribe", kind)
    stranger.get_by_role("button", name="Stop these messages").press("Enter")
    expect(stranger.locator("h1")).to_have_text("Done: no more of these messages")
    other.judge("unsubscribed")
    assert chosen(stack) == "portal"
    look.close(5)
    other.close(3)


def test_secretariat_rewrites_a_text_and_takes_it_back(stack, page_of, vnu):
    page = page_of("officer")
    look = Survey(page, vnu, admin=True)
    look.visit("admin mail texts", "/admin/mail-texts/?q=password_changed")
    page.locator("table.listing").get_by_role("link").first.click()
    expect(page.locator("[name=subject]")).to_be_visible()  # the page is there, also on a slow machine
    look.judge("admin mail text")
    page.locator("[name=subject]").fill("Your password {nothing}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_contain_text("no placeholder {nothing}")
    look.judge("admin mail text refused", 422)
    page.locator("[name=subject]").fill("A new password for you")
    page.get_by_role("button", name="Show the preview").click()
    expect(page.frame_locator("iframe.record-frame").locator(".sheet")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Rewritten by the secretariat")
    look.judge("admin mail text rewritten")
    page.get_by_role("link", name="Back to the portal’s own text").click()
    expect(page.get_by_role("button", name="Back to the portal’s own text")).to_be_visible()
    look.judge("admin mail text reset")
    page.get_by_role("button", name="Back to the portal’s own text").click()
    expect(page.locator("main")).to_contain_text("The portal’s own text is sent.")
    expect(page.get_by_role("link", name="Begin with wording 1")).to_be_visible()
    look.close(5)
