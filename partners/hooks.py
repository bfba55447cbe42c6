"""What the partners app hands to the base and to lower apps."""

from typing import Any

from partners import documents, notice_kinds
from partners.actions.contacts import reply_to
from partners.actions.letters import claim_drafts
from partners.actions.membership import link_person
from partners.admin.queries import secretariat_waiting
from partners.desk_home import desk_panel, waiting_for_applicant
from partners.panels import area_figures, area_panel
from partners.rules.letters import can_read_letter_file
from partners.rules.roles import partner_roles
from portal.accounts.visitors import take_drafts
from portal.records import registries


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    registries.roles.register(partner_roles)
    registries.signed_in.register(on_signed_in)
    registries.waiting.register(waiting_for_applicant)
    registries.waiting.register(secretariat_waiting)
    registries.desk_panels.register(desk_panel)
    registries.file_rules["partners.letter"] = can_read_letter_file
    registries.area_panels.register(area_panel)
    registries.area_figures.register(area_figures)
    registries.reply_to["partners.contactmessage"] = reply_to
    documents.register()
    notice_kinds.register()


def on_signed_in(request: Any, user: Any) -> None:
    """Drafts begun without an account now belong to it, and so does the person of the same address."""
    claim_drafts(user, take_drafts(request))
    link_person(user)
