"""Who gets what at the notices on the desk and at the texts of mails."""

from tests.permissions.notation import (
    DOOR,
    EVERYBODY,
    MAILS_READ,
    NOWHERE_BOTH,
    RECORDS_ABSENT_BOTH,
    Row,
    verb_of,
)

MINE = "VD sign-in, rest read"

NOTICES: tuple[Row, ...] = (
    Row("desk:notices", "What I was told", other=MINE),
    Row("desk:read_notices", "Mark all my notices as read", other="all no-post | VD sign-in, rest done"),
    Row(
        "desk:open_notice",
        "Open one of my notices",
        "notice",
        own="all no-post | VD -, rest done",
        other="all no-post | VD sign-in, rest none",
        absent="all no-post | VD sign-in, rest none",
    ),
    Row(
        "desk:notice_settings",
        "How I want to be told",
        other=f"{MINE} | VD sign-in, rest done",
    ),
    Row(
        "desk:unsubscribe",
        "The link in a mail that stops such mails",
        "unsubscribe link",
        other=f"{EVERYBODY} | {EVERYBODY}",
        absent=NOWHERE_BOTH,
    ),
    Row("mail-texts:index", "Texts of mails", other=MAILS_READ),
    Row(
        "mail-texts:edit",
        "Rewrite the text of a mail",
        "mail text",
        other=f"{MAILS_READ} | {DOOR}, OH done, XU refused, rest none",
        absent=RECORDS_ABSENT_BOTH,
        data={"subject": "New: {organisation}", "body": "{organisation}, {areas}:\n\n{url}", "version": "0"},
    ),
    Row(
        "mail-texts:reset",
        "Back to the portal's own text",
        "mail text rewritten",
        other=verb_of("OH", sees="OHXU"),
        absent=RECORDS_ABSENT_BOTH,
        data={"version": "1"},
    ),
)
