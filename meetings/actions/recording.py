"""Recording and ending terms knowingly: what should be seen before is said first, and done when it was confirmed.

The screens of the secretariat come through here; ``meetings.actions.terms`` holds the verbs themselves.
"""

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from partners.actions.naming import organisation_named
from partners.models import Organisation, Person
from partnership_areas.models import Country
from portal.records.decisions import Problem, Refusal, refuse_if, require
from portal.records.text import clean_text, normalise_name
from portal.records.work import unit_of_work

ADDRESS_OF_ANOTHER = gettext_lazy(
    "This address belongs to %(name)s. Choose that person, or leave the address empty."
)


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
    organisation: Organisation | None = None,
    organisation_name: str | None = None,
    organisation_kind: str = "",
    organisation_country: Country | None = None,
    confirmed: str = "",
    **values: Any,
) -> Term:
    """Appoint ``person``, or somebody new by name (and address), with the ``values`` of ``appoint``.

    ``organisation_name``: of one that the register does not know, "" when it is still to be given; None: there is
    none to name. Raises Forbidden; Refusal with every problem at once; Unconfirmed with every warning, unless they
    were confirmed. A new person, a new organisation is there only when the term is.
    """
    with unit_of_work() as work:
        body = work.lock(body)
        require(can_appoint(by, body))
        person, problems, warnings = person_meant(person, given_name, family_name, email, by=by)
        others: list[Problem] = []
        if organisation is None and organisation_name is not None:
            organisation, others, more = organisation_named(
                organisation_name, organisation_kind, organisation_country, by=by
            )
            warnings += more
        values |= {"body": body, "person": person, "organisation": organisation}
        found = [
            problem for problem in term_problems(**values) if not (others and problem.field == "organisation")
        ]
        refuse_if(problems + others + found)
        _ask_first(warnings + term_warnings(**values), confirmed)
        return appoint(by=by, **values)


def person_meant(
    person: Person | None, given_name: str, family_name: str, email: str, *, by: Any
) -> tuple[Person | None, list[Problem], list[Problem]]:
    """Return the person chosen, else the one named (None when nobody is), with problems and warnings.

    An address that is typed for a person chosen becomes theirs when none is known yet; nothing that is typed is
    dropped.
    """
    if person is None:
        return person_named(given_name, family_name, email) if family_name.strip() else (None, [], [])
    problems = []
    typed = [given_name, family_name]
    if any(name.strip() for name in typed) and _same(" ".join(typed)) != _same(str(person)):
        words = _(
            "A name is typed only for somebody who is not listed: choose nobody of the list, or empty it."
        )
        problems.append(Problem("family_name", words))
    return person, problems + _give_address(person, email.strip().lower(), by=by), []


def _same(name: str) -> str:
    return normalise_name(name).strip()


def _give_address(person: Person, address: str, *, by: Any) -> list[Problem]:
    """Note the address of somebody of whom none is known; what stands in the way otherwise."""
    known = (person.user or person).email.lower()
    if not address or address == known:
        return []
    if known:
        return [Problem("email", _("Another address is known of this person: leave this one empty."))]
    taken = Person.objects.filter(email=address).first()
    if taken is not None:
        return [Problem("email", ADDRESS_OF_ANOTHER % {"name": taken})]
    with unit_of_work() as work:
        person.email = address
        person.save(update_fields=["email"])
        work.audit("people.address", person, by=by, fields=["email"])
    return []


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
        return known, [Problem("email", ADDRESS_OF_ANOTHER % {"name": known})], []
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
        wrong = reason == EndReason.ENTERED_WRONGLY
        _ask_first(end_warnings(term, ended_on=ended_on, wrong=wrong), confirmed)
        return end_term(term, by=by, ended_on=ended_on, reason=reason, note=note)


def void_term(term: Term, *, by: Any, note: str, confirmed: str = "") -> Term:
    """Mark a term as entered by mistake: it counts no more and is shown to nobody but the secretariat.

    Also one that has ended. Raises what ``end_term_knowingly`` does.
    """
    wrong = EndReason.ENTERED_WRONGLY
    return end_term_knowingly(term, by=by, ended_on=term.since, reason=wrong, note=note, confirmed=confirmed)
