"""What an applicant does with a letter of intent (or the secretariat on their behalf, recorded as such)."""

import datetime
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partners.actions.publication import audit_move, close_open_requests, publish_letter, take_off_the_site
from partners.actions.working_copy import SIGNED
from partners.enums import ContactRole, LetterStatus, RequestStatus, Step
from partners.models import InformationQuestion, InformationRequest, Letter, LetterContact, LetterOffer
from partners.notices.letters import tell_applicant, tell_secretariat
from partners.rules.common import is_secretariat
from partners.rules.identity import is_taken, letter_identity
from partners.rules.letter_content import MAX_OFFERS, letter_problems, step_problems
from partners.rules.letter_moves import LETTER_TRANSITIONS
from partners.rules.letters import acts_on_behalf, can_answer, can_edit_step, reopened_steps
from partners.snapshot import KIND, letter_content
from portal.files.actions import discard_file, store_upload
from portal.files.models import StoredFile
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Problem, StaleRecord, refuse_if
from portal.records.frozen import freeze, latest
from portal.records.pointers import point_to
from portal.records.references import next_reference
from portal.records.text import clean_text
from portal.records.work import Work, unit_of_work

STEP_FIELDS = {
    Step.WHO: (
        "kind",
        "legal_name",
        "acronym",
        "country",
        "is_global",
        "website",
        "description",
        "language",
    ),
    Step.STATEMENTS: ("supports", "commits", "contribution"),
    Step.SIGNATURE: ("signatory_name", "signatory_title", "signed_on", "declared"),
    Step.CONSENT: ("acknowledges_publication", "consents_to_data", "consents_to_name"),
}
CONTACT_FIELDS = ("given_name", "family_name", "post", "email", "phone", "is_public")
OFFER_FIELDS = ("direction", "topic", "area", "text")


def start_letter(*, by: Any, language: str, on_behalf: bool = False) -> Letter:
    """Begin a draft. ``by`` is a user or a visitor; ``on_behalf`` only for the secretariat.

    A visitor's session must then remember ``letter.uuid`` (``portal.accounts.visitors.remember_draft``).
    """
    if on_behalf and not is_secretariat(by):
        raise Forbidden(_("Only the secretariat can write on behalf of others."))
    signed_in = getattr(by, "is_authenticated", False)
    with unit_of_work() as work:
        letter = Letter.objects.create(
            language=language, applicant=by if signed_in and not on_behalf else None, on_behalf=on_behalf
        )
        if on_behalf:
            work.audit("letter.start", letter, by=by, on_behalf=True)
    return letter


def save_step(letter: Letter, step: str, values: dict[str, Any], *, by: Any, seen: int) -> Letter:
    """Save one part of a letter, complete or not.

    ``values`` holds the part's own fields (``STEP_FIELDS``), or ``{"main": {…}, "alternate": {…}}`` for
    people, ``{"areas": [Area]}``, ``{"offers": [{direction, topic, area, text}]}``. ``seen`` is the part's
    version when the form was drawn: StaleRecord if somebody changed the part since. Forbidden when this
    part may not be edited. A save that changes nothing writes nothing.
    """
    with unit_of_work() as work:
        letter = work.lock(letter)
        answer = can_edit_step(by, letter, step)
        if not answer:
            raise Forbidden(answer.reason)
        if not _WRITERS[Step(step)](letter, values):
            return letter
        if letter.step_version(step) != seen:
            raise StaleRecord
        letter.step_versions = {**letter.step_versions, step: seen + 1}
        if letter.status == LetterStatus.DRAFT:  # later the public could search for what was not sent
            letter.refresh_search_key()
        fields = STEP_FIELDS.get(Step(step), ())
        work.save(letter, *fields, "step_versions", "search_key", "updated_at")
        if letter.status != LetterStatus.DRAFT or letter.on_behalf:
            work.audit("letter.edit", letter, by=by, on_behalf=acts_on_behalf(by, letter), fields=[step])
    return letter


def _clean(value: Any) -> Any:
    return clean_text(value).strip() if isinstance(value, str) else value


