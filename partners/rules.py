"""Who may do what with a letter, what a letter needs before it is sent, and how its status moves."""

import hashlib
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.enums import (
    IN_REVIEW,
    OPEN,
    Direction,
    LetterStatus,
    OrganisationRole,
    PartnerKind,
    RequestStatus,
    Step,
    Topic,
)
from partners.models import InformationRequest, Letter, Membership, Organisation, OrganisationPerson
from portal.accounts.rules import has_verified_email
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.enums import READS_RECORDS, SECRETARIAT, Role
from portal.records.registries import has_role
from portal.records.text import count_words, normalise_name
from portal.records.transitions import Transition, TransitionTable

S = LetterStatus
MAX_OFFERS = 10
STATES = frozenset({PartnerKind.REIO, PartnerKind.IGO})  # founded by States: these need no country
NOT_YOURS = _("This letter is not yours.")
SECRETARIAT_ONLY = _("Only the secretariat can do this.")
HELD = _("This letter is held as a possible duplicate: join it to the organisation or release it.")
HEAD_ONLY = _("Only the head of the secretariat can do this.")

# --- Who ----------------------------------------------------------------------------------------


def is_applicant(user: Any, letter: Letter) -> bool:
    """Whether this letter is the person's own: their account's, or a draft of this browser session."""
    if getattr(user, "is_authenticated", False):
        return letter.applicant_id is not None and letter.applicant_id == user.pk
    return (
        letter.applicant_id is None
        and letter.status == S.DRAFT
        and not letter.on_behalf
        and str(letter.uuid) in getattr(user, "drafts", ())
    )


def is_secretariat(user: Any) -> bool:
    return has_role(user, *SECRETARIAT)


def acts_on_behalf(user: Any, letter: Letter) -> bool:
    """Whether what ``user`` does with this letter is done for somebody else and must be recorded so."""
    return is_secretariat(user) and not is_applicant(user, letter)


def visible_letters(user: Any) -> QuerySet[Letter]:
    """Letters this person may open on the desk or in the admin; the same answer as :func:`can_see_letter`."""
    if not getattr(user, "is_authenticated", False):
        drafts = getattr(user, "drafts", ())
        return Letter.objects.filter(uuid__in=drafts, applicant__isnull=True, on_behalf=False, status=S.DRAFT)
    mine = Q(applicant=user)
    if has_role(user, *READS_RECORDS):
        mine |= ~Q(status=S.DRAFT) | Q(on_behalf=True)
    return Letter.objects.filter(mine)


def can_see_letter(user: Any, letter: Letter) -> Answer:
    """Own letters; the secretariat and the auditor see every letter that was sent or entered on behalf."""
    if is_applicant(user, letter):
        return ALLOWED
    if has_role(user, *READS_RECORDS) and (letter.status != S.DRAFT or letter.on_behalf):
        return ALLOWED
    return Refused(NOT_YOURS)


def reopened_steps(letter: Letter) -> frozenset[str]:
    """The parts of the letter that an open request asks to change (LOI-4)."""
    steps = InformationRequest.objects.filter(letter=letter, status=RequestStatus.OPEN).values_list(
        "questions__reopens", flat=True
    )
    return frozenset(step for step in steps if step)


def _writes_for(user: Any, letter: Letter) -> Answer:
    """The applicant, or the secretariat on behalf (which never touches a draft somebody is writing)."""
    if is_applicant(user, letter):
        return ALLOWED
    if is_secretariat(user) and (letter.on_behalf or letter.status != S.DRAFT):
        return ALLOWED
    return Refused(NOT_YOURS)


def can_edit_step(user: Any, letter: Letter, step: str) -> Answer:
    """A draft can be edited whole; a letter on which information was asked, only where it was asked."""
    answer = _writes_for(user, letter)
    if not answer:
        return answer
    if letter.status == S.DRAFT:
        return ALLOWED
    if letter.status == S.INFORMATION_REQUESTED and step in reopened_steps(letter):
        return ALLOWED
    return Refused(_("This part of the letter was sent and can no longer be changed."))


