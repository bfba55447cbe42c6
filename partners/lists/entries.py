"""One row of a list understood: who it names and what it says, or why it cannot be taken."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from partners.enums import GLOBAL, PartnerKind
from partners.lists.reasons import Reason
from partners.lists.tables import FORMULA, Line
from partners.lists.words import GOVERNMENT, Words, key_of
from portal.records.clock import today

MAX_NAME, MAX_ACRONYM, MAX_SOURCE = 250, 30, 300
BRACKETS = re.compile(r"^(.*\S)\s*\(([^()]+)\)\s*$")
FORMERLY = re.compile(r"^(?:formerly|previously|ex|anciennement|antes|anteriormente)\s+(.+)$", re.IGNORECASE)
FORMULA_STARTS = tuple("=+@＝＋＠")
IS_URL = URLValidator(schemes=["http", "https"])
YEARS = re.compile(r"\b((?:19|20)\d\d)(?:\s*[-–/]\s*((?:19|20)?\d\d))?\b")
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d %B %Y")


@dataclass
class Entry:
    """What a row says. ``place`` is an alpha-2 code, "global" or "". ``problems`` refuse it, ``notes`` do not."""

    number: int
    cells: list[str]
    name: str = ""
    acronym: str = ""
    other_names: list[str] = field(default_factory=list)
    kinds: tuple[str, ...] = ()
    kind_text: str = ""
    place: str = ""
    government: str = ""
    areas: list[str] = field(default_factory=list)
    website: str = ""
    since: datetime.date | None = None
    listed_by: datetime.date | None = None
    said: list[str] = field(default_factory=list)
    problems: list[Reason] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The kind to store: the only one meant, else what is neutral in the group ("other", "igo")."""
        neutral = (PartnerKind.OTHER.value, PartnerKind.IGO.value)
        return next((kind for kind in neutral if kind in self.kinds), self.kinds[0])

    def source(self, origin: str) -> str:
        """Return where the membership is known from, as the membership keeps it."""
        return ", ".join([origin, *self.said])[:MAX_SOURCE]


def is_acronym(text: str) -> bool:
    """Whether a text looks like "UNITAR", "A.M.I.C.A." or "ISE-POPS-CI": one word, mostly capitals."""
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return " " not in text and 2 <= len(text) <= MAX_ACRONYM and capitals >= 2 and capitals * 2 > len(letters)


def split_name(text: str) -> tuple[str, str, list[str]]:
    """Return name, acronym and other names of "Name (ACR)", "ACR (Name)" and "Name (formerly Old name)"."""
    match = BRACKETS.match(text)
    if not match:
        return text, "", []
    before, inside = match[1].strip(" ,;"), match[2].strip()
    formerly = FORMERLY.match(inside)
    if formerly:
        return before, "", [formerly[1].strip()]
    if is_acronym(inside):
        return before, inside, []
    if is_acronym(before) and " " in inside:
        return inside, before, []
    return text, "", []


def read_entry(line: Line, fields: Mapping[str, int], width: int, words: Words) -> Entry:
    """Understand a row. ``fields`` says in which column each field stands, ``width`` how many headings there are."""
    entry = Entry(line.number, line.cells)

    def cell(name: str) -> str:
        at = fields.get(name)
        return line.cells[at] if at is not None and at < len(line.cells) else ""

    if any(line.cells[width:]):
        entry.problems.append(["extra_cells"])
    for name in fields:
        text = cell(name)
        if text == FORMULA or text.startswith(FORMULA_STARTS):
            entry.problems.append(["formula", "=…" if text == FORMULA else text[:60]])
    if entry.problems:
        entry.name = "" if cell("name") == FORMULA else cell("name")[:MAX_NAME]
        return entry
    _read_name(entry, cell("name"), cell("acronym"), cell("other_names"))
    _read_standing(entry, cell("standing"), "standing" in fields, words)
    _read_kind(entry, cell("kind"), words)
    _read_country(entry, cell("country"), words)
    _read_rest(entry, cell, words)
    return entry


