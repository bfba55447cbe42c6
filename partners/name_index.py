"""Every name of every organisation, kept in memory, so that a misspelt one is found among ten thousand.

Each process builds the index from three queries when it is first asked, and again after something changed: one
query on an index of the database (``organisation_stamp``) tells. Comparing is done by rapidfuzz on normalised
names, the same on both databases.

Names of organisations that were merged into another lead to the canonical one. Individuals who did not consent to
be named are not in it.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import Count, Max, Sum
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from partners.enums import PartnerKind
from partners.models import FormerIdentity, Organisation, OtherName
from portal.records.text import normalise_name

SHORT, MEDIUM = 3, 7  # words of up to so many letters: no slip forgiven, one, two
WORDS_COMPARED = 8
SIMILAR_WORDS = 40  # words of the register taken for one that somebody typed
SIMILAR_NAME = 78  # rapidfuzz ratio from which a whole name counts as similar
KEPT = 4  # indexes kept: one per database
Stamp = tuple[Any, ...]


@dataclass
class NameIndex:
    """Names by organisation (``owners``, always canonical keys), words, acronyms and domains."""

    stamp: Stamp
    keys: list[tuple[int, str, str]] = field(default_factory=list)
    """What the search looks in, by canonical key: all names and acronyms; the country; normalised."""
    names: list[str] = field(default_factory=list)
    """Normalised names with their words sorted; a plain ratio of two is rapidfuzz's token-sort ratio."""
    joined: list[str] = field(default_factory=list)
    """The same names without blanks, for those who set blanks differently."""
    owners: list[int] = field(default_factory=list)
    words: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    acronyms: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    domains: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    individuals: set[int] = field(default_factory=set)
    besides: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What an organisation is or was also called, as written: former, other and merged names, acronyms."""

    def holding(self, words: Sequence[Sequence[str]]) -> set[int]:
        """Return the organisations that hold every word exactly; a word is given as its spellings.

        Part of a word is enough in a name. A country counts by its whole words, in all languages: UNIDO is not
        asked for with the "unidos" of Estados Unidos. Only when nothing is found so, part of one is enough too.
        """
        return self._holding(words, " {} ") or self._holding(words, "{}")

    def _holding(self, words: Iterable[Sequence[str]], in_country: str) -> set[int]:
        rows = self.keys
        for first, *others in words:
            place = in_country.format(first)
            rows = [
                row
                for row in rows
                if first in row[1] or place in row[2] or (others and any(other in row[1] for other in others))
            ]
        return {owner for owner, _names, _place in rows}

    def similar(self, text: str, limit: int = 100) -> list[int]:
        """Return the keys of organisations whose names are like ``text``, the most similar first.

        Either each word is like one of the organisation's words (name, acronym, former names, country), or the
        name as a whole is alike, also where blanks are set differently.
        """
        scores: dict[int, float] = dict.fromkeys(self.acronyms.get("".join(words_of(text)), ()), 100.0)
        for owner, score in (*self._by_words(text), *self._by_whole_name(text)):
            scores[owner] = max(score, scores.get(owner, 0))
        return sorted(scores, key=lambda owner: (-scores[owner], owner))[:limit]

    def _by_words(self, text: str) -> Iterator[tuple[int, float]]:
        typed = words_of(text)[:WORDS_COMPARED]
        found: list[dict[int, float]] = []
        for word in typed:
            owners: dict[int, float] = {}
            for known, score in self._words_like(word):
                for owner in self.words[known]:
                    owners[owner] = max(score, owners.get(owner, 0))
            if not owners:
                return
            found.append(owners)
        if found:
            fewest = min(found, key=len)
            for owner in fewest:
                if all(owner in owners for owners in found):
                    yield owner, sum(owners[owner] for owners in found) / len(found)

    def _words_like(self, word: str) -> list[tuple[str, float]]:
        slips = 0 if len(word) <= SHORT else 1 if len(word) <= MEDIUM else 2
        known = process.extract(
            word, self.words.keys(), scorer=OSA.distance, score_cutoff=slips, limit=SIMILAR_WORDS
        )
        return [(match, 100 * (1 - distance / max(len(word), len(match)))) for match, distance, _key in known]

    def _by_whole_name(self, text: str) -> Iterator[tuple[int, float]]:
        name = "".join(words_of(text))
        if len(name) > SHORT:
            for _name, score, at in process.extract(
                name, self.joined, scorer=fuzz.ratio, score_cutoff=SIMILAR_NAME, limit=SIMILAR_WORDS
            ):
                yield self.owners[at], score

    def alike(self, legal_name: str, cutoff: float, limit: int) -> dict[int, int]:
        """Return organisations (no individuals) with a name like ``legal_name``: key and score up to 100."""
        matches = process.extract(
            sorted_words(legal_name), self.names, scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit * 3
        )
        scores: dict[int, int] = {}
        for _name, score, at in matches:
            owner = self.owners[at]
            if owner not in self.individuals:
                scores[owner] = max(round(score), scores.get(owner, 0))
        return scores


def words_of(text: str) -> list[str]:
    """Return the normalised words of a text; letters that stand alone, as in U.N.E.P., make one word."""
    words: list[str] = []
    letters = ""
    for word in normalise_name(text).split():
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        words += [letters, word] if letters else [word]
        letters = ""
    return [*words, letters] if letters else words


def sorted_words(text: str) -> str:
    """Return a name normalised, with its words in alphabetical order."""
    return " ".join(sorted(normalise_name(text).split()))


def domain_of(url: str) -> str:
    """Return the host of an address without ``www.``, or nothing."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    except ValueError:
        return ""


