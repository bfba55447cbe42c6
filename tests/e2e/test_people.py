"""People of a partner in a real browser: a colleague is invited, edits along, is removed and refused at once."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.survey import Survey

pytestmark = [pytest.mark.e2e]
MINISTRY = "/desk/organisations/demonstration-ministry-of-environment/"
GUEST = "formerly@demo.example"
FACTS = """
import json
from partners.models import ColleagueInvitation, Letter, OrganisationPerson, SuccessionRequest
from partners.models import Organisation
ministry = Organisation.objects.get(slug="demonstration-ministry-of-environment")
place = OrganisationPerson.objects.get(person__user__email="focal@demo.example", organisation=ministry, until=None)
viewer = OrganisationPerson.objects.get(person__user__email="viewer@demo.example", organisation=ministry)
draft = Letter.objects.get(applicant__email="applicant@demo.example", status="draft")
print(json.dumps({
    "place": place.pk,
    "viewer": viewer.pk,
    "draft": str(draft.uuid),
    "author": draft.authors.first().pk,
    "succession": SuccessionRequest.objects.first().pk,
    "invitation": str(ColleagueInvitation.objects.filter(email="colleague@demo.example").first().uuid),
}))
"""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_colleague_is_invited_writes_at_once_and_is_refused_when_removed(page_of):
    focal, guest = page_of("focal"), page_of("formerly")
    focal.goto(f"{MINISTRY}people/invite/")
    focal.locator("[name=email]").fill(GUEST)
    focal.locator("[name=role][value=focal]").check()
    press(focal, "Send the invitation")
    expect(focal.locator("main")).to_contain_text(GUEST)
    assert guest.goto(f"{MINISTRY}people/").status == 404
    guest.goto("/desk/")
    guest.get_by_role("link", name="invites you to take part").click()
    press(guest, "Accept")
    expect(guest.locator("h1")).to_contain_text("People")
    # Both open the same part of the profile: who saves second sees both texts.
    for page in (focal, guest):
        page.goto(f"{MINISTRY}profile/about/")
    guest.locator("main [name=description]").fill("The words of the colleague.")
    press(guest, "Save and publish")
    expect(guest.locator("main")).to_contain_text("The words of the colleague.")
    focal.locator("main [name=description]").fill("My words.")
    press(focal, "Save and publish")
    expect(focal.locator("h1")).to_contain_text("This was changed meanwhile")
    for words in ("My words.", "The words of the colleague."):
        expect(focal.locator("main")).to_contain_text(words)
    # Removed: the page that is open in front of the colleague refuses at once.
    guest.goto(f"{MINISTRY}people/invite/")
    guest.locator("[name=email]").fill("somebody@demo.example")
    focal.goto(f"{MINISTRY}people/")
    focal.get_by_role("row").filter(has_text="Former Colleague").get_by_role("link", name="Remove").click()
    press(focal, "Remove")
    expect(focal.locator("main")).to_contain_text("has no place here any more")
    with guest.expect_navigation() as navigation:
        press(guest, "Send the invitation")
    assert navigation.value.status == 404


def test_pages_about_people(page_of, new_page, vnu, stack):
    facts = json.loads(stack.shell(FACTS))
    people = f"{MINISTRY}people/"
    look = Survey(page_of("focal"), vnu)
    look.visit("people", people)
    look.visit("people french", f"{people}?lang=fr")
    look.visit("people invite", f"{people}invite/?lang=en")
    press(look.page, "Send the invitation")
    look.judge("people invite errors", 422)
    for name in ("role", "remove", "consent", "details"):
        look.visit(f"people {name}", f"{people}{facts['place']}/{name}/")
    look.visit("people remove other", f"{people}{facts['viewer']}/remove/")
    look.visit("my organisations", "/desk/organisations/")
    look.visit("invitation of somebody else", f"/desk/invitations/{facts['invitation']}/", 403)
    look.close(11)
    viewer = Survey(page_of("viewer"), vnu)
    viewer.visit("people as viewer", people)
    viewer.visit("succession", f"{MINISTRY}succession/")
    press(viewer.page, "Send the request")
    viewer.judge("succession errors", 422)
    viewer.close(3)
    visitor = Survey(new_page(), vnu)
    visitor.visit("invited", f"/desk/invitations/{facts['invitation']}/")
    visitor.close(1)
    waiting = Survey(page_of("successor"), vnu)
    waiting.visit("succession waits", "/desk/organisations/demonstration-regional-seas-programme/succession/")
    waiting.close(1)
    applicant = Survey(page_of("applicant"), vnu)
    applicant.visit("authors", f"/desk/letters/{facts['draft']}/authors/")
    applicant.visit("author remove", f"/desk/letters/{facts['draft']}/authors/{facts['author']}/remove/")
    applicant.close(2)
    staff = Survey(page_of("officer"), vnu, admin=True)
    staff.visit("admin successions", "/admin/successions/")
    for name in ("inspect", "grant", "decline"):
        staff.visit(f"admin succession {name}", f"/admin/successions/{name}/{facts['succession']}/")
    staff.close(4)
