"""Charts drawn on the server as SVG: bars and lines, for pages and PDFs alike.

Every chart has a title and a description for those who do not see it, and stands beside a table with the same
figures. Colours come from the classes of ``chart.css``; the same colours stand as attributes for documents that
do not read that file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 480
TEXT = 26  # height of a line of labels, enough for the larger letters of narrow screens
BAR = 18
GAP = 14
FOR_NUMBER = 110  # room to the right of the longest bar
SERIES = 6
COLOURS = ("#063d47", "#0e7685", "#5fa5ae", "#b7d5d9", "#7d929a", "#c3ced2")
INK, LINE = "#0a262e", "#d4dee1"


@dataclass(frozen=True)
class Bar:
    """One bar: parts after each other (value and number of the series from 1), and what stands behind it."""

    parts: Sequence[tuple[int, int]]
    text: str


@dataclass(frozen=True)
class Category:
    """A label and the bars below it."""

    label: Any
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Line:
    """A line of values, one per point of the axis; None leaves a gap."""

    values: Sequence[int | None]
    series: int = 1


def legend(entries: Sequence[tuple[int, Any]]) -> SafeString:
    """Say what the colours mean: (number of the series, words)."""
    if not entries:
        return SafeString("")
    items = format_html_join(
        "",
        '<li><svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">{}</svg>{}</li>',
        ((_rect(0, 0, 10, 10, series), words) for series, words in entries),
    )
    return format_html('<ul class="chart__legend">{}</ul>', items)


def bar_chart(
    categories: Sequence[Category], *, title: Any, description: Any = "", key: str = "bars"
) -> SafeString:
    """Draw horizontal bars, each category's label above its bars. ``key`` makes the ids of a page's charts differ.

    Values are whole numbers from 0 up. Without categories an empty text comes back.
    """
    if not categories:
        return SafeString("")
    longest = max((sum(value for value, _s in bar.parts) for c in categories for bar in c.bars), default=0)
    scale = (WIDTH - FOR_NUMBER) / (longest or 1)
    drawn, y = [], 0
    for category in categories:
        drawn.append(_text(0, y + TEXT - 8, category.label, "chart__label"))
        y += TEXT
        for bar in category.bars:
            x = 0.0
            for value, series in bar.parts:
                if value:
                    drawn.append(_rect(x, y, max(value * scale, 1.5), BAR, series))
                    x += max(value * scale, 1.5)
            drawn.append(_text(x + 6, y + BAR - 4, bar.text, "chart__value"))
            y += BAR + 3
        y += GAP
    return _figure(SafeString("".join(drawn)), y - GAP, title, description, key)


def line_chart(
    labels: Sequence[Any], lines: Sequence[Line], *, title: Any, description: Any = "", key: str = "lines"
) -> SafeString:
    """Draw lines over ``labels`` (years, say), from 0 up, with a few round marks on both axes."""
    if not labels or not lines:
        return SafeString("")
    left, top, height = 44, 14, 200
    top_mark = round_up(max((value or 0 for line in lines for value in line.values), default=0))
    step_x = (WIDTH - left - 14) / max(len(labels) - 1, 1)
    drawn = []
    for mark in range(5):
        value = top_mark * mark // 4
        y = top + height - height * mark / 4
        drawn.append(
            format_html(
                '<line class="chart__axis" x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"/>',
                left,
                WIDTH,
                _n(y),
                _n(y),
                LINE,
            )
        )
        drawn.append(
            _text(left - 8, y + 5, number_format(value, force_grouping=True), "chart__tick", anchor="end")
        )
    for index in _few(len(labels)):
        anchor = "end" if index == len(labels) - 1 and index else "middle"
        drawn.append(_text(left + index * step_x, top + height + TEXT - 2, labels[index], anchor=anchor))
    for line in lines:
        for run in _runs(line.values):
            points = " ".join(
                f"{_n(left + index * step_x)},{_n(top + height - height * value / top_mark)}"
                for index, value in run
            )
            drawn.append(
                format_html(
                    '<polyline class="chart__line chart__line-{}" points="{}" fill="none" stroke="{}" '
                    'stroke-width="2.5" stroke-linejoin="round"/>',
                    line.series,
                    points,
                    COLOURS[(line.series - 1) % SERIES],
                )
            )
            index, value = run[-1]
            drawn.append(
                format_html(
                    '<circle class="chart__series-{}" cx="{}" cy="{}" r="4" fill="{}"/>',
                    line.series,
                    _n(left + index * step_x),
                    _n(top + height - height * value / top_mark),
                    COLOURS[(line.series - 1) % SERIES],
                )
            )
    return _figure(SafeString("".join(drawn)), top + height + TEXT + 6, title, description, key)


def round_up(value: int) -> int:
    """Return the next number that divides well by four: 4, 8, 20, 40, 80, 100, 200 … (4 for 0)."""
    size = 4
    while True:
        for factor in (1, 2, 5):
            if size * factor >= value:
                return size * factor
        size *= 10


def _few(number: int) -> list[int]:
    """Return at most five places of an axis, the first and the last among them."""
    if number <= 5:
        return list(range(number))
    return sorted({round(index * (number - 1) / 4) for index in range(5)})


def _runs(values: Sequence[int | None]) -> list[list[tuple[int, int]]]:
    runs: list[list[tuple[int, int]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((index, value))
    return [run for run in runs if run]


def _n(value: float) -> str:
    """Write a coordinate the same in every language."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _rect(x: float, y: float, width: float, height: float, series: int) -> SafeString:
    return format_html(
        '<rect class="chart__series-{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        series,
        _n(x),
        _n(y),
        _n(width),
        _n(height),
        COLOURS[(series - 1) % SERIES],
    )


def _text(x: float, y: float, text: Any, name: str = "", *, anchor: str = "") -> SafeString:
    return format_html(
        '<text{} x="{}" y="{}"{} fill="{}" font-size="14">{}</text>',
        format_html(' class="{}"', name) if name else "",
        _n(x),
        _n(y),
        format_html(' text-anchor="{}"', anchor) if anchor else "",
        INK,
        text,
    )


def _figure(drawn: SafeString, height: float, title: Any, description: Any, key: str) -> SafeString:
    described = format_html('<desc id="{}-desc">{}</desc>', key, description) if description else ""
    return format_html(
        '<svg class="chart__drawing" viewBox="0 0 {} {}" role="img" aria-labelledby="{}">'
        '<title id="{}-title">{}</title>{}{}</svg>',
        WIDTH,
        _n(height),
        f"{key}-title {key}-desc" if description else f"{key}-title",
        key,
        title,
        described,
        drawn,
    )
