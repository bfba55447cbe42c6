"""Template tags about the people of organisations."""

from typing import Any

from django import template

from partners.queries import my_organisations

register = template.Library()


@register.inclusion_tag("partners/desk/people/_switch.html", takes_context=True)
def organisation_switch(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the way to the other organisations in which this person has a place now; silent without any."""
    request, organisation = context.get("request"), context.get("organisation")
    if request is None or organisation is None or not request.user.is_authenticated:
        return {"others": []}
    places = [place for place in my_organisations(request.user) if place.is_partner]
    found = [place.organisation for place in places if place.organisation_id != organisation.pk]
    return {"others": [other for other in found if other.merged_into_id != organisation.pk]}
