"""Where the secretariat finds letters and partners: two groups of lists in the admin's menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from partners.admin.duplicates import DuplicatesViewSet
from partners.admin.identities import IdentityRequestViewSet
from partners.admin.lists import ImportViewSet
from partners.admin.matching import MatchingViewSet
from partners.admin.messages import MessageViewSet
from partners.admin.rounds import RoundViewSet
from partners.admin.standing_sets import MembershipViewSet, ProspectViewSet, WithdrawalViewSet
from partners.admin.successions import SuccessionViewSet
from partners.viewsets import LetterViewSet, OrganisationViewSet, RequestViewSet


class LettersGroup(ModelViewSetGroup):
    """The way into the Partnership."""

    menu_label = _("Letters")
    menu_name = "letters-group"
    menu_icon = "doc-full"
    menu_order = 110
    items = (LetterViewSet, RequestViewSet, ProspectViewSet)


class PartnersGroup(ModelViewSetGroup):
    """The register: who is a partner, what changes in it, and what the secretariat does with it."""

    menu_label = _("Partners")
    menu_name = "partners-group"
    menu_icon = "group"
    menu_order = 120
    items = (
        OrganisationViewSet,
        MembershipViewSet,
        WithdrawalViewSet,
        IdentityRequestViewSet,
        SuccessionViewSet,
        RoundViewSet,
        MatchingViewSet,
        MessageViewSet,
        ImportViewSet,
        DuplicatesViewSet,
    )
