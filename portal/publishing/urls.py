"""Addresses of publishing, below /publications/."""

from django.urls import path

from portal.publishing import views

app_name = "publishing"
urlpatterns = [path("state/<uuid:uuid>/", views.state, name="state")]
