"""Addresses of the desk."""

from django.urls import path

from portal.desk import notices
from portal.desk.views import home

app_name = "desk"
urlpatterns = [
    path("", home, name="home"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_notices"),
    path("notices/settings/", notices.notice_settings, name="notice_settings"),
    path("notices/unsubscribe/<str:token>/", notices.unsubscribe, name="unsubscribe"),
    path("notices/<uuid:uuid>/open/", notices.open_notice, name="open_notice"),
]
