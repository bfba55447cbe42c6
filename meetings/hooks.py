"""What the meetings app hands to the base and to lower apps."""

from meetings.rules.roles import term_roles
from portal.records import registries


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    registries.roles.register(term_roles)
