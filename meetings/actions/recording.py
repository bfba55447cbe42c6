"""Recording and ending terms knowingly: what should be seen before is said first, and done when it was confirmed.

The screens of the secretariat come through here; ``meetings.actions.terms`` holds the verbs themselves.
"""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from meetings.actions.terms import appoint, end_term
from meetings.enums import EndReason
from meetings.models import Body, Term
from meetings.rules.terms import (
    can_appoint,
    can_end_term,
    end_problems,
    end_warnings,
    term_problems,
    term_warnings,
)
from partners.models import Person
from portal.records.decisions import Problem, Refusal, refuse_if, require
from portal.records.text import clean_text, normalise_name
from portal.records.work import unit_of_work


class Unconfirmed(Refusal):
    """Nothing forbids it, but there is something to see first. ``seal`` sent back as ``confirmed`` does it."""

    def __init__(self, warnings: list[Problem]):
        super().__init__(warnings)
        self.seal = seal_of(warnings)


def seal_of(warnings: Iterable[Problem]) -> str:
    """Return what stands for exactly these warnings: others that come up meanwhile are shown again."""
    text = "\n".join(f"{warning.field}: {warning.message}" for warning in warnings)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _ask_first(warnings: list[Problem], confirmed: str) -> None:
    if warnings and seal_of(warnings) != confirmed:
        raise Unconfirmed(warnings)


def record_term(
    *,
    body: Body,
    by: Any,
    person: Person | None = None,
    given_name: str = "",
    family_name: str = "",
    email: str = "",
    confirmed: str = "",
    **values: Any,
) -> Term:
    """Appoint ``person``, or somebody new by name (and address), with the ``values`` of ``appoint``.

    Raises Forbidden; Refusal with every problem at once; Unconfirmed with every warning, unless they were
    confirmed. A new person is there only when the term is.
    """
    with unit_of_work() as work:
        body = work.lock(body)
        require(can_appoint(by, body))
        warnings: list[Problem] = []
        problems: list[Problem] = []
        if person is None and family_name.strip():
            person, problems, warnings = person_named(given_name, family_name, email)
        values |= {"body": body, "person": person}
        refuse_if(problems + term_problems(**values))
        _ask_first(warnings + term_warnings(**values), confirmed)
        return appoint(by=by, **values)


def person_named(
    given_name: str, family_name: str, email: str
) -> tuple[Person, list[Problem], list[Problem]]:
    """Return the person of this address, else a new one, with problems and warnings about the name."""
    given_name, family_name = clean_text(given_name).strip(), clean_text(family_name).strip()
    address = email.strip().lower()
    known = Person.objects.filter(email=address).first() if address else None
    if known is not None:
        if normalise_name(known.family_name) == normalise_name(family_name):
            return known, [], []
        text = _("This address belongs to %(name)s. Choose that person, or leave the address empty.")
        return known, [Problem("email", text % {"name": known})], []
    warnings = []
    if Person.objects.filter(given_name__iexact=given_name, family_name__iexact=family_name).exists():
        text = _("There is a person of this name already. Go on only if this is somebody else.")
        warnings.append(Problem("family_name", text))
    person = Person.objects.create(given_name=given_name, family_name=family_name, email=address)
    return person, [], warnings


def end_term_knowingly(
    term: Term,
    *,
    by: Any,
    ended_on: datetime.date | None,
    reason: str,
    note: str = "",
    confirmed: str = "",
) -> Term:
    """End a term as ``end_term`` does, after the warnings were confirmed. Raises what ``record_term`` does."""
    with unit_of_work() as work:
        work.lock(term.body)
        require(can_end_term(by, term))
        refuse_if(end_problems(term, ended_on=ended_on, reason=reason, note=note))
        if reason != EndReason.ENTERED_WRONGLY:
            _ask_first(end_warnings(term, ended_on=ended_on), confirmed)
        return end_term(term, by=by, ended_on=ended_on, reason=reason, note=note)


def void_term(term: Term, *, by: Any, note: str) -> Term:
    """Mark a term as entered by mistake: it counts no more and is shown to nobody but the secretariat."""
    return end_term_knowingly(term, by=by, ended_on=term.since, reason=EndReason.ENTERED_WRONGLY, note=note)
