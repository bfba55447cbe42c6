"""HTML to tagged PDF/UA-1, by WeasyPrint, without network and without reading this machine's files."""

import posixpath
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal.publishing.documents import DocumentKind
from portal.publishing.fingerprint import static_source

AUTHOR = "Global Mercury Partnership"
STATIC_SCHEME = "portal-static:"
STATIC_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}


class CannotTypeset(Exception):
    """The document cannot be made, now or later: trying again is of no use."""


class ClosedFetcher(URLFetcher):
    """Gives WeasyPrint what stands in the document (``data:``) and the project's own static files. Nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not url.startswith(STATIC_SCHEME):
            return super().fetch(url, headers)
        name = url.removeprefix(STATIC_SCHEME)
        kind = STATIC_TYPES.get(posixpath.splitext(name)[1])
        if kind is None or name.startswith("/") or ".." in name.split("/") or "%" in name:
            raise ValueError(f"not a static file for documents: {name[:100]}")
        return URLFetcherResponse(url, static_source(name), {"Content-Type": kind})


def render_html(kind: DocumentKind, record: Any, language: str, version: str) -> tuple[str, str]:
    """Return title and HTML of a document; everything in ``language``."""
    with translation.override(language):
        title = kind.title_of(record, language)
        context = {
            "language": language,
            "title": title,
            "author": AUTHOR,
            "version": version,
            "demonstration": settings.DEMONSTRATION,
        }
        return title, render_to_string(kind.template, context | kind.context(record, language, version))


def write_pdf(html: str) -> bytes:
    """Return the PDF of an HTML text: the same text gives the same bytes. CannotTypeset when it has no layout."""
    try:
        return HTML(string=html, url_fetcher=ClosedFetcher()).write_pdf(
            pdf_variant="pdf/ua-1", font_config=FontConfiguration()
        )
    except (RecursionError, MemoryError) as error:
        raise CannotTypeset(
            f"the document is too deeply nested or too large ({type(error).__name__})"
        ) from error


def typeset(kind: DocumentKind, record: Any, language: str, version: str) -> tuple[str, bytes]:
    """Return title and PDF of one version of a record in one language."""
    try:
        title, html = render_html(kind, record, language, version)
    except (RecursionError, MemoryError) as error:
        raise CannotTypeset(f"the text is too deeply nested or too large ({type(error).__name__})") from error
    return title, write_pdf(html)
