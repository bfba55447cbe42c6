"""Who gets what at merging, at duplicates and at imported lists in the admin."""

from tests.permissions.notation import (
    DOOR,
    RECORDS_ABSENT,
    RECORDS_ABSENT_BOTH,
    RECORDS_READ,
    Row,
    verb_of,
)

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
    Row(
        "duplicates:index",
        "Possible duplicates",
        other=f"{RECORDS_READ} | {DOOR}, OH checked, U refused, rest none",
    ),
    Row("imports:index", "Imported lists", other=RECORDS_READ),
    Row("imports:index_results", "Imported lists, rows", other=RECORDS_READ),
    Row("imports:new", "Upload a list of partners", other=CHECKED),
    Row("imports:inspect", "A list", "list", other=RECORDS_READ, absent=RECORDS_ABSENT),
    Row("imports:state", "How far an import is", "list", other=RECORDS_READ, absent=RECORDS_ABSENT),
    Row("imports:report", "What became of each row", "list", other=RECORDS_READ, absent=RECORDS_ABSENT),
    Row("imports:explain", "Explain columns and words", "list", other=CHECKED, absent=RECORDS_ABSENT_BOTH),
    Row("imports:run", "Import a list", "list", other=verb_of("H"), absent=RECORDS_ABSENT_BOTH),
    Row("imports:discard", "Discard a list", "list", other=verb_of("OH"), absent=RECORDS_ABSENT_BOTH),
)
