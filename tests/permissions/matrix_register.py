"""Who gets what at the register, memberships, withdrawals and invitations to join."""

from tests.permissions.notation import (
    EVERYBODY,
    NOT_YOURS,
    NOT_YOURS_BOTH,
    NOWHERE_BOTH,
    RECORDS_ABSENT,
    RECORDS_ABSENT_BOTH,
    RECORDS_READ,
    SECRETARIAT_READS,
    Row,
    verb_of,
)

READS_OWN = "VD -, rest read"
KEEPS_OWN = "VD -, rest read | VD -, rest done"
KEEPS_OTHER = "VD sign-in, OH read, U refused, rest none | VD sign-in, OH done, U refused, rest none"
# Only the partner itself says that it leaves.
LEAVES_OTHER = "VD sign-in, OHU refused, rest none | VD sign-in, OHU refused, rest none"
SENDS_OWN = "all no-post | VD -, rest done"
POST_ABSENT = "all no-post | VD sign-in, rest none"


def desk(name: str, what: str, own: str, other: str, /, of: str = "partner", **data: str) -> Row:
    absent = NOT_YOURS_BOTH if "|" in other else NOT_YOURS
    if other.startswith("all no-post"):
        absent = POST_ABSENT
    return Row(f"partners_desk:{name}", what, of, own=own, other=other, absent=absent, data=data)


def records(name: str, what: str, of: str) -> tuple[Row, ...]:
    return (
        Row(f"{name}:index", f"{what}, the list", other=RECORDS_READ),
        Row(f"{name}:index_results", f"{what}, rows", other=RECORDS_READ),
        Row(f"{name}:inspect", f"{what}, one of them", of, other=RECORDS_READ, absent=RECORDS_ABSENT),
    )


def verb(name: str, what: str, of: str, roles: str, **data: str) -> Row:
    return Row(name, what, of, other=verb_of(roles), absent=RECORDS_ABSENT_BOTH, data=data)


REGISTER: tuple[Row, ...] = (
    Row("partners:register", "Register of partners on any day", other=EVERYBODY),
    Row(
        "partners:prospect_refuse",
        "Not interested in joining",
        "prospect",
        other="all read | all read",
        absent=NOWHERE_BOTH,
    ),
    desk("membership", "A partner's membership over time", READS_OWN, SECRETARIAT_READS),
    desk(
        "withdraw_membership",
        "Declare a withdrawal",
        KEEPS_OWN,
        LEAVES_OTHER,
        last_day="TODAY",
        reason="We close.",
    ),
    desk(
        "take_back_withdrawal",
        "Take a declared withdrawal back",
        SENDS_OWN,
        "all no-post | VD sign-in, OHU refused, rest none",
        of="leaving partner",
    ),
    desk("prospects", "Invitations to join of a partner", READS_OWN, SECRETARIAT_READS),
    desk(
        "prospect_invite",
        "Invite an organisation to join",
        KEEPS_OWN,
        KEEPS_OTHER,
        name="Demonstration Guest",
        email="guest@prospect.example",
        language="en",
    ),
    desk(
        "prospect_resend",
        "Send an invitation to join again",
        SENDS_OWN,
        "all no-post | VD sign-in, OH done, U refused, rest none",
        of="prospect of partner",
    ),
    desk(
        "prospect_revoke", "Take an invitation to join back", KEEPS_OWN, KEEPS_OTHER, of="prospect of partner"
    ),
    *records("memberships", "Memberships", "membership"),
    verb(
        "memberships:change_kind",
        "Change the kind of a membership",
        "membership",
        "H",
        kind="OTHER KIND",
        on="TODAY",
        reason="Asked for.",
    ),
    verb(
        "memberships:set_beginning",
        "Record the beginning of a membership",
        "membership",
        "OH",
        since="2012-01-01",
        source="List of 2012",
    ),
    *records("withdrawals", "Declared withdrawals", "withdrawal"),
    verb("withdrawals:record", "Record a withdrawal", "withdrawal", "H"),
    verb("withdrawals:set_aside", "Set a withdrawal aside", "withdrawal", "H", reason="By mistake."),
    *records("prospects", "Invitations to join", "prospect"),
    Row(
        "prospects:new",
        "The secretariat invites an organisation",
        other=verb_of("OH", sees="OH"),
        data={"name": "Demonstration Guest", "email": "guest@prospect.example", "language": "en"},
    ),
    verb("prospects:resend", "The secretariat sends an invitation again", "prospect", "OH"),
    verb("prospects:revoke", "The secretariat takes an invitation back", "prospect", "OH"),
)
