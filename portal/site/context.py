"""What every page of the public site and the desk shows around its content."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_from_path, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.mail.models import Notice
from portal.records.enums import Role
from portal.records.registries import has_role

# The addresses of the sections do not drift; a section shows in the navigation as soon as a view answers there.
SECTIONS = (
    ("partnership-areas/", _("Areas")),
    ("partners/", _("Partners")),
    ("structure/", _("Governance")),
    ("business-plans/", _("Plans")),
    ("meetings/", _("Meetings")),
    ("reports/", _("Reports")),
    ("resources/", _("Library")),
)
# Sections of several addresses: who decides, and by which texts. All of them mark the section as the current one.
PARTS = {
    "structure/": (
        ("structure/", _("Structure")),
        ("advisory-group/", _("Advisory Group")),
        ("decisions/", _("Decisions")),
        ("guidelines/", _("Framework and guidelines")),
    ),
}
SECRETARIAT = (Role.OFFICER, Role.HEAD, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR)
EDITORIAL_VIEW = "wagtail_serve"


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``portal`` (built only when a template asks for it) and ``demonstration``."""
    return {
        "portal": SimpleLazyObject(lambda: surroundings(request)),
        "demonstration": settings.DEMONSTRATION,
    }


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return home, navigation, languages, search, sign-in or desk, footer links: only addresses that exist."""
    language = get_language() or settings.LANGUAGE_CODE
    home = f"/{language}/"
    return {
        "home": home,
        "address": request.build_absolute_uri(request.path),
        "navigation": [
            {"label": label, "url": home + path, "current": section_current(request.path, home, path)}
            for path, label in SECTIONS
            if is_view(home + path)
        ],
        "parts": parts(request.path, home),
        "languages": languages(request, language),
        "search": home + "search/" if is_view(home + "search/") else "",
        "join": home + "join/" if is_view(home + "join/") else "",
        "sign_in": "/accounts/login/" if is_view("/accounts/login/") else "",
        "sign_out": "/accounts/logout/" if is_view("/accounts/logout/") else "",
        "desk": "/desk/" if is_view("/desk/") else "",
        "notices": SimpleLazyObject(lambda: notices(request)),
        "account": next((path for path in ("/accounts/", "/accounts/email/") if is_view(path)), ""),
        "on_desk": request.path.startswith("/desk/"),
        "secretariat": "/admin/" if has_role(getattr(request, "user", None), *SECRETARIAT) else "",
        "footer": footer(language),
    }


def notices(request: HttpRequest) -> dict[str, Any]:
    """Return where one's notices are and how many are unread; nothing for who is not signed in."""
    user = getattr(request, "user", None)
    if not getattr(user, "is_authenticated", False) or not is_view("/desk/notices/"):
        return {}
    return {"url": "/desk/notices/", "unread": Notice.objects.filter(user=user).unread().count()}


def section_current(path: str, home: str, section: str) -> str:
    """Return the value of ``aria-current`` of a section, which may have parts at addresses of their own."""
    own = section_state(path, home + section)
    others = any(path.startswith(home + part) for part, _label in PARTS.get(section, ()))
    return own or ("true" if others else "")


def parts(path: str, home: str) -> list[dict[str, Any]]:
    """Return the parts of the section that this page belongs to; none for a section of one address."""
    for members in PARTS.values():
        if any(path.startswith(home + part) for part, _label in members):
            return [
                {"label": label, "url": home + part, "current": section_state(path, home + part)}
                for part, label in members
                if is_view(home + part)
            ]
    return []


def section_state(path: str, section: str) -> str:
    """Return the value of ``aria-current``: this very page, a page below it, or neither (empty)."""
    if path == section:
        return "page"
    return "true" if path.startswith(section) else ""


def is_view(path: str) -> bool:
    """Return whether a view of the portal answers at ``path`` (editorial pages, which catch all, do not count)."""
    return _is_view(path, get_urlconf() or settings.ROOT_URLCONF)


@cache
def _is_view(path: str, urlconf: str) -> bool:
    language = get_language_from_path(path) or get_language()
    with override(language):
        try:
            return resolve(path, urlconf).url_name != EDITORIAL_VIEW
        except Resolver404:
            return False


def languages(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """Return one entry per language: code, its own name, address of this page in it, whether it is active.

    Public addresses carry the language in front; elsewhere ``?lang=`` switches. Pages written by editors may have
    another slug in each language: their translation is looked up, and where there is none the home page stands in.
    """
    prefix = get_language_from_path(request.path_info)
    entries = []
    for code, name in settings.LANGUAGES:
        if prefix:
            url = translated_page(request, code) or f"/{code}/" + request.path_info[len(prefix) + 2 :]
            query = request.GET.copy()
        else:
            url, query = request.path, request.GET.copy()
            query["lang"] = code
        address = f"{url}?{query.urlencode()}" if query else url
        entries.append(
            {
                "code": code,
                "name": name,
                "url": address,
                "absolute": request.build_absolute_uri(address),
                "public": bool(prefix),
                "active": code == active,
            }
        )
    return entries


def translated_page(request: HttpRequest, code: str) -> str:
    """Return the address of the editorial page of this request in language ``code``; empty if it is none."""
    route = getattr(request, "_wagtail_route_for_request", None)
    if route is None:
        return ""
    page = route.page
    if page.locale.language_code == code:
        return page.get_url(request) or ""
    translation = page.get_translations().live().filter(locale__language_code=code).first()
    return (translation.get_url(request) if translation else "") or f"/{code}/"


def footer(language: str) -> list[dict[str, str]]:
    """Return the published pages below the home page that an editor marked "show in menus", and open data."""
    pages = (
        Page.objects.live()
        .public()
        .in_menu()
        .filter(locale__language_code=language, depth=3)
        .order_by("path")
    )
    addresses = ((page.title, page.url) for page in pages)
    links = [{"label": title, "url": url} for title, url in addresses if url]
    if is_view("/api/v1/docs"):
        links.append({"label": _("Open data"), "url": "/api/v1/docs"})
    return links
