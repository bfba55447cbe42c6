"""Every address of the portal."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.accounts.views import account_logout, admin_login
from portal.health import healthz, readyz
from portal.site import errors
from portal.site.styleguide import styleguide
from portal.site.views import robots, sitemap

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/mark.svg", permanent=True)),
    path("styleguide/", styleguide, name="styleguide"),
    path("accounts/", include("portal.accounts.urls")),
    path("desk/", include("partners.desk_urls")),
    path("desk/", include("meetings.desk_urls")),
    path("desk/", include("portal.privacy.urls")),
    path("desk/", include("portal.desk.urls")),
    # Before Wagtail's own: sign-in and sign-out of the admin are the portal's.
    path("admin/login/", admin_login, name="admin_login"),
    path("admin/logout/", account_logout, name="admin_logout"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("files/", include("portal.files.urls")),
    path("publications/", include("portal.publishing.urls")),
    *(static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT) if not settings.PRODUCTION else []),
]

urlpatterns += i18n_patterns(
    path("partnership-areas/", include("partnership_areas.urls")),
    path("", include("partners.urls")),
    path("", include("meetings.urls")),
    path("", include(wagtail_urls)),
)
