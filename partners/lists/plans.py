"""What a row would do to the register: decided in memory, so that a dry run and the real one agree."""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from partners.enums import GLOBAL, ImportOutcome, PartnerKind
from partners.lists.entries import Entry, read_entry
from partners.lists.known import Known, Register, name_key
from partners.lists.reasons import Reason
from partners.lists.tables import NoTable, Table
from partners.lists.words import COLUMNS, IGNORE, REQUIRED, Words
from partners.rules.identity import identity_of


@dataclass(slots=True)
class Changes:
    """What is added to an organisation that is known: only what was blank."""

    place: str = ""
    acronym: str = ""
    website: str = ""
    since: datetime.date | None = None
    becomes_partner: bool = False
    areas: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(slots=True)
class Plan:
    """The outcome of one row, the organisation it is about, why, and what is to be written."""

    entry: Entry
    outcome: ImportOutcome
    reasons: list[Reason]
    known: Known | None = None
    changes: Changes | None = None


def fields_of(table: Table, words: Words, chosen: dict[str, str] | None = None) -> dict[str, int]:
    """Return in which column each field stands: as chosen (by position), else as the headings say; first wins.

    Raises NoTable when name or kind cannot be found.
    """
    fields: dict[str, int] = {}
    for at, heading in enumerate(table.headings):
        name = (chosen or {}).get(str(at)) or words.column(heading)
        if name and name != IGNORE and name in COLUMNS:
            fields.setdefault(name, at)
    return fields


def missing_fields(fields: dict[str, int]) -> list[str]:
    """Return the fields without which nothing can be read."""
    return [name for name in REQUIRED if name not in fields]


class Planner:
    """Goes through a list; the register in memory grows with what the list names."""

    def __init__(self, table: Table, words: Words, chosen_columns: dict[str, str] | None = None) -> None:
        self.table, self.words = table, words
        self.fields = fields_of(table, words, chosen_columns)
        missing = missing_fields(self.fields)
        if missing:
            from django.utils.translation import gettext as _

            names = ", ".join(str(COLUMNS[name]) for name in missing)
            headings = ", ".join(heading for heading in table.headings if heading)
            raise NoTable(
                _("No column was recognised for: %(fields)s. The headings are: %(headings)s.")
                % {"fields": names, "headings": headings}
            )
        self.register = Register(words)
        self.counts: Counter[str] = Counter()

    def plans(self) -> Iterator[Plan]:
        """Yield a plan for each row, in order. NoTable when the file cannot be read to its end."""
        width = len(self.table.headings)
        for line in self.table.lines():
            plan = self.plan(read_entry(line, self.fields, width, self.words))
            self.counts[plan.outcome] += 1
            yield plan

    def plan(self, entry: Entry) -> Plan:
        if entry.problems:
            return Plan(entry, ImportOutcome.REFUSED, entry.problems)
        found = self.register.find(entry)
        if len(found) > 1:
            names = "; ".join(f"{known.name} ({known.place or '?'})" for known in found[:5])
            return Plan(entry, ImportOutcome.REFUSED, [["ambiguous", names]])
        if not found:
            return self._create(entry)
        [known] = found
        if known.standing == "ended":
            return Plan(entry, ImportOutcome.REFUSED, [["ended", known.name]], known)
        return self._supplement(entry, known)

    def _create(self, entry: Entry) -> Plan:
        identity = identity_of(
            kind=entry.kind,
            legal_name=entry.name,
            country_code=entry.place if entry.place != GLOBAL else None,
            is_global=entry.place == GLOBAL,
        )
        if identity in self.register.identities:
            return Plan(entry, ImportOutcome.REFUSED, [["ambiguous", entry.name]])
        notes = list(entry.notes)
        if len(entry.kinds) > 2:
            notes.append(["group_only", entry.kind_text, entry.kind])
        self.register.identities.add(identity)
        known = Known(
            entry.name, entry.kind, entry.place, entry.acronym, entry.website, areas=set(entry.areas)
        )
        known.standing, known.since_known = "running", entry.since is not None
        self.register.add(known, [entry.name, *entry.other_names], [entry.acronym])
        return Plan(entry, ImportOutcome.CREATED, notes, known)

    def _supplement(self, entry: Entry, known: Known) -> Plan:
        notes = [note for note in entry.notes if note[0] != "country_from_name"]
        changes = Changes(becomes_partner=not known.standing)
        for name in [entry.name, *entry.other_names]:
            if name_key(name) not in known.names and name_key(name) != name_key(known.acronym or "-"):
                changes.names.append(name)
        if known.kind not in entry.kinds:
            notes.append(["kind_differs", entry.kind_text, known.kind])
        if name_key(entry.name) != name_key(known.name):
            notes.append(["repeats", known.name])
        if not known.has_letter:
            self._fill(entry, known, changes)
        elif set(entry.areas) - known.areas or (entry.acronym and not known.acronym):
            notes.append(["kept"])
        if changes.becomes_partner:
            known.standing, known.since_known = "running", entry.since is not None
        self.register.add(known, changes.names)
        outcome = ImportOutcome.SUPPLEMENTED if changes else ImportOutcome.UNCHANGED
        return Plan(entry, outcome, notes, known, changes if changes else None)

    def _fill(self, entry: Entry, known: Known, changes: Changes) -> None:
        """Note what was blank and the list knows; an area that was left once is not joined again."""
        if entry.place and not known.place and self._place_is_free(known, entry.place):
            known.place = changes.place = entry.place
        if entry.acronym and not known.acronym:
            known.acronym = changes.acronym = entry.acronym
            self.register.add(known, [], [entry.acronym])
        if entry.website and not known.website:
            known.website = changes.website = entry.website
        changes.areas = [code for code in entry.areas if code not in known.areas]
        known.areas.update(changes.areas)
        if entry.since and known.standing == "running" and not known.since_known:
            changes.since, known.since_known = entry.since, True

    def _place_is_free(self, known: Known, place: str) -> bool:
        identity = identity_of(
            kind=PartnerKind.OTHER,
            legal_name=known.name,
            country_code=place if place != GLOBAL else None,
            is_global=place == GLOBAL,
        )
        if identity in self.register.identities:
            return False
        self.register.identities.add(identity)
        return True
