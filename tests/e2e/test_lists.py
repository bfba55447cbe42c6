"""The secretariat imports a messy list and merges two rows of one organisation, with the keyboard's reach and axe."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.e2e.survey import Survey
from tests.infra.stack import Stack

pytestmark = [pytest.mark.e2e]

LIST = (
    "Nom;Catégorie;Pays;Statut\r\n"
    "Demonstration Browser Lakes;ONG;Côte d’Ivoire;partenaire\r\n"
    "Demonstration Browser Lake;Vereinigung;Côte d’Ivoire;partenaire\r\n"
    "Demonstration Speaker;ONG;Mali;orateur\r\n"
)
FIGURES = re.compile(r"New\s*2\s*Added to\s*0\s*Unchanged\s*0\s*Refused\s*1")
RUN = """
from partners.models import ImportJob
from partners.tasks import run_import
run_import(ImportJob.objects.latest("pk").pk)
"""
SLUGS = """
import json
from partners.models import Organisation
rows = Organisation.objects.filter(legal_name__startswith="Demonstration Browser Lake")
print(json.dumps({row.legal_name: row.slug for row in rows}))
"""


@pytest.fixture
def survey(vnu) -> Callable[..., Survey]:
    return lambda page, **options: Survey(page, vnu, **options)


def test_list_is_imported_and_two_rows_are_merged_and_taken_apart(
    stack: Stack, new_page: Callable[..., Page], survey: Callable[..., Survey]
) -> None:
    page = new_page()
    seen = survey(page, admin=True)
    sign_in(page, "head@demo.example", "/admin/imports/new/")
    seen.judge("list upload")
    _upload(page)
    seen.judge("list preview")
    page.get_by_role("link", name="Explain columns and words").click()
    expect(page.get_by_role("heading", name="Columns", exact=True)).to_be_visible()
    seen.judge("list explain")
    page.get_by_label("Vereinigung").select_option("ngo")
    page.get_by_role("button", name="Explain columns and words").click()
    page.locator(".desk-verbs").get_by_role("link", name="Import").click()
    page.locator("form.record-verb").get_by_role("button", name="Import").click()
    stack.shell(
        RUN
    )  # what the worker does, which may be busy with documents just now; the page asks how far it is
    expect(page.get_by_role("heading", name="What happened", exact=True)).to_be_visible()
    expect(page.locator(".desk-figures")).to_have_text(FIGURES)
    seen.judge("list report")
    slugs: dict[str, Any] = json.loads(stack.shell(SLUGS))
    old, new = slugs["Demonstration Browser Lake"], slugs["Demonstration Browser Lakes"]
    seen.visit("duplicates", "/admin/duplicates/")
    page.get_by_role("link", name="Merge “Demonstration Browser Lake” into the other").click()
    expect(page.get_by_role("heading", name="What happens", exact=True)).to_be_visible()
    seen.judge("merge preview")
    page.get_by_label("Reason").fill("The same lakes.")
    page.get_by_role("button", name="Merge into another").click()
    expect(page.get_by_text("Merged into", exact=False).first).to_be_visible()
    here = page.url
    page.goto(f"/en/partners/{old}/")
    expect(page).to_have_url(re.compile(f"/en/partners/{new}/$"))
    page.goto(here)
    page.locator(".desk-verbs").get_by_role("link", name="Take apart again").click()
    expect(page.get_by_label("Reason")).to_be_visible()
    seen.judge("unmerge")
    page.get_by_label("Reason").fill("Two after all.")
    page.get_by_role("button", name="Take apart again").click()
    page.goto(f"/en/partners/{old}/")
    expect(page).to_have_url(re.compile(f"/en/partners/{old}/$"))
    page.goto("/admin/duplicates/")
    page.get_by_role("button", name="Not the same: Demonstration Browser Lake").click()
    expect(page.get_by_text("Noted. The pair is not shown again.")).to_be_visible()
    seen.close(7)


def _upload(page: Page) -> None:
    page.locator("[name=file]").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}
    )
    page.locator("[name=source]").fill("Invented list of the browser test")
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.get_by_role("heading", name="What would happen", exact=True)).to_be_visible()
    expect(page.get_by_text("The kind “Vereinigung” is not known.")).to_be_visible()
