"""How a state of a record of this app is drawn, on pages, in the admin and in PDFs: one colour per state.

The colour only repeats what the words say (``components/tag.html``, ``publishing/pdf/stamp.html``).
"""

from meetings.enums import DecisionStatus, InvitationStatus, ProposalStatus

OK, WAIT, DO, STOP, NEUTRAL = "ok", "wait", "do", "stop", "neutral"
# Codes mean the same in every enum, so that one of them has one tone; a standing is that of a term (queries/history).
TONES = {
    DecisionStatus.DRAFT.value: NEUTRAL,  # a proposal's too
    DecisionStatus.OPEN.value: DO,
    DecisionStatus.ADOPTED.value: OK,  # a proposal's too
    DecisionStatus.NO_CONSENSUS.value: STOP,
    DecisionStatus.DEFERRED.value: WAIT,
    DecisionStatus.WITHDRAWN.value: NEUTRAL,  # that of a proposal and an invitation too
    ProposalStatus.PROPOSED.value: WAIT,
    ProposalStatus.EXAMINED.value: WAIT,
    ProposalStatus.BEFORE_GROUP.value: WAIT,
    ProposalStatus.NOT_ADOPTED.value: STOP,
    InvitationStatus.PREPARED.value: DO,
    InvitationStatus.SENT.value: WAIT,
    InvitationStatus.ACCEPTED.value: OK,
    InvitationStatus.DECLINED.value: NEUTRAL,
    "running": OK,
    "acting": WAIT,
    "coming": DO,
    "ended": NEUTRAL,
}
# What the secretariat has to do something about is drawn so for it.
FOR_STAFF = {ProposalStatus.PROPOSED.value: DO, ProposalStatus.EXAMINED.value: DO, "acting": "warn"}
STAMPS = {OK: "good", WAIT: "waiting"}


def tone_of(state: str, *, staff: bool = False) -> str:
    """Return the kind of tag that goes with a state; ``staff``: as the secretariat sees it."""
    return FOR_STAFF.get(state, TONES[state]) if staff else TONES[state]


def stamp_of(state: str) -> str:
    """Return the tone of the stamp in a PDF."""
    return STAMPS.get(TONES[state], "plain")
