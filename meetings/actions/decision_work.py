"""What every action on decisions does first: locking in one order, cleaning texts, finding who speaks."""

from typing import Any

from meetings.models import Body, Decision
from meetings.rules.decisions import voices_of
from partners.models import Organisation, Person
from portal.records.text import clean_text
from portal.records.work import Work

MAX_TEXT = 50_000  # characters; a text longer than this is a document


def cleaned(text: str | None) -> str:
    return clean_text(text or "").strip()


def locked(work: Work, decision: Decision) -> Decision:
    """Lock the body, then the decision; return the decision as it is now."""
    body = work.lock(decision.body)
    decision = work.lock(decision)
    decision.body = body
    return decision


def person_of(user: Any) -> Person | None:
    """Return the person behind an account, or None."""
    return Person.objects.filter(user=user).first() if getattr(user, "pk", None) else None


def deciding_in(body: Body) -> set[Organisation | None]:
    return {voice.organisation for voice in voices_of(body)}
