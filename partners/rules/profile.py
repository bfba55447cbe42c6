"""Who keeps a partner's profile, who decides on its name, who asks all partners once a year; what a profile needs."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from partners.enums import IdentityRequestStatus, PartnerKind, Topic
from partners.models import ConfirmationRound, IdentityRequest, Organisation
from partners.rules.common import SECRETARIAT_ONLY, is_secretariat
from partners.rules.identity import identity_of
from partners.rules.letter_content import STATES
from partners.rules.organisations import can_keep_organisation
from portal.records.clock import today
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.text import normalise_name

FIRST_YEAR = 1990
MAX_LOGO_SIDE = (480, 240)  # pixels: width, height
MAX_OFFERS = 10
DECIDED = _("This request was decided on or taken back already.")
OWN_REQUEST = _("You asked for this yourself: another person must decide on it.")
SAME_NAME_ELSEWHERE = _(
    "Another organisation has this name and country. If both are the same, merge them first."
)


def can_have_logo(user: Any, organisation: Organisation) -> Answer:
    """A picture of a person is personal data: an individual partner has no logo."""
    if organisation.kind == PartnerKind.INDIVIDUAL:
        return Refused(_("An individual partner has no logo."))
    return can_keep_organisation(user, organisation)


def can_decide_identity(user: Any, request: IdentityRequest) -> Answer:
    """The secretariat, never the one who asked on behalf of the partner."""
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    return Refused(OWN_REQUEST) if request.requested_by_id == user.pk else ALLOWED


def can_take_back_identity(user: Any, request: IdentityRequest) -> Answer:
    return can_keep_organisation(user, request.organisation)


def can_run_rounds(user: Any) -> Answer:
    """Opening and closing the yearly question is the secretariat's."""
    return ALLOWED if is_secretariat(user) else Refused(SECRETARIAT_ONLY)


def can_close_round(user: Any, confirmation: ConfirmationRound) -> Answer:
    return can_run_rounds(user)


# --- What is needed -------------------------------------------------------------------------------


def identity_problems(organisation: Organisation, values: dict[str, Any]) -> list[Problem]:
    """Return what stands in the way of asking for a change to ``values``."""
    problems = []
    kind, country, is_global = values["kind"], values["country"], values["is_global"]
    if not normalise_name(values["legal_name"]):
        problems.append(Problem("legal_name", _("Give the full legal name.")))
    if (kind == PartnerKind.INDIVIDUAL) is not (organisation.kind == PartnerKind.INDIVIDUAL):
        problems.append(
            Problem(
                "kind", _("An organisation and an individual are not the same partner: write a new letter.")
            )
        )
    if kind == PartnerKind.GOVERNMENT and country is None:
        problems.append(Problem("place", _("Choose the country of the government.")))
    elif kind not in STATES and country is None and not is_global:
        problems.append(Problem("place", _("Choose a country, or “world-wide”.")))
    if not values["reason"].strip():
        problems.append(Problem("reason", _("Say why it changes, and since when.")))
    if not problems and not changed_fields(organisation, values):
        problems.append(Problem("", _("Nothing differs from what is registered.")))
    return problems


def changed_fields(organisation: Organisation, values: dict[str, Any]) -> list[str]:
    """Return which of name, acronym, kind, country and "world-wide" differ from what is registered."""
    names = ("legal_name", "acronym", "kind", "is_global")
    changed = [name for name in names if getattr(organisation, name) != values[name]]
    new = values["country"].pk if values["country"] else None
    return changed + (["country"] if organisation.country_id != new else [])


def values_of(request: IdentityRequest) -> dict[str, Any]:
    """Return what a request asks for."""
    names = ("legal_name", "acronym", "kind", "country", "is_global", "reason")
    return {name: getattr(request, name) for name in names}


def new_identity_key(request: IdentityRequest) -> str:
    """Return the key that the organisation would have; an individual keeps its own (LOI-8)."""
    if request.kind == PartnerKind.INDIVIDUAL:
        return request.organisation.identity_key
    return identity_of(
        kind=request.kind,
        legal_name=request.legal_name,
        country_code=request.country.alpha2 if request.country else None,
        is_global=request.is_global,
    )


def agreeing_problems(request: IdentityRequest, on: datetime.date) -> list[Problem]:
    """Return what stands in the way of agreeing to a request (LOI-8: one organisation per name and country)."""
    problems = []
    if request.status != IdentityRequestStatus.OPEN:
        problems.append(Problem("", DECIDED))
    key = new_identity_key(request)
    others = Organisation.objects.exclude(pk=request.organisation_id).filter(identity_key=key)
    if others.exists():
        problems.append(Problem("", SAME_NAME_ELSEWHERE))
    last = request.organisation.former_identities.order_by("-until").first()
    if on > today():
        problems.append(Problem("holds_from", _("The day cannot lie in the future.")))
    elif last and on <= last.until:
        problems.append(Problem("holds_from", _("The last change is later than this day.")))
    return problems


def contribution_problems(values: dict[str, Any]) -> list[Problem]:
    """Return what a contribution still needs: title, topic, years in order."""
    problems = []
    if not values["title"].strip():
        problems.append(Problem("title", _("Give it a title.")))
    if values["topic"] not in Topic.values:
        problems.append(Problem("topic", _("Choose what it is about.")))
    first, last = values["from_year"], values["to_year"]
    if not FIRST_YEAR <= first <= today().year:
        problems.append(
            Problem("from_year", _("Give a year between %(first)s and this year.") % {"first": FIRST_YEAR})
        )
    elif last < first:
        problems.append(Problem("to_year", _("The last year is before the first.")))
    if last > today().year:
        problems.append(
            Problem("to_year", _("Contributions that were made: the last year is this year at most."))
        )
    return problems
