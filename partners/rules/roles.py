"""The roles that a letter or a place in a partner gives."""

from typing import Any

from django.db.models import Q

from partners.enums import (
    OrganisationRole,
)
from partners.models import Letter, Organisation, OrganisationPerson
from partners.rules.letters import written_by
from portal.records.enums import Role


def partner_roles(user: Any):
    """Yield the roles that a letter or a place in a partner gives (registered in ``registries.roles``)."""
    partners = Organisation.objects.partners().order_by().values("pk")
    places = OrganisationPerson.objects.filter(
        Q(organisation__in=partners) | Q(organisation__merged_into__in=partners),
        person__user=user,
        until__isnull=True,
    ).values_list("role", flat=True)
    for role in set(places):
        yield Role.FOCAL if role == OrganisationRole.FOCAL else Role.VIEWER
    if Letter.objects.filter(written_by(user)).exists():
        yield Role.APPLICANT
