"""How a partner's public page says how the partner is reached."""

from typing import Any

from django import template
from django.urls import reverse

from partners.models import Organisation
from partners.reach import office_of, recipients

register = template.Library()


@register.inclusion_tag("partners/_reach.html", takes_context=True)
def ways_to_reach(context: dict[str, Any], organisation: Organisation, contacts: list[Any]) -> dict[str, Any]:
    """Draw the address of the office and the way to the form; ``contacts`` are shown already."""
    user = context.get("user")
    return {
        "user": user,
        "contacts": contacts,
        "office": office_of(organisation),
        "can_be_written_to": bool(recipients(user, organisation)),
        "write_url": reverse("partners:write", args=[organisation.slug]),
    }
