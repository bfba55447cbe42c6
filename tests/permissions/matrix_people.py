"""Who gets what at the pages about people of an organisation, invitations, succession, co-authors."""

from tests.permissions.notation import (
    NOT_YOURS,
    NOT_YOURS_BOTH,
    RECORDS_ABSENT,
    RECORDS_ABSENT_BOTH,
    RECORDS_READ,
    SECRETARIAT_READS,
    Row,
    verb_of,
)

KEEPS_OWN = "VD -, rest read | VD -, rest done"
KEEPS_OTHER = "VD sign-in, OH read, U refused, rest none | VD sign-in, OH done, U refused, rest none"
# Nobody agrees for somebody else: the focal point of the organisation neither; the secretariat takes back.
CONSENT_OWN = "VD -, OH read, rest refused | VD -, OH done, rest refused"
MANAGED_OWN = "all no-post | VD -, rest done"
MANAGED_OTHER = "all no-post | VD sign-in, OH done, rest none"
POST_ABSENT = "all no-post | VD sign-in, rest none"
PERSON = {"family_name": "Person", "language": "en", "version": "VERSION"}
SUCCESSOR = {"family_name": "Successor", "post": "Officer", "reason": "She retired."}


def desk(name: str, what: str, of: str, own: str, other: str, **data: str) -> Row:
    absent = NOT_YOURS_BOTH if "|" in other else NOT_YOURS
    return Row(f"partners_desk:{name}", what, of, own=own, other=other, absent=absent, data=data)


PEOPLE_ROWS: tuple[Row, ...] = (
    Row("partners_desk:organisations", "My organisations", other="VD sign-in, rest read"),
    desk("people", "People of an organisation", "partner", "VD -, rest read", SECRETARIAT_READS),
    desk(
        "invite_colleague",
        "Invite a colleague",
        "partner",
        KEEPS_OWN,
        KEEPS_OTHER,
        email="guest@example.org",
        role="viewer",
        language="en",
    ),
    desk("place_role", "Change somebody's role", "place", KEEPS_OWN, KEEPS_OTHER, to="viewer"),
    desk("place_remove", "Remove somebody", "place", KEEPS_OWN, KEEPS_OTHER),
    desk("place_consent", "To whom somebody is shown", "place", CONSENT_OWN, KEEPS_OTHER, purpose="public"),
    desk("place_details", "Details of somebody without account", "place", KEEPS_OWN, KEEPS_OTHER, **PERSON),
    Row(
        "partners_desk:invitation",
        "An invitation, for whom it was not sent to",
        "invitation",
        other="VD read, rest refused | VD sign-in, rest refused",
        absent="VD read, rest none | VD sign-in, rest none",
        data={"accept": "1", "family_name": "Somebody"},
    ),
    Row(
        "partners_desk:resend_invitation",
        "Send an invitation again",
        "invitation",
        own=MANAGED_OWN,
        other=MANAGED_OTHER,
        absent=POST_ABSENT,
    ),
    Row(
        "partners_desk:revoke_invitation",
        "Take an invitation back",
        "invitation",
        own=MANAGED_OWN,
        other=MANAGED_OTHER,
        absent=POST_ABSENT,
    ),
    Row(
        "partners_desk:succession",
        "Ask to take over as focal point",
        "partner",
        own="VD -, rest read | VD -, rest refused",
        other="VD sign-in, rest read | VD sign-in, rest done",
        absent=NOT_YOURS_BOTH,
        data=SUCCESSOR,
    ),
    Row(
        "partners_desk:withdraw_succession",
        "Withdraw a request of one's own: there is none",
        "partner",
        other=POST_ABSENT,
        absent=POST_ABSENT,
    ),
    Row(
        "partners_desk:authors",
        "Who writes a draft along",
        "letter draft",
        own="V -, rest read | V -, D refused, rest done",
        other=NOT_YOURS_BOTH,
        absent=NOT_YOURS_BOTH,
        data={"email": "guest@example.org", "language": "en"},
    ),
    Row(
        "partners_desk:author_remove",
        "End somebody's writing along",
        "author",
        own="VD -, rest read | VD -, rest done",
        other=NOT_YOURS_BOTH,
        absent=NOT_YOURS_BOTH,
    ),
    # --- The secretariat ----------------------------------------------------------------------------
    Row("successions:index", "Requests to take over as focal point", other=RECORDS_READ),
    Row("successions:index_results", "Requests to take over as focal point, rows", other=RECORDS_READ),
    Row(
        "successions:inspect",
        "A request to take over",
        "succession",
        other=RECORDS_READ,
        absent=RECORDS_ABSENT,
    ),
    Row(
        "successions:grant",
        "Make the person focal point",
        "succession",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
    ),
    Row(
        "successions:decline",
        "Decline the request",
        "succession",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data={"reason": "The ministry says no."},
    ),
)
