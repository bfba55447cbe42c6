"""Bodies and decisions in the admin: one group of lists."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from meetings.admin.amendments import AmendmentViewSet
from meetings.admin.area_proposals import AreaProposalViewSet
from meetings.admin.bodies import BodyViewSet
from meetings.admin.decisions import DecisionViewSet
from meetings.admin.seat_viewset import SeatInvitationViewSet
from meetings.admin.terms import TermViewSet


class GovernanceGroup(ModelViewSetGroup):
    menu_label = _("Bodies and decisions")
    menu_icon = "group"
    menu_order = 250
    items = (
        BodyViewSet,
        TermViewSet,
        DecisionViewSet,
        SeatInvitationViewSet,
        AreaProposalViewSet,
        AmendmentViewSet,
    )  # each list's viewset, in the order of the menu; add_to_admin_menu = False on them
