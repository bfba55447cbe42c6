"""How the status of a decision moves (MTG-3)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetings.enums import DecisionStatus
from meetings.models import Body
from meetings.rules.decisions import (
    can_announce,
    can_open,
    can_take_position,
    can_translate,
    can_withdraw_decision,
    can_write,
    is_open_body,
)
from portal.records.enums import Role
from portal.records.transitions import Transition, TransitionTable

S = DecisionStatus
OFFICERS = (Role.OFFICER.value, Role.HEAD.value)
PARTNERS = (Role.FOCAL.value, Role.LEAD.value, Role.MEMBER.value, Role.CHAIR.value)
# What somebody who announces chooses from; "withdrawn" is the proposer's alone.
OUTCOMES = (S.ADOPTED.value, S.NO_CONSENSUS.value, S.DEFERRED.value)


def possible_outcomes(body: Body) -> tuple[str, ...]:
    """Return what can be announced in a body: a closed area neither adopts nor defers any more."""
    return OUTCOMES if is_open_body(body) else (S.NO_CONSENSUS.value,)


DECISION_TRANSITIONS = TransitionTable(
    Transition(
        "edit",
        frozenset({S.DRAFT}),
        None,
        can_write,
        _("Change the draft"),
        _("Draft changed"),
        roles=(*PARTNERS, *OFFICERS),
    ),
    Transition(
        "open",
        frozenset({S.DRAFT, S.DEFERRED}),
        S.OPEN,
        can_open,
        _("Put before those who decide"),
        pgettext_lazy("history", "Put before those who decide"),
        roles=(*PARTNERS, *OFFICERS),
    ),
    Transition(
        "take_position",
        frozenset({S.OPEN}),
        None,
        can_take_position,
        _("Put something on record"),
        _("Something put on record"),
        roles=(*PARTNERS, *OFFICERS),
    ),
    Transition(
        "announce",
        frozenset({S.OPEN}),
        None,
        can_announce,
        _("Announce the outcome"),
        _("Outcome announced"),
        roles=(Role.LEAD.value, Role.CHAIR.value, *OFFICERS),
    ),
    Transition(
        "withdraw",
        frozenset({S.DRAFT, S.OPEN, S.DEFERRED}),
        S.WITHDRAWN,
        can_withdraw_decision,
        pgettext_lazy("decision", "Withdraw"),
        pgettext_lazy("decision", "Withdrawn by its proposer"),
        danger=True,
        roles=(*PARTNERS, *OFFICERS),
    ),
    Transition(
        "translate",
        frozenset(S.values) - {S.WITHDRAWN.value},
        None,
        can_translate,
        pgettext_lazy("decision", "Translate"),
        _("Translation changed"),
        roles=(*PARTNERS, *OFFICERS),
    ),
)
