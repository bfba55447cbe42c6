"""The structure of the Partnership as PDF: typeset from a frozen version, never from today's records."""

import base64
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
from portal.records.models import FrozenVersion
from portal.records.pointers import point_to


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
    drawing = draw(structure, columns=3, key="figure").encode()
    with override(language):
        page = settings.BASE_URL + reverse("meetings:structure")
    return {
        "structure": structure,
        "chairs": chairs_text(structure),
        "seats": seats_text(structure),
        "openness": openness(),
        "alternative": description(structure),
        "figure": "data:image/svg+xml;base64," + base64.b64encode(drawing).decode(),
        "others": [(place, status_text(place)) for place in structure.others],
        "kind_label": _("Structure"),
        "date": kept.created_at,
        "as_on": date_format(kept.created_at, _("j F Y")),
        "original_language": language,
        "symbol": f"GMP/STRUCTURE/{kept.number}",
        "record_hash": kept.sha256,
        "verify_url": page,
    }


def structure_url(group: Body, language: str) -> str:
    with override(language):
        return reverse("meetings:structure_pdf")
