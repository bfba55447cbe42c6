"""The lines of the register: partners under the name, kind and country that they had on a day."""

import datetime
from dataclasses import dataclass
from typing import Any

from partners.enums import PartnerKind
from partners.models import FormerIdentity, Membership, Organisation
from partners.register import Standing
from partnership_areas.models import Country


@dataclass(frozen=True)
class RegisterLine:
    """A partner as the register of a day shows it: under the name, kind and country that it had then."""

    organisation: Organisation
    name: str
    acronym: str
    kind: str
    country: Country | None
    is_global: bool
    membership: Membership
    known: bool

    @property
    def kind_label(self) -> Any:
        return PartnerKind(self.kind).label

    @property
    def is_individual(self) -> bool:
        return self.organisation.kind == PartnerKind.INDIVIDUAL


def lines(members: list[Standing], day: datetime.date) -> list[RegisterLine]:
    """Return the lines of a page; four queries, however many."""
    pks = [standing.pk for standing in members]
    organisations = Organisation.objects.select_related("country").in_bulk(pks)
    memberships = Membership.objects.in_bulk([standing.membership for standing in members])
    former: dict[int, FormerIdentity] = {}
    names = FormerIdentity.objects.filter(organisation__in=pks, until__gte=day).order_by("until", "pk")
    for identity in names.select_related("country"):
        former.setdefault(identity.organisation_id, identity)
    found = []
    for standing in members:
        organisation = organisations[standing.pk]
        then = former.get(standing.pk) if organisation.name_is_public else None
        individual = organisation.kind == PartnerKind.INDIVIDUAL
        found.append(
            RegisterLine(
                organisation=organisation,
                name=then.legal_name if then else organisation.public_name,
                acronym="" if individual else (then or organisation).acronym,
                kind=standing.kind,
                country=then.country if then else organisation.country,
                is_global=standing.is_global,
                membership=memberships[standing.membership],
                known=standing.known,
            )
        )
    return found
