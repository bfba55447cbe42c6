"""Tags of pages about guiding texts and proposals: ``{% load meetings_guidelines %}``."""

from django import template

from meetings.models import Amendment
from meetings.texts.amended import shown_number, subject
from meetings.tones import tone_of

register = template.Library()


@register.simple_tag
def amendment_subject(amendment: Amendment) -> str:
    """Say which clause of which text is amended."""
    return subject(amendment)


@register.filter
def proposal_tone(status: str) -> str:
    """Return the kind of tag that shows where an amendment, or the proposal of an area, stands."""
    return tone_of(status)


@register.filter
def clause_number(number: str) -> str:
    """Write a clause's number as it is shown."""
    return shown_number(number)