def _write_fields(step: Step) -> Callable[[Letter, dict[str, Any]], bool]:
    def write(letter: Letter, values: dict[str, Any]) -> bool:
        changed = False
        for name in STEP_FIELDS[step]:
            if name in values and getattr(letter, name) != _clean(values[name]):
                setattr(letter, name, _clean(values[name]))
                changed = True
        return changed

    return write


def _write_people(letter: Letter, values: dict[str, Any]) -> bool:
    changed = False
    for role in ContactRole.values:
        if role not in values:
            continue
        typed = {name: _clean(values[role].get(name, "")) for name in CONTACT_FIELDS}
        typed["is_public"] = bool(typed["is_public"])
        contact = LetterContact.objects.filter(letter=letter, role=role).first() or LetterContact(
            letter=letter, role=role
        )
        if any(getattr(contact, name) != value for name, value in typed.items()):
            for name, value in typed.items():
                setattr(contact, name, value)
            contact.save()
            changed = True
    return changed


def _write_areas(letter: Letter, values: dict[str, Any]) -> bool:
    chosen = {area.pk for area in values["areas"]}
    if chosen == set(letter.areas.values_list("pk", flat=True)):
        return False
    letter.areas.set(chosen)
    return True


def _write_offers(letter: Letter, values: dict[str, Any]) -> bool:
    typed = [{name: _clean(offer.get(name)) for name in OFFER_FIELDS} for offer in values["offers"]]
    if len(typed) > MAX_OFFERS:
        refuse_if([Problem("", _("Name at most %(max)s offers and needs.") % {"max": MAX_OFFERS})])
    stored = [{name: getattr(offer, name) for name in OFFER_FIELDS} for offer in letter.offers.all()]
    if typed == stored:
        return False
    letter.offers.all().delete()
    LetterOffer.objects.bulk_create(LetterOffer(letter=letter, **offer) for offer in typed)
    return True


_WRITERS: dict[Step, Callable[[Letter, dict[str, Any]], bool]] = {
    **{step: _write_fields(step) for step in STEP_FIELDS},
    Step.PEOPLE: _write_people,
    Step.AREAS: _write_areas,
    Step.OFFERS: _write_offers,
}


def attach_signed_file(letter: Letter, upload: UploadedFile, *, by: Any) -> Letter:
    """Keep a signed PDF with the letter (LOI-3); private. Raises ValidationError for a file not acceptable."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        answer = can_edit_step(by, letter, Step.SIGNATURE)
        if not answer:
            raise Forbidden(answer.reason)
        previous = letter.signed_file
        letter.signed_file = store_upload(upload, owner=letter, purpose=SIGNED, by=by, kinds=("pdf",))
        work.save(letter, "signed_file", "updated_at")
        _let_go(previous, letter, by)
        work.audit(
            "letter.attach", letter, by=by, on_behalf=acts_on_behalf(by, letter), fields=["signed_file"]
        )
    return letter


def remove_signed_file(letter: Letter, *, by: Any) -> Letter:
    """Take the signed PDF away again, while the part can be edited."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        answer = can_edit_step(by, letter, Step.SIGNATURE)
        if not answer:
            raise Forbidden(answer.reason)
        previous, letter.signed_file = letter.signed_file, None
        if previous:
            work.save(letter, "signed_file", "updated_at")
            _let_go(previous, letter, by)
            work.audit(
                "letter.detach", letter, by=by, on_behalf=acts_on_behalf(by, letter), fields=["signed_file"]
            )
    return letter


def _let_go(scan: StoredFile | None, letter: Letter, by: Any) -> None:
    """Remove a scan that no longer belongs to the letter; one that was sent stays as a trace."""
    sent = None if letter.status == LetterStatus.DRAFT else latest(letter, KIND)
    if scan and not (sent and scan.uploaded_at <= sent.created_at):
        discard_file(scan, by=by)


