"""How a request to take over as focal point moves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.enums import SuccessionStatus
from partners.rules.people import can_decide_succession, can_withdraw_succession
from portal.records.enums import SECRETARIAT
from portal.records.transitions import Transition, TransitionTable

S = SuccessionStatus
WAITING = frozenset({S.WAITING.value})

SUCCESSION_TRANSITIONS = TransitionTable(
    Transition(
        "grant",
        WAITING,
        S.GRANTED,
        can_decide_succession,
        _("Make the person focal point"),
        _("Granted"),
        roles=tuple(sorted(SECRETARIAT)),
    ),
    Transition(
        "decline",
        WAITING,
        S.DECLINED,
        can_decide_succession,
        _("Decline the request"),
        pgettext_lazy("request", "Declined"),
        needs_reason=True,
        roles=tuple(sorted(SECRETARIAT)),
    ),
    Transition(
        "withdraw",
        WAITING,
        S.WITHDRAWN,
        can_withdraw_succession,
        _("Withdraw the request"),
        _("Withdrawn"),
    ),
)
