"""An organisation of the past that the register does not know is named, without a membership."""

from typing import Any

from django.utils.translation import gettext as _

from partners.actions.membership import free_slug
from partners.enums import PartnerKind
from partners.models import Organisation
from partners.rules.identity import identity_of
from partnership_areas.models import Country
from portal.records.decisions import Problem
from portal.records.text import clean_text, normalise_name
from portal.records.work import unit_of_work

NAME_MAX = 250
# An individual is known by an address (LOI-8), not by a name.
KINDS_NAMED = tuple(choice for choice in PartnerKind.choices if choice[0] != PartnerKind.INDIVIDUAL)


def organisation_named(
    legal_name: str, kind: str, country: Country | None, *, by: Any
) -> tuple[Organisation | None, list[Problem], list[Problem]]:
    """Return the organisation of this name and country, else a new one that is no partner; problems and warnings.

    Found again by its key (LOI-8), so that a letter or a list that names it later meets this row. Their fields are
    ``organisation_name`` and ``organisation_kind``.
    """
    legal_name = " ".join(clean_text(legal_name).split())
    problems = []
    if not legal_name:
        problems.append(Problem("organisation_name", _("Give the name of the organisation.")))
    if len(legal_name) > NAME_MAX:
        words = _("This text has more than %(most)s characters.") % {"most": NAME_MAX}
        problems.append(Problem("organisation_name", words))
    if kind not in dict(KINDS_NAMED):
        problems.append(Problem("organisation_kind", _("Choose one of the list.")))
    if problems:
        return None, problems, []
    code = country.alpha2 if country else None
    key = identity_of(kind=kind, legal_name=legal_name, country_code=code, is_global=False)
    known = Organisation.objects.filter(identity_key=key).select_related("merged_into").first()
    if known is not None:
        return known.merged_into or known, [], []
    warnings = []
    if Organisation.objects.filter(sort_key=normalise_name(legal_name)[:250]).exists():
        words = _("The register has an organisation of this name already. Go on only if this is another one.")
        warnings.append(Problem("organisation_name", words))
    with unit_of_work() as work:
        values = {"kind": kind, "legal_name": legal_name, "country": country, "slug": free_slug(legal_name)}
        organisation, made = Organisation.objects.get_or_create(identity_key=key, defaults=values)
        if made:
            work.audit("organisation.name", organisation, by=by)
    return organisation, [], warnings
