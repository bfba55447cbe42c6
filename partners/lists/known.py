"""The register as a list is compared with it: names, other names, acronyms and places, held in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from partners.enums import PartnerKind
from partners.lists.entries import Entry, split_name
from partners.lists.words import Words, key_of
from partners.models import AreaParticipation, FormerIdentity, Membership, Organisation, OtherName

SMALL_WORDS = frozenset(["the", "and", "et", "y", "e", "of", "de", "la", "le", "du", "des", "del"])


def name_key(text: str) -> str:
    """Return a name as it is compared: without case, accents, signs and the smallest words."""
    words = key_of(text).split()
    return " ".join(word for word in words if word not in SMALL_WORDS) or " ".join(words)


@dataclass(slots=True, eq=False)
class Known:
    """An organisation of the register, or one that this list has just named."""

    name: str
    kind: str
    place: str
    acronym: str = ""
    website: str = ""
    pk: int | None = None
    row: Any = None  # the unsaved Organisation while it waits to be written
    names: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    standing: str = ""  # "", "running" or "ended"
    has_letter: bool = False
    since_known: bool = True


class Register:
    """All organisations by name and by acronym. Reading it takes five queries, whatever the list holds."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.by_name: dict[str, list[Known]] = {}
        self.by_acronym: dict[str, list[Known]] = {}
        self.slugs: set[str] = set()
        self.identities: set[str] = set()
        self._load()

    def _load(self) -> None:
        columns = ("pk", "legal_name", "kind", "country__alpha2", "is_global", "acronym", "website")
        every: dict[int, Known] = {}
        merged: dict[int, int] = {}
        rows = Organisation.objects.values_list(*columns, "merged_into", "slug", "identity_key")
        for pk, name, kind, alpha2, is_global, acronym, website, into, slug, identity in rows.iterator(
            chunk_size=2000
        ):
            self.slugs.add(slug)
            self.identities.add(identity)
            if kind != PartnerKind.INDIVIDUAL:
                place = alpha2 or ("global" if is_global else "")
                every[pk] = Known(name, kind, place, acronym, website, pk=pk)
                if into:
                    merged[pk] = into
        for pk, known in every.items():
            stands_for = every.get(merged.get(pk, pk), known)
            self.add(stands_for, [known.name], [known.acronym])
        names = [
            *FormerIdentity.objects.values_list("organisation", "legal_name", "acronym"),
            *((pk, text, "") for pk, text in OtherName.objects.values_list("organisation", "text")),
        ]
        for pk, name, acronym in names:
            if pk in every:
                self.add(every.get(merged.get(pk, pk), every[pk]), [name], [acronym])
        for pk, ended, origin, since in Membership.objects.order_by("pk").values_list(
            "organisation", "ended_on", "origin", "since"
        ):
            if pk in every:
                known = every.get(merged.get(pk, pk), every[pk])
                known.has_letter |= origin == "letter"
                if ended is None:
                    known.standing, known.since_known = "running", since is not None
                elif known.standing != "running":
                    known.standing = "ended"
        for pk, code in AreaParticipation.objects.values_list("organisation", "area__code"):
            if pk in every:
                every.get(merged.get(pk, pk), every[pk]).areas.add(code)

    def add(self, known: Known, names: Iterable[str], acronyms: Iterable[str] = ()) -> None:
        """Let an organisation be found by more names."""
        for name in names:
            plain, acronym, others = split_name(name)
            keys = {name_key(form) for form in (name, plain, *others)}
            if known.kind == PartnerKind.GOVERNMENT:
                country = self.words.government_of(plain)
                keys |= {_government(country)} if country else set()
            for key in keys - known.names:
                known.names.add(key)
                self.by_name.setdefault(key, []).append(known)
            acronyms = [*acronyms, acronym]
        for acronym in acronyms:
            key = name_key(acronym) if acronym else ""
            if key and known not in self.by_acronym.get(key, []):
                self.by_acronym.setdefault(key, []).append(known)

    def find(self, entry: Entry) -> list[Known]:
        """Return which organisations a row names: none, the one, or several when it cannot be told."""
        keys = [name_key(entry.name), *(name_key(name) for name in entry.other_names)]
        if entry.government:
            keys.append(_government(entry.government))
        found = self._fitting(entry, (known for key in keys for known in self.by_name.get(key, ())))
        if found:
            return found
        # A name that is nothing but an acronym, on either side.
        if " " not in entry.name:
            found = self._fitting(entry, self.by_acronym.get(name_key(entry.name), ()))
        if not found and entry.acronym:
            found = self._fitting(entry, self.by_name.get(name_key(entry.acronym), ()))
        return found

    def _fitting(self, entry: Entry, candidates: Iterable[Known]) -> list[Known]:
        """Keep those whose place does not speak against it; one of the very same place stands before others."""
        unique = list({id(known): known for known in candidates}.values())
        same = [known for known in unique if known.place == entry.place]
        if same:
            alike = [known for known in same if known.kind in entry.kinds]
            return alike or same
        return [known for known in unique if not (known.place and entry.place) and known.kind in entry.kinds]


def _government(country: str) -> str:
    return f"government {country}"
