"""Who gets what: guiding texts and amendments. ``own``: the person is a focal point of the partner that proposes."""

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

WORDS = {"text_en": "Other words.", "reason": "Because.", "version": "PROPOSAL VERSION"}
SENT_READ = "VD sign-in, OHU read, rest none"
TRANSLATION = {"text_fr": "Autres mots.", "text_es": "Otras palabras."}

AMENDMENTS: tuple[Row, ...] = (
    Row("meetings:guidelines", "Framework and guidelines", other=EVERYBODY),
    Row(
        "meetings:guiding_text_current",
        "A guiding text, the version in force",
        "guiding text",
        other="all moved",
        absent=NOWHERE,
    ),
    Row(
        "meetings:guiding_text",
        "A version of a guiding text",
        "guiding text",
        other=EVERYBODY,
        absent=NOWHERE,
    ),
    Row("meetings:guiding_text_pdf", "The same as PDF", "guiding text", other="all soon", absent=NOWHERE),
    Row(
        "meetings:guiding_compare",
        "What differs between two versions",
        "guiding text",
        other=EVERYBODY,
        absent=NOWHERE,
    ),
    Row("meetings:amendments", "History of amendments", other=EVERYBODY),
    Row(
        "meetings:amendment",
        "An amendment before the group",
        "amendment public",
        other=EVERYBODY,
        absent=NOWHERE,
    ),
    Row("meetings:amendment", "An amendment that was sent", "amendment", other=NOWHERE),
    Row("meetings_desk:amendments", "Amendments on the desk", other="VD sign-in, rest read"),
    # People of partners differ: focal points and those in office may, viewers not (tests/meetings).
    Row(
        "meetings_desk:amendment_new",
        "Propose an amendment",
        other="VD sign-in, P -, rest refused | VD sign-in, P -, rest refused",
        data={"clause": "guidelines:3(d)", "kind": "change", "language": "en"},
    ),
    Row(
        "meetings_desk:amendment",
        "A draft of an amendment",
        "amendment draft",
        own="VD -, rest read",
        other=NOT_YOURS,
        absent=NOT_YOURS,
    ),
    Row("meetings_desk:amendment", "An amendment that was sent", "amendment", other=SENT_READ),
    Row(
        "meetings_desk:amendment_edit",
        "Write a draft of an amendment",
        "amendment draft",
        own="VD -, rest read | VD -, rest done",
        other=NOT_YOURS_BOTH,
        absent=NOT_YOURS_BOTH,
        data=WORDS,
    ),
    Row(
        "meetings_desk:amendment_verb",
        "Delete a draft of an amendment",
        "amendment draft",
        own="VD -, rest read | VD -, rest done",
        other=NOT_YOURS_BOTH,
        absent=NOT_YOURS_BOTH,
    ),
    Row(
        "meetings_desk:amendment_translate",
        "Translate an amendment",
        "amendment",
        other="VD sign-in, OH read, U refused, rest none | VD sign-in, OH done, U refused, rest none",
        absent=NOT_YOURS_BOTH,
        data=TRANSLATION,
    ),
    Row("amendments:index", "Amendments", other=RECORDS_READ),
    Row("amendments:index_results", "Amendments, rows", other=RECORDS_READ),
    Row("amendments:inspect", "An amendment", "amendment", other=RECORDS_READ, absent=RECORDS_ABSENT),
    Row("amendments:inspect", "A draft of a partner", "amendment draft", other=f"{DOOR}, rest none"),
    Row(
        "amendments:examine",
        "Give the opinion of the secretariat",
        "amendment",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data={"opinion": "It fits.", "language": "en"},
    ),
    Row(
        "amendments:put_before_group",
        "Put an amendment before the group",
        "amendment examined",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
    ),
    Row(
        "amendments:translate",
        "Translate an amendment",
        "amendment",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data=TRANSLATION,
    ),
    Row(
        "amendments:take_over",
        "Take an amendment over to the version in force",
        "amendment",
        other=verb_of("", sees="OHU"),
        absent=RECORDS_ABSENT_BOTH,
    ),
)