def _read_name(entry: Entry, text: str, acronym: str, others: str) -> None:
    text = text.strip(" ,;-–•*")
    if not key_of(text):
        entry.problems.append(["no_name"])
        return
    entry.name, found, entry.other_names = split_name(text)
    entry.acronym = (acronym or found)[:MAX_ACRONYM]
    entry.other_names += [part.strip()[:MAX_NAME] for part in re.split(r"[;|]", others) if part.strip()]
    if len(entry.name) > MAX_NAME:
        entry.problems.append(["long_name"])
        entry.name = entry.name[:MAX_NAME]


def _read_standing(entry: Entry, text: str, told: bool, words: Words) -> None:
    if not told:
        return
    if not text:
        entry.problems.append(["no_standing"])
    elif not words.is_partner(text):
        entry.problems.append(["not_partner", text[:100]])
    elif key_of(text) not in ("partner", "partenaire", "asociado"):
        entry.said.append(text)
        years = _years(text)
        entry.listed_by = _end_of(min(years)) if years else None


def _read_kind(entry: Entry, text: str, words: Words) -> None:
    entry.kind_text = text
    if text:
        entry.kinds = words.kinds(text)
        if not entry.kinds:
            entry.problems.append(["unknown_kind", text[:100]])
    elif GOVERNMENT.match(key_of(entry.name)) and words.government_of(entry.name):
        entry.kinds = (PartnerKind.GOVERNMENT.value,)
    else:
        entry.problems.append(["no_kind"])
    if entry.kinds == (PartnerKind.INDIVIDUAL.value,):
        entry.problems.append(["individual"])
        entry.name = ""  # nothing of a person is kept


def _read_country(entry: Entry, text: str, words: Words) -> None:
    if text:
        entry.place = words.country(text) or ""
        if not entry.place:
            entry.problems.append(["unknown_country", text[:100]])
            return
    is_government = PartnerKind.GOVERNMENT.value in entry.kinds
    named = words.government_of(entry.name) if is_government and entry.name else None
    entry.government = named or ""
    if named and entry.place and named != entry.place:
        entry.problems.append(["two_countries", entry.place, named])
    if entry.place or not entry.name:
        return
    found = named or words.country_in(entry.name)
    if found and found != GLOBAL:
        entry.place = found
        entry.notes.append(["country_from_name", found])
    elif is_government and entry.kinds == (PartnerKind.GOVERNMENT.value,):
        entry.problems.append(["no_country"])


def _read_rest(entry: Entry, cell, words: Words) -> None:
    entry.areas, unknown = words.areas(cell("areas"))
    entry.problems += [["unknown_area", area[:100]] for area in unknown]
    website = cell("website")
    if website:
        entry.website = website if "://" in website else f"https://{website}"
        try:
            IS_URL(entry.website)
        except ValidationError:
            entry.notes.append(["bad_website", website[:100]])
            entry.website = ""
        else:
            entry.website = entry.website[:200]
    since = cell("since")
    if since:
        entry.since = _date(since)
        if entry.since and entry.since > today():
            entry.problems.append(["bad_date", since[:40]])
        elif not entry.since:
            entry.said.append(since)
    as_of = cell("as_of")
    if as_of:
        entry.said.append(as_of)
        years = _years(as_of)
        if years:
            days = [_end_of(max(years)), entry.listed_by or _end_of(max(years))]
            entry.listed_by = min(days)
    if entry.since:
        entry.listed_by = None


def _years(text: str) -> list[int]:
    """Return the years that a text names; "2013-14" names two."""
    found = []
    for first, second in YEARS.findall(text):
        found.append(int(first))
        if second:
            found.append(int(second if len(second) == 4 else first[:2] + second))
    return found


def _end_of(year: int) -> datetime.date:
    """Return the day by which somebody whom a source of this year names was a partner, at the latest."""
    return min(datetime.date(year, 12, 31), today())


def _date(text: str) -> datetime.date | None:
    for pattern in DATES:
        try:
            return datetime.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None
