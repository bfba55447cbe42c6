"""Draws the structure of the Partnership as SVG (the framework's Figure 1): on pages and in PDFs.

Wide (four columns), for paper (three) and narrow (one): the same boxes. Colours stand as attributes, so that the
drawing looks the same where no style sheet is read. Whoever draws it puts the same in words beside it.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.structure import Office, Place, Structure

WIDTHS = {4: 1040, 3: 820, 1: 340}
EDGE, PAD, GAP = 20, 14, 14
TITLE, BODY, SMALL = 17, 15, 14  # sizes of letters
DEEP, WATER, PALE, MIST, PAPER = "#063d47", "#0a6573", "#e0f0f2", "#f3f7f8", "#ffffff"
INK, TEXT, QUIET, LINE, DASH = "#0a262e", "#1c363f", "#4a626b", "#8a9fa6", "#5f7f88"


@dataclass(frozen=True)
class Words:
    """A paragraph in a box."""

    text: str
    size: int = BODY
    bold: bool = False
    colour: str = TEXT
    before: int = 0


@dataclass
class Box:
    """A rectangle with paragraphs; its height follows from them unless neighbours are higher."""

    words: Sequence[Words]
    fill: str = PAPER
    stroke: str = LINE
    dashed: bool = False
    url: str = ""
    accent: bool = False
    lines: list[tuple[str, Words, float]] = field(default_factory=list)

    def measure(self, width: float) -> float:
        """Break the lines for a width; return the height that they need."""
        self.lines, y = [], float(PAD)
        for words in self.words:
            y += words.before
            for line in wrap(words.text, width - 2 * PAD, words.size, words.bold):
                y += words.size * 1.28
                self.lines.append((line, words, y - words.size * 0.28))
        return y + PAD


def draw(
    structure: Structure,
    *,
    columns: int = 4,
    key: str = "structure",
    area_url: Callable[[str], str] | None = None,
    group_url: str = "",
) -> SafeString:
    """Return the figure: a group of links where addresses are given, else an image.

    ``columns``: 4, 3 or 1. ``key`` begins the ids in it, so that two figures can stand on a page.
    """
    width = WIDTHS[columns]
    drawn: list[SafeString] = []
    top = _head(structure, drawn, width)
    top = _bodies(structure, drawn, top, width, stacked=columns == 1, group_url=group_url)
    top = _panel(
        drawn,
        top,
        width,
        columns,
        heading=_("Partnership areas"),
        boxes=_areas(structure, area_url),
        fill=PALE,
    )
    if structure.others:
        top = _panel(
            drawn,
            top,
            width,
            columns,
            heading=_("Potential areas and cross-cutting topics"),
            boxes=_others(structure, area_url),
            fill=MIST,
            joined=False,
        )
    height = round(top + EDGE - GAP)
    frame = format_html(
        '<rect x="0.5" y="0.5" width="{}" height="{}" rx="6" fill="#ffffff" stroke="{}"/>',
        width - 1,
        height - 1,
        LINE,
    )
    return format_html(
        '<svg class="structure__drawing structure__drawing--{}" viewBox="0 0 {} {}" role="{}"'
        ' aria-labelledby="{}-title {}-text" xmlns="http://www.w3.org/2000/svg"'
        ' font-family="Noto Sans, Noto Sans Arabic, Droid Sans Fallback, sans-serif">'
        '<title id="{}-title">{}</title><desc id="{}-text">{}</desc>{}{}</svg>',
        *(columns, width, height, "group" if area_url else "img", key, key),
        *(key, title(), key, description(structure), frame),
        mark_safe("".join(drawn)),  # noqa: S308 - made by format_html below
    )


def title() -> str:
    return _("Structure of the Global Mercury Partnership")


def description(structure: Structure) -> str:
    """Say in a sentence what the figure shows."""
    return _(
        "The secretariat supports the Partnership Advisory Group (%(held)s of %(seats)s seats held). "
        "Below it stand %(areas)s partnership areas with those who lead them, "
        "and %(others)s potential areas and cross-cutting topics."
    ) % {
        "held": structure.held,
        "seats": structure.seats,
        "areas": len(structure.areas),
        "others": len(structure.others),
    }


def openness() -> str:
    """To whom the Partnership is open (F §2, An.1 §2a), in the portal's words."""
    return _(
        "Open to governments, regional economic integration organizations, intergovernmental organizations, "
        "industry and business, non-governmental organizations, academic and research institutions, and anyone "
        "else who works for its goal."
    )


