"""Looking a person up, giving the data out, erasing it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import users_with_role
from portal.mail.actions import queue_mail
from portal.privacy.enums import MentionState, RequestOrigin, RequestState
from portal.privacy.held import Found, Held, held_about, is_held, mentions_of, problems_of
from portal.privacy.models import Mention, PersonalDataRequest
from portal.privacy.rules import DECIDERS, can_decide, can_give_out, can_open, can_settle, can_take_back
from portal.publishing.actions import OPEN_STATES, request_pdf
from portal.publishing.models import PdfJob, Publication
from portal.records.clock import now
from portal.records.decisions import Problem, Refusal, WrongState, refuse_if, require
from portal.records.personal import Erasure, Subject, subject_of, sweepers
from portal.records.pointers import resolve
from portal.records.work import Work, nudge, unit_of_work

RETYPESET = "a person was erased"


def require_open(record: PersonalDataRequest) -> None:
    if record.state != RequestState.OPEN:
        raise WrongState(
            _("This is no longer possible: the status is now “%(status)s”.")
            % {"status": record.get_state_display()}
        )


# --- Requests -------------------------------------------------------------------------------------


def open_request(email: str, *, by: Any) -> PersonalDataRequest:
    """Look a person up by address, for staff; that it was done stays on record.

    Raises Forbidden (role) and Refusal (no address, nothing held about it). An open request is returned again.
    """
    require(can_open(by))
    return _open(email, by=by, origin=RequestOrigin.STAFF)


def open_from_console(email: str) -> PersonalDataRequest:
    """The same at the console of the server, where there is no user to ask a rule about."""
    return _open(email, by=None, origin=RequestOrigin.CONSOLE)


def _open(email: str, *, by: Any, origin: str) -> PersonalDataRequest:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(
            [Problem("email", _("Enter an e-mail address in the form name@example.org."))]
        ) from None
    with unit_of_work() as work:
        there = PersonalDataRequest.objects.select_for_update().filter(email=email, state="open").first()
        if there:
            return there
        subject = subject_of(email)
        if not is_held(held_about(subject)):
            raise Refusal([Problem("email", _("Nothing is held about this address."))])
        record = PersonalDataRequest.objects.create(
            email=email,
            user=User.objects.filter(pk__in=subject.ids("accounts.user")).first(),
            origin=origin,
            opened_by=by,
        )
        work.audit("personal.open", record, by=by, data={"origin": origin})
    return record


def ask_erasure(user: Any) -> PersonalDataRequest:
    """Ask to be erased, by the person. Asked twice, it is one request; a look-up by staff becomes theirs.

    Refusal with what must be done first, the same that stands in the way of the erasure itself.
    """
    with unit_of_work() as work:
        email = user.email.lower()
        subject = subject_of(email)
        refuse_if(problems_of(subject))
        record = PersonalDataRequest.objects.select_for_update().filter(email=email, state="open").first()
        if record is not None and record.origin == RequestOrigin.PERSON:
            return record
        if record is None:
            record = PersonalDataRequest(email=email, origin=RequestOrigin.PERSON, user=user, opened_by=user)
            record.save()
        else:
            record.origin, record.user = RequestOrigin.PERSON, user
            work.save(record, "origin", "user")
        work.audit("personal.ask", record, by=user)
        queue_mail("privacy/erasure_asked", email, user.language, {"url": _desk(user.language)})
        for decider in users_with_role(*DECIDERS):
            url = settings.BASE_URL + reverse("personal-data:inspect", args=[record.pk])
            queue_mail("privacy/erasure_to_decide", decider.email, decider.language, {"url": url})
    return record


def _desk(language: str) -> str:
    return f"{settings.BASE_URL}{reverse('privacy:my_data')}?lang={language}"


def take_back(record: PersonalDataRequest, *, by: Any) -> PersonalDataRequest:
    """The person wants to stay after all."""
    with unit_of_work() as work:
        record = work.lock(record)
        require(can_take_back(by, record))
        require_open(record)
        _decide(record, RequestState.CLOSED, "", by, work)
        work.audit("personal.take_back", record, by=by)
    return record


def refuse_request(record: PersonalDataRequest, *, by: Any, reason: str) -> PersonalDataRequest:
    """Refuse to erase, with a reason that the person reads by mail when they asked for it."""
    with unit_of_work() as work:
        record = work.lock(record)
        require(can_decide(by, record))
        require_open(record)
        refuse_if([] if reason.strip() else [Problem("reason", _("Give a reason."))])
        _decide(record, RequestState.REFUSED, reason.strip(), by, work)
        work.audit("personal.refuse", record, by=by)
        if record.origin == RequestOrigin.PERSON and record.user and record.user.is_active:
            language = record.user.language
            context = {"reason": record.reason, "url": _desk(language)}
            queue_mail("privacy/erasure_refused", record.user.email, language, context)
    return record


def close_request(record: PersonalDataRequest, *, by: Any) -> PersonalDataRequest:
    """Close a look-up by staff without erasing anything."""
    with unit_of_work() as work:
        record = work.lock(record)
        require(can_open(by))
        require_open(record)
        if record.origin == RequestOrigin.PERSON:
            raise WrongState(_("The person asked to be erased: erase, or refuse with a reason."))
        _decide(record, RequestState.CLOSED, "", by, work)
        work.audit("personal.close", record, by=by)
    return record


def note_export(record: PersonalDataRequest | None, *, by: Any) -> None:
    """Note that a person's data was given out, to staff or (without ``record``) to the person."""
    with unit_of_work() as work:
        if record is not None:
            require(can_give_out(by, record))
        work.audit("personal.export", record or by, by=by)


