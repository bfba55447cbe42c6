"""Who gets what: the directory's countries."""

from tests.permissions.notation import EVERYBODY, NOWHERE, Row

DIRECTORY: tuple[Row, ...] = (
    Row("partners:countries", "Partners by country", other=EVERYBODY),
    Row("partners:country", "A country's page", "country page", other=EVERYBODY, absent=NOWHERE),
)
