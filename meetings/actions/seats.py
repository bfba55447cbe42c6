"""Invitations to a seat in the Advisory Group: prepared, sent, answered, taken back (PAG-2)."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.actions.terms import appoint
from meetings.documents.seat_letters import LETTER, LETTER_VERSION
from meetings.enums import OPEN_INVITATIONS, InvitationStatus, NameConsent, SeatGround, TermRole
from meetings.models import Body, Decision, SeatInvitation, Term
from meetings.notices.seats import (
    invite,
    invite_again,
    remind,
    tell_of_answer,
    tell_overdue,
    tell_withdrawn,
)
from meetings.reference import GROUP
from meetings.rules.seat_mails import letter_job, sending_again_problems
from meetings.rules.seats import (
    NOT_YOURS,
    SEAT_TRANSITIONS,
    can_prepare_invitation,
    invitation_problems,
    is_overdue,
    room_problems,
)
from meetings.rules.term_consents import says_it_themselves
from meetings.rules.terms import OWN_NAME
from partners.enums import Gender
from partners.models import Organisation, Person
from partnership_areas.models import Area
from portal.publishing.actions import request_pdf, withdraw_publications
from portal.records.clock import day_of, now, today
from portal.records.decisions import Forbidden, Problem, StaleRecord, WrongState, refuse_if
from portal.records.references import next_reference
from portal.records.text import clean_text
from portal.records.work import Work, unit_of_work

SERIES = "SEAT"
MAX_NOTE = 2000
REMINDERS = (7, 2)  # days before the day of the answer
ONE_OPEN = Problem("person", gettext_lazy("This person has an open invitation already."))


def prepare_invitation(
    *,
    person: Person,
    organisation: Organisation,
    ground: str,
    since: datetime.date,
    by: Any,
    until: datetime.date | None = None,
    category: str = "",
    need: str = "",
    area: Area | None = None,
    language: str = "",
    decision: Decision | None = None,
    replaces: Term | None = None,
    body: Body | None = None,
) -> SeatInvitation:
    """Prepare an invitation; nobody is told yet. ``language``: of the mail, by default the person's.

    Raises Forbidden, and Refusal with everything that is missing (``meetings.rules.seats``).
    """
    with unit_of_work() as work:
        body = work.lock(body or Body.objects.get(code=GROUP))
        answer = can_prepare_invitation(by)
        if not answer:
            raise Forbidden(answer.reason)
        facts = _facts(
            person=person,
            organisation=organisation,
            ground=ground,
            since=since,
            until=until,
            category=category,
            need=need,
            area=area,
            language=language,
            decision=decision,
            replaces=replaces,
        )
        invitation = SeatInvitation(body=body, prepared_by=by, prepared_at=now(), **facts)
        _refuse_prepared(invitation)
        try:
            with transaction.atomic():
                invitation.save()
        except IntegrityError:  # two officers at once, where the database does not let the body be locked
            refuse_if([ONE_OPEN])
        work.audit("seat.prepare", invitation, by=by)
    return invitation


def change_invitation(invitation: SeatInvitation, *, by: Any, seen: int, **values: Any) -> SeatInvitation:
    """Change an invitation that was not sent yet; ``values`` are those of :func:`prepare_invitation`.

    ``seen`` is the version that the page was drawn with: a save in between raises StaleRecord. Saving what is there
    already is no change. The letter is typeset when the head sends it, with what then stands. Raises Forbidden,
    WrongState (it was sent), and Refusal with everything that is missing.
    """
    with unit_of_work() as work:
        invitation = _locked(invitation, work)
        SEAT_TRANSITIONS.require("change", by, invitation)
        if invitation.version != seen:
            raise StaleRecord
        facts = _facts(**values)
        changed = [name for name, value in facts.items() if getattr(invitation, name) != value]
        for name in changed:
            setattr(invitation, name, facts[name])
        _refuse_prepared(invitation)
        if not changed:
            return invitation
        try:
            with transaction.atomic():
                work.save(invitation, *changed)
        except IntegrityError:
            refuse_if([ONE_OPEN])
        work.audit("seat.change", invitation, by=by, fields=changed)
    return invitation


def _facts(
    *,
    person: Person,
    organisation: Organisation,
    ground: str,
    need: str,
    area: Area | None,
    language: str,
    decision: Decision | None,
    **others: Any,
) -> dict[str, Any]:
    """Return what an invitation says, cleaned: what does not belong to its ground is left out."""
    return others | {
        "person": person,
        "organisation": organisation.merged_into or organisation,
        "ground": ground,
        "need": clean_text(need).strip(),
        "area": area if ground != SeatGround.OTHER else None,
        "language": language or (person.user.language if person.user else person.language),
        "decision": decision if ground == SeatGround.AREA_DESIGNATED else None,
    }


def _refuse_prepared(invitation: SeatInvitation) -> None:
    """Raise Refusal with everything that stands in the way of an invitation that is not sent yet."""
    problems = invitation_problems(invitation)
    theirs = SeatInvitation.objects.filter(body=invitation.body, person=invitation.person)
    if theirs.filter(status__in=OPEN_INVITATIONS).exclude(pk=invitation.pk).exists():
        problems.append(ONE_OPEN)
    refuse_if(problems)


def _locked(invitation: SeatInvitation, work: Work) -> SeatInvitation:
    """Lock the body, then the invitation: seats are given one after the other."""
    body = work.lock(invitation.body)
    fresh = work.lock(invitation)
    fresh.body = body
    return fresh


def what_goes_out(invitation: SeatInvitation) -> str:
    """Return what tells whether an invitation, or the address that it goes to, was changed meanwhile."""
    return f"{invitation.version} {address_of(invitation)}"


def address_of(invitation: SeatInvitation) -> str:
    """Return where the mail with the letter goes, "" when no address is known."""
    return (invitation.person.user or invitation.person).email


def send_invitation(
    invitation: SeatInvitation,
    *,
    by: Any,
    signed_on: datetime.date,
    answer_by: datetime.date,
    seen: str | None = None,
) -> SeatInvitation:
    """Record that the Executive Director invites: reference, letter in three languages, mail with the link.

    The head's act. Refused when the seat is not free on every day of its time (PAG-1), counting seats that are
    offered to others and not answered yet. ``seen`` is :func:`what_goes_out` on the page where the head decided:
    StaleRecord when somebody changed the invitation or its address since.
    """
    with unit_of_work() as work:
        invitation = _locked(invitation, work)
        SEAT_TRANSITIONS.require("send", by, invitation)
        if seen is not None and seen != what_goes_out(invitation):
            raise StaleRecord
        problems = invitation_problems(invitation)
        if signed_on > today():
            problems.append(Problem("signed_on", _("The letter cannot be signed in the future.")))
        if answer_by < today():
            problems.append(Problem("answer_by", _("This day is past.")))
        problems += room_problems(invitation)
        refuse_if(problems)
        invitation.status = InvitationStatus.SENT
        invitation.reference = next_reference(SERIES, today().year)
        invitation.sent_by, invitation.sent_at = by, now()
        invitation.signed_on, invitation.answer_by = signed_on, answer_by
        work.save(invitation, "status", "reference", "sent_by", "sent_at", "signed_on", "answer_by")
        jobs = request_pdf(invitation, LETTER, version=LETTER_VERSION)
        invite(invitation, attach=next(job for job in jobs if job.language == invitation.language))
        work.audit("seat.send", invitation, by=by, fields=["status", "reference"])
    return invitation


def send_again(invitation: SeatInvitation, *, by: Any) -> SeatInvitation:
    """Send the mail with the letter and the link once more, to somebody who has not answered.

    Whoever does it does not see the link. Refused less than an hour after the last one, after the day of the answer,
    and, for all but the head, when the address is another one than that of the mail before.
    """
    with unit_of_work() as work:
        invitation = _locked(invitation, work)
        SEAT_TRANSITIONS.require("send_again", by, invitation)
        refuse_if(sending_again_problems(invitation, by))
        invite_again(invitation, attach=letter_job(invitation))
        work.audit("seat.send_again", invitation, by=by)
    return invitation


def answer_invitation(
    invitation: SeatInvitation,
    *,
    accept: bool,
    by: Any = None,
    note: str = "",
    consent: bool = False,
    gender: str = "",
    on_behalf: bool = False,
) -> SeatInvitation:
    """Record the answer; an accepted invitation makes the seat's term, which gives the rights (PAG-2).

    ``by`` None: whoever holds the link of the letter. An account answers for its own person only. ``on_behalf``:
    the head records an answer that came another way, also after the day of the letter. ``consent``: to be named
    to the public; on behalf only of who has no account and never took it back. ``gender``: only as the invited say of
    themselves. Raises Forbidden, WrongState, and Refusal with all problems, among them those of the term
    (``meetings.actions.terms.appoint``).
    """
    with unit_of_work() as work:
        invitation = _locked(invitation, work)
        _require_answerer(invitation, accept, by, on_behalf)
        note = clean_text(note).strip()
        refuse_if(_answer_problems(invitation, note, gender, consent=accept and consent, on_behalf=on_behalf))
        invitation.status = InvitationStatus.ACCEPTED if accept else InvitationStatus.DECLINED
        invitation.answered_at, invitation.answered_by = now(), by
        invitation.answer_note, invitation.on_behalf = note, on_behalf
        work.save(invitation, "status", "answered_at", "answered_by", "answer_note", "on_behalf")
        if accept:
            if gender:
                Person.objects.filter(pk=invitation.person_id).update(gender=gender)
            _seat(invitation, by=by, consent=consent)
        tell_of_answer(invitation)
        verb = "seat.accept" if accept else "seat.decline"
        work.audit(verb, invitation, by=by, on_behalf=on_behalf, fields=["status"])
    return invitation


def _require_answerer(invitation: SeatInvitation, accept: bool, by: Any, on_behalf: bool) -> None:
    if on_behalf:
        SEAT_TRANSITIONS.require("accept" if accept else "decline", by, invitation)
        return
    if by is not None and invitation.person.user_id != by.pk:
        raise Forbidden(NOT_YOURS)
    if invitation.status != InvitationStatus.SENT:
        raise WrongState(
            _("This is no longer possible: the status is now “%(status)s”.")
            % {"status": invitation.get_status_display()}
        )
    if is_overdue(invitation):
        raise WrongState(_("The day by which an answer was asked is past. Write to the secretariat."))


def _answer_problems(
    invitation: SeatInvitation, note: str, gender: str, *, consent: bool, on_behalf: bool
) -> list[Problem]:
    problems = []
    if len(note) > MAX_NOTE:
        problems.append(Problem("note", _("Write at most %(max)s characters.") % {"max": MAX_NOTE}))
    if gender and gender not in Gender.values:
        problems.append(Problem("gender", _("Choose one of the answers, or none.")))
    if gender and on_behalf:
        problems.append(Problem("gender", _("Only the person concerned can say this.")))
    if consent and on_behalf and says_it_themselves(invitation.person):
        problems.append(Problem("consent", OWN_NAME))
    return problems


def _seat(invitation: SeatInvitation, *, by: Any, consent: bool) -> Term:
    """Make the term of an accepted invitation, by its own rules."""
    return appoint(
        body=invitation.body,
        role=TermRole.MEMBER,
        person=invitation.person,
        organisation=invitation.organisation,
        since=invitation.since,
        until=invitation.until,
        by=by,
        decision=invitation.decision,
        invitation=invitation,
        ground=invitation.ground,
        category=invitation.category,
        need=invitation.need,
        area=invitation.area,
        replaces=invitation.replaces,
        consent=NameConsent.GIVEN if consent else "",
    )


def withdraw_invitation(invitation: SeatInvitation, *, by: Any, reason: str) -> SeatInvitation:
    """Take an invitation back before it is answered: its link opens nothing any more, the letter leaves.

    An officer can do so while it is prepared; once it was sent, the head, and the invited are told.
    """
    with unit_of_work() as work:
        invitation = _locked(invitation, work)
        reason = clean_text(reason).strip()
        SEAT_TRANSITIONS.require("withdraw", by, invitation, reason=reason)
        was_sent = invitation.status == InvitationStatus.SENT
        invitation.status, invitation.withdrawn_reason = InvitationStatus.WITHDRAWN, reason[:500]
        work.save(invitation, "status", "withdrawn_reason")
        if was_sent:
            withdraw_publications(invitation, LETTER, "invitation taken back")
            tell_withdrawn(invitation)
        work.audit("seat.withdraw", invitation, by=by, fields=["status"])
    return invitation


def write_reminders() -> int:
    """Remind who has not answered, a week and two days before the day; each reminder once. Tell the secretariat
    when the day is past. A reminder missed while the worker was down goes out later; of several only the last.

    Returns how many invitations were looked after.
    """
    done = 0
    for invitation in SeatInvitation.objects.filter(status=InvitationStatus.SENT, answer_by__isnull=False):
        left = (invitation.answer_by - today()).days
        with unit_of_work() as work:
            fresh = work.lock(invitation)
            if fresh.status != InvitationStatus.SENT:
                continue
            done += _overdue(fresh) if left < 0 else _reminded(fresh, left, work)
    return done


def _overdue(invitation: SeatInvitation) -> int:
    tell_overdue(invitation)
    return 1


def _reminded(invitation: SeatInvitation, left: int, work: Work) -> int:
    """Send the reminder that is due, unless the letter or that reminder went out after its day."""
    reached = [days for days in REMINDERS if left <= days]
    if not reached:
        return 0
    due_on = invitation.answer_by - datetime.timedelta(days=min(reached))
    last = invitation.reminded_at or invitation.sent_at
    if day_of(last) >= due_on:
        return 0
    invitation.reminded_at = now()
    work.save(invitation, "reminded_at")
    remind(invitation, min(reached))
    return 1