def note_console_export(subject: Subject) -> None:
    """Note that a person's data was given out at the console of the server."""
    with unit_of_work() as work:
        for user in User.objects.filter(pk__in=subject.ids("accounts.user")):
            work.audit("personal.export", user, by=None, data={"console": True})


def _decide(record: PersonalDataRequest, state: str, reason: str, by: Any, work: Work) -> None:
    record.state, record.reason = state, reason
    record.decided_at, record.decided_by = now(), by if getattr(by, "pk", None) else None
    work.save(record, "state", "reason", "decided_at", "decided_by")


def settle_mention(mention: Mention, *, by: Any, state: str) -> Mention:
    """Note that an officer read a text that mentions an erased person: changed, or kept as it is."""
    with unit_of_work() as work:
        require(can_settle(by))
        mention = work.lock(mention)
        if mention.state != MentionState.OPEN:
            raise WrongState(_("Somebody else has settled this already."))
        refuse_if(
            []
            if state in (MentionState.CHANGED, MentionState.KEPT)
            else [Problem("state", _("Say what you did."))]
        )
        mention.state, mention.settled_at, mention.settled_by = state, now(), by
        mention.save(update_fields=["state", "settled_at", "settled_by"])
        work.audit("personal.settle", mention.request, by=by, data={"mention": mention.pk, "state": state})
    return mention


# --- Erasing --------------------------------------------------------------------------------------


@dataclass
class Rehearsal:
    """What an erasure would do: rows by table, texts left for an officer, PDFs, what stands in the way."""

    held: list[Held]
    problems: list[Problem]
    mentions: list[Found] = field(default_factory=list)
    documents: int = 0

    @property
    def touched(self) -> list[Held]:
        return [item for item in self.held if item.holding.changes]

    @property
    def kept(self) -> list[Held]:
        return [item for item in self.held if not item.holding.changes]


class _Undo(Exception):
    """Ends a rehearsal: everything is rolled back."""


def rehearse(record: PersonalDataRequest, *, by: Any = None) -> Rehearsal:
    """Erase for trial and take everything back: the same code, so that it tells exactly what would happen."""
    return _rehearse(subject_of(record.email), by=by, request_pk=record.pk)


def rehearse_address(email: str) -> Rehearsal:
    """The same for an address; Refusal when nothing is held about it."""
    subject = subject_of(email)
    if not is_held(held_about(subject)):
        raise Refusal([Problem("email", _("Nothing is held about this address."))])
    return _rehearse(subject, by=None, request_pk=None)


