"""A person reads what is held, takes a consent back, asks to be erased; the head erases; no page names them."""

import json
import zipfile

import pytest
from playwright.sync_api import expect

from tests.e2e.people import sign_in
from tests.e2e.survey import Survey
from tests.infra.stack import Stack

pytestmark = [pytest.mark.e2e]

EMAIL = "quillfeather@journey.example"
MAKE = f"""
import json
from allauth.account.models import EmailAddress
from partners.actions.people import give_consent
from partners.models import Organisation, OrganisationPerson, Person
from portal.accounts.models import User
user = User.objects.create_user("{EMAIL}", "mercury-demo", first_name="Zora", last_name="Quillfeather")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
organisation = Organisation.objects.filter(
    memberships__ended_on__isnull=True, people__until__isnull=True, people__person__user__email="focal@demo.example"
).first()
person = Person.objects.create(
    user=user, email=user.email, given_name="Zora", family_name="Quillfeather", phone="+41 22 555 01 99"
)
place = OrganisationPerson.objects.create(organisation=organisation, person=person, role="focal")
give_consent(place, "public", by=user)
print(json.dumps(organisation.get_absolute_url()))
"""
FACTS = f"""
import json
from portal.privacy.models import PersonalDataRequest
print(json.dumps(PersonalDataRequest.objects.get(email="{EMAIL}", state="open").pk))
"""


def test_from_my_data_to_no_trace(new_page, page_of, vnu, stack: Stack):
    profile = json.loads(stack.shell(MAKE))
    page = new_page()
    look = Survey(page, vnu)
    sign_in(page, EMAIL)
    page.get_by_role("link", name="Your data").first.click()
    look.judge("my data")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download your data").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert EMAIL in archive.read("data.json").decode()
    page.get_by_role("link", name="Places in organisations").click()
    look.judge("places held")
    expect(page.get_by_text("Focal point").first).to_be_visible()
    page.goto(profile)
    expect(page.get_by_text("Zora Quillfeather").first).to_be_visible()
    page.goto("/desk/my-data/")
    page.get_by_role("button", name="Take back").first.press("Enter")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    page.get_by_role("link", name="Ask to be erased").press("Enter")
    look.judge("ask to be erased")
    page.get_by_role("button", name="Ask to be erased").press("Enter")
    expect(page.get_by_text("You asked on")).to_be_visible()
    look.judge("asked to be erased")
    look.visit("my data in french", "/desk/my-data/?lang=fr")
    look.close(5)

    number = json.loads(stack.shell(FACTS))
    staff = page_of("head")
    desk = Survey(staff, vnu, admin=True)
    desk.visit("personal data list", "/admin/personal-data/")
    desk.visit("look a person up", "/admin/personal-data/new/")
    desk.visit("rehearsal", f"/admin/personal-data/inspect/{number}/")
    expect(staff.get_by_text("This is a rehearsal")).to_be_visible()
    staff.get_by_role("link", name="Erase the person").click()
    desk.judge("erase")
    staff.locator("[name=confirm]").fill(EMAIL)
    staff.get_by_role("button", name="Erase the person").click()
    expect(staff.get_by_text("The person is erased")).to_be_visible()
    desk.visit("erased", staff.url)  # without the passing message, which Wagtail draws
    desk.close(5)
    for address in (profile, "/admin/personal-data/", "/admin/mails/?q=quillfeather"):
        staff.goto(address)
        expect(staff.locator("main")).not_to_contain_text("Quillfeather")
    page.goto("/desk/my-data/")
    expect(page.locator("[name=login]")).to_be_visible()


def test_last_focal_point_reads_what_to_do_first(page_of, vnu):
    page = page_of("member")
    look = Survey(page, vnu)
    look.visit("erasure refused", "/desk/my-data/erasure/")
    expect(page.get_by_text("first make somebody else focal point")).to_be_visible()
    look.close(1)
