"""Who gets what: an area on the desk, its feed, what is behind its status. ``own`` is an area that the person leads."""

from tests.permissions.notation import (
    EVERYBODY,
    NOT_YOURS,
    NOT_YOURS_BOTH,
    NOWHERE,
    RECORDS_ABSENT_BOTH,
    Row,
    verb_of,
)

# In "area" all people of partners of this world take part; in "other area" nobody does.
PARTNERS_READ = "VD sign-in, POHU read, rest none"
KEPT = "VD sign-in, OH read, PU refused, rest none | VD sign-in, OH done, PU refused, rest none"
LED = "VD -, rest read"
LED_KEPT = "VD -, rest read | VD -, rest done"
MESSAGE = {
    "subject": "Next meeting",
    "text": "We meet in spring.",
    "language": "en",
    "key": "8d0d5a4e-7f5c-4a53-9f0c-2f6d1b9a7c10",
    "confirm": "1",
}
TEXTS = {"issue_en": "Mercury vapour", "version": "AREA VERSION"}

AREAS: tuple[Row, ...] = (
    Row("areas:feed", "News of an area as a feed", "area", other=EVERYBODY, absent=NOWHERE),
    Row("meetings_desk:area", "An area on the desk", "area", other=PARTNERS_READ, absent=NOT_YOURS),
    Row("meetings_desk:area", "An area that one leads", "other area", own=LED),
    Row(
        "meetings_desk:area_texts",
        "Issue and strategy of an area",
        "area",
        other=KEPT,
        absent=NOT_YOURS_BOTH,
        data=TEXTS,
    ),
    Row(
        "meetings_desk:area_texts",
        "The same of an area that one leads",
        "other area",
        own=LED_KEPT,
        data=TEXTS,
    ),
    Row(
        "meetings_desk:area_messages",
        "Messages to the partners of an area",
        "area",
        other=PARTNERS_READ,
        absent=NOT_YOURS,
    ),
    Row(
        "meetings_desk:area_message",
        "A message to the partners of an area",
        "area message",
        other=PARTNERS_READ,
        absent=NOT_YOURS,
    ),
    Row(
        "meetings_desk:area_write",
        "Write to the partners of an area",
        "area",
        other=KEPT,
        absent=NOT_YOURS_BOTH,
        data=MESSAGE,
    ),
    Row(
        "meetings_desk:area_write",
        "The same in an area that one leads",
        "other area",
        own="VD -, rest read | VD -, rest done",
        data=MESSAGE,
    ),
    Row(
        "areas-admin:past_change",
        "Record how the status of an area changed in the past",
        "area",
        other=verb_of("H"),
        absent=RECORDS_ABSENT_BOTH,
        data={"status": "established", "on": "2009-03-01", "source": "Demonstration report"},
    ),
)
