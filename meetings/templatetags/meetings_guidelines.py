"""Tags of pages about guiding texts and proposals: ``{% load meetings_guidelines %}``."""

from django import template

from meetings.enums import ProposalStatus
from meetings.models import Amendment
from meetings.texts.amended import shown_number, subject

register = template.Library()
TONES = {
    ProposalStatus.DRAFT.value: "neutral",
    ProposalStatus.PROPOSED.value: "wait",
    ProposalStatus.EXAMINED.value: "wait",
    ProposalStatus.BEFORE_GROUP.value: "wait",
    ProposalStatus.ADOPTED.value: "ok",
    ProposalStatus.NOT_ADOPTED.value: "stop",
    ProposalStatus.WITHDRAWN.value: "neutral",
}


@register.simple_tag
def amendment_subject(amendment: Amendment) -> str:
    """Say which clause of which text is amended."""
    return subject(amendment)


@register.filter
def proposal_tone(status: str) -> str:
    """Return the kind of tag that shows where an amendment, or the proposal of an area, stands."""
    return TONES.get(status, "neutral")


@register.filter
def clause_number(number: str) -> str:
    """Write a clause's number as it is shown."""
    return shown_number(number)
