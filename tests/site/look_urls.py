"""Addresses for the tests of what stands around every page: the contract's, answered by an empty page."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import path, re_path


def page(request, **kwargs):
    return HttpResponse("")


urlpatterns = [
    path("desk/", page),
    path("accounts/login/", page),
    path("accounts/logout/", page),
    path("accounts/email/", page),
    path("api/v1/docs", page),
]
urlpatterns += i18n_patterns(
    path("partnership-areas/", page),
    path("partners/", page),
    path("partners/<slug:slug>/", page),
    path("join/", page),
    re_path(r"^((?:[\w\-]+/)*)$", page, name="wagtail_serve"),
)
