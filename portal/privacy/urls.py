"""Addresses about one's own data, mounted at ``/desk/``."""

from django.urls import path

from portal.privacy import views

app_name = "privacy"
urlpatterns = [
    path("my-data/", views.my_data, name="my_data"),
    path("my-data/held/<str:code>/", views.held, name="held"),
    path("my-data/download/", views.download, name="download"),
    path("my-data/consents/", views.take_back_consent, name="take_back_consent"),
    path("my-data/erasure/", views.erasure, name="erasure"),
    path("my-data/erasure/take-back/", views.take_back_erasure, name="take_back_erasure"),
]
