"""How the status of a letter of intent moves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.enums import (
    IN_REVIEW,
    OPEN,
    LetterStatus,
)
from partners.rules.letters import (
    can_answer,
    can_confirm,
    can_decide,
    can_discard,
    can_hold,
    can_release,
    can_review,
    can_send,
    can_take_under_review,
    can_withdraw,
)
from portal.records.enums import Role
from portal.records.transitions import Transition, TransitionTable

S = LetterStatus
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
        pgettext_lazy("letter", "Declined"),
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
