"""Registers the secretariat's screens. Policies first: Wagtail may not make its own for these models."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from meetings.models import Amendment, AreaProposal, Body, Decision, SeatInvitation, Term, TextVersion
from portal.records.admin import RecordPermissionPolicy
from portal.records.enums import READS_RECORDS

for model in (Amendment, AreaProposal, Body, Decision, SeatInvitation, Term, TextVersion):
    register_permission_policy(model, RecordPermissionPolicy(model, READS_RECORDS))

from meetings.admin.body_settings import BodySettingsViewSet  # noqa: E402
from meetings.viewsets import GovernanceGroup  # noqa: E402


@hooks.register("register_admin_viewset")
def register_governance() -> list[object]:
    return [GovernanceGroup(), BodySettingsViewSet()]
