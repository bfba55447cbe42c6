"""The roles that a running term of office gives."""

from collections.abc import Iterator
from typing import Any

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, TermRole
from meetings.rules.offices import offices_of
from portal.records.enums import Role


def term_roles(user: Any) -> Iterator[str]:
    """Yield the roles of a user's terms that run now (registered in ``registries.roles``)."""
    held = {term.role for term in offices_of(user)}
    if held & LEAD_ROLES:
        yield Role.LEAD
    if TermRole.MEMBER in held:
        yield Role.MEMBER
    if held & CHAIR_ROLES:
        yield Role.CHAIR