def can_send(user: Any, letter: Letter) -> Answer:
    answer = _writes_for(user, letter)
    if answer and not getattr(user, "is_authenticated", False):
        return Refused(_("Confirm your e-mail address first."))
    if answer and not acts_on_behalf(user, letter) and not has_verified_email(user):
        return Refused(_("Confirm your e-mail address first."))
    return answer


def can_answer(user: Any, letter: Letter) -> Answer:
    return _writes_for(user, letter)


def can_withdraw(user: Any, letter: Letter) -> Answer:
    return _writes_for(user, letter)


def can_discard(user: Any, letter: Letter) -> Answer:
    return _writes_for(user, letter)


def can_review(user: Any, letter: Letter) -> Answer:
    return ALLOWED if is_secretariat(user) else Refused(SECRETARIAT_ONLY)


def can_take_under_review(user: Any, letter: Letter) -> Answer:
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    if letter.held_at:
        return Refused(HELD)
    return ALLOWED


def can_decide(user: Any, letter: Letter) -> Answer:
    """Only the head, and never on a letter that they wrote or sent themselves (LOI-5)."""
    if not has_role(user, Role.HEAD):
        return Refused(HEAD_ONLY)
    if user.pk in (letter.applicant_id, letter.sent_by_id):
        return Refused(_("You sent this letter yourself: another person must decide on it."))
    return ALLOWED


def can_confirm(user: Any, letter: Letter) -> Answer:
    """As any decision, but a letter that may be a second one is joined or released before (LOI-8)."""
    answer = can_decide(user, letter)
    return Refused(HELD) if answer and letter.held_at else answer


def can_hold(user: Any, letter: Letter) -> Answer:
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    return Refused(_("This letter is held already.")) if letter.held_at else ALLOWED


def can_release(user: Any, letter: Letter) -> Answer:
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    return ALLOWED if letter.held_at else Refused(_("This letter is not held."))


def can_end_membership(user: Any, membership: Membership) -> Answer:
    """Only the head ends a membership (rights table)."""
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)


def can_manage_membership_kinds(user: Any) -> Answer:
    """Kinds of membership are a setting: the administrator's (LOI-10, rights table)."""
    if has_role(user, Role.ADMINISTRATOR):
        return ALLOWED
    return Refused(_("Only the administrator changes the kinds of membership."))


def can_read_due_diligence(user: Any) -> Answer:
    return ALLOWED if has_role(user, *READS_RECORDS) else Refused(SECRETARIAT_ONLY)


def can_read_letter_file(user: Any, letter: Letter) -> Answer:
    """Signed scans and answers' files: the applicant, the secretariat, the auditor (LOI-3)."""
    return can_see_letter(user, letter)


# --- How a letter moves -------------------------------------------------------------------------

APPLICANT = (Role.APPLICANT, Role.OFFICER, Role.HEAD)
OFFICERS = (Role.OFFICER, Role.HEAD)

