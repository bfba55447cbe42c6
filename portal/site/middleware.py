"""What happens around every request: hostile input, language, headers, faults."""

import logging
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.http.request import UnreadablePostError
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path, get_language_from_request
from django.utils.translation import gettext as _

from portal.accounts.kept import MAX_FORMS, drop_post
from portal.accounts.signals import SESSION_LANGUAGE
from portal.records.text import UNWANTED, clean_text
from portal.site.errors import DATABASE_FAULTS, bad_request, database_fault, wrong_method

logger = logging.getLogger(__name__)
ADMIN_PREFIX = "/admin/"
BUTTONS = "pages_of_buttons"
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


class ButtonsMiddleware:
    """Leads from an address that only takes what a button sends back to the page with the button.

    Without a session what was sent ends at the sign-in, and that leads back to the address itself. The page on which
    the button stood is remembered here, and opened then, with a word that nothing was done. Everybody else who opens
    such an address reads a page of ours instead of the browser's own.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and not_taken(response) and not request.user.is_authenticated:
            self.remember(request)
        elif response.status_code == 405 and not response.content:
            page = self.page_of_the_button(request) if request.method == "GET" else ""
            return HttpResponseRedirect(page) if page else wrong_method(request, response.headers["Allow"])
        return response

    def remember(self, request):
        """Note which page of this site was open when the button was pressed."""
        try:
            came_from = urlsplit(request.headers.get("Referer", ""))
        except ValueError:
            return
        page = urlunsplit(("", "", came_from.path, came_from.query, ""))
        if came_from.netloc != request.get_host() or not same_site(request, page) or page == request.path:
            return
        pages = request.session.get(BUTTONS, {})
        pages.pop(request.path, None)
        request.session[BUTTONS] = dict([*pages.items(), (request.path, page[:MAX_PATH_LENGTH])][-MAX_FORMS:])

    def page_of_the_button(self, request):
        """Return the page that was open, once, and "" when there is none or nobody signed in since."""
        if not request.user.is_authenticated:
            return ""
        pages = request.session.get(BUTTONS, {})
        page = pages.pop(request.path, "")
        if page:
            request.session[BUTTONS] = pages
            drop_post(request)
            messages.warning(
                request, _("Your session was over, so this was not done yet. Please do it here again.")
            )
        return page


def not_taken(response) -> bool:
    """Return whether an answer sends to the sign-in, or asks to send once more (the token was gone as well)."""
    if response.status_code == 302:
        return response.headers["Location"].startswith(resolve_url(settings.LOGIN_URL))
    return getattr(response, "asks_to_send_again", False)


def same_site(request, address: str) -> bool:
    """Return whether an address stays on this site."""
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


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
