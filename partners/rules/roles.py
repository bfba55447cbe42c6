"""The roles that a letter or a place in a partner gives."""

from typing import Any

from partners.enums import (
    OrganisationRole,
)
from partners.models import Letter, LetterAuthor, OrganisationPerson
from portal.records.enums import Role


def partner_roles(user: Any):
    """Yield the roles that a letter or a place in a partner gives (registered in ``registries.roles``)."""
    places = OrganisationPerson.objects.filter(
        person__user=user,
        until__isnull=True,
        organisation__memberships__ended_on__isnull=True,
        organisation__memberships__isnull=False,
    ).values_list("role", flat=True)
    for role in set(places):
        yield Role.FOCAL if role == OrganisationRole.FOCAL else Role.VIEWER
    along = LetterAuthor.objects.filter(user=user, until__isnull=True)
    if Letter.objects.filter(applicant=user).exists() or along.exists():
        yield Role.APPLICANT
