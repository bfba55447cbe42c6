"""Public addresses for the sitemap: editors' pages and what views own."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps import Sitemap as PageSitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet

from meetings.queries.guidelines import versions_in_force
from partners.places import countries_with_partners
from partnership_areas.queries import established_areas
from portal.site.context import PARTS, SECTIONS, is_view


class PagesOfAllLanguages(PageSitemap):
    """Editors' pages in every language; Wagtail's own looks below the English home page only."""

    def items(self) -> PageQuerySet:
        return (
            Page.objects.filter(depth__gte=2).live().public().order_by("path").defer_streamfields().specific()
        )


class SectionSitemap(Sitemap):
    """Sections and the pages of the partnership areas, in three languages."""

    i18n = False
    protocol = "https" if settings.BEHIND_TLS else "http"

    def items(self) -> list[str]:
        parts = [part for members in PARTS.values() for part, _label in members]
        paths = list(dict.fromkeys([*(path for path, _label in SECTIONS), *parts])) + ["join/"]
        paths += [f"partnership-areas/{area.code}/" for area in established_areas()]
        paths += [f"guidelines/{code}/{label}/" for code, label in versions_in_force()]
        paths += [
            "guidelines/amendments/",
            "area-proposals/",
            "partners/register/",
            "partners/countries/",
        ] + [f"partners/countries/{code}/" for code in countries_with_partners()]
        return [
            f"/{code}/{path}"
            for code, _name in settings.LANGUAGES
            for path in paths
            if is_view(f"/{code}/{path}")
        ]

    def location(self, item: str) -> str:
        return item