def seats_text(structure: Structure) -> str:
    """ "20 of 25 seats held, 1 temporary seat" in the active language."""
    text = ngettext(
        "%(held)s of %(seats)s seat held", "%(held)s of %(seats)s seats held", structure.seats
    ) % {"held": structure.held, "seats": structure.seats}
    if not structure.temporary:
        return text
    more = ngettext("%(n)s temporary seat", "%(n)s temporary seats", structure.temporary)
    return f"{text}, {more % {'n': structure.temporary}}"


def chairs_text(structure: Structure) -> list[str]:
    """Who presides, a line each; a vacancy is said (PAG-4)."""
    found = [office_text(office) for office in structure.chairs]
    if not found:
        return [_("No chair at present")]
    return [*found, _("One co-chair's place is vacant")] if structure.chair_is_vacant else found


def office_text(office: Office) -> str:
    return _("%(role)s: %(partner)s") % {"role": office.label, "partner": office.partner}


def status_text(place: Place) -> str:
    """How the figure names what is not an established area."""
    return _("Cross-cutting topic") if place.cross_cutting else _("Potential area")


# --- The boxes ------------------------------------------------------------------------------------


def _head(structure: Structure, drawn: list[SafeString], width: int) -> float:
    partners = ngettext("%(n)s partner", "%(n)s partners", structure.partners) % {"n": structure.partners}
    box = Box(
        [
            Words(_("UNEP Global Mercury Partnership"), TITLE + 2, bold=True, colour=INK),
            Words(partners, BODY, bold=True, colour=WATER, before=2),
            Words(openness(), SMALL, colour=QUIET, before=4),
        ],
        fill="none",
        stroke="none",
    )
    height = box.measure(width - 2 * EDGE + 2 * PAD)
    _put(drawn, box, EDGE - PAD, EDGE - PAD, width - 2 * EDGE + 2 * PAD, height)
    return EDGE - PAD + height


def _bodies(
    structure: Structure, drawn: list[SafeString], top: float, width: int, *, stacked: bool, group_url: str
) -> float:
    """Secretariat and Advisory Group: beside each other or, on a narrow figure, one below the other."""
    secretariat = Box(
        [
            Words(_("Secretariat"), TITLE, bold=True, colour=INK),
            Words(_("UNEP, administrative support"), SMALL, colour=QUIET, before=2),
        ],
        stroke=WATER,
    )
    group = Box(
        [
            Words(_("Partnership Advisory Group"), TITLE, bold=True, colour=PAPER),
            Words(seats_text(structure), SMALL, colour=PAPER, before=2),
            *(Words(line, SMALL, colour=PAPER, before=3) for line in chairs_text(structure)),
        ],
        fill=DEEP,
        stroke=DEEP,
        url=group_url,
    )
    inner = width - 2 * EDGE
    if stacked:
        first, second = secretariat.measure(inner), group.measure(inner)
        _put(drawn, secretariat, EDGE, top, inner, first)
        _line(drawn, width / 2, top + first, width / 2, top + first + 2 * GAP)
        top += first + 2 * GAP
        _put(drawn, group, EDGE, top, inner, second)
        return _down(drawn, width / 2, top + second)
    left = inner * 0.3
    right = inner - left - 3 * GAP
    height = max(secretariat.measure(left), group.measure(right))
    _put(drawn, secretariat, EDGE, top, left, height)
    _line(drawn, EDGE + left, top + height / 2, EDGE + left + 3 * GAP, top + height / 2)
    _put(drawn, group, EDGE + left + 3 * GAP, top, right, height)
    return _down(drawn, EDGE + left + 3 * GAP + right / 2, top + height)


def _down(drawn: list[SafeString], x: float, y: float) -> float:
    _line(drawn, x, y, x, y + 2 * GAP)
    return y + 2 * GAP


def _areas(structure: Structure, url: Callable[[str], str] | None) -> list[Box]:
    return [
        Box(
            [
                Words(place.short_name, BODY, bold=True, colour=INK),
                *(Words(office_text(office), SMALL, before=4) for office in place.leads),
                *([] if place.leads else [Words(_("No lead at present"), SMALL, colour=QUIET, before=4)]),
            ],
            url=url(place.code) if url else "",
            accent=True,
        )
        for place in structure.areas
    ]


