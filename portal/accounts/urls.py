"""Addresses of accounts: ours first, then allauth's."""

from django.urls import include, path

from portal.accounts.views import account_home

urlpatterns = [
    path("", account_home, name="account_home"),
    path("", include("allauth.urls")),
]
