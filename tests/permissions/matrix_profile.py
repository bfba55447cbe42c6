"""Who gets what at the pages of an organisation on the desk, and at what follows from them."""

from tests.permissions.notation import NOT_YOURS, SECRETARIAT_READS, Row

# A partner's page on the desk: its people, the secretariat on behalf, the auditor.
DESK_OWN = "VD -, rest read"

PROFILE: tuple[Row, ...] = (
    Row(
        "partners_desk:organisation",
        "An organisation on the desk",
        "partner",
        own=DESK_OWN,
        other=SECRETARIAT_READS,
        absent=NOT_YOURS,
    ),
)
