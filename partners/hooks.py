"""What the partners app hands to the base and to lower apps."""

from typing import Any

from allauth.account.signals import email_changed
from django.urls import reverse

from partners import documents
from partners.actions.contacts import reply_to
from partners.actions.letters import claim_drafts
from partners.actions.membership import link_person
from partners.actions.people import follow_address
from partners.notices import kinds as notice_kinds
from partners.panels.area_page import area_feed, area_figures, area_panel, area_place, area_ways_in
from partners.panels.cards import organisation_cards
from partners.panels.contacts import contact_cards, contacts_panel, reports_waiting
from partners.panels.desk_home import desk_panel, waiting_for_applicant
from partners.panels.people import invitations_for, people_card
from partners.panels.profiles import profile_cards, waiting_for_keepers
from partners.privacy.own_consents import consents_of
from partners.rules.imports import can_read_list
from partners.rules.letters import can_read_letter_file
from partners.rules.organisations import can_open_organisation
from partners.rules.roles import partner_roles
from partners.standing import standing_cards, withdrawals_waiting
from portal.accounts.visitors import take_drafts
from portal.records import personal, registries

# The staff's page on which a record can be read, for texts that mention somebody.
RECORD_URLS = {
    "partners.letter": lambda record: reverse("letters:inspect", args=[record.pk]),
    "partners.informationquestion": lambda record: reverse(
        "letters:inspect", args=[record.request.letter_id]
    ),
    "partners.duediligencenote": lambda record: reverse("letters:inspect", args=[record.letter_id]),
    "partners.letteroffer": lambda record: reverse("letters:inspect", args=[record.letter_id]),
    "partners.organisation": lambda record: reverse("organisations:inspect", args=[record.pk]),
    "partners.offerorneed": lambda record: reverse("organisations:inspect", args=[record.organisation_id]),
    "partners.contribution": lambda record: reverse("organisations:inspect", args=[record.organisation_id]),
    "partners.membership": lambda record: reverse("organisations:inspect", args=[record.organisation_id]),
}


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    registries.roles.register(partner_roles)
    registries.signed_in.register(on_signed_in)
    email_changed.connect(follow_address, dispatch_uid="partners.address")
    registries.waiting.register(waiting_for_applicant)
    registries.waiting.register(invitations_for)
    organisation_cards.register(profile_cards)
    organisation_cards.register(people_card)
    organisation_cards.register(contact_cards)
    registries.waiting.register(waiting_for_keepers)
    registries.staff_waiting.register(withdrawals_waiting)
    organisation_cards.register(standing_cards)
    registries.desk_panels.register(desk_panel)
    registries.desk_panels.register(contacts_panel)
    registries.staff_waiting.register(reports_waiting)
    registries.file_rules["partners.letter"] = can_read_letter_file
    registries.file_rules["partners.importjob"] = can_read_list
    registries.file_rules["partners.organisation"] = can_open_organisation
    registries.area_panels.register(area_panel)
    registries.area_ways_in.register(area_ways_in)
    registries.area_figures.register(area_figures)
    registries.area_places.register(area_place)
    registries.area_feed.register(area_feed)
    registries.reply_to["partners.contactmessage"] = reply_to
    personal.consents.register(consents_of)
    personal.record_urls.update(RECORD_URLS)
    documents.register()
    notice_kinds.register()


def on_signed_in(request: Any, user: Any) -> None:
    """Drafts begun without an account now belong to it, and so does the person of the same address."""
    claim_drafts(user, take_drafts(request))
    link_person(user)
