"""What the secretariat does with a letter of intent until the head decides."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from partners.actions.membership import admit
from partners.actions.prospects import prospect_joined
from partners.actions.publication import (
    CONFIRMATION,
    audit_move,
    close_open_requests,
    publish_letter,
    take_off_the_site,
    typeset_letter,
)
from partners.enums import DECIDED, CheckPoint, CheckResult, LetterStatus, Step
from partners.models import (
    DueDiligenceCheck,
    DueDiligenceNote,
    InformationQuestion,
    InformationRequest,
    Letter,
    Organisation,
)
from partners.notices.letters import tell_applicant, tell_partners_of_areas
from partners.rules.identity import is_taken
from partners.rules.letter_moves import LETTER_TRANSITIONS
from partners.rules.letters import can_review
from partners.snapshot import KIND
from portal.publishing.actions import request_pdf
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Problem, StaleRecord, WrongState, refuse_if
from portal.records.frozen import latest
from portal.records.work import unit_of_work

MAX_QUESTIONS = 10


def take_under_review(letter: Letter, *, by: Any) -> Letter:
    """Begin the review: the letter is published as "received, not yet confirmed" (LOI-6)."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        LETTER_TRANSITIONS.require("take_under_review", by, letter)
        letter.status, letter.status_since = LetterStatus.UNDER_REVIEW, now()
        work.save(letter, "status", "status_since", "updated_at")
        publish_letter(letter, latest(letter, KIND).number, work=work)
        tell_applicant(letter, "letter_under_review", dedupe="")
        audit_move(work, letter, "take_under_review", LetterStatus.SUBMITTED, by)
    return letter


def ask_for_information(
    letter: Letter, questions: Iterable[Mapping[str, str]], due_on: datetime.date, *, by: Any
) -> InformationRequest:
    """Ask the applicant (LOI-4). Each question has ``text`` and ``reopens`` (a part of the letter, or "")."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        LETTER_TRANSITIONS.require("ask", by, letter)
        asked = [question for question in questions if question["text"].strip()]
        problems = []
        if not asked:
            problems.append(Problem("questions", _("Write at least one question.")))
        if len(asked) > MAX_QUESTIONS:
            problems.append(
                Problem("questions", _("Ask at most %(max)s questions.") % {"max": MAX_QUESTIONS})
            )
        if any(question["reopens"] and question["reopens"] not in Step.values for question in asked):
            problems.append(Problem("questions", _("Choose a part of the letter from the list.")))
        if due_on < today():
            problems.append(Problem("due_on", _("The due date cannot lie in the past.")))
        refuse_if(problems)
        request = InformationRequest.objects.create(letter=letter, asked_by=by, due_on=due_on)
        InformationQuestion.objects.bulk_create(
            InformationQuestion(request=request, text=question["text"].strip(), reopens=question["reopens"])
            for question in asked
        )
        letter.status, letter.status_since = LetterStatus.INFORMATION_REQUESTED, now()
        work.save(letter, "status", "status_since", "updated_at")
        tell_applicant(letter, "information_requested", dedupe=str(request.pk), due_on=due_on)
        audit_move(
            work, letter, "ask", LetterStatus.UNDER_REVIEW, by, request=request.pk, questions=len(asked)
        )
    return request


def resume_review(letter: Letter, *, by: Any, reason: str) -> Letter:
    """Go on with the review although a request was not answered."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        LETTER_TRANSITIONS.require("resume_review", by, letter, reason=reason)
        close_open_requests(letter, by=by, work=work)
        letter.status, letter.status_since = LetterStatus.UNDER_REVIEW, now()
        work.save(letter, "status", "status_since", "updated_at")
        _note(letter, reason, by)
        audit_move(work, letter, "resume_review", LetterStatus.INFORMATION_REQUESTED, by)
    return letter


def confirm_letter(letter: Letter, *, by: Any, seen: int | None = None) -> Letter:
    """Confirm participation (LOI-5, LOI-11): organisation, membership, areas and focal points are made,
    the letter is published as confirmed, the confirmation letter and the mails are on their way.

    ``seen`` is the letter's version on the screen where the head decided: StaleRecord if it moved on since.
    """
    with unit_of_work() as work:
        letter = work.lock(letter)
        _already_decided(letter)
        LETTER_TRANSITIONS.require("confirm", by, letter)
        if seen is not None and seen != letter.version:
            raise StaleRecord(
                _("This letter changed since you opened the page. Read it again before you decide.")
            )
        letter.status = LetterStatus.CONFIRMED
        letter.decided_at = letter.status_since = now()
        letter.decided_by = by
        letter.held_at = None
        membership = admit(letter, by=by, work=work)
        letter.organisation = membership.organisation
        work.save(
            letter,
            "status",
            "status_since",
            "decided_at",
            "decided_by",
            "held_at",
            "organisation",
            "updated_at",
        )
        typeset_letter(letter)
        language = letter.applicant.language if letter.applicant else letter.language
        [job] = request_pdf(letter, CONFIRMATION, version="1", languages=(language,))
        tell_applicant(letter, "letter_confirmed", dedupe="", attach=job)
        tell_partners_of_areas(letter, membership.organisation)
        prospect_joined(letter, membership.organisation)
        audit_move(
            work,
            letter,
            "confirm",
            LetterStatus.UNDER_REVIEW,
            by,
            organisation=membership.organisation_id,
            membership=membership.pk,
        )
    return letter


