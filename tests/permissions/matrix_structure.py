"""Who gets what at the structure of the Partnership."""

from tests.permissions.notation import EVERYBODY, NOWHERE, Row

STRUCTURE: tuple[Row, ...] = (
    Row("meetings:structure", "Structure of the Partnership", other=EVERYBODY),
    Row("meetings:structure_pdf", "The structure as PDF, before one was made", other=NOWHERE),
)
