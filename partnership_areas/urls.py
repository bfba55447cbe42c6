"""Addresses of the public pages, mounted below ``/{lang}/partnership-areas/``."""

from django.urls import path

from partnership_areas.views import AreaIndexView, AreaView, area_feed

app_name = "areas"
urlpatterns = [
    path("", AreaIndexView.as_view(), name="index"),
    path("<slug:code>/", AreaView.as_view(), name="area"),
    path("<slug:code>/feed.atom", area_feed, name="feed"),
]
