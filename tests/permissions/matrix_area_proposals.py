"""Who gets what: proposals of new areas. ``own``: the person is a focal point of the partner that proposes."""

from tests.permissions.notation import (
    DOOR,
    EVERYBODY,
    NOT_YOURS,
    NOT_YOURS_BOTH,
    NOWHERE,
    RECORDS_ABSENT,
    RECORDS_ABSENT_BOTH,
    RECORDS_READ,
    Row,
    verb_of,
)

PROPOSED = {
    "name": "Demonstration",
    "issue": "",
    "objective": "",
    "reason": "",
    "version": "PROPOSAL VERSION",
}
SENT_READ = "VD sign-in, POHU read, rest none"

AREA_PROPOSALS: tuple[Row, ...] = (
    Row("meetings:area_proposals", "Proposals of new areas", other=EVERYBODY),
    Row(
        "meetings:area_proposal",
        "A proposal before the group",
        "area proposal public",
        other=EVERYBODY,
        absent=NOWHERE,
    ),
    Row("meetings:area_proposal", "A proposal that was sent", "area proposal", other=NOWHERE),
    Row("meetings_desk:area_proposals", "Proposals of new areas on the desk", other="VD sign-in, rest read"),
    Row(
        "meetings_desk:area_proposal",
        "A draft of a new area",
        "area proposal draft",
        own="VD -, rest read",
        other=NOT_YOURS,
        absent=NOT_YOURS,
    ),
    Row("meetings_desk:area_proposal", "A proposal that was sent", "area proposal", other=SENT_READ),
    Row(
        "meetings_desk:area_proposal_edit",
        "Write a draft of a new area",
        "area proposal draft",
        own="VD -, rest read | VD -, rest done",
        other=NOT_YOURS_BOTH,
        absent=NOT_YOURS_BOTH,
        data=PROPOSED,
    ),
    Row(
        "meetings_desk:area_proposal_verb",
        "Delete a draft of a new area",
        "area proposal draft",
        own="VD -, rest read | VD -, rest done",
        other=NOT_YOURS_BOTH,
        absent=NOT_YOURS_BOTH,
    ),
    Row(
        "meetings_desk:area_proposal_support",
        "Support a new area",
        "area proposal",
        other="all no-post | VD sign-in, POHU refused, rest none",
        absent="all no-post | VD sign-in, rest none",
    ),
    Row("area-proposals:index", "Proposals of areas", other=RECORDS_READ),
    Row("area-proposals:index_results", "Proposals of areas, rows", other=RECORDS_READ),
    Row(
        "area-proposals:inspect",
        "A proposal of an area",
        "area proposal",
        other=RECORDS_READ,
        absent=RECORDS_ABSENT,
    ),
    Row(
        "area-proposals:inspect",
        "A draft of a partner",
        "area proposal draft",
        other=f"{DOOR}, rest none",
    ),
    Row(
        "area-proposals:examine",
        "Give the opinion of the secretariat",
        "area proposal",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data={"opinion": "It fits.", "language": "en"},
    ),
    Row(
        "area-proposals:put_before_group",
        "Put a proposal before the group",
        "area proposal examined",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
    ),
    Row(
        "area-proposals:make_area",
        "Add the area that the group decided on",
        "area proposal adopted",
        other=verb_of("H"),
        absent=RECORDS_ABSENT_BOTH,
        data={"NEW_AREA": "amalgam"},
    ),
)
# A focal point proposes, a viewer (both are P) is refused: tests/meetings/test_area_proposals.py.
NEW_AREA_PROPOSAL = Row(
    "meetings_desk:area_proposal_new",
    "Propose a new area",
    other="VD sign-in, P -, rest refused | VD sign-in, P -, rest refused",
    data={"area": "new", "language": "en"},
)
