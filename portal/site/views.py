"""What machines ask for: sitemap and robots.txt."""

from django.contrib.sitemaps import Sitemap as DjangoSitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

from portal.site.sitemaps import SectionSitemap

SITEMAPS: dict[str, type[DjangoSitemap]] = {"pages": PageSitemap, "sections": SectionSitemap}


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language, with its translations."""
    sitemaps = {
        name: kind(request) if issubclass(kind, PageSitemap) else kind() for name, kind in SITEMAPS.items()
    }
    return sitemap_views.sitemap(request, sitemaps=sitemaps)


@require_safe
@cache_control(max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    return render(request, "robots.txt", content_type="text/plain")
