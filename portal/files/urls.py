"""Addresses of private files, below /files/."""

from django.urls import path

from portal.files import views

app_name = "files"
urlpatterns = [path("<uuid:uuid>/<str:name>", views.download, name="download")]