def _others(structure: Structure, url: Callable[[str], str] | None) -> list[Box]:
    return [
        Box(
            [
                Words(place.short_name, BODY, bold=True, colour=INK),
                Words(status_text(place), SMALL, colour=QUIET, before=2),
            ],
            stroke=DASH,
            dashed=True,
            url=url(place.code) if url else "",
        )
        for place in structure.others
    ]


def _panel(
    drawn: list[SafeString],
    top: float,
    width: int,
    columns: int,
    *,
    heading: str,
    boxes: Sequence[Box],
    fill: str,
    joined: bool = True,
) -> float:
    """A field with boxes in rows, those of a row equally high."""
    inner = width - 2 * EDGE
    each = (inner - 2 * PAD - GAP * (columns - 1)) / columns
    rows = [boxes[start : start + columns] for start in range(0, len(boxes), columns)]
    heights = [max(box.measure(each) for box in row) for row in rows]
    head = Box([Words(heading, TITLE, bold=True, colour=INK)], fill="none", stroke="none")
    needed = head.measure(inner)
    height = needed + sum(heights) + GAP * max(len(rows) - 1, 0) + (PAD if rows else 0)
    drawn.append(_rect(EDGE, top, inner, height, fill, LINE, dashed=not joined))
    _put(drawn, head, EDGE, top, inner, needed)
    y = top + needed
    for row, high in zip(rows, heights, strict=True):
        for index, box in enumerate(row):
            _put(drawn, box, EDGE + PAD + index * (each + GAP), y, each, high)
        y += high + GAP
    return top + height + GAP


# --- Ink ------------------------------------------------------------------------------------------


def _put(drawn: list[SafeString], box: Box, x: float, y: float, width: float, height: float) -> None:
    parts = [_rect(x, y, width, height, box.fill, box.stroke, dashed=box.dashed)]
    if box.accent:
        parts.append(
            format_html('<rect x="{}" y="{}" width="4" height="{}" fill="{}"/>', *_n(x, y, height), WATER)
        )
    parts += [_text(x + PAD, y + offset, line, words) for line, words, offset in box.lines]
    shapes = format_html_join("", "{}", ((part,) for part in parts if part))
    drawn.append(
        format_html('<a class="structure__link" href="{}">{}</a>', box.url, shapes) if box.url else shapes
    )


def _rect(
    x: float, y: float, width: float, height: float, fill: str, stroke: str, *, dashed: bool = False
) -> SafeString:
    if fill == "none" and stroke == "none":
        return SafeString("")
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="3" fill="{}" stroke="{}"{}/>',
        *_n(x, y, width, height),
        fill,
        stroke,
        mark_safe(' stroke-dasharray="6 4"') if dashed else "",
    )


def _line(drawn: list[SafeString], x: float, y: float, to_x: float, to_y: float) -> None:
    drawn.append(
        format_html(
            '<path d="M{},{}L{},{}" fill="none" stroke="{}" stroke-width="2"/>', *_n(x, y, to_x, to_y), WATER
        )
    )


def _text(x: float, y: float, line: str, words: Words) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="{}" fill="{}"{}>{}</text>',
        *_n(x, y),
        words.size,
        words.colour,
        mark_safe(' font-weight="600"') if words.bold else "",
        line,
    )


def _n(*values: float) -> list[str]:
    """Write coordinates the same in every language."""
    return [f"{value:.1f}".rstrip("0").rstrip(".") for value in values]


# --- Lines of text ---------------------------------------------------------------------------------

NARROW, WIDE = frozenset("iljtfrI.,:;'’|!()[] -"), frozenset("mwMW@%—")


def text_width(text: str, size: int, bold: bool = False) -> float:
    """Estimate how long a text is in units of the drawing; rather too long than too short."""
    ems = 0.0
    for letter in text:
        if letter in NARROW:
            ems += 0.36
        elif unicodedata.east_asian_width(letter) in "WF":
            ems += 1.02
        elif letter in WIDE:
            ems += 0.93
        elif letter.isupper():
            ems += 0.7
        else:
            ems += 0.58
    return ems * size * (1.06 if bold else 1.0)


def wrap(text: Any, width: float, size: int, bold: bool = False) -> list[str]:
    """Break a text into lines that fit; a word that is longer than a line is broken too."""
    lines: list[str] = []
    line = ""
    for word in str(text).split():
        while text_width(word, size, bold) > width and len(word) > 1:
            fits = next(
                end
                for end in range(len(word), 0, -1)
                if end == 1 or text_width(word[:end], size, bold) <= width
            )
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:fits])
            word = word[fits:]
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines
