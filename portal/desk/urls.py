"""Addresses of the desk."""

from django.urls import path

from portal.desk.views import home

app_name = "desk"
urlpatterns = [path("", home, name="home")]
