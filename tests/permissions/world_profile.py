"""Records of profiles for the world of the matrix."""

import datetime
from types import SimpleNamespace
from typing import Any

from partners.actions.identity import ask_identity_change
from partners.actions.profile import record_contribution, set_logo
from partners.actions.rounds import link_of, open_round
from partners.models import Organisation, OrganisationPerson
from portal.accounts.models import User
from portal.records.clock import today
from tests.factories import focal_point, partner
from tests.partners.pictures import picture


def profile_records(organisation: Organisation, reviewer: User) -> dict[str, Any]:
    """Return a contribution of ``organisation``, a partner that waits for a decision, a round, a mailed link."""
    asking = partner(legal_name="Demonstration Asking Partner", slug="demonstration-asking-partner")
    keeper = focal_point(asking, email="keeper@example.org")
    wanted = {
        "legal_name": "Demonstration Renamed Partner",
        "acronym": "",
        "kind": asking.kind,
        "country": asking.country,
        "is_global": False,
        "reason": "Renamed by its assembly.",
    }
    given = {
        "title": "Training",
        "text": "",
        "topic": "training",
        "area": None,
        "from_year": 2020,
        "to_year": 2021,
        "link": "",
        "language": "en",
    }
    set_logo(organisation, picture(), by=reviewer)
    contribution = record_contribution(organisation, given, by=reviewer)
    confirmation = open_round(by=reviewer, due_on=today() + datetime.timedelta(days=30))
    entry = confirmation.entries.get(organisation=asking)
    place = OrganisationPerson.objects.get(organisation=asking)
    return {
        "asking partner": asking,
        "identity request": ask_identity_change(asking, wanted, by=keeper),
        "contribution": SimpleNamespace(pk=contribution.pk, slug=organisation.slug, belongs_to=organisation),
        "round": confirmation,
        "round link": SimpleNamespace(token=link_of(entry, place)),
    }
