"""Public facts as reference data: countries, framework, areas.

Loaded after every migrate. Adds what is missing, found by code; changes nothing that is there, so that what
the secretariat corrected stays.
"""

import csv
import datetime
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from partnership_areas.models import (
    Area,
    AreaLink,
    Country,
    CountryClassification,
    FrameworkElement,
    Region,
)

DATA = Path(__file__).parent / "data"
# The date of the classifications in data/countries.csv and where they come from.
CLASSIFIED_AS_OF = datetime.date(2025, 1, 1)
CLASSIFICATION_SOURCE = (
    "United Nations regional groups; UNEP regions (own derivation); World Economic Situation and Prospects "
    "grouping; list of least developed countries after December 2024"
)
OTHER_LANGUAGES = ("ar", "zh", "ru")


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _translated(field: str, texts: dict[str, str]) -> dict[str, str]:
    """Return ``{"name": …, "name_en": …, "name_fr": …}``; the plain column holds the English text."""
    return {field: texts["en"]} | {f"{field}_{code}": texts[code] for code in languages()}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _json(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _load_regions() -> int:
    known = set(Region.objects.values_list("m49", flat=True))
    new = [
        Region(
            m49=row["m49"],
            parent_id=row["parent"] or None,
            **_translated("name", {code: row[f"name_{code}"] for code in languages()}),
        )
        for row in _rows("regions.csv")
        if row["m49"] not in known
    ]
    Region.objects.bulk_create(new)
    return len(new)


def _load_countries() -> int:
    known = set(Country.objects.values_list("alpha2", flat=True))
    new = [
        Country(
            alpha2=row["alpha2"],
            alpha3=row["alpha3"],
            m49=row["m49"],
            other_names={code: row[f"name_{code}"] for code in OTHER_LANGUAGES if row[f"name_{code}"]},
            region_id=row["region"] or None,
            subregion_id=row["subregion"] or None,
            un_member=row["un_member"] == "yes",
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
            **_translated("name", {code: row[f"name_{code}"] for code in languages()}),
        )
        for row in _rows("countries.csv")
        if row["alpha2"] not in known
    ]
    Country.objects.bulk_create(new)
    return len(new)


def _load_classifications() -> int:
    """Add the portal's row for countries that have none of this date; rows of officers are left alone."""
    ours = CountryClassification.objects.filter(source=CLASSIFICATION_SOURCE, as_of=CLASSIFIED_AS_OF)
    known = set(ours.values_list("country__alpha2", flat=True))
    missing = [row for row in _rows("countries.csv") if row["alpha2"] not in known]
    if not missing:
        return 0
    ids = dict(Country.objects.values_list("alpha2", "pk"))
    CountryClassification.objects.bulk_create(
        CountryClassification(
            country_id=ids[row["alpha2"]],
            un_regional_group=row["un_regional_group"],
            unep_region=row["unep_region"],
            development=row["development"],
            ldc=row["ldc"] == "yes",
            as_of=CLASSIFIED_AS_OF,
            source=CLASSIFICATION_SOURCE,
        )
        for row in missing
    )
    return len(missing)


def _load_framework() -> int:
    known = set(FrameworkElement.objects.values_list("kind", "code"))
    new = [
        FrameworkElement(
            kind=entry["kind"],
            code=entry["code"],
            order=order,
            **_translated("label", entry["label"]),
            **_translated("text", entry["text"]),
        )
        for order, entry in enumerate(_json("framework.json")["elements"], start=1)
        if (entry["kind"], entry["code"]) not in known
    ]
    FrameworkElement.objects.bulk_create(new)
    return len(new)


def _load_areas() -> int:
    """Add missing areas, each with its ties; an area that is there keeps the ties it has."""
    known = set(Area.objects.values_list("code", flat=True))
    entries = [entry for entry in _json("areas.json")["areas"] if entry["code"] not in known]
    areas = Area.objects.bulk_create(
        Area(
            code=entry["code"],
            order=entry["order"],
            status=entry["status"],
            cross_cutting=entry["cross_cutting"],
            unofficial_languages=entry["unofficial_languages"],
            leads_seen=entry["leads_seen"],
            **_translated("name", entry["name"]),
            **_translated("short_name", entry["short_name"]),
            **_translated("objective", entry["objective"]),
            **_translated("note", entry["note"]),
        )
        for entry in entries
    )
    elements = {element.key: element for element in FrameworkElement.objects.all()} if areas else {}
    AreaLink.objects.bulk_create(
        AreaLink(area=area, element=elements[tie], own_reading=True)
        for area, entry in zip(areas, entries, strict=True)
        for tie in entry["ties"]
    )
    return len(areas)


def load_reference() -> dict[str, int]:
    """Add what is missing of the reference data and return how many rows of each kind were added.

    Loading again adds nothing and changes nothing.
    """
    with transaction.atomic():
        return {
            "regions": _load_regions(),
            "countries": _load_countries(),
            "classifications": _load_classifications(),
            "framework": _load_framework(),
            "areas": _load_areas(),
        }


def load_after_migrate(*, using: str, **kwargs: Any) -> None:
    """Receive ``post_migrate``; silent while the tables are not there, as on a migrate backwards."""
    tables = set(connections[using].introspection.table_names())
    if {Area._meta.db_table, AreaLink._meta.db_table} <= tables:
        load_reference()
