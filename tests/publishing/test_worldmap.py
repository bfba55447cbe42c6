"""The world map: projection, symbols, words."""

import math
import re

import pytest

from portal.publishing.worldmap import DOT, LARGEST, SMALLEST, WIDTH, Mark, draw, height, project, radius


def test_projection_keeps_the_middle_and_the_edges():
    assert project(0, 0) == (WIDTH / 2, height() / 2)
    left, right = project(0, -180)[0], project(0, 180)[0]
    assert left == pytest.approx(8, abs=0.5)
    assert right == pytest.approx(WIDTH - 8, abs=0.5)
    assert project(90, 0)[1] == pytest.approx(8, abs=1)
    assert project(-90, 0)[1] == pytest.approx(height() - 8, abs=1)


def test_projection_keeps_areas():
    """A strip between two parallels is as large on the map as on the globe: proportional to the sines' difference."""

    def strip(south: float) -> float:
        north = south + 1
        wide = project(south + 0.5, 180)[0] - project(south + 0.5, -180)[0]
        high = project(south, 0)[1] - project(north, 0)[1]
        return wide * high / (math.sin(math.radians(north)) - math.sin(math.radians(south)))

    equator = strip(0)
    for south in (-85, -60, -30, 15, 45, 75):
        assert strip(south) == pytest.approx(equator, rel=0.01)


def test_area_of_a_symbol_grows_with_the_number():
    assert radius(100, 100) == LARGEST
    assert radius(25, 100) == LARGEST / 2
    assert radius(1, 10_000) == SMALLEST
    assert radius(0, 100) == DOT
    assert radius(1, 1) < LARGEST / 2  # a single one does not look like many


def test_map_says_what_it_shows():
    drawing = draw(
        [
            Mark(1, 38, 2, "Kenya: 2 partners", "/ke"),
            Mark(7.6, -5.5, 40, "Côte d’Ivoire: 40 partners", "/ci"),
            Mark(46, 2),
        ],
        title="Partners",
        description="By country",
    )
    assert '<title id="map-title">Partners</title>' in drawing
    assert 'role="group"' in drawing
    assert re.findall(r'<a href="(.*?)"', drawing) == ["/ci", "/ke"]  # small ones on top
    assert ">40</text>" in drawing
    assert drawing.count("<title>") == 2


def test_map_without_links_is_an_image():
    drawing = draw(
        [Mark(1, 38, 1, "Kenya", is_here=True), Mark(2, 3, is_here=True)], title="", description=""
    )
    assert 'role="img"' in drawing
    assert "<a " not in drawing
    assert drawing.count('class="world__here"') == 2


def test_empty_map_is_a_globe():
    drawing = draw([], title="Nothing", description="")
    assert "world__globe" in drawing
    assert "<circle" not in drawing


def test_labels_are_escaped():
    drawing = draw([Mark(1, 1, 1, "<script>", "/?a=1&b=2")], title="<b>", description="&")
    assert "<script>" not in drawing
    assert "<b>" not in drawing
    assert "/?a=1&amp;b=2" in drawing
