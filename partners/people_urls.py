"""Addresses about people of organisations, invitations and succession, below ``/desk/``."""

from django.urls import path

from partners.views import desk_invitations, desk_people, desk_succession

PEOPLE = "organisations/<slug:slug>/people/"
urlpatterns = [
    path("organisations/", desk_succession.organisations, name="organisations"),
    path(PEOPLE, desk_people.people, name="people"),
    path(f"{PEOPLE}invite/", desk_people.invite, name="invite_colleague"),
    path(f"{PEOPLE}<int:pk>/role/", desk_people.role, name="place_role"),
    path(f"{PEOPLE}<int:pk>/remove/", desk_people.remove, name="place_remove"),
    path(f"{PEOPLE}<int:pk>/consent/", desk_people.consent, name="place_consent"),
    path(f"{PEOPLE}<int:pk>/details/", desk_people.details, name="place_details"),
    path("organisations/<slug:slug>/succession/", desk_succession.succession, name="succession"),
    path(
        "organisations/<slug:slug>/succession/withdraw/", desk_succession.withdraw, name="withdraw_succession"
    ),
    path("invitations/<uuid:uuid>/", desk_invitations.invitation, name="invitation"),
    path("invitations/<uuid:uuid>/resend/", desk_invitations.resend, name="resend_invitation"),
    path("invitations/<uuid:uuid>/revoke/", desk_invitations.revoke, name="revoke_invitation"),
    path("letters/<uuid:uuid>/authors/", desk_invitations.authors, name="authors"),
    path(
        "letters/<uuid:uuid>/authors/<int:pk>/remove/", desk_invitations.author_remove, name="author_remove"
    ),
]
