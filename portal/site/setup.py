"""What the editorial site needs from the start: languages, home pages, standard pages, section texts.

Runs after every migrate, adds what is missing and changes nothing that is there: an editor's words stay. The first
words are files in ``portal/site/content``. Pages and texts of one key belong together through a translation key
that is computed from the key.
"""

import json
import re
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page, Site

from portal.site.models import HomePage, SectionFrame, StandardPage

CONTENT = Path(__file__).parent / "content"
NAMESPACE = uuid.UUID("7d1c9f3e-52b7-4b5e-9a0f-6d3a1f0c8e21")
HEADING = re.compile(r"<h2>(.*?)</h2>")
PAGES = ("about", "contact", "accessibility", "privacy")
FRAMES = ("home", "partners", "partnership-areas", "join", "letters")


def translation_key(kind: str, key: str) -> uuid.UUID:
    """Return the key that the translations of one page or section text share."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{key}")


def set_up_site() -> None:
    """Add what is missing; one transaction."""
    with transaction.atomic():
        locales = [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES]
        homes = {locale.language_code: home_page(locale) for locale in locales}
        point_site_to(homes[settings.LANGUAGE_CODE])
        for locale in locales:
            home = homes[locale.language_code]
            for key in PAGES:
                standard_page(home, locale, key)
            for key in FRAMES:
                section_frame(locale, key)


def home_page(locale: Locale) -> HomePage:
    """Return the home page of a language, made if missing."""
    key = translation_key("page", "home")
    existing = HomePage.objects.filter(locale=locale).first()
    if existing:
        return existing
    with override(locale.language_code):
        page = HomePage(
            title=gettext("Global Mercury Partnership"),
            slug=f"home-{locale.language_code}",
            headline=gettext("Working together to end mercury pollution"),
            lead=gettext(
                "Governments, agencies, companies, researchers and civil society plan, act and report together. "
                "See who does what, and take part."
            ),
            locale=locale,
            translation_key=key,
        )
    return Page.get_first_root_node().add_child(instance=page)


def point_site_to(home: HomePage) -> None:
    """Let the site begin at the English home page and drop the welcome page that Wagtail's migrations make."""
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(
            hostname=address.hostname or "localhost",
            port=port,
            site_name=settings.WAGTAIL_SITE_NAME,
            root_page=home,
            is_default_site=True,
        )
    elif site.root_page.specific_class is Page:
        site.hostname, site.port = address.hostname or "localhost", port
        site.site_name, site.root_page = settings.WAGTAIL_SITE_NAME, home
        site.save()
    for welcome in Page.objects.filter(depth=2, numchild=0):
        if welcome.specific_class is Page:
            welcome.delete()


def standard_page(home: HomePage, locale: Locale, key: str) -> None:
    """Make a standard page of a language, if missing; it stands in the footer."""
    page_key = translation_key("page", key)
    if StandardPage.objects.filter(locale=locale, translation_key=page_key).exists():
        return
    header, _empty, html = read("pages", key, locale).partition("\n\n")
    values = dict(line.split(": ", 1) for line in header.splitlines())
    page = StandardPage(
        title=values["title"],
        slug=values["slug"],
        introduction=values["introduction"],
        body=json.dumps(blocks_of(html)),
        show_in_menus=True,
        locale=locale,
        translation_key=page_key,
    )
    Page.objects.get(pk=home.pk).add_child(instance=page)


def blocks_of(html: str) -> list[dict[str, Any]]:
    """Return running text as blocks: each ``<h2>`` a heading, what stands between them a text."""
    blocks: list[dict[str, Any]] = []
    for index, part in enumerate(HEADING.split(html)):
        if part.strip():
            blocks.append({"type": "heading" if index % 2 else "text", "value": part.strip()})
    return blocks


def section_frame(locale: Locale, key: str) -> None:
    """Make the text of a section in a language, if missing."""
    if SectionFrame.objects.filter(locale=locale, key=key).exists():
        return
    introduction, _line, help_text = read("frames", key, locale).partition("---\n")
    SectionFrame.objects.create(
        key=key,
        introduction=introduction.strip(),
        help=help_text.strip(),
        locale=locale,
        translation_key=translation_key("frame", key),
        live=True,
    )


def read(kind: str, key: str, locale: Locale) -> str:
    return (CONTENT / kind / f"{key}.{locale.language_code}.html").read_text(encoding="utf-8")


def set_up_after_migrate(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate."""
    if using == "default":
        set_up_site()
