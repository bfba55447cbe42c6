"""Addresses of a letter's PDF in every language of the interface."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override


def pdf_links(view: str, key: str | None) -> list[dict[str, Any]]:
    """Return code, own name and address for each language; the language of the page comes first."""
    active = get_language()
    links = []
    for code, name in settings.LANGUAGES:
        with override(code):
            links.append(
                {"code": code, "name": name, "url": reverse(view, args=[key]), "active": code == active}
            )
    return sorted(links, key=lambda link: not link["active"])
