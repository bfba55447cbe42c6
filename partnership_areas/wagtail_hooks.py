"""Registers the secretariat's screens. Policies first: Wagtail may not make its own for these models."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from partnership_areas.models import Area, Country, FrameworkElement
from partnership_areas.policies import LookOnlyPolicy
from partnership_areas.rules import can_read_reference

for model in (Area, Country, FrameworkElement):
    register_permission_policy(model, LookOnlyPolicy(model, can_read_reference), exact_class=True)

from partnership_areas.viewsets import ReferenceGroup  # noqa: E402


@hooks.register("register_admin_viewset")
def register_reference() -> ReferenceGroup:
    return ReferenceGroup()
