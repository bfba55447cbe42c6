"""Terms of office are recorded and ended, and people say whether they are named (AREA-3, PAG-1 to PAG-5)."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.enums import EndReason, NameConsent, Precision
from meetings.models import Body, Decision, Nomination, SeatInvitation, Term
from meetings.notices.terms import tell_of_beginning, tell_of_early_end
from meetings.rules.term_ends import bodies_left, ending_with_the_area, ending_with_the_partner, held_for
from meetings.rules.term_guards import family_of
from meetings.rules.terms import (
    can_appoint,
    can_end_term,
    can_give_consent,
    can_say_consent,
    end_problems,
    is_own_term,
    problems_of,
    proposed_term,
)
from partners.models import Organisation, Person
from partnership_areas.models import Area
from portal.records.clock import now, today
from portal.records.decisions import Problem, refuse_if, require
from portal.records.text import clean_text
from portal.records.work import Work, unit_of_work


def appoint(
    *,
    body: Body,
    role: str,
    person: Person,
    organisation: Organisation | None,
    since: datetime.date,
    until: datetime.date | None = None,
    by: Any,
    decision: Decision | None = None,
    invitation: SeatInvitation | None = None,
    source: str = "",
    ground: str = "",
    category: str = "",
    need: str = "",
    area: Area | None = None,
    replaces: Term | None = None,
    consent: str = "",
    precision: str = Precision.DAY,
) -> Term:
    """Record a term of office: of today, of the future, or of the past from a source.

    The head does it, with an adopted ``decision`` or a ``source``; an ``invitation`` that the head sent makes its
    seat by the answer, whoever gives it (``by`` None: by link). ``until`` left out: see ``proposed_term``. A
    nomination of the decision is marked as recorded. Raises Forbidden, or Refusal with every problem at once.

    ``consent`` "given" is noted for somebody without an account, and from the answer to an invitation (one that came
    another way is kept with how and when it came); who has an account says it themselves (``give_consent``). It
    stands on the audit trail.
    """
    with unit_of_work() as work:
        body = work.lock(body)  # who appoints at the same moment comes after this
        require(can_appoint(by, body, invitation))
        term = proposed_term(
            body=body,
            role=role,
            person=person,
            organisation=organisation,
            since=since,
            until=until,
            decision=decision,
            invitation=invitation,
            source=source,
            ground=ground,
            category=category,
            need=need,
            area=area,
            replaces=replaces,
            consent=consent,
            precision=precision,
        )
        refuse_if(problems_of(term))
        term.entered_by = by
        term.consented_at = now() if term.consent else None
        term.save()
        _mark_nomination(term)
        tell_of_beginning(term)
        work.audit(
            "term.appoint",
            term,
            by=by,
            data={
                "body": body.code,
                "role": term.role,
                "person": term.person_id,
                "since": term.since.isoformat(),
                "until": term.until.isoformat() if term.until else "",
                "consent": str(term.consent),
            },
        )
    return term


def _mark_nomination(term: Term) -> None:
    """The nomination that became this term says so: it no longer waits to be recorded."""
    decision = term.decision_id or (term.invitation.decision_id if term.invitation else None)
    if decision is None:
        return
    nominations = Nomination.objects.filter(decision=decision, person=term.person_id, term__isnull=True)
    nomination = nominations.filter(role__in=family_of(term.role)).first()
    if nomination is not None:
        nomination.term = term
        nomination.save(update_fields=["term"])


def end_term(term: Term, *, by: Any, ended_on: datetime.date | None, reason: str, note: str = "") -> Term:
    """End a term early, or the acting after it; or mark it as entered by mistake, so that it counts no more.

    ``ended_on`` may lie in the future; until it has come, an earlier day can be given. Nobody acts after a term that
    was ended: for a lead who acts and stops, give the term's own last day. Raises Forbidden, or Refusal with every
    problem at once.
    """
    note = clean_text(note).strip()
    with unit_of_work() as work:
        work.lock(term.body)
        term = work.lock(term)
        require(can_end_term(by, term))
        refuse_if(end_problems(term, ended_on=ended_on, reason=reason, note=note))
        term.ended_on, term.end_reason, term.end_note, term.ended_by = ended_on, reason, note, by
        work.save(term, "ended_on", "end_reason", "end_note", "ended_by")
        _ended(term, work, by=by)
    return term


def _ended(term: Term, work: Work, *, by: Any) -> None:
    """What follows whenever a term is ended: its decision can be recorded anew, the trail, who is told."""
    if term.end_reason == EndReason.ENTERED_WRONGLY:
        Nomination.objects.filter(term=term).update(term=None)
    work.audit(
        "term.end",
        term,
        by=by,
        fields=["ended_on", "end_reason"],
        data={"ended_on": term.ended_on.isoformat(), "reason": term.end_reason, "role": term.role},
    )
    tell_of_early_end(term)


def end_with_the_partner(organisation: Organisation, area: Area | None, on: datetime.date, by: Any) -> None:
    """End what is held for a partner that leaves the Partnership, or one area (``partners.departures``).

    It is no verb of its own: who may let the partner leave lets this happen. A term that has not begun is taken
    out as one that never was; an end that was planned for a later day does not hold it up; what is over keeps its
    end. Raises Refusal when a term held for it began after that day: the day is a slip then, or the term is.
    """
    note = _("The partner left before the term began.")
    with unit_of_work() as work:
        for body in bodies_left(area).order_by("pk"):
            work.lock(body)  # who appoints for this partner at the same moment comes before or after this
        refuse_if(_begun_after(held_for(organisation, area), on))
        for term in ending_with_the_partner(organisation, area, on):
            _end_with(term, work, on=on, by=by, reason=EndReason.PARTNER_LEFT, note=note)


def end_with_the_area(body: Body, on: datetime.date, by: Any) -> None:
    """End what is held in an area that is closed, and the seats in the group for it (``actions.areas.close``).

    Who presides from such a seat presides no more. A term that has not begun is taken out; one whose last day is
    past keeps it.
    """
    note = _("The area was closed before the term began.")
    with unit_of_work() as work:
        lock_with_the_group(body, work)
        for term in ending_with_the_area(body, on):
            _end_with(term, work, on=on, by=by, reason=EndReason.AREA_CLOSED, note=note)


def lock_with_the_group(body: Body, work: Work) -> Body:
    """Lock the body of an area and the group, in the order in which everybody does; return the area's."""
    both = Body.objects.filter(Q(pk=body.pk) | Q(area__isnull=True)).order_by("pk")
    return next(locked for locked in [work.lock(one) for one in both] if locked.pk == body.pk)


