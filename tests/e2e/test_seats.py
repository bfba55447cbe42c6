"""From a prepared invitation to a seat in the Advisory Group: letter, link on a phone, thanks; what pages look like."""

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.survey import Survey
from tests.infra.stack import Stack

pytestmark = [pytest.mark.e2e]
STATUS = """
from meetings.models import SeatInvitation
invitation = SeatInvitation.objects.get(person__email={email!r})
print(invitation.status, invitation.pk)
"""
ANOTHER = """
import datetime
from meetings.actions.seats import prepare_invitation, send_invitation
from partners.models import Organisation, Person
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.records.clock import today
invitation = prepare_invitation(
    person=Person.objects.create(given_name="Late", family_name="Demonstration", email={email!r}),
    organisation=Organisation.objects.get(legal_name="Demonstration Lime and Cement Federation"),
    ground="temporary", area=Area.objects.get(code="oil-gas"),
    since=today(), until=today() + datetime.timedelta(days=300), by=User.objects.get(email="officer@demo.example"),
)
send_invitation(
    invitation, by=User.objects.get(email="head@demo.example"), signed_on=today(),
    answer_by=today() + datetime.timedelta(days=9),
)
print(invitation.uuid)
"""


def prepare(page: Page, email: str) -> None:
    """An officer finds the partner and prepares an invitation for somebody who is not known yet."""
    page.goto("/admin/seat-invitations/new/")
    page.locator("#seat-search").fill("lime and cement")
    page.locator("#main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Demonstration Lime and Cement Federation").click()
    page.locator("[name=given_name]").fill("Amina")
    page.locator("[name=family_name]").fill("Demonstration")
    page.locator("[name=email]").fill(email)
    page.locator("[name=ground]").select_option("other")
    page.locator("[name=category]").select_option("industry")
    page.locator("[name=need]").fill("Voix de l’industrie (démonstration)")
    page.locator("[name=language]").select_option("fr")
    page.locator("#main").get_by_role("button", name="Prepare an invitation").click()
    expect(page.get_by_text("The invitation is prepared")).to_be_visible()


def send(page: Page, pk: str) -> None:
    """The head records the invitation."""
    page.goto(f"/admin/seat-invitations/inspect/{pk}/")
    page.locator("#main").get_by_role("link", name="Record the invitation").click()
    page.locator("#main").get_by_role("button", name="Record the invitation").click()
    expect(page.get_by_text("the letter is on its way")).to_be_visible()


@pytest.mark.rule("PAG-2")
def test_an_invitation_is_accepted_by_link_on_a_phone_and_by_nothing_else(
    stack: Stack, page_of: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    email = f"{secrets.token_hex(3)}@seat.example"
    prepare(page_of("officer"), email)
    status, pk = stack.shell(STATUS.format(email=email)).split()
    assert status == "prepared"
    send(page_of("head"), pk)
    mail = stack.wait_mail(email)  # it waits for the letter
    [letter] = list(mail.iter_attachments())
    assert letter.get_content().startswith(b"%PDF")
    text = mail.get_body(("plain",)).get_content()
    link = re.search(r"https?://\S+/fr/invitations/seat/\S+", text)
    assert link is not None
    path = link.group().partition("://")[2].partition("/")[2]

    page = new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page.request.head(f"/{path}")
    page.request.get(f"/{path}?answer=accept")
    assert page.request.post(f"/{path}", form={"answer": "accept"}).status == 403
    assert stack.shell(STATUS.format(email=email)).split()[0] == "sent"

    page.goto(f"/{path}")
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320
    page.locator("[name=answer][value=accept]").check()
    page.locator("[name=consent]").check()
    page.locator("main form button").click()
    expect(page.locator("[name=answer]")).to_have_count(0)
    assert stack.shell(STATUS.format(email=email)).split()[0] == "accepted"
    page.goto("/en/advisory-group/")
    expect(page.get_by_text("Amina Demonstration")).to_be_visible()


def test_pages_of_the_group_and_its_seats(
    stack: Stack, page_of: Callable[..., Page], new_page: Callable[..., Page], vnu: Any
) -> None:
    email = f"{secrets.token_hex(3)}@seat.example"
    uuid = stack.shell(ANOTHER.format(email=email)).strip().splitlines()[-1]
    pk = stack.shell(STATUS.format(email=email)).split()[-1]
    page = new_page()
    look = Survey(page, vnu)
    for language in ("en", "fr", "es"):
        look.visit(f"group {language}", f"/{language}/advisory-group/")
        look.visit(f"seat invitation {language}", f"/{language}/invitations/seat/{uuid}/")
    page.goto(f"/en/invitations/seat/{uuid}/")
    page.locator("main form button").click()
    look.judge("seat invitation with errors", 422)
    page.locator("[name=answer][value=decline]").check()
    page.locator("main form button").click()
    look.judge("seat invitation declined")
    look.close(8)
    desk = Survey(page_of("member"), vnu)
    desk.visit("group desk", "/desk/advisory-group/")
    desk.visit("group desk in french", "/desk/advisory-group/?lang=fr")
    desk.close(2)
    staff = Survey(page_of("officer"), vnu, admin=True)
    staff.visit("seat invitations", "/admin/seat-invitations/")
    staff.visit("seat composition", "/admin/seat-invitations/composition/?q=demonstration")
    staff.visit("seat inspected", f"/admin/seat-invitations/inspect/{pk}/")
    staff.visit("seat new", "/admin/seat-invitations/new/?q=lime")
    staff.close(4)
