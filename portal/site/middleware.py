"""What happens around every request: hostile input, language, headers, faults."""

import logging

from django.conf import settings
from django.http import HttpResponseRedirect, QueryDict
from django.http.request import UnreadablePostError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, get_language_from_request

from portal.accounts.signals import SESSION_LANGUAGE
from portal.records.text import UNWANTED, clean_text
from portal.site.errors import DATABASE_FAULTS, bad_request, database_fault

logger = logging.getLogger(__name__)
ADMIN_PREFIX = "/admin/"
MAX_QUERY_BYTES = 8192
MAX_PATH_LENGTH = 2048


class CleanInputMiddleware:
    """Refuses addresses that no page of ours makes (NUL, far too long) and cleans the text of forms.

    Text fields arrive at every view in Unicode's composed form, with LF line ends, without control characters,
    lone surrogates or marks that turn the writing direction: what a database refuses never gets that far.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        if len(query) > MAX_QUERY_BYTES or "%00" in query or "\x00" in query:
            return bad_request(request)
        if len(request.path_info) > MAX_PATH_LENGTH or UNWANTED.search(request.path_info):
            return bad_request(request)
        request.COOKIES = {
            name: value for name, value in request.COOKIES.items() if not UNWANTED.search(value)
        }
        if request.method == "POST":
            try:
                request.POST = cleaned(request.POST)
            except UnreadablePostError:
                return bad_request(request)
        return self.get_response(request)


def cleaned(fields: QueryDict) -> QueryDict:
    """Return ``fields`` with every name and value cleaned; the same object when nothing had to be changed."""
    pairs = [(name, value) for name, values in fields.lists() for value in values]
    clean = [(clean_text(name), clean_text(value)) for name, value in pairs]
    if clean == pairs:
        return fields
    copy = QueryDict(mutable=True, encoding=fields.encoding)
    for name, value in clean:
        copy.appendlist(name, value)
    copy._mutable = False
    return copy


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
        language = from_path or asked or self.of_account(request) or get_language_from_request(request)
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
            set_language_cookie(response, asked)
        return response

    def of_account(self, request) -> str:
        """Return the language that the account had at sign-in, unless this browser chose another one since."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return ""
        return request.session.get(SESSION_LANGUAGE, "")


def set_language_cookie(response, language: str) -> None:
    """Remember the language that was chosen, for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=60 * 60 * 24 * 365,
        samesite="Lax",
        secure=settings.BEHIND_TLS,
    )


class HeadersMiddleware:
    """Gives the admin its own content policy, and every answer the headers that Django has no setting for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(ADMIN_PREFIX):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class FaultsMiddleware:
    """Turns a locked or restarting database into 503 with Retry-After instead of 500.

    This sees what views raise; what another middleware raises (a session that cannot be read or saved) ends in
    :func:`portal.site.errors.server_error`, which answers the same.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, DATABASE_FAULTS):
            return None
        logger.error("The database did not answer: %s", exception)
        return database_fault(request)
