"""Who gets what at bodies and terms of office: public history, one's own offices, the secretariat's screens."""

from tests.permissions.notation import (
    EVERYBODY,
    MAILS_READ,
    NOWHERE,
    RECORDS_ABSENT,
    RECORDS_ABSENT_BOTH,
    RECORDS_READ,
    Row,
    verb_of,
)

KEEPS_OWN = "all no-post | VD -, rest done"
KEEPS_OTHER = "all no-post | VD sign-in, rest none"
TERM = {
    "organisation": "ORGANISATION",
    "family_name": "Somebody",
    "role": "lead",
    "source": "Demonstration report",
    "consent": "given",
}


def own(name: str, what: str, **data: str) -> Row:
    return Row(
        f"meetings_desk:{name}", what, "term", own=KEEPS_OWN, other=KEEPS_OTHER, absent=KEEPS_OTHER, data=data
    )


def records(name: str, what: str, of: str) -> tuple[Row, ...]:
    return (
        Row(f"{name}:index", f"{what}, the list", other=RECORDS_READ),
        Row(f"{name}:index_results", f"{what}, rows", other=RECORDS_READ),
        Row(f"{name}:inspect", f"{what}, one of them", of, other=RECORDS_READ, absent=RECORDS_ABSENT),
    )


def verb(name: str, what: str, of: str, roles: str, **data: str) -> Row:
    return Row(name, what, of, other=verb_of(roles), absent=RECORDS_ABSENT_BOTH, data=data)


OFFICES: tuple[Row, ...] = (
    Row("meetings:group_history", "Who held office in the Advisory Group", other=EVERYBODY),
    Row("meetings:area_history", "Who led an area", "area", other=EVERYBODY, absent=NOWHERE),
    Row(
        "meetings:office_holder",
        "Offices of a person who is named",
        "office holder",
        other=EVERYBODY,
        absent=NOWHERE,
    ),
    Row("meetings_desk:offices", "One's own offices", other="VD sign-in, rest read"),
    Row(
        "meetings_desk:own_gender",
        "What one says of oneself",
        other="all no-post | VD sign-in, P done, rest none",
        data={"gender": "woman"},
    ),
    own("office_consent", "Agree to be named with one's office", agree="1"),
    own("handover", "Keep the checklist of one's office", done="contacts"),
    *records("bodies", "Bodies", "body"),
    verb("bodies:appoint", "Record a term of office", "body", "H", since="YESTERDAY", **TERM),
    verb(
        "bodies:enter",
        "Enter a past term of office",
        "body",
        "H",
        since="2010-01-01",
        until="2011-12-31",
        precision="day",
        **TERM,
    ),
    Row("body-settings:index", "Seats and leads, the settings of bodies", other=MAILS_READ),
    Row(
        "body-settings:set",
        "Set the number of seats of the Advisory Group",
        "settings of the group",
        other=verb_of("HX", sees="OHXU"),
        absent=RECORDS_ABSENT_BOTH,
        data={"seats": "30", "seen": "25"},
    ),
    *records("terms", "Terms of office", "term"),
    verb("terms:end", "End a term of office", "term", "H", ended_on="TODAY", reason="resigned"),
    verb("terms:void", "Take out a term entered by mistake", "term", "H", note="Another person."),
    verb("terms:handover", "Keep a checklist on behalf", "term", "OH", done="contacts"),
    verb("terms:name", "Name somebody to the public on behalf", "term", "OH", agreed="1"),
    verb("terms:unname", "No longer name somebody to the public", "term", "OH"),
)
