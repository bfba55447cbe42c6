"""What machines ask for: sitemap and robots.txt."""

from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.site.sitemaps import PagesOfAllLanguages, SectionSitemap


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language, with its translations."""
    sitemaps = {"pages": PagesOfAllLanguages(request), "sections": SectionSitemap()}
    return sitemap_views.sitemap(request, sitemaps=sitemaps)


@require_safe
@cache_control(max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    return render(request, "robots.txt", content_type="text/plain")