def send_letter(letter: Letter, *, by: Any) -> Letter:
    """Send a complete letter: it gets its reference, is frozen, and waits for the secretariat (LOI-2, LOI-3).

    A second letter on the same name and country is kept whole and held; its sender learns nothing of the
    first (LOI-8). Raises Refusal with everything that is missing.
    """
    with unit_of_work() as work:
        letter = work.lock(letter)
        LETTER_TRANSITIONS.require("send", by, letter)
        refuse_if(letter_problems(letter))
        moment = now()
        letter.status, letter.status_since = LetterStatus.SUBMITTED, moment
        letter.submitted_at = letter.consented_at = moment
        letter.sent_by = by
        letter.reference = next_reference("LOI", today().year)
        letter.identity_key = letter_identity(letter)
        letter.refresh_search_key()
        letter.held_at = moment if is_taken(letter.identity_key, apart_from=letter) else None
        fields = ("status", "status_since", "submitted_at", "consented_at", "sent_by", "reference")
        fields += ("identity_key", "search_key", "held_at", "updated_at")
        _save_or_hold(letter, work, *fields)
        freeze(letter, KIND, *letter_content(letter), by=by)
        tell_applicant(letter, "letter_received", dedupe="")
        tell_secretariat(letter, "letter_arrived", dedupe="")
        work.audit(
            "letter.send",
            letter,
            by=by,
            on_behalf=acts_on_behalf(by, letter),
            fields=["status"],
            data={
                "from": LetterStatus.DRAFT,
                "to": LetterStatus.SUBMITTED,
                "held": letter.held_at is not None,
            },
        )
    return letter


def _save_or_hold(letter: Letter, work: Work, *fields: str) -> None:
    """Save a letter that may be the second one on its name; somebody may send the same at this very moment."""
    try:
        with transaction.atomic():
            work.save(letter, *fields)
    except IntegrityError:
        letter.held_at = letter.status_since
        work.save(letter, *fields)


def _identify_again(letter: Letter) -> None:
    """Give a letter whose name, kind or country was changed in an answer its new key (LOI-8).

    Held when the key is taken, as a new letter would be. A letter joined to an organisation stays with it, and
    one that was released stays released while its name is the same.
    """
    key = letter_identity(letter)
    same = letter.identity_key == key or letter.identity_key.startswith(f"{key}|")
    both = letter.is_individual and letter.identity_key.startswith("individual:")
    if same or both or letter.organisation_id:
        return
    letter.identity_key = key
    letter.held_at = letter.status_since if is_taken(key, apart_from=letter) else None


def withdraw_letter(letter: Letter, *, by: Any) -> Letter:
    """Withdraw a letter before the decision; it leaves the site, its trace stays (LOI-6)."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        LETTER_TRANSITIONS.require("withdraw", by, letter)
        before = letter.status
        letter.status = LetterStatus.WITHDRAWN
        letter.withdrawn_at = letter.status_since = now()
        work.save(letter, "status", "status_since", "withdrawn_at", "updated_at")
        close_open_requests(letter, by=by, work=work)
        take_off_the_site(letter, reason="withdrawn")
        tell_applicant(letter, "letter_withdrawn", dedupe="")
        tell_secretariat(letter, "letter_withdrawn_notice", dedupe="")
        audit_move(work, letter, "withdraw", before, by)
    return letter


def discard_draft(letter: Letter, *, by: Any) -> None:
    """Delete a draft and its files for good; only a draft can be deleted."""
    with unit_of_work() as work:
        letter = work.lock(letter)
        LETTER_TRANSITIONS.require("discard", by, letter)
        work.audit("letter.discard", letter, by=by, on_behalf=acts_on_behalf(by, letter))
        _delete(letter, by)


def _delete(letter: Letter, by: Any) -> None:
    files = list(StoredFile.objects.filter(**point_to(letter)))
    letter.delete()
    for stored in files:
        discard_file(stored, by=by)


def discard_for_erasure(letter: Letter, *, by: Any) -> None:
    """Delete a draft because its writer is erased; who may is asked by the erasure."""
    with unit_of_work() as work:
        work.audit("letter.purge", letter, by=by)
        _delete(letter, by)


def unclaimed_drafts(before: datetime.datetime) -> QuerySet[Letter]:
    """Return drafts that belong to no account and were not changed since ``before``."""
    return Letter.objects.filter(
        status=LetterStatus.DRAFT, applicant__isnull=True, on_behalf=False, updated_at__lt=before
    )


def purge_draft(letter: Letter, *, before: datetime.datetime) -> bool:
    """Delete an unclaimed draft and its files; False when somebody took or changed it meanwhile."""
    with unit_of_work() as work:
        draft = unclaimed_drafts(before).select_for_update().filter(pk=letter.pk).first()
        if draft is None:
            return False
        work.audit("letter.purge", draft, by=None)
        _delete(draft, None)
    return True


def claim_drafts(user: Any, uuids: list[str]) -> int:
    """Give drafts begun without an account to the account that was just signed in; return how many."""
    claimed = 0
    with unit_of_work() as work:
        drafts = Letter.objects.filter(
            uuid__in=uuids, applicant__isnull=True, on_behalf=False, status=LetterStatus.DRAFT
        )
        for draft in drafts:
            letter = work.lock(draft)
            letter.applicant = user
            work.save(letter, "applicant", "updated_at")
            work.audit("letter.claim", letter, by=user)
            claimed += 1
    return claimed


# --- Answers to a request for information (LOI-4) -------------------------------------------------


def save_answers(
    request: InformationRequest, answers: dict[int, str], *, by: Any, seen: int
) -> InformationRequest:
    """Keep answers as typed, sent or not. ``answers`` maps a question's pk to text."""
    with unit_of_work() as work:
        request = work.lock(request)
        _require_answerable(request, by)
        questions = list(request.questions.all())
        changed = [q for q in questions if q.pk in answers and q.answer != _clean(answers[q.pk])]
        if not changed:
            return request
        if request.version != seen:
            raise StaleRecord
        for question in changed:
            question.answer = _clean(answers[question.pk])
            question.save(update_fields=["answer"])
        work.save(request)
    return request


