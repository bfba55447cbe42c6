"""Who gets what at decisions: the register, the desk, the admin.

"Own" is somebody who sits in the Advisory Group, presides over it and proposed the decision.
"""

from tests.permissions.notation import (
    EVERYBODY,
    NOT_YOURS,
    NOT_YOURS_BOTH,
    NOWHERE,
    RECORDS_ABSENT,
    RECORDS_ABSENT_BOTH,
    RECORDS_READ,
    SECRETARIAT_READS,
    Row,
    verb_of,
)

OWN = "VD -, rest read | VD -, rest done"
NOT_THEIRS = "VD sign-in, OHU refused, rest none | VD sign-in, OHU refused, rest none"
OFFICERS_DO = "VD sign-in, OH read, U refused, rest none | VD sign-in, OH done, U refused, rest none"
TEXT = {"title": "Demonstration", "text": "The group decides.", "language": "en"}
OUTCOME = {"outcome": "deferred", "decided_on": "TODAY", "note": "The chair presided."}


def desk(name: str, what: str, of: str, own: str, other: str, **data: str) -> Row:
    absent = NOT_YOURS_BOTH if "|" in other else NOT_YOURS
    return Row(f"meetings_desk:{name}", what, of, own=own, other=other, absent=absent, data=data)


def verb(name: str, what: str, of: str, roles: str, **data: str) -> Row:
    return Row(f"decisions:{name}", what, of, other=verb_of(roles), absent=RECORDS_ABSENT_BOTH, data=data)


DECISIONS: tuple[Row, ...] = (
    Row("meetings:decisions", "Register of decisions", other=EVERYBODY),
    Row("meetings:decisions_feed", "Register of decisions, feed", other=EVERYBODY),
    Row("meetings:decision", "A decision", "decision adopted", other=EVERYBODY, absent=NOWHERE),
    Row("meetings:decision", "A decision without an outcome", "decision open", other=NOWHERE),
    Row(
        "meetings:decision", "A deferred decision that is open again", "decision open again", other=EVERYBODY
    ),
    Row("meetings:decision_pdf", "A decision as PDF", "decision adopted", other="all soon", absent=NOWHERE),
    Row("meetings_desk:decisions", "Decisions before one's bodies", other="VD sign-in, rest read"),
    desk(
        "decision_propose",
        "Propose a decision to the Advisory Group",
        "proposal to the group",
        OWN,
        "VD sign-in, OH read, rest refused | VD sign-in, OH done, rest refused",
        **TEXT,
    ),
    desk("decision", "A decision before the group", "decision open", "VD -, rest read", SECRETARIAT_READS),
    desk("decision", "A draft of a decision", "decision draft", "VD -, rest read", NOT_YOURS),
    # Who has a seat and is secretariat too says for whom they speak; here nobody does.
    desk(
        "decision_position",
        "Put a statement on record",
        "decision open",
        "VD sign-in, rest done | VD -, OH checked, rest done",
        "VD sign-in, OHU done, rest none | VD sign-in, OH done, U refused, rest none",
        kind="statement",
        text="We say this.",
        language="en",
    ),
    desk("decision_edit", "Change a draft", "decision draft", OWN, NOT_YOURS_BOTH, **TEXT, version="0"),
    desk("decision_discard", "Delete a draft", "decision draft", OWN, NOT_YOURS_BOTH),
    desk("decision_open", "Put a draft before the group", "decision draft", OWN, NOT_YOURS_BOTH),
    desk("decision_withdraw", "Withdraw a proposal", "decision open", OWN, NOT_THEIRS),
    desk("decision_announce", "Announce an outcome", "decision open", OWN, OFFICERS_DO, **OUTCOME),
    desk("decision_take_back", "Take an objection back", "objection", OWN, NOT_THEIRS),
    desk("decision_translate", "Translate a decision", "decision open", OWN, OFFICERS_DO, title="Décision"),
    Row("decisions:index", "Decisions, the list", other=RECORDS_READ),
    Row("decisions:index_results", "Decisions, rows", other=RECORDS_READ),
    Row("decisions:inspect", "A decision", "decision open", other=RECORDS_READ, absent=RECORDS_ABSENT),
    Row("decisions:inspect", "A draft of a partner", "decision draft", other=RECORDS_ABSENT),
    verb("open", "The secretariat takes a deferred decision up again", "decision deferred", "OH"),
    verb("announce", "The secretariat announces an outcome on behalf", "decision open", "OH", **OUTCOME),
    verb("withdraw", "Withdraw what somebody else proposed", "decision open", ""),
    verb("set_aside", "Set aside what cannot be carried out any more", "election", "H", reason="They left."),
    Row(
        "decisions:past",
        "Enter a decision of the past",
        other=verb_of("OH", sees="OH"),
        data={
            **TEXT,
            "body": "pag",
            "kind": "general",
            "decided_on": "2010-09-24",
            "outcome": "adopted",
            "source": "Demonstration record",
        },
    ),
)
