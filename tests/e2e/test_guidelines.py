"""An amendment in the browser, from a partner to the adopted new version; then axe, vnu, 320 px of its pages."""

import json
import re
import secrets

import pytest
from playwright.sync_api import expect

from tests.e2e.survey import Survey

pytestmark = [pytest.mark.e2e]
CLAUSE = "guidelines:2(b)"
FACTS = """
import json
from meetings.models import Amendment
draft = Amendment.objects.filter(status="draft", created_by__email="focal@demo.example").first()
sent = Amendment.objects.filter(status="proposed").order_by("pk").first()
print(json.dumps({
    "draft": str(draft.uuid), "sent": str(sent.uuid), "sent_pk": sent.pk,
    "public": Amendment.objects.filter(status="before_group").order_by("pk").first().slug,
    "refused": Amendment.objects.filter(status="not_adopted").first().slug,
}))
"""
# The days for which a proposal lies open between meetings are over.
LONG_OPEN = """
import datetime
from django.db.models import F
from meetings.models import Decision
week = datetime.timedelta(days=7)
Decision.objects.filter(status="open", kind="amendment").update(opened_at=F("opened_at") - week)
"""


@pytest.fixture(scope="module")
def facts(stack):
    return json.loads(stack.shell(FACTS))


@pytest.mark.rule("GDL-1")
@pytest.mark.rule("GDL-2")
def test_an_amendment_goes_from_a_partner_to_the_new_version(page_of, page, stack):
    words = f"Whoever takes part is a partner and brings resources or expertise {secrets.token_hex(3)}."
    focal, officer, chair = page_of("focal"), page_of("officer"), page_of("chair")
    focal.goto("/en/guidelines/guidelines/")
    focal.get_by_role("link", name="Propose an amendment").click()
    focal.locator("[name=clause]").select_option(CLAUSE)
    focal.get_by_role("button", name="Go on").press("Enter")
    focal.locator("[name=text_en]").fill(words)
    focal.get_by_role("button", name="Save and check").press("Enter")
    expect(focal.locator("main ins").first).to_be_visible()
    focal.get_by_role("link", name="Send to the secretariat").click()
    focal.get_by_role("button", name="Send to the secretariat").press("Enter")
    expect(focal.get_by_role("alert").first).to_contain_text("Say why you propose this.")
    focal.get_by_role("link", name="The amendment").click()
    focal.get_by_role("link", name="Go on writing").click()
    focal.locator("[name=reason]").fill("Demonstration reason.")
    focal.get_by_role("button", name="Save and check").press("Enter")
    focal.get_by_role("link", name="Send to the secretariat").click()
    focal.get_by_role("button", name="Send to the secretariat").press("Enter")
    reference = focal.locator("h1 .caption").inner_text()

    officer.goto("/admin/amendments/")
    officer.get_by_role("link", name=reference).click()
    officer.get_by_role("link", name="Record the opinion").click()
    officer.locator("[name=opinion]").fill("Demonstration opinion.")
    officer.get_by_role("button", name="Record the opinion").press("Enter")

    # The secretariat cannot hold it back: the proposer puts it before the group.
    focal.reload()
    focal.get_by_role("link", name="Put before the Advisory Group").click()
    focal.get_by_role("button", name="Put before the Advisory Group").press("Enter")
    expect(focal.locator("main")).to_contain_text("Before the Advisory Group")

    chair.goto("/desk/")
    chair.get_by_role("link", name=re.compile(r"Before you: .*clause 2\(b\)")).click()
    chair.get_by_role("link", name="Announce the outcome").click()
    chair.get_by_label("Adopted by consensus").check()
    chair.get_by_role("button", name="Announce the outcome").press("Enter")
    expect(chair.get_by_role("alert").first).to_contain_text("Still to be translated: French, Spanish")

    officer.get_by_role("link", name="Translate", exact=True).click()
    officer.locator("[name=text_fr]").fill(f"Démonstration : {words}")
    officer.locator("[name=text_es]").fill(f"Demostración: {words}")
    officer.get_by_role("button", name="Translate").press("Enter")
    expect(chair.get_by_role("alert").first).to_contain_text("lies open for 5 days")
    stack.shell(LONG_OPEN)
    chair.get_by_label("Adopted by consensus").check()
    chair.get_by_role("button", name="Announce the outcome").press("Enter")
    expect(chair.locator("main")).to_contain_text("Adopted by consensus")

    page.goto(f"/en/guidelines/amendments/{reference.lower()}/")
    page.get_by_role("link", name="What differs from the version before").click()
    expect(page.locator(".differences")).to_have_count(1)
    expect(page.locator(".differences h2")).to_contain_text("2(b)")
    expect(page.locator(".differences ins").first).to_be_visible()
    for language in ("fr", "es"):
        page.goto(page.url.replace("/en/", f"/{language}/"))
        expect(page.locator(".differences")).to_have_count(1)


def test_pages_of_guiding_texts(page, vnu, facts):
    survey = Survey(page, vnu)
    survey.visit("guidelines", "/en/guidelines/")
    survey.visit("framework", "/fr/guidelines/framework/2020-06/")
    survey.visit("operational guidelines", "/es/guidelines/guidelines/2020-06/")
    survey.visit("comparison", "/en/guidelines/guidelines/compare/")
    survey.visit("amendments", "/en/guidelines/amendments/")
    survey.visit("amendment before the group", f"/fr/guidelines/amendments/{facts['public']}/")
    survey.visit("amendment not adopted", f"/es/guidelines/amendments/{facts['refused']}/")
    survey.close(at_least=7)


def test_desk_of_amendments(page_of, vnu, facts):
    focal = page_of("focal")
    survey = Survey(focal, vnu)
    survey.visit("amendments on the desk", "/desk/amendments/")
    survey.visit("propose an amendment", "/desk/amendments/new/")
    survey.visit("draft", f"/desk/amendments/{facts['draft']}/")
    survey.visit("write", f"/desk/amendments/{facts['draft']}/edit/")
    survey.visit("delete the draft", f"/desk/amendments/{facts['draft']}/discard/")
    survey.close(at_least=5)
    survey = Survey(page_of("member"), vnu)
    survey.visit("amendment with the secretariat", f"/desk/amendments/{facts['sent']}/")
    survey.close(at_least=1)
