"""The public pages of the areas."""

import datetime
import html
import json

import pytest
from django.utils import translation

from partnership_areas.actions import close_area, create_area, set_area_links
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area, AreaLink, FrameworkElement
from partnership_areas.reference import DATA
from portal.records import registries

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "fr", "es")
ENTRIES = {entry["code"]: entry for entry in json.loads((DATA / "areas.json").read_text())["areas"]}


def text_of(response) -> str:
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.rule("AREA-1")
def test_index_shows_established_and_others_apart(client, language: str) -> None:
    response = client.get(f"/{language}/partnership-areas/")
    assert response.status_code == 200
    text = text_of(response)
    for code, entry in ENTRIES.items():
        assert f"/{language}/partnership-areas/{code}/" in text
        name = entry["short_name"] if entry["status"] == "established" else entry["name"]
        assert name[language] in text
    shown = {
        name: [entry["area"].code for entry in response.context[name]]
        for name in ("cross_cutting", "potential", "closed")
    }
    assert shown == {
        "cross_cutting": ["non-ferrous", "oil-gas"],
        "potential": ["vcm", "waste-combustion"],
        "closed": [],
    }
    assert len(response.context["established"]) == 8


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", list(ENTRIES))
def test_area_page_shows_every_fact(client, code: str, language: str) -> None:
    response = client.get(f"/{language}/partnership-areas/{code}/")
    assert response.status_code == 200
    text, entry = text_of(response), ENTRIES[code]
    for name in ("name", "objective", "note"):
        assert entry[name][language] in text
    for lead in entry["leads_seen"]:
        assert lead["organisation"] in text
        assert lead["shown"][language] in text
        assert f'value="{lead["evidence"]}"' in text
    for tie in entry["ties"]:
        kind, tied = tie.split(":")
        element = FrameworkElement.objects.get(kind=kind, code=tied)
        assert getattr(element, f"text_{language}") in text
    with translation.override(language):
        own = translation.gettext(
            "The name in this language is the portal's own rendering, not an official one."
        )
        reading = translation.gettext(
            "These ties are the portal's own reading of the area's objective. They stand until the secretariat "
            "sets them."
        )
    assert (own in text) is (language in entry["unofficial_languages"])
    assert (reading in text) is bool(entry["ties"])


def test_area_unknown_code_404(client) -> None:
    assert client.get("/en/partnership-areas/nowhere/").status_code == 404
    assert client.get("/en/partnership-areas/no where/").status_code == 404


def test_area_code_of_another_case_404(client) -> None:
    assert client.get("/en/partnership-areas/ASGM/").status_code == 404


def test_area_page_once_the_secretariat_set_the_ties(client, staff) -> None:
    area = Area.objects.get(code="asgm")
    set_area_links(area, FrameworkElement.objects.all(), by=staff("head"))
    text = text_of(client.get("/en/partnership-areas/asgm/"))
    assert "own reading" not in text
    for element in FrameworkElement.objects.all():
        assert element.text_en in text


def test_closed_area_keeps_its_page(client, staff) -> None:
    area = Area.objects.get(code="vcm")
    close_area(area, by=staff("head"), on=datetime.date(2026, 5, 4), reason="Never started")
    text = text_of(client.get("/en/partnership-areas/vcm/"))
    assert 'closed on <time datetime="2026-05-04">4 May 2026</time>' in text
    assert "Never started" in text
    index = client.get("/en/partnership-areas/")
    assert [entry["area"].code for entry in index.context["closed"]] == ["vcm"]
    assert "Closed areas" in text_of(index)


def test_index_without_any_area(client) -> None:
    AreaLink.objects.all().delete()
    Area.objects.all().delete()
    text = text_of(client.get("/en/partnership-areas/"))
    assert "No area is established yet" in text
    assert "There is no cross-cutting topic at present." in text
    assert "There is no potential area at present." in text


def test_pages_same_number_of_queries_with_more_areas(client, staff, assert_query_parity) -> None:
    head = staff("head")

    def grow() -> None:
        for number in range(3):
            texts = {
                f"{name}_{code}": f"Area {number}" for name in ("name", "short_name") for code in LANGUAGES
            }
            area = create_area(by=head, code=f"area-{number}", texts=texts)
            set_area_links(area, FrameworkElement.objects.all(), by=head)
        Area.objects.filter(code__startswith="area-").update(status=AreaStatus.ESTABLISHED)
        set_area_links(Area.objects.get(code="asgm"), FrameworkElement.objects.all(), by=head)

    def load() -> None:
        assert client.get("/en/partnership-areas/").status_code == 200
        assert client.get("/en/partnership-areas/asgm/").status_code == 200

    assert_query_parity(load, grow)


def test_other_apps_add_panels_and_figures(client, monkeypatch) -> None:
    monkeypatch.setattr(registries, "area_panels", registries.Registry())
    monkeypatch.setattr(registries, "area_figures", registries.Registry())

    @registries.area_panels.register
    def panels(area: Area) -> list[tuple[str, dict]]:
        return [("components/empty.html", {"text": f"Panel of {area.code}"})]

    @registries.area_figures.register
    def figures(areas: list[Area]) -> list[tuple[str, str]]:
        return [(area.code, f"{len(areas)} counted") for area in areas if area.code in ("asgm", "vcm")]

    response = client.get("/en/partnership-areas/asgm/")
    assert response.context["panels"] == [("components/empty.html", {"text": "Panel of asgm"})]
    assert text_of(client.get("/en/partnership-areas/")).count("12 counted") == 2
