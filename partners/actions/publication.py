"""What several verbs share: putting a letter on the site, noting a move of its status."""

from typing import Any

from partners.actions.working_copy import put_back_what_was_sent
from partners.enums import LetterStatus, RequestStatus
from partners.models import Letter
from partners.rules.letters import acts_on_behalf, reopened_steps
from partners.snapshot import KIND
from portal.publishing.actions import request_pdf, withdraw_publications
from portal.records.clock import now
from portal.records.work import Work

CONFIRMATION = "confirmation"


def publication_version(letter: Letter) -> str:
    """Return the version under which the letter's PDF is published: "1-received", then "1-confirmed"."""
    stage = "confirmed" if letter.status == LetterStatus.CONFIRMED else "received"
    return f"{letter.published_version}-{stage}"


def publish_letter(letter: Letter, version: int, *, work: Work) -> None:
    """Put a frozen version on the site, as page at once and as PDF soon, in every language (LOI-6)."""
    letter.published_at = letter.published_at or now()
    letter.published_version = version
    work.save(letter, "published_at", "published_version", "updated_at")
    typeset_letter(letter)


def typeset_letter(letter: Letter) -> None:
    """Ask for the PDFs of the version now public; those of earlier versions and stages go."""
    withdraw_publications(letter, kind=KIND, reason="superseded")
    request_pdf(letter, KIND, version=publication_version(letter))


def take_off_the_site(letter: Letter, *, reason: str) -> None:
    """A declined or withdrawn letter leaves the site; its trace stays (LOI-6)."""
    withdraw_publications(letter, kind=KIND, reason=reason)


def close_open_requests(letter: Letter, *, by: Any, work: Work) -> None:
    """Close what was asked and not answered; parts that it reopened say again what was sent."""
    steps = reopened_steps(letter)
    letter.requests.filter(status=RequestStatus.OPEN).update(status=RequestStatus.CLOSED)
    put_back_what_was_sent(letter, steps, by=by, work=work)


def audit_move(work: Work, letter: Letter, verb: str, before: str, by: Any, **data: Any) -> None:
    """Note that a verb moved the status, and whether it was done on somebody's behalf."""
    work.audit(
        f"letter.{verb}",
        letter,
        by=by,
        on_behalf=acts_on_behalf(by, letter) and verb in {"send", "answer", "withdraw"},
        fields=["status"],
        data={"from": str(before), "to": str(letter.status), **data},
    )
