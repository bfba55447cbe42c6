"""Answers when something went wrong: plain pages that need neither session nor database."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_from_request

DATABASE_FAULTS = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = "10"


def _alone(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Draw a page without looking at request, session or database, in the language of the browser."""
    try:
        language = get_language_from_request(request, check_path=True)
    except Exception:  # whatever is wrong with this request, the page about it must appear
        language = "en"
    with translation.override(language):
        response = HttpResponse(render_to_string(template), status=status)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read (junk host, too many fields, NUL …)."""
    return _alone(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason, when whoever raised PermissionDenied gave one."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; what one may not see looks the same as what does not exist."""
    return render(request, "404.html", status=404)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: an address that only takes what a button sends was opened, or one that is only read was sent to."""
    response = render(request, "405.html", status=405)
    response.headers["Allow"] = allowed
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when it was the database that did not answer."""
    if isinstance(sys.exc_info()[1], DATABASE_FAULTS):
        return database_fault(request)
    return _alone(request, "500.html", 500)


def database_fault(request: HttpRequest) -> HttpResponse:
    """503: the database is locked, full or restarting; nothing was half written."""
    response = _alone(request, "503.html", 503)
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response