def _begun_after(held: QuerySet[Term], on: datetime.date) -> list[Problem]:
    """Why a partner cannot have left on that day: an office held for it began later."""
    last = (
        held.filter(since__gt=on, since__lte=today()).order_by("-since").select_related("body__area").first()
    )
    if last is None:
        return []
    words = _(
        "On %(day)s an office held for it began (%(office)s). Check the day, or correct that term first."
    )
    office = f"{last.get_role_display()}, {last.body}"
    return [Problem("on", words % {"day": date_format(last.since, "DATE_FORMAT"), "office": office})]


def _end_with(term: Term, work: Work, *, on: datetime.date, by: Any, reason: str, note: str) -> None:
    """End a term with what it hangs on; one that has not begun never was, with that note."""
    begun = term.since <= today()
    before = (term.ended_on, term.end_reason)
    term.ended_on = min(max(on, term.since), term.until or datetime.date.max)
    term.end_reason = reason if begun else EndReason.ENTERED_WRONGLY
    if (term.ended_on, term.end_reason) == before:
        return
    term.end_note = "" if begun else note
    term.ended_by = by
    work.save(term, "ended_on", "end_reason", "end_note", "ended_by")
    _ended(term, work, by=by)


def give_consent(term: Term, *, by: Any) -> Term:
    """The person agrees to be named to the public with this office; said twice, nothing changes.

    The secretariat notes it for somebody without an account who has not taken it back. Raises Forbidden.
    """
    return _say(term, NameConsent.GIVEN, by=by, verb="term.consent")


def take_back_consent(term: Term, *, by: Any) -> Term:
    """The person is no longer named to the public with this office, at once."""
    return _say(term, "", by=by, verb="term.take_back_consent")


def _say(term: Term, consent: str, *, by: Any, verb: str) -> Term:
    with unit_of_work() as work:
        term = work.lock(term)
        require(can_give_consent(by, term) if consent else can_say_consent(by, term))
        if term.consent == consent:
            return term
        term.consent = consent
        term.consented_at = now() if consent else None
        work.save(term, "consent", "consented_at")
        work.audit(verb, term, by=by, on_behalf=not is_own_term(by, term), fields=["consent"])
    return term
