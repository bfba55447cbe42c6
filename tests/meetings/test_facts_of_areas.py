"""The public facts about areas are on the pages, in every language: what each is called, what it is, its place.

Objectives, notes and leads named in sources: ``tests/partnership_areas/test_pages.py``.
"""

import html
import json

import pytest
from django.utils import translation

from partnership_areas.reference import DATA

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "fr", "es")
ENTRIES = json.loads((DATA / "areas.json").read_text())["areas"]
ON_ITS_PAGE = {
    ("established", False): "Partnership area",
    ("potential", True): "Cross-cutting topic, not an area of its own",
    ("potential", False): "Potential area, not established",
}
IN_THE_STRUCTURE = {("potential", True): "Cross-cutting topic", ("potential", False): "Potential area"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.rule("AREA-1")
def test_pages_say_what_each_area_is(client, language: str) -> None:
    for entry in ENTRIES:
        page = html.unescape(client.get(f"/{language}/partnership-areas/{entry['code']}/").content.decode())
        with translation.override(language):
            words = translation.gettext(ON_ITS_PAGE[entry["status"], entry["cross_cutting"]])
        kicker = page.split('class="hero__kicker">')[1].split("</p>")[0].strip()
        assert kicker == words, entry["code"]
        assert f">{entry['name'][language]}</h1>" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.rule("AREA-1")
def test_structure_names_every_area_in_the_framework_order(client, language: str) -> None:
    page = html.unescape(client.get(f"/{language}/structure/").content.decode())
    words = page.split('id="in-words"')[1]
    placed = sorted((entry for entry in ENTRIES if entry["order"]), key=lambda entry: entry["order"])
    established = [entry for entry in placed if entry["status"] == "established"]
    others = [entry for entry in placed if entry not in established]
    others += [entry for entry in ENTRIES if not entry["order"]]
    at = [words.index(f">{entry['name'][language]}</a>") for entry in [*established, *others]]
    assert at == sorted(at) and len(at) == len(ENTRIES)
    for entry in others:
        with translation.override(language):
            status = translation.gettext(IN_THE_STRUCTURE[entry["status"], entry["cross_cutting"]])
        assert f">{entry['name'][language]}</a> – {status}</li>" in words
