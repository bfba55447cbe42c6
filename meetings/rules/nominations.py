"""What forbids the office that a decision would give: each nomination as the term it would become (AREA-3, PAG-4).

Nothing is put before a body, and nothing adopted, that nobody could then record.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, DecisionStatus, TermRole
from meetings.models import Body, Nomination, Term
from meetings.reference import GROUP
from meetings.rules import term_guards
from meetings.rules.term_days import days_of, lasts_under_a_year
from meetings.rules.terms import PROBLEMS, Guard, problems_of, proposed_term
from partners.rules.common import HEAD_ONLY
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.enums import Role
from portal.records.registries import has_role
from portal.records.wording import labelled

# It has no decision yet; whom a body can designate is asked with the nominations (``nomination_problems``).
NOT_YET: frozenset[Guard] = frozenset({term_guards.origin, term_guards.partner})
# A seat is given by the Executive Director's invitation, which asks the rest.
OF_NOMINEES: tuple[Guard, ...] = (term_guards.dates, term_guards.overlap)


def term_of(nomination: Nomination, body: Body) -> Term:
    """Return the term that a nomination would become, not saved."""
    if nomination.role == TermRole.MEMBER and not body.is_group:
        body = Body.objects.get(code=GROUP)
    term = proposed_term(
        body=body,
        role=nomination.role,
        person=nomination.person,
        organisation=nomination.organisation,
        since=nomination.since,
        until=nomination.until,
        ground=nomination.ground,
        category=nomination.category,
        area=nomination.area,
    )
    if term.role in CHAIR_ROLES and lasts_under_a_year(term):
        term.replaces = _finishes(term)
    return term


def _finishes(term: Term) -> Term | None:
    """Return the term of a chair who left early and whose last days these would be: it does not count (PAG-5)."""
    last = days_of(term)[1]
    left = Term.objects.counted().chairs().filter(body=term.body_id, ended_on__lt=term.since, until__gte=last)
    return left.exclude(person=term.person_id).order_by("-ended_on", "pk").first()


def office_problems(body: Body, named: Iterable[Nomination]) -> list[Problem]:
    """Return everything that would forbid to record the offices that a decision of ``body`` gives, each by name."""
    problems: list[Problem] = []
    beside: list[Term] = []
    for nomination in named:
        term = term_of(nomination, body)
        term.beside = tuple(beside)
        for problem in _problems(term):
            who = f"{nomination.get_role_display()}, {nomination.person}"
            problems.append(Problem("nominations", labelled(who, problem.message)))
        beside.append(term)
    return problems


def _problems(term: Term) -> Iterator[Problem]:
    if term_guards.is_past(term):
        yield Problem("until", _("The days of this office are over."))
    elif term.role == TermRole.MEMBER:
        yield from problems_of(term, OF_NOMINEES)
    else:
        yield from problems_of(term, [guard for guard in PROBLEMS if guard not in NOT_YET])


# --- What cannot be carried out any more --------------------------------------------------------------


def waits_for_its_term(nomination: Nomination) -> bool:
    """Whether an adopted decision of here gives an office to somebody whose term nobody has recorded yet."""
    decision = nomination.decision
    return (
        decision.status == DecisionStatus.ADOPTED
        and not decision.source
        and nomination.role in LEAD_ROLES | CHAIR_ROLES
        and nomination.term_id is None
        and nomination.set_aside_on is None
    )


def can_set_aside(user: Any) -> Answer:
    """Who records terms says that one cannot be recorded any more: the head."""
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)
