"""The structure of the Partnership as PDF: typeset from a frozen version, never from today's records."""

import base64
import re
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.figure import chairs_text, description, draw, openness, seats_text, status_text
from meetings.models import Body
from meetings.structure import KIND, read
from portal.publishing.documents import DocumentKind
from portal.records import registries
from portal.records.clock import day_of
from portal.records.models import FrozenVersion
from portal.records.pointers import point_to

VIEW_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
PAGE_WIDTH, FIRST_PAGE_HEIGHT = 586, 650  # CSS pixels: 155 mm, and what masthead and title leave of the page


def register() -> None:
    """Called once from ``hooks.register``."""
    registries.documents[KIND] = DocumentKind(
        kind=KIND,
        template="meetings/pdf/structure.html",
        context=structure_context,
        title=lambda group, language: _("Structure of the Global Mercury Partnership"),
        filename=lambda group, language: f"structure-{language}.pdf",
        public=True,
        url=structure_url,
    )


def structure_context(group: Body, language: str, version: str) -> dict[str, Any]:
    """Return what the template needs. LookupError when there is no frozen version of that number."""
    kept = FrozenVersion.objects.filter(kind=KIND, number=int(version), **point_to(group)).first()
    if kept is None:
        raise LookupError(f"no structure {version}")
    structure = read(kept.content(), language)
    drawing = fitted(draw(structure, columns=3, key="figure"))
    with override(language):
        page = settings.BASE_URL + reverse("meetings:structure")
    return {
        "structure": structure,
        "chairs": chairs_text(structure),
        "seats": seats_text(structure),
        "openness": openness(),
        "alternative": description(structure),
        "figure": "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode(),
        "others": [(place, status_text(place)) for place in structure.others],
        "kind_label": _("Structure"),
        "date": kept.created_at,
        "as_on": date_format(day_of(kept.created_at), _("j F Y")),
        "original_language": language,
        "symbol": f"GMP/STRUCTURE/{kept.number}",
        "record_hash": kept.sha256,
        "verify_url": page,
    }


def fitted(drawing: str) -> str:
    """Return the drawing in the size in which it fits the first page, below the title."""
    found = VIEW_BOX.search(drawing)
    width, height = (int(part) for part in found.groups()) if found else (1, 1)
    scale = min(PAGE_WIDTH / width, FIRST_PAGE_HEIGHT / height)
    size = f'width="{width * scale:.0f}" height="{height * scale:.0f}" viewBox='
    return drawing.replace("viewBox=", size, 1)


def structure_url(group: Body, language: str) -> str:
    with override(language):
        return reverse("meetings:structure_pdf")
