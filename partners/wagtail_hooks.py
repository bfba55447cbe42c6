"""Letters and partners in the admin. Policies first: Wagtail may not make its own for these models."""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from partners.models import (
    ContactMessage,
    ImportJob,
    InformationRequest,
    Letter,
    Membership,
    MembershipKind,
    OfferOrNeed,
    Organisation,
    Prospect,
    SuccessionRequest,
    Withdrawal,
)
from partners.models.profile import ConfirmationRound, IdentityRequest, RoundEntry
from portal.records.admin import RecordPermissionPolicy
from portal.records.enums import READS_RECORDS, SECRETARIAT, Role

for model in (Letter, Organisation, InformationRequest, SuccessionRequest):
    register_permission_policy(model, RecordPermissionPolicy(model, READS_RECORDS))
register_permission_policy(ImportJob, RecordPermissionPolicy(ImportJob, READS_RECORDS))
for model in (IdentityRequest, ConfirmationRound, RoundEntry):
    register_permission_policy(model, RecordPermissionPolicy(model, READS_RECORDS))
for model in (OfferOrNeed, ContactMessage):
    register_permission_policy(model, RecordPermissionPolicy(model, READS_RECORDS))
for model in (Membership, Withdrawal, Prospect):
    register_permission_policy(model, RecordPermissionPolicy(model, READS_RECORDS))
register_permission_policy(
    MembershipKind, RecordPermissionPolicy(MembershipKind, (*READS_RECORDS, Role.ADMINISTRATOR))
)

from wagtail.admin.views.home import (  # noqa: E402
    LockedPagesPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from partners.admin.home import WaitingPanel  # noqa: E402
from partners.admin.menu import LettersGroup, PartnersGroup  # noqa: E402
from partners.admin.rounds import RoundEntryViewSet  # noqa: E402
from partners.admin.successions import SuccessionPanel  # noqa: E402
from partners.viewsets import MembershipKindViewSet  # noqa: E402
from portal.records.registries import has_role  # noqa: E402

# Wagtail's panels and menu entries that the secretariat has no use for: there is no moderation of pages here.
IDLE_PANELS = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, LockedPagesPanel)
IDLE_ENTRIES = ("help", "reports")


@hooks.register("register_admin_viewset")
def register_partners() -> list[Any]:
    return [LettersGroup(), PartnersGroup(), RoundEntryViewSet(), MembershipKindViewSet()]


@hooks.register("construct_homepage_panels")
def what_waits(request: Any, panels: list[Any]) -> None:
    """Put what waits for the secretariat on top of its home page, and take away what has no use there."""
    panels[:] = [panel for panel in panels if not isinstance(panel, IDLE_PANELS)]
    if has_role(request.user, *SECRETARIAT):
        panels.append(WaitingPanel(request.user))
        panels.append(SuccessionPanel())


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(request: Any, items: list[Any]) -> None:
    """Leave out the counts of pages and images for the secretariat: what waits stands first."""
    if has_role(request.user, *SECRETARIAT):
        items.clear()


@hooks.register("construct_main_menu")
def calm_menu(request: Any, items: list[Any]) -> None:
    """Leave out Wagtail's own help and reports for the secretariat: they tell nothing about its work."""
    if has_role(request.user, *SECRETARIAT):
        items[:] = [item for item in items if item.name not in IDLE_ENTRIES]


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("partners/admin.css"))