def _rehearse(subject: Subject, *, by: Any, request_pk: int | None) -> Rehearsal:
    rehearsal = Rehearsal(held_about(subject), problems_of(subject))
    try:
        with unit_of_work() as work:
            erasure = Erasure(subject, by, work, request_pk=request_pk, trial=True)
            _carry_out(erasure, rehearsal.held)
            rehearsal.mentions = mentions_of(subject)
            rehearsal.documents = _typeset_again(erasure)
            raise _Undo
    except _Undo:
        return rehearsal


def erase(record: PersonalDataRequest, *, by: Any, confirm: str) -> PersonalDataRequest:
    """Erase the person of a request for good.

    ``confirm`` is the address, typed once more. Raises Forbidden, WrongState, and Refusal with all that must be
    done first; then nothing is changed.
    """
    require(can_decide(by, record))
    return _erase(record, by=by, confirm=confirm)


def erase_from_console(record: PersonalDataRequest) -> PersonalDataRequest:
    """The same at the console of the server."""
    return _erase(record, by=None, confirm=record.email)


def _erase(record: PersonalDataRequest, *, by: Any, confirm: str) -> PersonalDataRequest:
    with unit_of_work() as work:
        record = work.lock(record)
        require_open(record)
        if confirm.strip().lower() != record.email:
            raise Refusal([Problem("confirm", _("Type the address of the person once more."))])
        subject = subject_of(record.email)
        _lock(subject)
        refuse_if(problems_of(subject))
        erasure = Erasure(subject, by, work, request_pk=record.pk)
        _carry_out(erasure, held_about(subject))
        _typeset_again(erasure)
        Mention.objects.bulk_create(
            (
                Mention(
                    request=record,
                    object_type=item.label,
                    object_id=item.pk,
                    field=item.field,
                    certain=item.certain,
                )
                for item in mentions_of(subject)
            ),
            ignore_conflicts=True,
        )
        record.refresh_from_db()
        record.summary = dict(erasure.counts)
        work.save(record, "summary")
        _decide(record, RequestState.DONE, "", by, work)
        work.audit("personal.erase", record, by=by, data={"rows": dict(erasure.counts)})
        for function in [*erasure.after, cache.clear]:
            transaction.on_commit(function, robust=True)
        nudge("privacy.compact")
    return record


def _lock(subject: Subject) -> None:
    """Lock the rows that are the person, so that two erasures, or a sign-in, wait for each other."""
    list(User.objects.select_for_update().filter(pk__in=subject.ids("accounts.user")).values_list("pk"))


def _carry_out(erasure: Erasure, held: Iterable[Held]) -> None:
    """Empty, delete and redact, table by table in the order of the map; which rows was found out before."""
    for item in held:
        holding, rows = item.holding, item.rows()
        if not holding.changes:
            continue
        if holding.erase is not None:
            holding.erase(erasure, rows)
        if holding.delete:
            rows.delete()
        elif holding.blank:
            rows.update(**{name: empty_value(holding.model, name) for name in holding.blank})
        erasure.counts[holding.code] += item.number
    sweepers.collect(erasure.subject)


def empty_value(model: type[models.Model], name: str) -> Any:
    """Return what an emptied column holds: nothing where the table allows it, else its default or an empty text."""
    target = model._meta.get_field(name)
    if target.null:
        return None
    if isinstance(target, models.JSONField | models.BooleanField):
        return target.get_default()
    return ""


def _typeset_again(erasure: Erasure) -> int:
    """Withdraw the PDFs that can show the person and ask for them anew; return how many."""
    number = 0
    for label, pk in sorted(erasure.documents):
        record = resolve(label, pk)
        if record is None:
            continue
        wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
        of_record = {"object_type": label, "object_id": pk}
        in_force = Publication.objects.filter(withdrawn_at__isnull=True, **of_record)
        under_way = PdfJob.objects.filter(state__in=OPEN_STATES, **of_record)
        for rows in (in_force, under_way):
            for kind, version, language in rows.values_list("kind", "version", "language"):
                wanted[kind, version].add(language)
        for (kind, version), languages in wanted.items():
            number += len(languages)
            request_pdf(
                record,
                kind,
                version=version,
                languages=sorted(languages),
                retypeset=True,
                reason=RETYPESET,
            )
    return number
