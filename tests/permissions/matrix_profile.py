"""Who gets what at the pages of an organisation on the desk, and at what follows from them."""

from tests.permissions.notation import (
    DOOR,
    EVERYBODY,
    NOT_YOURS,
    NOT_YOURS_BOTH,
    NOWHERE,
    NOWHERE_BOTH,
    RECORDS_ABSENT,
    RECORDS_ABSENT_BOTH,
    RECORDS_READ,
    SECRETARIAT_READS,
    Row,
    verb_of,
)

# A partner's pages on the desk: its people, the secretariat on behalf, the auditor reads.
DESK_OWN = "VD -, rest read"
KEEPS_OWN = "VD -, rest read | VD -, rest done"
KEEPS_OTHER = "VD sign-in, OH read, U refused, rest none | VD sign-in, OH done, U refused, rest none"
READS_OTHER = "VD sign-in, OHU read, rest none | VD sign-in, OH done, U refused, rest none"
GIVEN = {"title": "Data", "topic": "data", "from_year": "2020", "to_year": "", "language": "en"}
WANTED = {"legal_name": "Demonstration New Name", "kind": "ngo", "place": "KE", "reason": "Renamed."}


def desk(name: str, what: str, own: str, other: str, of: str = "partner", **data: str) -> Row:
    absent = NOT_YOURS_BOTH if "|" in other else NOT_YOURS
    return Row(f"partners_desk:{name}", what, of, own=own, other=other, absent=absent, data=data)


PROFILE: tuple[Row, ...] = (
    desk("organisation", "An organisation on the desk", DESK_OWN, SECRETARIAT_READS),
    desk("profile", "A partner's profile as it keeps it", DESK_OWN, SECRETARIAT_READS),
    desk(
        "profile_part",
        "A part of the profile",
        KEEPS_OWN,
        KEEPS_OTHER,
        description="We act.",
        language="en",
        version="0",
    ),
    desk("logo", "The partner's logo", KEEPS_OWN, KEEPS_OTHER, remove="1"),
    desk("areas", "Join and leave areas", KEEPS_OWN, READS_OTHER, join="waste-management"),
    desk("confirm", "Say that the profile is right", KEEPS_OWN, KEEPS_OTHER),
    desk("identity", "Ask for another name, kind or country", KEEPS_OWN, READS_OTHER, **WANTED),
    Row(
        "partners_desk:identity_take_back",
        "Take the request back",
        "asking partner",
        own="all no-post | VD -, rest done",
        other="all no-post | VD sign-in, OH done, U refused, rest none",
        absent="all no-post | VD sign-in, rest none",
    ),
    desk("contributions", "What the partner contributed", DESK_OWN, SECRETARIAT_READS),
    desk("contribution_new", "Add a contribution", KEEPS_OWN, KEEPS_OTHER, **GIVEN),
    desk(
        "contribution", "Correct a contribution", KEEPS_OWN, KEEPS_OTHER, "contribution", **GIVEN, version="0"
    ),
    desk("contribution_take_back", "Take a contribution back", KEEPS_OWN, KEEPS_OTHER, "contribution"),
    Row(
        "partners_desk:still_right",
        "The mailed link of the yearly confirmation",
        "round link",
        other="all read | all done",
        absent=NOWHERE_BOTH,
    ),
    Row("partners:logo", "A partner's logo", "partner", other=EVERYBODY, absent=NOWHERE),
    Row("partners:logo", "Where no logo is shown", "asking partner", other=NOWHERE),
    # --- The secretariat ----------------------------------------------------------------------------
    Row("identity-requests:index", "Changes of name, kind or country", other=RECORDS_READ),
    Row("identity-requests:index_results", "Changes of name, kind or country, rows", other=RECORDS_READ),
    Row(
        "identity-requests:inspect",
        "A change that is asked for",
        "identity request",
        other=RECORDS_READ,
        absent=RECORDS_ABSENT,
    ),
    Row(
        "identity-requests:agree",
        "Agree to a change",
        "identity request",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data={"holds_from": "2026-01-01"},
    ),
    Row(
        "identity-requests:refuse",
        "Do not agree to a change",
        "identity request",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data={"reason": "The name is not registered."},
    ),
    Row("rounds:index", "Yearly confirmations", other=RECORDS_READ),
    Row("rounds:index_results", "Yearly confirmations, rows", other=RECORDS_READ),
    Row("rounds:inspect", "A yearly confirmation", "round", other=RECORDS_READ, absent=RECORDS_ABSENT),
    Row(
        "rounds:new",
        "Ask all partners; refused while a round is open",
        other=f"{DOOR}, OH read, rest none | {DOOR}, OH checked, rest none",
        data={"due_on": "2026-12-31"},
    ),
    Row("rounds:close", "Close a round", "round", other=verb_of("OH"), absent=RECORDS_ABSENT_BOTH),
    Row("round-entries:index", "Who did not answer", other=RECORDS_READ),
    Row("round-entries:index_results", "Who did not answer, rows", other=RECORDS_READ),
)
