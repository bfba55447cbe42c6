"""Who gets what at the Advisory Group's pages and at invitations to its seats. ``own``: who sits in the group."""

from tests.permissions.notation import (
    DOOR,
    EVERYBODY,
    NOWHERE,
    NOWHERE_BOTH,
    RECORDS_ABSENT,
    RECORDS_ABSENT_BOTH,
    RECORDS_READ,
    SECRETARIAT_READS,
    Row,
    verb_of,
)


def verb(name: str, what: str, of: str, roles: str, **data: str) -> Row:
    return Row(f"seat-invitations:{name}", what, of, verb_of(roles), absent=RECORDS_ABSENT_BOTH, data=data)


SEATS: tuple[Row, ...] = (
    Row("meetings:group", "The Advisory Group", other=EVERYBODY),
    Row(
        "meetings_desk:group",
        "The Advisory Group's desk",
        "seat in the group",
        own="VD -, rest read",
        other=SECRETARIAT_READS,
    ),
    # Who holds the link of the mail answers, unless signed in as somebody else.
    Row(
        "meetings:seat_invitation",
        "Answer an invitation to a seat",
        "seat invitation",
        own="VD -, rest read | VD -, rest done",
        other="all read | VD done, rest refused",
        absent=NOWHERE_BOTH,
        data={"answer": "decline"},
    ),
    Row("meetings:seat_invitation", "One that was not sent yet", "prepared seat", other=NOWHERE_BOTH),
    Row(
        "meetings:seat_invitation_pdf",
        "The letter of an invitation to a seat",
        "seat invitation",
        other="all soon",
        absent=NOWHERE,
    ),
    Row(
        "meetings:seat_letter",
        "The same by its number, signed in",
        "seat invitation",
        own="VD -, rest soon",
        other="OHU soon, rest none",
        absent=NOWHERE,
    ),
    Row("seat-invitations:index", "Invitations to seats, the list", other=RECORDS_READ),
    Row("seat-invitations:index_results", "Invitations to seats, rows", other=RECORDS_READ),
    Row(
        "seat-invitations:inspect",
        "One invitation to a seat",
        "seat invitation",
        other=RECORDS_READ,
        absent=RECORDS_ABSENT,
    ),
    Row("seat-invitations:composition", "Composition of the Advisory Group", other=RECORDS_READ),
    # What is sent needs the partner in its address.
    Row(
        "seat-invitations:new",
        "Prepare an invitation to a seat",
        other=f"{DOOR}, OH read, rest none | {DOOR}, rest none",
    ),
    verb(
        "send",
        "Send an invitation to a seat",
        "prepared seat",
        "H",
        signed_on="TODAY",
        answer_by="TODAY",
        seen="CURRENT SEAT",
    ),
    verb(
        "change",
        "Change an invitation before it is sent",
        "prepared seat",
        "OH",
        family_name="Somebody",
        ground="other",
        category="ngo",
        need="Demonstration need",
        since="TODAY",
        language="en",
        version="0",
    ),
    # The mail has just gone out: between two of them lies an hour.
    Row(
        "seat-invitations:send_again",
        "Send the mail of an invitation to a seat again",
        "seat invitation",
        verb_of("OH").replace("OH done", "OH checked"),
        absent=RECORDS_ABSENT_BOTH,
    ),
    verb("accept", "Record that a seat is accepted", "seat invitation", "H", note="By mail."),
    verb("decline", "Record that a seat is declined", "seat invitation", "H", note="By mail."),
    verb("withdraw", "Take back an invitation to a seat", "seat invitation", "H", reason="By mistake."),
    verb("withdraw", "The same before it was sent", "prepared seat", "OH", reason="By mistake."),
)