LETTER_TRANSITIONS = TransitionTable(
    Transition(
        "send",
        frozenset({S.DRAFT}),
        S.SUBMITTED,
        can_send,
        _("Send the letter"),
        _("Letter sent"),
        roles=APPLICANT,
    ),
    Transition(
        "discard",
        frozenset({S.DRAFT}),
        None,
        can_discard,
        _("Delete the draft"),
        _("Draft deleted"),
        danger=True,
        roles=APPLICANT,
    ),
    Transition(
        "take_under_review",
        frozenset({S.SUBMITTED}),
        S.UNDER_REVIEW,
        can_take_under_review,
        _("Take under review and publish as received"),
        _("Review begun; letter published as received, not yet confirmed"),
        roles=OFFICERS,
    ),
    Transition(
        "ask",
        frozenset({S.UNDER_REVIEW}),
        S.INFORMATION_REQUESTED,
        can_review,
        _("Ask for information"),
        _("Information requested"),
        roles=OFFICERS,
    ),
    Transition(
        "answer",
        frozenset({S.INFORMATION_REQUESTED}),
        S.UNDER_REVIEW,
        can_answer,
        _("Send the answers"),
        _("Information given"),
        roles=APPLICANT,
    ),
    Transition(
        "resume_review",
        frozenset({S.INFORMATION_REQUESTED}),
        S.UNDER_REVIEW,
        can_review,
        _("Resume the review without an answer"),
        _("Review resumed"),
        needs_reason=True,
        roles=OFFICERS,
    ),
    Transition(
        "confirm",
        frozenset({S.UNDER_REVIEW}),
        S.CONFIRMED,
        can_confirm,
        _("Confirm participation"),
        _("Participation confirmed"),
        roles=(Role.HEAD,),
    ),
    Transition(
        "decline",
        OPEN,
        S.DECLINED,
        can_decide,
        _("Decline"),
        _("Declined"),
        needs_reason=True,
        danger=True,
        roles=(Role.HEAD,),
    ),
    Transition(
        "withdraw",
        OPEN,
        S.WITHDRAWN,
        can_withdraw,
        _("Withdraw the letter"),
        _("Letter withdrawn"),
        danger=True,
        roles=APPLICANT,
    ),
    Transition(
        "hold",
        frozenset({S.SUBMITTED}),
        None,
        can_hold,
        _("Hold as a possible duplicate"),
        _("Held"),
        needs_reason=True,
        roles=OFFICERS,
    ),
    Transition(
        "release",
        frozenset({S.SUBMITTED}) | IN_REVIEW,  # held in review: its name was changed in an answer
        None,
        can_release,
        _("Release: another organisation"),
        _("Released"),
        needs_reason=True,
        roles=OFFICERS,
    ),
    Transition(
        "join",
        frozenset({S.SUBMITTED}) | IN_REVIEW,
        None,
        can_review,
        _("Join to an organisation we know"),
        _("Joined to an organisation"),
        roles=OFFICERS,
    ),
)

# --- What a letter needs ------------------------------------------------------------------------


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

# --- One letter and one membership per organisation (LOI-8) --------------------------------------


def identity_of(
    *, kind: str, legal_name: str, country_code: str | None, is_global: bool, email: str = ""
) -> str:
    """Return the key that makes two letters or rows the same organisation.

    Normalised legal name and country (or "global", or nothing); for an individual a hash of the address.
    """
    if kind == PartnerKind.INDIVIDUAL:
        return "individual:" + hashlib.sha256(email.strip().lower().encode()).hexdigest()
    place = country_code or ("global" if is_global else "")
    return f"{normalise_name(legal_name)}|{place}"


def letter_identity(letter: Letter) -> str:
    """Return :func:`identity_of` a letter; an individual is known by the applicant's (else main) address."""
    main = letter.contact("main")
    email = letter.applicant.email if letter.applicant else (main.email if main else "")
    return identity_of(
        kind=letter.kind,
        legal_name=letter.legal_name,
        country_code=letter.country.alpha2 if letter.country else None,
        is_global=letter.is_global,
        email=email,
    )


def is_taken(identity_key: str, *, apart_from: Letter) -> bool:
    """Whether another open letter or a running membership stands on this key."""
    letters = Letter.objects.open().filter(identity_key=identity_key, held_at__isnull=True)
    members = Organisation.objects.partners().filter(identity_key=identity_key)
    return letters.exclude(pk=apart_from.pk).exists() or members.exists()


def partner_roles(user: Any):
    """Yield the roles that a letter or a place in a partner gives (registered in ``registries.roles``)."""
    places = OrganisationPerson.objects.filter(
        person__user=user,
        until__isnull=True,
        organisation__memberships__ended_on__isnull=True,
        organisation__memberships__isnull=False,
    ).values_list("role", flat=True)
    for role in set(places):
        yield Role.FOCAL if role == OrganisationRole.FOCAL else Role.VIEWER
    if Letter.objects.filter(applicant=user).exists():
        yield Role.APPLICANT
