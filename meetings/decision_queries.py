"""Questions about decisions that screens ask."""

import re

from meetings.models import Decision

SLUG = re.compile(r"(?P<meeting>.+)-d(?P<number>[0-9]{1,6})")


def published_decision(slug: str) -> Decision | None:
    """Return the decision of the register at an address ("pag-13-d2"), or None."""
    parts = SLUG.fullmatch(slug.lower())
    if parts is None:
        return None
    reference = f"{parts['meeting'].upper()}/D{parts['number']}"
    return Decision.objects.public().select_related("body__area").filter(reference=reference).first()
