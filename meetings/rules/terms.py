"""Who may appoint and end terms of office, and what must hold for a term (AREA-3, PAG-1, PAG-2, PAG-4, PAG-5).

What stands in the way comes all at once (``term_problems``); what may go on but must be seen first is a warning
(``term_warnings``). Both look at days: a term of the past meets those of its time, a coming one the coming ones.
Ask under the lock of the body (``work.lock(body)``), so that two who appoint at once come one after the other.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, EndReason, Precision, TermRole
from meetings.models import Body, Decision, SeatInvitation, Term
from meetings.rules import term_chairs, term_guards, term_hints, term_temporary
from meetings.rules.term_days import end_of_term
from partners.models import Organisation, Person
from partners.rules.common import HEAD_ONLY, is_secretariat
from partnership_areas.models import Area
from portal.records.clock import today
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.enums import Role
from portal.records.registries import has_role
from portal.records.text import clean_text

OWN_NAME = _("Only the person concerned can say whether the public may read their name.")
Guard = Callable[[Term], Iterator[Problem]]


# --- Who -----------------------------------------------------------------------------------------


def can_appoint(user: Any, body: Body, invitation: SeatInvitation | None = None) -> Answer:
    """The head records terms; an invitation that the head sent makes its term by the answer (PAG-2)."""
    if has_role(user, Role.HEAD) or (invitation is not None and invitation.sent_at is not None):
        return ALLOWED
    return Refused(HEAD_ONLY)


def can_end_term(user: Any, term: Term) -> Answer:
    """Only the head ends a term (rights table)."""
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)


def is_own_term(user: Any, term: Term) -> bool:
    return getattr(user, "is_authenticated", False) and term.person.user_id == user.pk


def can_say_consent(user: Any, term: Term) -> Answer:
    """The person says whether they are named to the public; the secretariat records it on behalf."""
    if is_own_term(user, term) or is_secretariat(user):
        return ALLOWED
    return Refused(OWN_NAME)


def can_give_consent(user: Any, term: Term) -> Answer:
    """To be named is the person's own to say; the secretariat notes it for somebody without an account.

    Who once took it back is not named again by somebody else.
    """
    if is_own_term(user, term):
        return ALLOWED
    answer = can_say_consent(user, term)
    return Refused(OWN_NAME) if answer and (term.person.user_id or _took_it_back(term)) else answer


def _took_it_back(term: Term) -> bool:
    """Whether the person, not the secretariat, ended the consent, as the audit trail has it."""
    lines = AuditLine.objects.filter(object_type=Term._meta.label_lower, object_id=term.pk)
    return lines.filter(verb="term.take_back_consent", on_behalf=False).exists()


# --- A term to be ---------------------------------------------------------------------------------


def proposed_term(
    *,
    body: Body,
    role: str,
    person: Person | None,
    organisation: Organisation | None,
    since: datetime.date | None,
    until: datetime.date | None = None,
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
    """Return the term as it would be, not saved: texts cleaned, a merged partner's row followed, two years filled in.

    ``until`` left out gives leads and chairs two years, or what is left of the term they finish; a seat stays open.
    """
    if organisation is not None and organisation.merged_into is not None:
        organisation = organisation.merged_into
    if until is None and since is not None and role in CHAIR_ROLES | LEAD_ROLES:
        until = _two_years(since, replaces)
    return Term(
        body=body,
        role=role or "",
        person=person,
        organisation=organisation,
        since=since,
        until=until,
        decision=decision,
        invitation=invitation,
        source=clean_text(source).strip(),
        ground=ground or "",
        category=category or "",
        need=clean_text(need).strip(),
        area=area,
        replaces=replaces,
        consent=consent or "",
        precision=precision or Precision.DAY,
    )


def _two_years(since: datetime.date, replaces: Term | None) -> datetime.date | None:
    if replaces is not None and replaces.until and replaces.until >= since:
        return replaces.until
    return end_of_term(since) if since.year < 9990 else None


PROBLEMS: tuple[Guard, ...] = (
    term_guards.what_is_missing,
    term_guards.what_is_unknown,
    term_guards.dates,
    term_guards.length,
    term_guards.role_of_the_body,
    term_guards.origin,
    term_guards.invitation,
    term_guards.replaced_term,
    term_guards.closed_area,
    term_guards.partner,
    term_consents.own_word,
    term_guards.ground,
    term_guards.overlap,
    term_guards.ordinary_seats,
    term_temporary.temporary_seat,
    term_chairs.chair_or_two_co_chairs,
    term_chairs.two_terms_in_a_lifetime,
    term_chairs.chair_sits,
)
IN_ITSELF = PROBLEMS[:3]
WARNINGS: tuple[Guard, ...] = (
    term_hints.name_not_shown,
    term_hints.too_many_leads,
    term_hints.leads_side_by_side,
    term_hints.acting_ends,
    term_hints.area_not_established,
    term_hints.before_its_decision,
    term_hints.no_invitation,
    term_hints.second_seat,
    term_hints.past_not_certain,
    term_hints.same_name_presided,
)


def term_problems(**values: Any) -> list[Problem]:
    """Return everything that forbids the term, with the field each concerns; takes what ``appoint`` takes."""
    return problems_of(proposed_term(**values))


def term_warnings(**values: Any) -> list[Problem]:
    """Return what should be seen before the term is recorded; takes what ``appoint`` takes."""
    return warnings_of(proposed_term(**values))


def problems_of(term: Term, guards: Iterable[Guard] = PROBLEMS) -> list[Problem]:
    return [problem for guard in guards if _can_ask(guard, term) for problem in guard(term)]


def warnings_of(term: Term) -> list[Problem]:
    return [problem for guard in WARNINGS if _can_ask(guard, term) for problem in guard(term)]


def _can_ask(guard: Guard, term: Term) -> bool:
    """Without a person, a role or a plausible first day only what is missing or wrong in itself can be said."""
    if term.person_id and term.since and term.role in TermRole.values:
        return guard in IN_ITSELF or term_guards.is_plausible(term.since)
    if guard is term_guards.origin:
        return term.decision is None
    return guard in IN_ITSELF[: 3 if term.since else 2]


# --- The end ---------------------------------------------------------------------------------------


def can_still_be_ended(term: Term) -> bool:
    """Whether nobody has ended the term, or its early end lies ahead and can be moved to an earlier day."""
    if term.end_reason == EndReason.ENTERED_WRONGLY:
        return False
    return term.ended_on is None or term.ended_on >= today()


def end_problems(term: Term, *, ended_on: datetime.date | None, reason: str, note: str = "") -> list[Problem]:
    """Return everything that forbids to end the term on that day."""
    problems = []
    if not can_still_be_ended(term):
        problems.append(Problem("", _("This term has been ended already.")))
    elif term.ended_on and ended_on and ended_on >= term.ended_on and reason != EndReason.ENTERED_WRONGLY:
        problems.append(Problem("ended_on", _("It is to end then already: give an earlier day.")))
    if ended_on is None:
        problems.append(Problem("ended_on", _("Give the last day.")))
    elif ended_on < term.since:
        problems.append(Problem("ended_on", _("A term does not end before its first day.")))
    elif term.until and ended_on > term.until:
        problems.append(
            Problem("ended_on", _("It runs out before that day: a longer time in office is a new term."))
        )
    if reason not in EndReason.values:
        problems.append(Problem("reason", _("Choose why it ends.")))
    if reason in (EndReason.OTHER, EndReason.ENTERED_WRONGLY) and not note:
        problems.append(Problem("note", _("Write what happened.")))
    if len(note) > Term._meta.get_field("end_note").max_length:
        problems.append(Problem("note", _("This text is too long.")))
    if reason == EndReason.ENTERED_WRONGLY and Term.objects.counted().filter(replaces=term).exists():
        problems.append(Problem("reason", _("Another term continues this one: correct that one first.")))
    if not problems:
        problems += term_chairs.seat_of_a_chair(term, ended_on, wrong=reason == EndReason.ENTERED_WRONGLY)
    return problems


def end_warnings(term: Term, *, ended_on: datetime.date | None = None) -> list[Problem]:
    """Return what should be seen before the term is ended: an area without leads, a chair missing, a seat left."""
    day = ended_on or today()
    return [
        *term_hints.last_lead(term, day),
        *term_hints.seat_of_a_lead(term),
        *term_hints.no_chair(term, day),
    ]
