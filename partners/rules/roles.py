"""The roles that a letter or a place in a partner gives."""

from typing import Any

from django.db.models import CharField, Value

from partners.enums import (
    OrganisationRole,
)
from partners.models import Letter, OrganisationPerson
from partners.rules.contacts import of_partners
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
    places = OrganisationPerson.objects.filter(of_partners(), person__user=user, until__isnull=True)
    applicant = Value(Role.APPLICANT.value, output_field=CharField())
    letters = Letter.objects.order_by().filter(written_by(user)).annotate(given=applicant)
    for given in places.order_by().values_list("role").union(letters.values_list("given")):
        yield ROLES[given[0]]
