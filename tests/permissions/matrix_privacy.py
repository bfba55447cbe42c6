"""Who gets what at pages about personal data."""

from tests.permissions.notation import DOOR, MAILS_READ, RECORDS_ABSENT, RECORDS_ABSENT_BOTH, Row, verb_of
from tests.permissions.world_privacy import EMAIL

MINE = "VD sign-in, rest read"
NOTHING = "all no-post | VD sign-in, rest none"

PRIVACY: tuple[Row, ...] = (
    Row("privacy:my_data", "What is held about me", other=MINE),
    Row(
        "privacy:held",
        "What one table holds about me",
        "own account",
        other=MINE,
        absent="VD sign-in, rest none",
    ),
    Row("privacy:download", "My data as a file", other="all no-post | VD sign-in, rest read"),
    Row("privacy:take_back_consent", "Take back a consent that I did not give", other=NOTHING),
    Row(
        "privacy:erasure",
        "Ask to be erased; staff first leave their office",
        other=f"{MINE} | VD sign-in, OHEXU checked, rest done",
    ),
    Row("privacy:take_back_erasure", "Take back a request that I did not make", other=NOTHING),
    Row("personal-data:index", "Requests about personal data", other=MAILS_READ),
    Row("personal-data:index_results", "Requests about personal data, rows", other=MAILS_READ),
    Row(
        "personal-data:inspect",
        "What is held about a person, what an erasure would do",
        "personal request",
        other=MAILS_READ,
        absent=RECORDS_ABSENT,
    ),
    Row(
        "personal-data:new",
        "Look a person up",
        other=verb_of("OHX", sees="OHXU"),
        data={"email": EMAIL},
    ),
    Row(
        "personal-data:download",
        "A person's data as a file",
        "personal request",
        other=f"{DOOR}, OHXU moved, rest none | {DOOR}, OHX read, U refused, rest none",
        absent=RECORDS_ABSENT_BOTH,
    ),
    Row(
        "personal-data:erase",
        "Erase a person",
        "personal request",
        other=verb_of("HX", sees="OHXU"),
        absent=RECORDS_ABSENT_BOTH,
        data={"confirm": EMAIL},
    ),
    Row(
        "personal-data:refuse",
        "Refuse to erase a person",
        "personal request",
        other=verb_of("HX", sees="OHXU"),
        absent=RECORDS_ABSENT_BOTH,
        data={"reason": "Kept by law."},
    ),
    Row(
        "personal-data:close",
        "Close a look-up",
        "personal request",
        other=verb_of("OHX", sees="OHXU"),
        absent=RECORDS_ABSENT_BOTH,
    ),
    Row(
        "personal-data:settle",
        "Settle a text that mentions an erased person",
        "mention",
        other=f"{DOOR}, OHXU moved, rest none | {DOOR}, OH done, XU refused, rest none",
        absent=RECORDS_ABSENT_BOTH,
        data={"state": "kept"},
    ),
)
