"""What the meetings app hands to the base and to lower apps."""

from meetings import amendment_kind, outcomes, proposal_notices, structure_document
from meetings.actions.proposals import adoption_problems, follow_outcome
from meetings.rules.roles import term_roles
from portal.records import registries


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    registries.roles.register(term_roles)
    proposal_notices.register()
    amendment_kind.register()
    structure_document.register()
    outcomes.adoption_guards.register(adoption_problems)
    outcomes.announced.register(follow_outcome)