def decline_letter(letter: Letter, *, by: Any, reason: str) -> Letter:
    """Decline with a reason that the applicant reads; a public letter leaves the site (LOI-5, LOI-6)."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        _already_decided(letter)
        LETTER_TRANSITIONS.require("decline", by, letter, reason=reason)
        before = letter.status
        letter.status = LetterStatus.DECLINED
        letter.decided_at = letter.status_since = now()
        letter.decided_by, letter.decision_reason = by, reason.strip()
        work.save(
            letter, "status", "status_since", "decided_at", "decided_by", "decision_reason", "updated_at"
        )
        close_open_requests(letter, by=by, work=work)
        take_off_the_site(letter, reason="declined")
        tell_applicant(letter, "letter_declined", dedupe="", reason=letter.decision_reason)
        audit_move(work, letter, "decline", before, by)
    return letter


def _already_decided(letter: Letter) -> None:
    """The loser of two decisions at once sees who decided, and when."""
    if letter.status in DECIDED:
        raise WrongState(
            _("%(who)s has already decided on this letter, on %(when)s: %(status)s.")
            % {
                "who": letter.decided_by,
                "when": date_format(localtime(letter.decided_at), "DATETIME_FORMAT"),
                "status": letter.get_status_display(),
            }
        )


# --- Possible duplicates (LOI-8) ------------------------------------------------------------------


def hold_letter(letter: Letter, *, by: Any, reason: str) -> Letter:
    """Hold a letter that may be a second one of the same organisation; the reason stays internal."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        LETTER_TRANSITIONS.require("hold", by, letter, reason=reason)
        letter.held_at = now()
        work.save(letter, "held_at", "updated_at")
        _note(letter, reason, by)
        work.audit("letter.hold", letter, by=by, fields=["held_at"])
    return letter


def release_letter(letter: Letter, *, by: Any, reason: str) -> Letter:
    """Release a held letter: it comes from another organisation of the same name."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        LETTER_TRANSITIONS.require("release", by, letter, reason=reason)
        letter.held_at, letter.organisation = None, None
        if is_taken(letter.identity_key, apart_from=letter):
            letter.identity_key = f"{letter.identity_key}|{letter.pk}"
        work.save(letter, "held_at", "organisation", "identity_key", "updated_at")
        _note(letter, reason, by)
        work.audit("letter.release", letter, by=by, fields=["held_at", "identity_key"])
    return letter


def join_letter(letter: Letter, organisation: Organisation, *, by: Any) -> Letter:
    """Join a letter to an organisation that we know: confirming adds to that organisation, makes no second."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        LETTER_TRANSITIONS.require("join", by, letter)
        if letter.organisation_id == organisation.pk and not letter.held_at:
            return letter
        if organisation.merged_into_id:
            refuse_if([Problem("organisation", _("This organisation was merged into another."))])
        letter.organisation, letter.held_at = organisation, None
        letter.identity_key = f"{letter.identity_key.split('|joined')[0]}|joined{letter.pk}"
        work.save(letter, "organisation", "held_at", "identity_key", "updated_at")
        work.audit(
            "letter.join", letter, by=by, fields=["organisation"], data={"organisation": organisation.pk}
        )
    return letter


# --- Due diligence, internal (LOI-5) --------------------------------------------------------------


def _note(letter: Letter, text: str, by: Any) -> DueDiligenceNote:
    return DueDiligenceNote.objects.create(letter=letter, text=text.strip(), by=by)


def add_note(letter: Letter, text: str, *, by: Any) -> DueDiligenceNote:
    """Add an internal note; never shown outside the secretariat. Sent twice in a row, it is there once."""
    with unit_of_work() as work:
        _require_reviewer(letter, by)
        if not text.strip():
            refuse_if([Problem("text", _("Write the note."))])
        work.lock(letter)
        last = letter.notes.order_by("-pk").first()
        if last and (last.text, last.by_id) == (text.strip(), by.pk):
            return last
        note = _note(letter, text, by)
        work.audit("letter.note", letter, by=by, data={"note": note.pk})
    return note


def set_checks(letter: Letter, results: Mapping[str, str], *, by: Any) -> None:
    """Record results of the checklist: ``{point: result}``; unknown names are refused."""
    with unit_of_work() as work:
        _require_reviewer(letter, by)
        letter = work.lock(letter)
        if set(results) - set(CheckPoint.values) or set(results.values()) - set(CheckResult.values):
            refuse_if([Problem("", _("Choose a result from the list."))])
        stored = dict(letter.checks.values_list("point", "result"))
        changed = {
            point: result
            for point, result in results.items()
            if stored.get(point, CheckResult.OPEN) != result
        }
        for point, result in changed.items():
            DueDiligenceCheck.objects.update_or_create(
                letter=letter, point=point, defaults={"result": result, "by": by, "at": now()}
            )
        if changed:
            work.audit("letter.check", letter, by=by, fields=sorted(changed))


def _require_reviewer(letter: Letter, by: Any) -> None:
    answer = can_review(by, letter)
    if not answer:
        raise Forbidden(answer.reason)
