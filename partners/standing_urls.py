"""Addresses of a partner's membership and of its invitations to join, below ``/desk/``."""

from django.urls import path

from partners.views import desk_membership as views

HERE = "organisations/<slug:slug>/"
urlpatterns = [
    path(f"{HERE}membership/", views.membership, name="membership"),
    path(f"{HERE}membership/withdraw/", views.withdraw, name="withdraw_membership"),
    path(f"{HERE}membership/take-back/", views.take_back, name="take_back_withdrawal"),
    path(f"{HERE}invitations/", views.prospects, name="prospects"),
    path(f"{HERE}invitations/new/", views.invite_prospect_page, name="prospect_invite"),
    path(f"{HERE}invitations/<uuid:uuid>/resend/", views.prospect_resend, name="prospect_resend"),
    path(f"{HERE}invitations/<uuid:uuid>/revoke/", views.prospect_revoke, name="prospect_revoke"),
]
