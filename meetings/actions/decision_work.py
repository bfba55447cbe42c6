"""What actions on decisions share: locking in one order, cleaning and judging texts, who speaks, a new version."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.models import Body, Decision
from meetings.rules.decisions import voices_of
from meetings.texts.frozen_decisions import KIND, freeze_decision
from partners.models import Organisation, Person
from portal.publishing.actions import request_pdf
from portal.records.decisions import Problem
from portal.records.text import clean_text
from portal.records.work import Work

MAX_TEXT = 50_000  # characters; a text longer than this is a document


def cleaned(text: str | None) -> str:
    return clean_text(text or "").strip()


def text_problems(title: str, text: str, language: str) -> list[Problem]:
    """Return what is wrong with the texts of a decision."""
    problems = []
    if not title:
        problems.append(Problem("title", _("Give the decision a title.")))
    elif len(title) > 250:
        problems.append(Problem("title", _("Use no more than %(count)s characters.") % {"count": 250}))
    if not text:
        problems.append(Problem("text", _("Write the text of the decision.")))
    elif len(text) > MAX_TEXT:
        problems.append(Problem("text", _("Use no more than %(count)s characters.") % {"count": MAX_TEXT}))
    if language not in dict(settings.LANGUAGES):
        problems.append(Problem("language", _("Choose one of the list.")))
    return problems


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


def new_version(decision: Decision, by: Any, *, as_before: bool = False) -> None:
    """Freeze what a decision with an outcome says, and ask for its PDF; ``as_before``: who decided is known."""
    frozen = freeze_decision(decision, by=by, as_before=as_before)
    request_pdf(decision, KIND, version=frozen.number)
