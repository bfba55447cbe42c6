"""The public pages of the areas."""

import datetime
import html
import json
from xml.etree import ElementTree

import pytest
from django.utils import translation

from meetings.models import Body
from partnership_areas.actions import close_area, create_area, set_area_links
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area, AreaLink, FrameworkElement
from partnership_areas.reference import DATA
from portal.records import registries
from tests.factories import partner

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
            "These ties are the portal's own reading of the area's objective. They apply until the secretariat "
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
    Body.objects.filter(area__isnull=False).delete()
    Area.objects.all().delete()
    text = text_of(client.get("/en/partnership-areas/"))
    assert "No area is established yet" in text
    assert "There is no cross-cutting topic at present." in text
    assert "There is no potential area at present." in text


@pytest.mark.parametrize("path", ["/en/partnership-areas/", "/en/partnership-areas/asgm/"])
def test_pages_same_number_of_queries_with_more_areas(client, staff, assert_query_parity, path: str) -> None:
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

    assert_query_parity(lambda: client.get(path), grow)


def test_other_apps_add_panels_and_figures(client, monkeypatch) -> None:
    monkeypatch.setattr(registries, "area_panels", registries.Registry())
    monkeypatch.setattr(registries, "area_figures", registries.Registry())

    @registries.area_panels.register
    def panels(area: Area, day: datetime.date) -> list[tuple[str, dict]]:
        return [("components/empty.html", {"text": f"Panel of {area.code}"})]

    @registries.area_figures.register
    def figures(areas: list[Area]) -> list[tuple[str, str]]:
        return [(area.code, f"{len(areas)} counted") for area in areas if area.code in ("asgm", "vcm")]

    response = client.get("/en/partnership-areas/asgm/")
    assert response.context["panels"] == [("components/empty.html", {"text": "Panel of asgm"})]
    assert text_of(client.get("/en/partnership-areas/")).count("12 counted") == 2


def test_places_say_openly_that_they_are_empty(client) -> None:
    text = text_of(client.get("/en/partnership-areas/vcm/"))
    for words in (
        "No plan of this area is published here yet.",
        "No meeting of this area is recorded here yet.",
        "No report of this area is published here yet.",
        "Nothing is filed under this area yet.",
        "No figures of this area are known yet.",
        "The issue has not been described here.",
        "No strategy is written here yet.",
    ):
        assert words in text


def test_other_apps_fill_places(client, monkeypatch) -> None:
    monkeypatch.setattr(registries, "area_places", registries.Registry())
    line = {"text": "Plan of Demonstration", "url": "/en/", "lang": "fr"}
    registries.area_places.register(
        lambda area: [registries.AreaPlace("plan", lines=(line,), url="/es/", label="All plans")]
    )
    text = text_of(client.get("/en/partnership-areas/asgm/"))
    assert '<a href="/en/" lang="fr" dir="ltr">Plan of Demonstration</a>' in text
    assert '<a href="/es/">All plans</a>' in text
    assert "No plan of this area" not in text


def test_texts_of_leads_in_another_language_are_marked(client) -> None:
    Area.objects.filter(code="asgm").update(issue_fr="Le mercure\n\ns’évapore", strategy_en="Less of it")
    text = text_of(client.get("/en/partnership-areas/asgm/"))
    assert '<div class="prose" lang="fr" dir="ltr"><p>Le mercure</p>' in text
    assert "Original: French" in text
    assert "<p>Less of it</p>" in text
    french = text_of(client.get("/fr/partnership-areas/asgm/"))
    assert '<div class="prose"><p>Le mercure</p>' in french
    assert '<div class="prose" lang="en" dir="ltr"><p>Less of it</p>' in french


@pytest.mark.rule("AREA-6")
def test_partners_of_any_day(client) -> None:
    early = partner(legal_name="Demonstration Early", since=datetime.date(2012, 5, 1))
    partner(legal_name="Demonstration Late", slug="late", since=datetime.date(2020, 5, 1))
    early.participations.update(until=datetime.date(2018, 1, 1))
    url = "/en/partnership-areas/asgm/"
    now, then = text_of(client.get(url)), text_of(client.get(url, {"on": "2015-06-30"}))
    assert "Demonstration Late" in now and "Demonstration Early" not in now
    assert "Demonstration Early" in then and "Demonstration Late" not in then
    assert 'Partners in this area on <time datetime="2015-06-30">30 June 2015</time>' in then
    assert "1 partner took part." in then
    assert "No partner of that day is known." in text_of(client.get(url, {"on": "2007-01-01"}))


@pytest.mark.parametrize("on", ["yesterday", "2016-13-40", "1066-10-14", "2999-01-01", "x" * 3000])
def test_senseless_day_is_said_and_today_is_shown(client, on: str) -> None:
    response = client.get("/en/partnership-areas/asgm/", {"on": on})
    assert response.status_code == 200
    assert response.context["shown_on"] is None
    assert response.context["day_form"].errors


def test_partners_of_a_day_same_number_of_queries(client, assert_query_parity) -> None:
    partner(legal_name="Demonstration First", since=datetime.date(2012, 5, 1))

    def grow() -> None:
        for number in range(2):
            partner(legal_name=f"Demonstration More {number}", since=datetime.date(2013, 5, 1))

    assert_query_parity(lambda: client.get("/en/partnership-areas/asgm/?on=2015-06-30"), grow)


@pytest.mark.parametrize("language", LANGUAGES)
def test_feed_of_an_area(client, language: str) -> None:
    partner(legal_name="Demonstration Joined", slug="joined", since=datetime.date(2025, 5, 1))
    response = client.get(f"/{language}/partnership-areas/asgm/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert feed.find(f"{atom}title").text == ENTRIES["asgm"]["name"][language]
    entries = feed.findall(f"{atom}entry")
    assert [entry.find(f"{atom}updated").text for entry in entries] == ["2025-05-01T00:00:00+00:00"]
    assert entries[0].find(f"{atom}link").get("href").endswith(f"/{language}/partners/joined/")
    assert len({entry.find(f"{atom}id").text for entry in entries}) == len(entries)
    assert client.get(f"/{language}/partnership-areas/nowhere/feed.atom").status_code == 404
    assert client.post(f"/{language}/partnership-areas/asgm/feed.atom").status_code == 405
