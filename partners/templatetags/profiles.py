"""What a partner keeps up about itself, for public pages and the admin."""

from dataclasses import dataclass
from typing import Any

from django import template

from partners.forms.profile import language_name
from partners.models import Contribution, FormerIdentity, Organisation, OrganisationProfile
from partners.profiles import contributions_of, profile_row

register = template.Library()
SHOWN = 100


@dataclass(frozen=True)
class KeptProfile:
    """Languages, logo, contributions, former names, and when the partner last said that all is right."""

    row: OrganisationProfile
    languages: list[str]
    contributions: list[Contribution]
    former: list[FormerIdentity]

    @property
    def has_logo(self) -> bool:
        return self.row.logo is not None and self.row.logo.downloadable


@register.simple_tag
def kept_profile(organisation: Organisation) -> KeptProfile:
    """Return what stands beside name, description and site; three queries."""
    row = profile_row(organisation)
    former: Any = organisation.former_identities.all() if organisation.name_is_public else []
    return KeptProfile(
        row=row,
        languages=[language_name(code) for code in row.languages],
        contributions=list(contributions_of(organisation)[:SHOWN]),
        former=list(former),
    )
