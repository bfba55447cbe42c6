"""What a letter of intent needs before it is sent."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from partners.enums import (
    Direction,
    PartnerKind,
    Step,
    Topic,
)
from partners.models import Letter
from portal.records.decisions import Problem
from portal.records.text import count_words, normalise_name

MAX_OFFERS = 10
STATES = frozenset({PartnerKind.REIO, PartnerKind.IGO})  # founded by States: these need no country


def step_problems(letter: Letter, step: str) -> list[Problem]:
    """Return everything that this part still lacks before the letter can be sent (LOI-1 to LOI-3, LOI-6)."""
    return _CHECKS[step](letter)


def letter_problems(letter: Letter) -> list[Problem]:
    """Return everything that stands in the way of sending; ``field`` is "step.field"."""
    return [
        Problem(f"{step}.{problem.field}", problem.message)
        for step in Step.values
        for problem in step_problems(letter, step)
    ]


def _who(letter: Letter) -> list[Problem]:
    problems = []
    if letter.kind not in PartnerKind.values:
        problems.append(Problem("kind", _("Choose what kind of partner you are.")))
    if not normalise_name(letter.legal_name):
        problems.append(Problem("legal_name", _("Give the full legal name.")))
    needs_country = letter.kind not in STATES
    if needs_country and letter.country_id is None and not letter.is_global:
        problems.append(Problem("place", _("Choose a country, or “world-wide”.")))
    if letter.kind == PartnerKind.GOVERNMENT and letter.country_id is None:
        problems = [p for p in problems if p.field != "place"]
        problems.append(Problem("place", _("Choose the country of the government.")))
    if not letter.is_individual and not letter.description.strip():
        problems.append(Problem("description", _("Say in one or two sentences what you do.")))
    return problems


def _people(letter: Letter) -> list[Problem]:
    main, alternate = letter.contact("main"), letter.contact("alternate")
    problems = []
    if main is None or not main.family_name.strip():
        problems.append(Problem("main-family_name", _("Give the name of the main focal point.")))
    if main is None or not main.email:
        problems.append(Problem("main-email", _("Give the e-mail address of the main focal point.")))
    if alternate and (alternate.given_name or alternate.post or alternate.phone or alternate.email):
        if not alternate.family_name.strip():
            problems.append(Problem("alternate-family_name", _("Give the family name of the alternate.")))
        if not alternate.email:
            problems.append(Problem("alternate-email", _("Give the e-mail address of the alternate.")))
    if main and alternate and main.email and main.email.lower() == alternate.email.lower():
        problems.append(
            Problem("alternate-email", _("The alternate needs another address than the main focal point."))
        )
    return problems


def _areas(letter: Letter) -> list[Problem]:
    if not letter.areas.all():
        return [Problem("areas", _("Choose at least one area."))]
    return []


def _statements(letter: Letter) -> list[Problem]:
    problems = []
    if not letter.supports:
        problems.append(Problem("supports", _("State that you support the Partnership.")))
    if not letter.commits:
        problems.append(Problem("commits", _("State that you commit yourself to its goal.")))
    words = count_words(letter.contribution)
    if not words:
        problems.append(Problem("contribution", _("Say what you will bring: expertise, funds or in kind.")))
    elif words > settings.STATEMENT_MAX_WORDS:
        problems.append(
            Problem(
                "contribution",
                _("Use at most %(max)s words; now there are %(words)s.")
                % {"max": settings.STATEMENT_MAX_WORDS, "words": words},
            )
        )
    return problems


def _offers(letter: Letter) -> list[Problem]:
    offers = list(letter.offers.all())
    if len(offers) > MAX_OFFERS:
        return [Problem("", _("Name at most %(max)s offers and needs.") % {"max": MAX_OFFERS})]
    problems = []
    for index, offer in enumerate(offers):
        if offer.direction not in Direction.values:
            problems.append(Problem(f"offers-{index}-direction", _("Say whether you offer or seek it.")))
        if offer.topic not in Topic.values:
            problems.append(Problem(f"offers-{index}-topic", _("Choose a topic.")))
    if not any(offer.direction == Direction.OFFER for offer in offers):
        words = _("Name at least one thing that you offer: partners provide resources or expertise.")
        problems.append(Problem("", words))
    return problems


def _signature(letter: Letter) -> list[Problem]:
    problems = []
    if not letter.signatory_name.strip():
        problems.append(Problem("signatory_name", _("Give the name of the person who signs.")))
    if not letter.is_individual and not letter.signatory_title.strip():
        problems.append(Problem("signatory_title", _("Give the title of the person who signs.")))
    if letter.signed_on is None:
        problems.append(Problem("signed_on", _("Give the date of signature.")))
    if not letter.declared:
        problems.append(Problem("declared", _("Sign by ticking the declaration.")))
    return problems


def _consent(letter: Letter) -> list[Problem]:
    problems = []
    if not letter.acknowledges_publication:
        problems.append(
            Problem("acknowledges_publication", _("Acknowledge that letters received are published."))
        )
    if not letter.consents_to_data:
        problems.append(
            Problem("consents_to_data", _("Agree to the use of the personal data in this letter."))
        )
    return problems


_CHECKS = {
    Step.WHO.value: _who,
    Step.PEOPLE.value: _people,
    Step.AREAS.value: _areas,
    Step.STATEMENTS.value: _statements,
    Step.OFFERS.value: _offers,
    Step.SIGNATURE.value: _signature,
    Step.CONSENT.value: _consent,
}
