"""What bodies add to a partner's public page: the offices held for it, and what it proposed (the thread)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from meetings.models import Decision
from meetings.panels.area_page import titles_of
from meetings.queries.history import lines_of, terms_with_ties
from partners.models import Organisation
from partners.rules.organisations import of_it

OFFICES_SHOWN = 30
PROPOSED_SHOWN = 10


def offices_panel(organisation: Organisation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield offices and proposals of a partner (registered in ``registries.partner_panels``).

    Nothing of an individual partner who is not named: an office under the name would say who it is.
    """
    if not organisation.name_is_public:
        return
    terms = terms_with_ties().filter(of_it(organisation)).order_by("-since", "pk")
    lines = lines_of(terms[:OFFICES_SHOWN])
    proposed = list(_proposed(organisation))
    if lines or proposed:
        yield "meetings/partner_offices.html", {"lines": lines, "proposed": proposed}


def _proposed(organisation: Organisation) -> Iterable[dict[str, Any]]:
    """Yield the decisions that the partner proposed, as far as the public register shows them, the newest first."""
    by_it = Q(proposer=organisation) | Q(proposer__merged_into=organisation)
    decided = Decision.objects.public().filter(by_it).select_related("body__area")
    decisions = list(decided.order_by("-decided_on", "-pk")[:PROPOSED_SHOWN])
    titles = titles_of(decisions) if decisions else {}
    for decision in decisions:
        yield {
            "reference": decision.reference,
            "url": decision.get_absolute_url(),
            "title": titles[decision.pk],
            "state": decision.outcome_label,
        }
