"""Who gets what at merging, at duplicates and at imported lists in the admin."""

from tests.permissions.notation import DOOR, RECORDS_ABSENT_BOTH, Row

# The secretariat may; what is posted here lacks something, so the page comes back.
CHECKED = f"{DOOR}, OH read, U refused, rest none | {DOOR}, OH checked, U refused, rest none"
CLOSED = f"{DOOR}, OH closed, U refused, rest none | {DOOR}, OH closed, U refused, rest none"

LISTS: tuple[Row, ...] = (
    Row(
        "organisations:merge",
        "Merge an organisation into another",
        "partner",
        other=CHECKED,
        absent=RECORDS_ABSENT_BOTH,
    ),
    Row(
        "organisations:unmerge",
        "Take apart an organisation that is not merged",
        "partner",
        other=CLOSED,
        absent=RECORDS_ABSENT_BOTH,
    ),
)
