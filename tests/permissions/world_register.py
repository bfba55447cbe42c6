"""Records of memberships, withdrawals and invitations to join for the world of the matrix."""

import datetime
from types import SimpleNamespace
from typing import Any

from partners.actions.prospects import invite_prospect
from partners.actions.standing import declare_withdrawal
from partners.models import MembershipKind, Organisation, Prospect
from portal.accounts.models import User
from portal.records.clock import now, today
from tests.factories import focal_point, partner


def register_records(organisation: Organisation, reviewer: User) -> dict[str, Any]:
    """Return a partner that leaves with its withdrawal, an invitation in the name of ``organisation``, a kind."""
    leaving = partner(legal_name="Demonstration Leaving Partner", slug="demonstration-leaving-partner")
    keeper = focal_point(leaving, email="leaver@example.org")
    withdrawal = declare_withdrawal(leaving, by=keeper, reason="It closes.", last_day=today())
    prospect = invite_prospect(
        organisation=organisation, by=reviewer, name="Demonstration Prospect", email="prospect@example.org"
    )
    earlier = now() - datetime.timedelta(days=8)
    Prospect.objects.filter(pk=prospect.pk).update(created_at=earlier, sent_at=earlier)
    return {
        "leaving partner": leaving,
        "withdrawal": withdrawal,
        "membership": organisation.memberships.get(),
        "prospect": prospect,
        "prospect of partner": SimpleNamespace(
            uuid=prospect.uuid, slug=organisation.slug, belongs_to=organisation
        ),
        "other kind": MembershipKind.objects.create(
            code="lighter", name_en="Lighter", name_fr="Allégé", name_es="Ligero"
        ),
    }
