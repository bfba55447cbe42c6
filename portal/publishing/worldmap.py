"""A world map without boundaries: one symbol per country, sized by a number, drawn as SVG on the server.

Equal Earth projection (Šavrič, Patterson and Jenny, 2018). Nothing but points: a place without a number is a small
dot, so that the shape of the continents shows. Colours stand as attributes beside the classes of the design system,
so that the drawing looks the same outside of a page. Whoever draws it puts a table with the same numbers beside it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, MARGIN = 960, 8
LARGEST, SMALLEST, DOT = 27.0, 3.5, 1.9  # radii
FULL_SIZE = 12  # the largest symbol is for this number at least, so that few do not look like many
NUMBER_FITS = 11  # radius from which the number stands in the symbol
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
HALF_WIDTH = 2.7067  # of the projection, in radians


@dataclass(frozen=True)
class Mark:
    """A place on the map: its number makes the symbol; ``label`` says it in words; ``url`` is where it leads."""

    latitude: float
    longitude: float
    number: int = 0
    label: str = ""
    url: str = ""
    is_here: bool = False


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a point of the earth (degrees) stands on the map, in units of the drawing."""
    scale = (WIDTH / 2 - MARGIN) / HALF_WIDTH
    sine = math.sqrt(3) / 2 * math.sin(math.radians(latitude))
    angle = math.asin(max(-1.0, min(1.0, sine)))
    squared = angle * angle
    sixth = squared**3
    x = (
        2
        * math.sqrt(3)
        * math.radians(longitude)
        * math.cos(angle)
        / (3 * (9 * A4 * sixth * squared + 7 * A3 * sixth + 3 * A2 * squared + A1))
    )
    y = angle * (A1 + A2 * squared + sixth * (A3 + A4 * squared))
    return WIDTH / 2 + scale * x, height() / 2 - scale * y


@cache
def height() -> float:
    """Return how high the drawing is."""
    angle = math.asin(math.sqrt(3) / 2)
    top = angle * (A1 + A2 * angle**2 + angle**6 * (A3 + A4 * angle**2))
    return round(2 * top * (WIDTH / 2 - MARGIN) / HALF_WIDTH + 2 * MARGIN)


def radius(number: int, most: int) -> float:
    """Return the radius of a symbol: its area grows with the number."""
    return max(SMALLEST, LARGEST * math.sqrt(number / max(most, FULL_SIZE))) if number else DOT


def draw(marks: Iterable[Mark], *, title: str, description: str, name: str = "map") -> SafeString:
    """Return the map as SVG: a group of links, or an image where no mark has an address.

    ``name`` begins the ids in it, so that two maps can stand on a page.
    """
    marks = sorted(marks, key=lambda mark: -mark.number)
    most = marks[0].number if marks else 0
    return format_html(
        '<svg class="world" viewBox="0 0 {} {}" role="{}" aria-labelledby="{}-title {}-text"'
        ' xmlns="http://www.w3.org/2000/svg" font-family="sans-serif"><title id="{}-title">{}</title>'
        '<desc id="{}-text">{}</desc>{}<g class="world__dots" fill="#8a9fa6" aria-hidden="true">{}</g>{}{}</svg>',
        *(WIDTH, height(), "group" if any(mark.url for mark in marks) else "img"),
        *(name, name, name, title, name, description),
        _globe(),
        _dots([mark for mark in marks if not mark.number]),
        _symbols([mark for mark in marks if mark.number], most),
        _legend(most),
    )


def _dots(marks: Sequence[Mark]) -> SafeString:
    points = ((*_rounded(project(mark.latitude, mark.longitude)), mark.is_here) for mark in marks)
    return format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}"{}/>',
        ((x, y, 5 if here else DOT, _ring() if here else "") for x, y, here in points),
    )


def _symbols(marks: Sequence[Mark], most: int) -> SafeString:
    """The larger ones first, so that the smaller ones lie on top of them."""
    return format_html(
        '<g class="world__symbols" fill="#0a6573" fill-opacity="0.82" stroke="#fff" font-size="12"'
        ' text-anchor="middle">{}</g>',
        format_html_join("", "{}", ((_symbol(mark, most),) for mark in marks)),
    )


def _symbol(mark: Mark, most: int) -> SafeString:
    x, y = _rounded(project(mark.latitude, mark.longitude))
    size = round(radius(mark.number, most), 1)
    template = (
        '<a href="{url}"><title>{label}</title>{shape}</a>'
        if mark.url
        else "<g><title>{label}</title>{shape}</g>"
    )
    shape = f'<circle cx="{x}" cy="{y}" r="{size}"{_ring() if mark.is_here else ""}/>'
    if size >= NUMBER_FITS:
        place = f'x="{x}" y="{round(y + 4.2, 1)}"'
        shape += f'<text {place} fill="#fff" stroke="none" aria-hidden="true">{mark.number}</text>'
    return format_html(template, url=mark.url, label=mark.label, shape=mark_safe(shape))  # noqa: S308 - numbers


def _ring() -> SafeString:
    return mark_safe(' class="world__here" stroke="#d99a1c" stroke-width="4"')


def _legend(most: int) -> SafeString:
    """Three sizes with their numbers, in the south of the Pacific."""
    sizes = sorted({1, max(1, round(most / 4)), most}) if most else []
    foot = height() - 26
    drawn, x = [], 52.0
    for number in sizes:
        size = radius(number, most)
        x += size
        text = round(x + size + 5, 1)
        drawn.append((round(x, 1), round(foot - size, 1), round(size, 1), text, foot - 2, number))
        x += size + 16 + 8 * len(str(number))
    return format_html(
        '<g class="world__legend" aria-hidden="true" fill="none" stroke="#4a626b">{}</g>',
        format_html_join(
            "",
            '<circle cx="{}" cy="{}" r="{}"/><text x="{}" y="{}" fill="#4a626b" stroke="none"'
            ' font-size="13">{}</text>',
            drawn,
        ),
    )


@cache
def _globe() -> SafeString:
    """The outline of the earth and a net of lines every thirty degrees."""
    outline = [(latitude, -180.0) for latitude in range(-90, 91, 5)]
    outline += [(latitude, 180.0) for latitude in range(90, -91, -5)]
    meridians = [[(lat, float(lon)) for lat in range(-90, 91, 5)] for lon in range(-150, 180, 30)]
    parallels = [[(float(lat), lon) for lon in range(-180, 181, 360)] for lat in range(-60, 90, 30)]
    return format_html(
        '<g class="world__globe" fill="none" stroke="#d4dee1" aria-hidden="true">'
        '<path d="{}Z" fill="#f3f7f8"/><path d="{}"/></g>',
        _path(outline),
        "".join(_path(line) for line in [*meridians, *parallels]),
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    steps = ["{},{}".format(*_rounded(project(latitude, longitude))) for latitude, longitude in points]
    return "M" + "L".join(steps)


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 1), round(point[1], 1)
