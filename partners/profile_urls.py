"""Addresses of a partner's profile on the desk."""

from django.urls import path

from partners.views import desk_contributions, desk_identity, desk_profile, still_right

HERE = "organisations/<slug:slug>/"
urlpatterns = [
    path(f"{HERE}profile/", desk_profile.profile, name="profile"),
    path(f"{HERE}profile/<slug:part>/", desk_profile.part, name="profile_part"),
    path(f"{HERE}logo/", desk_profile.logo, name="logo"),
    path(f"{HERE}areas/", desk_profile.areas, name="areas"),
    path(f"{HERE}confirm/", desk_profile.confirm, name="confirm"),
    path(f"{HERE}identity/", desk_identity.identity, name="identity"),
    path(f"{HERE}identity/take-back/", desk_identity.take_back, name="identity_take_back"),
    path(f"{HERE}contributions/", desk_contributions.contributions, name="contributions"),
    path(f"{HERE}contributions/new/", desk_contributions.new, name="contribution_new"),
    path(f"{HERE}contributions/<int:pk>/", desk_contributions.change, name="contribution"),
    path(
        f"{HERE}contributions/<int:pk>/take-back/",
        desk_contributions.take_back,
        name="contribution_take_back",
    ),
    path("still-right/<str:token>/", still_right.still_right, name="still_right"),
]
