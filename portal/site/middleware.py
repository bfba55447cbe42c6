"""What happens around every request: language, hostile input, headers, faults."""

import logging

from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, get_language_from_request

logger = logging.getLogger(__name__)
ADMIN_PREFIX = "/admin/"
MAX_QUERY_BYTES = 8192


class LanguageMiddleware:
    """Activates the language of the address, else of ``?lang=``, the cookie, the account, the browser.

    Django's own LocaleMiddleware would turn a 404 of ``/desk/`` or ``/api/`` into a redirect to ``/en/…``
    because Wagtail's pages catch everything under a language; this one redirects only ``/``.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from_path = get_language_from_path(request.path_info)
        asked = request.GET.get("lang", "")
        asked = asked if asked in dict(settings.LANGUAGES) else ""
        language = from_path or asked or get_language_from_request(request)
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
        if request.path_info == "/":
            response = HttpResponseRedirect(f"/{language}/")
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        else:
            response = self.get_response(request)
            if not from_path:
                patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        if asked and not from_path:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=60 * 60 * 24 * 365,
                samesite="Lax",
                secure=settings.BEHIND_TLS,
            )
        return response


class CleanInputMiddleware:
    """Refuses query strings that no page of ours makes: NUL bytes, lone surrogates, or far too long."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        if len(query) > MAX_QUERY_BYTES or "%00" in query or "\x00" in request.path_info:
            return HttpResponseBadRequest(render_to_string("400.html", request=None), charset="utf-8")
        return self.get_response(request)


class HeadersMiddleware:
    """Gives the admin its own content policy, and every answer the headers that Django has no setting for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(ADMIN_PREFIX):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class FaultsMiddleware:
    """Turns a locked or restarting database into 503 with Retry-After instead of 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, OperationalError):
            return None
        logger.error("The database did not answer: %s", exception)
        response = HttpResponse(render_to_string("503.html"), status=503)
        response.headers["Retry-After"] = "10"
        return response
