"""The roles that a letter or a place in a partner gives."""

from typing import Any

from django.db.models import CharField, Q, Value

from partners.enums import (
    OrganisationRole,
)
from partners.models import Letter, Organisation, OrganisationPerson
from partners.rules.letters import written_by
from portal.records.enums import Role

# What a place in a partner, or having written a letter, makes of somebody.
ROLES = {
    OrganisationRole.FOCAL.value: Role.FOCAL,
    OrganisationRole.VIEWER.value: Role.VIEWER,
    Role.APPLICANT.value: Role.APPLICANT,
}


def partner_roles(user: Any):
    """Yield the roles that a letter or a place in a partner gives (registered in ``registries.roles``); one query."""
    partners = Organisation.objects.partners().order_by().values("pk")
    places = OrganisationPerson.objects.filter(
        Q(organisation__in=partners) | Q(organisation__merged_into__in=partners),
        person__user=user,
        until__isnull=True,
    )
    applicant = Value(Role.APPLICANT.value, output_field=CharField())
    letters = Letter.objects.order_by().filter(written_by(user)).annotate(given=applicant)
    for given in places.order_by().values_list("role").union(letters.values_list("given")):
        yield ROLES[given[0]]
