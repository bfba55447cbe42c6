"""The structure of the Partnership: figure, words, PDF (the framework's Figure 1)."""

import datetime
import html
import re
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import translation

from meetings.actions.structure import keep_structure
from meetings.figure import WIDTHS, chairs_text, draw, text_width, wrap
from meetings.structure import KIND, read, structure_now
from meetings.tasks import keep_structure as keep_task
from partners.enums import PartnerKind
from partnership_areas.models import Area
from portal.publishing.documents import kind_of
from portal.publishing.models import PdfJob
from portal.publishing.tasks import make_pdf
from portal.publishing.typeset import render_html
from portal.records.clock import today
from portal.records.frozen import holds
from tests.factories import partner
from tests.meetings.offices import body_of, chair, group, lead, member, term

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LANGUAGES = ("en", "fr", "es")


def structure(language: str = "en"):
    with translation.override(language):
        return read(structure_now(), language)


def text_of(response) -> str:
    """The page, the lines of the drawing joined."""
    return html.unescape(re.sub(r"</text><text[^>]*>", " ", response.content.decode()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_shows_who_advises_and_who_leads(client, language: str) -> None:
    leader, presiding = lead("asgm"), chair()
    response = client.get(f"/{language}/structure/")
    assert response.status_code == 200
    text = text_of(response)
    for area in Area.objects.all():
        assert getattr(area, f"name_{language}") in text
        assert f"/{language}/partnership-areas/{area.code}/" in text
    for user in (leader, presiding):
        organisation = user.person.places.get().organisation
        assert text.count(organisation.legal_name) >= 3  # in both drawings and in words
        assert organisation.get_absolute_url().split("/", 2)[2] in text


def test_counts_of_seats_are_those_of_the_day() -> None:
    member()
    member(until=today() - DAY)
    member(ground="temporary", area=Area.objects.get(code="oil-gas"))
    found = structure()
    assert (found.seats, found.held, found.temporary, found.vacant) == (25, 1, 1, 24)


def test_acting_lead_is_flagged_and_an_area_without_one_says_so() -> None:
    lead("asgm", since=today() - 800 * DAY, until=today() - 70 * DAY)
    found = {place.code: place for place in structure().areas}
    assert [office.label for office in found["asgm"].leads] == ["Lead, acting"]
    assert found["cement"].leads == ()
    assert "No lead at present" in draw(structure())


def test_one_co_chair_alone_is_a_vacancy() -> None:
    assert chairs_text(structure()) == ["No chair at present"]
    first = chair("co_chair")
    name = first.person.places.get().organisation.legal_name
    assert chairs_text(structure()) == [f"Co-chair: {name}", "One co-chair's place is vacant"]
    chair("co_chair")
    assert len(chairs_text(structure())) == 2 and not structure().chair_is_vacant


def test_individual_partner_is_not_named() -> None:
    somebody = partner(
        kind=PartnerKind.INDIVIDUAL, legal_name="Ada Demonstration", areas=("asgm",), name_is_public=True
    )
    term(body_of("asgm"), "lead", organisation=somebody)
    assert "Ada" not in str(structure_now())
    assert [office.partner for office in structure().places[0].leads] == ["Individual partner"]


def test_closed_area_leaves_the_figure() -> None:
    Area.objects.filter(code="vcm").update(status="closed", closed_on=today())
    assert "vcm" not in {place.code for place in structure().places}


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_drawing_is_sound_and_nothing_leaves_it(columns: int, language: str) -> None:
    lead("asgm")
    with translation.override(language):
        drawn = draw(structure(language), columns=columns, area_url=lambda code: f"/{code}/")
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    space = "{http://www.w3.org/2000/svg}"
    for text in root.iter(f"{space}text"):
        size = int(text.attrib["font-size"])
        assert float(text.attrib["x"]) + text_width(text.text or "", size) < width
        assert float(text.attrib["y"]) < height
    assert len(list(root.iter(f"{space}a"))) == Area.objects.count()
    assert root.find(f"{space}title") is not None and root.find(f"{space}desc") is not None


def test_long_words_are_broken_and_names_are_escaped() -> None:
    lines = wrap("Kurz " + "W" * 60, 200, 15)
    assert lines[0] == "Kurz" and "".join(lines[1:]) == "W" * 60
    assert all(text_width(line, 15) <= 200 for line in lines)
    assert wrap("", 100, 15) == []
    term(body_of("asgm"), "lead", organisation=partner(legal_name="<b>Demo & Söhne</b>", areas=("asgm",)))
    assert "&lt;b&gt;Demo &amp;" in draw(structure()) and "<b>" not in draw(structure())


def test_page_makes_the_same_queries_with_more_offices(client, assert_query_parity) -> None:
    def grow() -> None:
        lead("asgm")
        member()

    grow()
    assert_query_parity(lambda: client.get("/en/structure/"), grow, at_most=20)


# --- The PDF ----------------------------------------------------------------------------------------


def test_structure_is_kept_when_it_changed() -> None:
    first = keep_structure()
    assert first is not None and first.number == 1 and holds(first)
    assert keep_structure() is None
    lead("asgm")
    second = keep_structure()  # on the same day: the PDF does not contradict the page
    assert second is not None and second.number == 2
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + 2 * DAY):
        keep_task()
    assert sorted(PdfJob.objects.filter(kind=KIND).values_list("version", "language")) == [
        (version, language) for version in ("1", "2") for language in sorted(LANGUAGES)
    ]


def test_pdf_shows_what_was_kept_not_what_is_today() -> None:
    kept = keep_structure()
    assert kept is not None
    lead("asgm")
    _title, page = render_html(kind_of(KIND), group(), "fr", "1")
    assert "data:image/svg+xml;base64," in page and kept.sha256 in page
    assert re.search(r'<figure class="structure"><img src="[^"]+" alt="[^"]{40,}">', page)
    assert page.count("<tr>") == 1 + 8
    with pytest.raises(LookupError):
        render_html(kind_of(KIND), group(), "fr", "7")


def test_pdf_is_delivered_once_it_is_made(client) -> None:
    assert client.get("/en/structure/structure.pdf").status_code == 404
    keep_structure()
    waiting = client.get("/en/structure/structure.pdf")
    assert waiting.status_code == 202 and waiting["Cache-Control"] == "no-store"
    assert "structure.pdf" not in text_of(client.get("/en/structure/"))
    make_pdf(PdfJob.objects.get(kind=KIND, language="en").pk)
    answer = client.get("/en/structure/structure.pdf")
    assert answer.status_code == 200 and b"".join(answer).startswith(b"%PDF")
    assert "/en/structure/structure.pdf" in text_of(client.get("/en/structure/"))
