"""What the meetings app hands to the base and to lower apps."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from meetings import (
    amendment_kind,
    area_hooks,
    decision_documents,
    decision_notices,
    guideline_documents,
    outcomes,
    partner_page,
    proposal_notices,
    seat_hooks,
    structure_document,
    term_notices,
)
from meetings.actions.proposals import adoption_problems, follow_outcome
from meetings.actions.terms import end_with_the_partner
from meetings.decision_home import decisions_panel, waiting_for_voices
from meetings.offices_home import handover_waiting, offices_panel, terms_waiting
from meetings.own_consents import consents_of
from meetings.proposals_home import amendment_cards, proposals_waiting, proposals_with_secretariat
from meetings.rules.roles import term_roles
from partners.cards import organisation_cards
from partners.departures import left
from portal.records import personal, registries

# The staff's page on which a record can be read, for texts that mention somebody.
RECORD_PAGES = {
    "meetings.term": "terms:inspect",
    "meetings.decision": "decisions:inspect",
    "meetings.seatinvitation": "seat-invitations:inspect",
    "meetings.amendment": "amendments:inspect",
    "meetings.areaproposal": "area-proposals:inspect",
}


def page_of(name: str) -> Callable[[Any], str]:
    """Return what gives the address ``name`` of a record."""
    return lambda record: reverse(name, args=[record.pk])


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    registries.roles.register(term_roles)
    personal.consents.register(consents_of)
    personal.record_urls.update({label: page_of(name) for label, name in RECORD_PAGES.items()})
    personal.record_urls["meetings.position"] = lambda position: page_of("decisions:inspect")(
        position.decision
    )
    left.register(end_with_the_partner)
    registries.desk_panels.register(offices_panel)
    registries.waiting.register(handover_waiting)
    registries.staff_waiting.register(terms_waiting)
    term_notices.register()
    registries.desk_panels.register(decisions_panel)
    registries.waiting.register(waiting_for_voices)
    decision_notices.register()
    decision_documents.register()
    proposal_notices.register()
    seat_hooks.register()
    amendment_kind.register()
    guideline_documents.register()
    registries.waiting.register(proposals_waiting)
    registries.staff_waiting.register(proposals_with_secretariat)
    organisation_cards.register(amendment_cards)
    structure_document.register()
    area_hooks.register()
    registries.partner_panels.register(partner_page.offices_panel)
    outcomes.adoption_guards.register(adoption_problems)
    outcomes.announced.register(follow_outcome)