_lock = threading.Lock()
_kept: dict[str, NameIndex] = {}


def name_index() -> NameIndex:
    """Return the index as the database is now: one query, three more and some work after a change."""
    database = str(connection.settings_dict["NAME"])
    stamp = current_stamp()
    index = _kept.get(database)
    if index is None or index.stamp != stamp:
        index = build(stamp)
        with _lock:
            _kept[database] = index
            while len(_kept) > KEPT:
                _kept.pop(next(iter(_kept)))
    return index


def forget() -> None:
    """Drop what is kept in this process; for tests, where a database is rolled back."""
    _kept.clear()


def current_stamp() -> Stamp:
    """Return what differs as soon as an organisation was added, changed, merged or taken away."""
    rows = Organisation.objects.order_by().aggregate(
        number=Count("pk"), newest=Max("updated_at"), versions=Sum("version"), last=Max("pk")
    )
    return (rows["number"], rows["newest"], rows["versions"], rows["last"])


def build(stamp: Stamp) -> NameIndex:
    """Read all names; ten thousand organisations take about a fifth of a second."""
    rows = list(
        Organisation.objects.order_by().values_list(
            *("pk", "merged_into", "name_is_public", "kind", "legal_name", "acronym", "website"),
            *("sort_key", "search_key", "country__name_en", "country__name_fr", "country__name_es"),
        )
    )
    merged = {pk: into for pk, into, *_rest in rows if into}
    index = NameIndex(stamp)
    hidden = set()
    for pk, into, is_public, kind, legal_name, acronym, website, sort_key, search_key, *country in rows:
        owner = canonical(pk, merged)
        if kind == PartnerKind.INDIVIDUAL:
            index.individuals.add(owner)
        place = place_key(*country)
        index.keys.append((owner, search_key.removesuffix(place), f" {place} "))
        for word in search_key.split():
            index.words[word].add(owner)
        if not is_public:
            hidden.add(pk)
            continue
        _add_name(index, owner, sort_key)
        if acronym:
            index.acronyms["".join(words_of(acronym))].add(owner)
        if into:
            index.besides[owner] += [legal_name, acronym]
        if website and (domain := domain_of(website)):
            index.domains[domain].add(owner)
    for pk, name, acronym in _names_besides():
        if pk not in hidden:
            owner = canonical(pk, merged)
            index.besides[owner] += [name, acronym]
            _add_name(index, owner, normalise_name(name))
            if acronym:
                index.acronyms["".join(words_of(acronym))].add(owner)
    return index


@lru_cache(maxsize=1024)
def place_key(*names: str | None) -> str:
    """Return what a ``search_key`` ends in for a country of these names."""
    return " ".join(normalise_name(name) for name in names if name)


def _names_besides() -> Iterable[tuple[int, str, str]]:
    yield from FormerIdentity.objects.order_by().values_list("organisation", "legal_name", "acronym")
    for pk, text in OtherName.objects.order_by().values_list("organisation", "text"):
        yield pk, text, ""


def _add_name(index: NameIndex, owner: int, name: str) -> None:
    words = name.split()
    index.names.append(" ".join(sorted(words)))
    index.joined.append("".join(words))
    index.owners.append(owner)


def canonical(pk: int, merged: dict[int, int]) -> int:
    """Follow ``merged_into`` to its end; a circle, which no action makes, ends where it began to repeat."""
    seen = set()
    while pk in merged and pk not in seen:
        seen.add(pk)
        pk = merged[pk]
    return pk
