"""Tags of pages about guiding texts and proposals: ``{% load meetings_guidelines %}``."""

from collections.abc import Iterable, Iterator

from django import template

from meetings.models import Amendment
from meetings.texts.amended import shown_number, subject
from meetings.texts.differences import Piece
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


@register.filter
def kept_apart(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Put a blank between words that went and the words that came for them: they are not read as one."""
    before = ""
    for piece in pieces:
        if before == "gone" and piece.state == "new":
            yield Piece("same", " ")
        yield piece
        before = piece.state
