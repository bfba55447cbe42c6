"""Charts as SVG: readable without sight, the same on page and PDF, whole for odd figures."""

from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from portal.publishing.charts import Bar, Category, Line, bar_chart, legend, line_chart, round_up


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own


def test_bar_chart_has_title_description_and_every_value():
    svg = bar_chart(
        [
            Category("NGO <b>", [Bar([(61, 1), (3, 6)], "61 to 64"), Bar([(44, 3)], "44")]),
            Category("IGO", [Bar([(0, 1)], "0")]),
        ],
        title="Partners & friends",
        description="NGO: 61",
        key="here",
    )
    root = drawn(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "here-title here-desc"
    assert (root[0].text, root[1].text) == ("Partners & friends", "NGO: 61")
    assert [node.text for node in root.iter("text")] == ["NGO <b>", "61 to 64", "44", "IGO", "0"]
    widths = [float(node.get("width")) for node in root.iter("rect")]
    assert len(widths) == 3, "nothing is drawn for nothing"
    assert widths[0] / widths[2] == pytest.approx(61 / 44, rel=0.01)
    assert all(node.get("fill") for node in root.iter("rect")), "documents do not read the classes"
    assert "style" not in svg


def test_line_chart_leaves_gaps_and_marks_the_axes():
    svg = line_chart(
        list(range(2010, 2027)),
        [Line([None, 3, 4, None, *range(13)], 1), Line([100] * 17, 6)],
        title="By year",
    )
    root = drawn(svg)
    assert len(list(root.iter("polyline"))) == 3
    words = [node.text for node in root.iter("text")]
    assert words == ["0", "50", "100", "150", "200", "2010", "2014", "2018", "2022", "2026"]
    assert root.get("aria-labelledby") == "lines-title"


@pytest.mark.parametrize("language", ["fr", "es"])
def test_charts_write_coordinates_the_same_in_every_language(language):
    categories = [Category("A", [Bar([(1, 1), (2, 2), (3, 3)], "6")])]
    english = bar_chart(categories, title="T")
    with override(language):
        assert bar_chart(categories, title="T") == english


def test_charts_of_nothing():
    assert bar_chart([], title="T") == ""
    assert line_chart([], [], title="T") == ""
    assert legend([]) == ""
    assert drawn(line_chart([2020], [Line([0])], title="T")) is not None
    assert "chart__series-2" in legend([(2, "B")])


@pytest.mark.parametrize(
    ("value", "mark"), [(0, 4), (4, 4), (5, 8), (111, 200), (150, 200), (263, 400), (10_000, 20_000)]
)
def test_round_marks(value, mark):
    assert round_up(value) == mark


def test_chart_in_a_pdf(tmp_path):
    from weasyprint import HTML

    svg = bar_chart([Category("NGO", [Bar([(61, 1)], "61")])], title="Partners")
    pdf = HTML(string=f"<html lang='en'><title>t</title><body>{svg}</body></html>").write_pdf()
    assert pdf.startswith(b"%PDF")
