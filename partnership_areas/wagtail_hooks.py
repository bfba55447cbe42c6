"""Registers the secretariat's screens. Policies first: Wagtail may not make its own for these models."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from partnership_areas.models import Area, Country, FrameworkElement
from portal.records.admin import RecordPermissionPolicy
from portal.records.enums import READS_RECORDS

for model in (Area, Country, FrameworkElement):
    register_permission_policy(model, RecordPermissionPolicy(model, READS_RECORDS))

from partnership_areas.viewsets import ReferenceGroup  # noqa: E402


@hooks.register("register_admin_viewset")
def register_reference() -> ReferenceGroup:
    return ReferenceGroup()
