"""How far a letter is, in words for its sender: steps, what happens next, history."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partners.enums import OPEN, LetterStatus
from partners.models import Letter
from partners.rules.letter_moves import LETTER_TRANSITIONS
from portal.records.models import AuditLine
from portal.records.pointers import point_to

S = LetterStatus
# What the sender of a letter may know of its history: nothing of duplicates, notes and checks (LOI-5, LOI-8).
TOLD = ("send", "take_under_review", "ask", "answer", "resume_review", "confirm", "decline", "withdraw")
TAGS = {
    S.DRAFT: "neutral",
    S.SUBMITTED: "wait",
    S.UNDER_REVIEW: "wait",
    S.INFORMATION_REQUESTED: "do",
    S.CONFIRMED: "ok",
    S.DECLINED: "stop",
    S.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class Event:
    """A line of the history: when, what, and whether the secretariat did it for the applicant."""

    at: datetime.datetime
    text: str
    on_behalf: bool


def history_of(letter: Letter) -> list[Event]:
    """Return what happened to a letter, in public labels, the newest first."""
    verbs = [f"letter.{verb}" for verb in TOLD]
    lines = AuditLine.objects.filter(verb__in=verbs, **point_to(letter)).order_by("-number")
    return [
        Event(line.at, str(LETTER_TRANSITIONS[line.verb.partition(".")[2]].public_label), line.on_behalf)
        for line in lines
    ]


def steps_of(letter: Letter) -> list[dict[str, Any]]:
    """Return the way of a sent letter for ``components/steps.html``. A held letter looks like any other (LOI-8)."""
    sent = {"title": _("Letter sent"), "when": letter.submitted_at, "state": "done"}
    review = {
        "title": _("Review by the secretariat"),
        "state": "next",
        "text": _("The letter is published as “received, not yet confirmed”."),
    }
    decision = {"title": _("Decision"), "state": "next", "text": _("You are told by e-mail.")}
    if letter.status in OPEN:
        if letter.status == S.SUBMITTED:
            waiting = {"title": _("Waiting for the secretariat"), "state": "current"}
            return [sent, waiting, review, decision]
        review["state"] = "current"
        review["when"] = letter.published_at
        if letter.status == S.INFORMATION_REQUESTED:
            question = {
                "title": _("The secretariat waits for your answers"),
                "state": "current",
                "when": letter.status_since,
            }
            return [sent, review | {"state": "done"}, question, decision]
        return [sent, review, decision]
    reviewed = [review | {"state": "done", "when": letter.published_at}] if letter.published_at else []
    if letter.status == S.CONFIRMED:
        text = _("You are a partner of the Global Mercury Partnership.")
        end = {
            "title": _("Participation confirmed"),
            "state": "done",
            "when": letter.decided_at,
            "text": text,
        }
        reviewed = [row | {"text": ""} for row in reviewed]
    elif letter.status == S.DECLINED:
        end = {"title": pgettext("letter", "Declined"), "state": "stopped", "when": letter.decided_at}
        reviewed = [row | {"text": ""} for row in reviewed]
    else:
        end = {"title": _("Withdrawn"), "state": "stopped", "when": letter.withdrawn_at}
        reviewed = [row | {"text": ""} for row in reviewed]
    return [sent, *reviewed, end]
