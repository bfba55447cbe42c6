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
from meetings.rules import (
    departed,
    term_chairs,
    term_consents,
    term_guards,
    term_hints,
    term_temporary,
    term_voices,
)
from meetings.rules.offices import acting_until, entered_when_over, terms_in_force
from meetings.rules.term_days import DAY, end_of_term
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
    return Refused(OWN_NAME) if answer and term_consents.says_it_themselves(term.person) else answer


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
    departed.left_when_invited,
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
    departed.left_before,
    term_hints.too_many_leads,
    term_hints.leads_side_by_side,
    term_hints.acting_ends,
    term_hints.area_not_established,
    term_hints.before_its_decision,
    term_hints.no_invitation,
    term_hints.seat_promised,
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
    """Whether the term runs or its holder acts; or its early end lies ahead and can be moved to an earlier day.

    One that ran its full time is what it was; only one that was looked up later can be given the end it had.
    """
    if not can_be_taken_out(term):
        return False
    if term.ended_on is not None:
        return term.ended_on >= today()
    return term.until is None or term.until >= today() or entered_when_over(term) or _can_act(term)


def _can_act(term: Term) -> bool:
    """Whether the term ran its full time and its holder can act today."""
    last = acting_until(term)
    return last is not None and term.until < today() <= last


def can_be_taken_out(term: Term) -> bool:
    """Whether the term counts; what was entered by mistake can also have ended."""
    return term.end_reason != EndReason.ENTERED_WRONGLY


def end_problems(term: Term, *, ended_on: datetime.date | None, reason: str, note: str = "") -> list[Problem]:
    """Return everything that forbids to end the term on that day."""
    problems = []
    wrong = reason == EndReason.ENTERED_WRONGLY
    if not (can_be_taken_out(term) if wrong else can_still_be_ended(term)):
        is_ended = term.ended_on is not None
        words = _("This term has been ended already.") if is_ended else _("This term ran its full time.")
        problems.append(Problem("", words))
    elif term.ended_on and ended_on and ended_on >= term.ended_on and not wrong:
        problems.append(Problem("ended_on", _("It is to end then already: give an earlier day.")))
    if ended_on is None:
        problems.append(Problem("ended_on", _("Give the last day.")))
    elif ended_on < term.since:
        problems.append(Problem("ended_on", _("A term does not end before its first day.")))
    elif term.until and ended_on > term.until:
        problems.append(
            Problem("ended_on", _("It runs out before that day: a longer time in office is a new term."))
        )
    elif not wrong and _can_act(term) and ended_on < term.until:
        words = _("It ran its full time: the acting ends with its own last day, %(day)s.")
        problems.append(Problem("ended_on", words % {"day": term_guards.day(term.until)}))
    if reason not in EndReason.values:
        problems.append(Problem("reason", _("Choose why it ends.")))
    if (wrong or reason == EndReason.OTHER) and not note:
        problems.append(Problem("note", _("Write what happened.")))
    if len(note) > Term._meta.get_field("end_note").max_length:
        problems.append(Problem("note", _("This text is too long.")))
    if wrong and Term.objects.counted().filter(replaces=term).exists():
        problems.append(Problem("reason", _("Another term continues this one: correct that one first.")))
    if not problems:
        problems += term_chairs.seat_of_a_chair(term, ended_on, wrong=wrong)
        problems += term_voices.voice_that_objects(term, ended_on, wrong=wrong)
    return problems


def end_warnings(term: Term, *, ended_on: datetime.date | None = None, wrong: bool = False) -> list[Problem]:
    """Return what should be seen before the term is ended: an area without leads, a chair missing, a seat left.

    ``wrong``: it is taken out as one that never was; one that is over leaves nothing behind.
    """
    day = ended_on or today()
    if wrong:
        day = max(term.since, today()) - DAY
        if not terms_in_force(day + DAY).filter(pk=term.pk).exists():
            return []
    return [
        *term_hints.last_lead(term, day),
        *term_hints.seat_of_a_lead(term),
        *term_hints.no_chair(term, day),
    ]