def attach_answer_file(
    question: InformationQuestion, upload: UploadedFile, *, by: Any
) -> InformationQuestion:
    """Keep a PDF with an answer; private."""
    with unit_of_work() as work:
        request = work.lock(question.request)
        _require_answerable(request, by)
        previous = question.file
        question.file = store_upload(upload, owner=request.letter, purpose="answer", by=by, kinds=("pdf",))
        question.save(update_fields=["file"])
        if previous:
            discard_file(previous, by=by)
        letter = request.letter
        work.audit(
            "letter.attach", letter, by=by, on_behalf=acts_on_behalf(by, letter), fields=["answer_file"]
        )
    return question


def _require_answerable(request: InformationRequest, by: Any) -> None:
    answer = can_answer(by, request.letter)
    if not answer:
        raise Forbidden(answer.reason)
    if request.status != RequestStatus.OPEN:
        raise Forbidden(_("This request is no longer open."))


def send_answers(request: InformationRequest, *, by: Any) -> Letter:
    """Answer a request: the letter, as it is now, is frozen anew and returns to review (LOI-4)."""
    with unit_of_work() as work:
        letter = work.lock(request.letter)
        request = work.lock(request)
        LETTER_TRANSITIONS.require("answer", by, letter)
        _require_answerable(request, by)
        steps = reopened_steps(letter)
        problems = [
            Problem(f"answer-{question.pk}", _("Answer question %(number)s.") % {"number": number})
            for number, question in enumerate(request.questions.all(), start=1)
            if not question.answer.strip() and not question.reopens
        ]
        problems += [
            Problem(f"{step}.{p.field}", p.message) for step in steps for p in step_problems(letter, step)
        ]
        refuse_if(problems)
        request.status = RequestStatus.ANSWERED
        request.answered_at, request.answered_by = now(), by
        work.save(request, "status", "answered_at", "answered_by")
        letter.status, letter.status_since = LetterStatus.UNDER_REVIEW, now()
        if Step.WHO in steps:
            _identify_again(letter)
        letter.refresh_search_key()
        fields = ("status", "status_since", "identity_key", "search_key", "held_at", "updated_at")
        _save_or_hold(letter, work, *fields)
        if steps:
            frozen = freeze(letter, KIND, *letter_content(letter), by=by)
            if letter.published_at:
                publish_letter(letter, frozen.number, work=work)
        tell_applicant(letter, "answers_received", dedupe=str(request.pk))
        tell_secretariat(letter, "answer_arrived", dedupe=str(request.pk))
        audit_move(work, letter, "answer", LetterStatus.INFORMATION_REQUESTED, by, request=request.pk)
    return letter
