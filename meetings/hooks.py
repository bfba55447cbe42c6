"""What the meetings app hands to the base and to lower apps."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from meetings import functions, outcomes
from meetings.actions.proposals import adoption_problems, follow_outcome
from meetings.actions.taking_apart import apart_problems
from meetings.actions.terms import end_with_the_partner
from meetings.documents import decisions as decision_documents
from meetings.documents import guidelines as guideline_documents
from meetings.documents import seat_letters
from meetings.documents import structure as structure_documents
from meetings.notices import areas as area_notices
from meetings.notices import decisions as decision_notices
from meetings.notices import proposals as proposal_notices
from meetings.notices import seats as seat_notices
from meetings.notices import terms as term_notices
from meetings.panels import area_desk, area_page, decisions, departures, offices, partner_page, proposals
from meetings.privacy.own_consents import consents_of
from meetings.proposals import amendments as proposal_amendments
from meetings.proposals import areas as proposal_areas
from meetings.queries import seats
from meetings.rules.roles import term_roles
from partners.actions.merges import taking_apart
from partners.departures import ending, left
from partners.panels.cards import organisation_cards
from portal.records import personal, registries
from portal.records.admin import Verb

NOTICES = (term_notices, decision_notices, proposal_notices, seat_notices, area_notices)
DOCUMENTS = (decision_documents, guideline_documents, structure_documents, seat_letters)
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


def area_verbs() -> Iterator[Verb]:
    """Yield the verbs about an area's status; their forms are looked up when the admin is built."""
    from meetings.admin.areas import area_verbs as verbs

    yield from verbs()


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    registries.roles.register(term_roles)
    personal.consents.register(consents_of)
    personal.record_urls.update({label: page_of(name) for label, name in RECORD_PAGES.items()})
    personal.record_urls["meetings.position"] = lambda position: page_of("decisions:inspect")(
        position.decision
    )
    left.register(end_with_the_partner)
    taking_apart.register(apart_problems)
    ending.register(departures.ending_offices)
    outcomes.adoption_guards.register(adoption_problems)
    outcomes.announced.register(follow_outcome)
    for kind in (proposal_amendments, proposal_areas, *NOTICES, *DOCUMENTS):
        kind.register()
    registries.reply_to["meetings.areamessage"] = area_notices.reply_to
    register_panels()


def register_panels() -> None:
    """What is drawn on pages of others: the home pages of desk and admin, an area's, a partner's."""
    for panel in (offices.offices_panel, decisions.decisions_panel, seats.group_panel, area_desk.panel):
        registries.desk_panels.register(panel)
    for waits in (
        offices.handover_waiting,
        decisions.waiting_for_voices,
        seats.my_invitations,
        proposals.proposals_waiting,
    ):
        registries.waiting.register(waits)
    for waits in (
        offices.terms_waiting,
        offices.offices_waiting,
        seats.seats_waiting,
        proposals.proposals_with_secretariat,
    ):
        registries.staff_waiting.register(waits)
    functions.places.register(seats.group_places)
    organisation_cards.register(proposals.amendment_cards)
    registries.partner_panels.register(partner_page.offices_panel)
    registries.area_side.register(area_page.leads_panel)
    registries.area_panels.register(area_page.decisions_panel)
    registries.area_links.register(area_page.links)
    registries.area_ways_in.register(area_page.ways_in)
    registries.area_feed.register(area_page.feed)
    registries.area_staff_panels.register(area_page.staff_panel)
    registries.area_verbs.register(area_verbs)
    registries.area_cards.register(area_desk.cards)
