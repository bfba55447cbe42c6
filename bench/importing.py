"""Lists of partners in and out: rows per second against raw SQL, linear in the number of rows, memory flat."""

import csv
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.test import Client

from bench.data import fill
from bench.database import Databases
from bench.measure import Row, milliseconds, row, say
from partners.actions.imports import import_file
from partners.duplicates import pairs
from partners.models import AreaParticipation, ImportJob, Membership, Organisation

SMALL, LARGE = 1_000, 10_000
KINDS = ("ONG", "Gouvernements", "Autres", "Secteur privé")
PLACES = ("Sénégal", "Kenya", "Tanzanie (République-Unie de)", "U.S.A.", "Viet Nam")


def importing(databases: Databases) -> Iterator[Row]:
    """Yield import, import again, export and the search for duplicates, each with its reference."""
    with tempfile.TemporaryDirectory() as folder:
        lists = {size: messy_list(Path(folder) / f"{size}.csv", size) for size in (SMALL, LARGE)}
        seconds, peaks = {}, {}
        for size, path in lists.items():
            say(f"importing {size} rows")
            _fresh(databases, f"import-{size}")
            seconds[size] = _seconds(path)
            _fresh(databases, f"memory-{size}")
            peaks[size] = _peak(path)
        speed = {size: size / seconds[size] for size in lists}
        raw = _raw_speed(databases)
        yield row("import, rows per second against raw SQL", speed[LARGE], "rows/s", raw)
        yield row("import, 10,000 rows against 1,000: rows per second", speed[LARGE], "rows/s", speed[SMALL])
        yield row("import, peak memory of 10,000 rows against 1,000", peaks[LARGE], "MB", peaks[SMALL])
        _use(databases, f"import-{LARGE}")
        before = Organisation.objects.count(), ImportJob.objects.count()
        yield row("import of the same list again", LARGE / _seconds(lists[LARGE]), "rows/s", speed[LARGE])
        assert (Organisation.objects.count(), ImportJob.objects.count()) == before
    yield from _export(databases)
    yield from _duplicates(databases)


def messy_list(path: Path, size: int) -> Path:
    """Write a list in French with grouped kinds; 3 rows of 100 cannot be taken."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Nom", "Catégorie", "Pays", "Domaines", "Statut"])
        for number in range(size):
            place = "Nulle part" if number % 100 < 3 else PLACES[number % 5]
            areas = ("asgm", "waste-management, asgm", "")[number % 3]
            name = f" Démonstration inventée {number} (DI{number}) "
            writer.writerow([name, KINDS[number % 4], place, areas, "partenaire"])
    return path


def _fresh(databases: Databases, name: str) -> None:
    databases.use(databases.first)
    databases.use(databases.copy(name.replace("-", "_")))


def _use(databases: Databases, name: str) -> None:
    databases.use(next(known for known in databases.names if name.replace("-", "_") in known))


def _seconds(path: Path) -> float:
    start = time.perf_counter()
    import_file(path)
    return time.perf_counter() - start


def _peak(path: Path) -> float:
    tracemalloc.start()
    import_file(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1_000_000


def _raw_speed(databases: Databases) -> float:
    """Return how many rows per second plain INSERT statements write: the same tables, nothing understood."""
    _use(databases, f"import-{LARGE}")
    tables = (Organisation, Membership, AreaParticipation)
    rows = {}
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            rows[model] = (len(cursor.description), cursor.fetchall())
        start = time.perf_counter()
        for model in tables:
            width, values = rows[model]
            table = f"raw_{model._meta.model_name}"
            cursor.execute(f"CREATE TABLE {table} AS SELECT * FROM {model._meta.db_table} WHERE 1=0")
            marks = ", ".join(["%s"] * width)
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        return LARGE / (time.perf_counter() - start)


def _export(databases: Databases) -> Iterator[Row]:
    speeds = {}
    client = Client()
    for size in (SMALL, LARGE):
        _fresh(databases, f"export-{size}")
        fill(size)
        databases.analyse()

        def export() -> None:
            lines = sum(
                chunk.count(b"\n") for chunk in client.get("/en/partners/?format=csv").streaming_content
            )
            assert lines == Organisation.objects.partners().count() + 1

        export()
        speeds[size] = size / (milliseconds(export) / 1000)
    with connection.cursor() as cursor:

        def raw() -> None:
            cursor.execute(
                "SELECT o.*, m.*, c.name FROM partners_organisation o JOIN partners_membership m ON "
                "m.organisation_id = o.id LEFT JOIN partnership_areas_country c ON c.id = o.country_id"
            )
            cursor.fetchall()

        reference = LARGE / (milliseconds(raw) / 1000)
    yield row("export as CSV, rows per second against raw SQL", speeds[LARGE], "rows/s", reference)
    yield row(
        "export as CSV, 10,000 rows against 1,000: rows per second", speeds[LARGE], "rows/s", speeds[SMALL]
    )


def _duplicates(databases: Databases) -> Iterator[Row]:
    times = {}
    for size in (SMALL, LARGE):
        _use(databases, f"export-{size}")
        times[size] = milliseconds(pairs)
    yield row("possible duplicates of 10,000 partners, in batch", times[LARGE], "ms", times[SMALL])
