"""Rows of the register that may be one organisation, found in batch. A hint, never a decision (LOI-8).

Not every row is compared with every other: only rows that share a word that few have, or a country. Ten thousand
rows take seconds instead of minutes; the result is kept per process until an organisation changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import connection
from rapidfuzz import fuzz

from partners.enums import PartnerKind
from partners.lists.known import name_key
from partners.models import FormerIdentity, NotTheSame, Organisation, OtherName
from partners.name_index import Stamp, current_stamp, domain_of, words_of

NEAR = 88  # rapidfuzz ratio of the sorted words above which two names are alike
RARE = 40  # a word that at most so many rows have leads to a comparison
BLOCK = 300  # rows of one country are all compared with each other up to this number
KEPT = 4


@dataclass(frozen=True)
class Pair:
    """Two rows by key, why they may be one ("same", "alike", "within", "acronym", "domain"), how sure that is."""

    first: int
    second: int
    reason: str
    score: int


@dataclass(slots=True)
class _Row:
    pk: int
    kind: str
    country: int | None
    names: list[str]
    sorted: list[str]
    acronym: str
    domain: str


_kept: dict[str, tuple[Stamp, list[Pair]]] = {}


def pairs() -> list[Pair]:
    """Return all pairs, the surest first; without those that somebody noted as different."""
    database = str(connection.settings_dict["NAME"])
    stamp = current_stamp()
    kept = _kept.get(database)
    if kept is None or kept[0] != stamp:
        kept = (stamp, sorted(_find(_rows()), key=lambda pair: (-pair.score, pair.first, pair.second)))
        _kept[database] = kept
        while len(_kept) > KEPT:
            _kept.pop(next(iter(_kept)))
    different = set(NotTheSame.objects.values_list("first", "second"))
    return [pair for pair in kept[1] if (pair.first, pair.second) not in different]


def _rows() -> list[_Row]:
    rows: dict[int, _Row] = {}
    columns = ("pk", "kind", "country", "legal_name", "acronym", "website")
    found = Organisation.objects.canonical().exclude(kind=PartnerKind.INDIVIDUAL).order_by("pk")
    for pk, kind, country, name, acronym, website in found.values_list(*columns):
        rows[pk] = _Row(pk, kind, country, [name], [], "".join(words_of(acronym)), domain_of(website))
    besides = (*FormerIdentity.objects.values_list("organisation", "legal_name"),)
    for pk, name in (*besides, *OtherName.objects.values_list("organisation", "text")):
        if pk in rows:
            rows[pk].names.append(name)
    for row in rows.values():
        row.sorted = [" ".join(sorted(name_key(name).split())) for name in row.names]
    return list(rows.values())


def _find(rows: list[_Row]) -> Iterator[Pair]:
    by_pk = {row.pk: row for row in rows}
    for first, second in _candidates(rows):
        reason, score = _compare(by_pk[first], by_pk[second])
        if reason:
            yield Pair(first, second, reason, score)


def _candidates(rows: list[_Row]) -> set[tuple[int, int]]:
    """Return the pairs worth comparing, the lower key first."""
    blocks: dict[tuple[str, object], set[int]] = defaultdict(set)
    for row in rows:
        if row.country:
            blocks["country", row.country].add(row.pk)
        if row.acronym:
            blocks["acronym", row.acronym].add(row.pk)
        if row.domain:
            blocks["domain", row.domain].add(row.pk)
        for name in row.sorted:
            blocks["name", name].add(row.pk)
            for word in name.split():
                blocks["word", word].add(row.pk)
    found: set[tuple[int, int]] = set()
    for (what, _value), keys in blocks.items():
        if 1 < len(keys) <= (BLOCK if what == "country" else RARE):
            found.update(combinations(sorted(keys), 2))
    return found


def _compare(one: _Row, other: _Row) -> tuple[str, int]:
    """Return why two rows may be one, or nothing. Names of different known countries do not count."""
    here = one.country is None or other.country is None or one.country == other.country
    if here:
        best = _likeness(one.sorted, other.sorted)
        if best >= 100:
            return "same", 100
        if best >= NEAR:
            return "alike", round(best)
        if one.country and one.kind == other.kind == PartnerKind.GOVERNMENT and _within(one, other):
            return "within", 70
        if one.acronym and one.acronym == other.acronym:
            return "acronym", 60
    if one.domain and one.domain == other.domain:
        return "domain", 50
    return "", 0


def _likeness(names: Iterable[str], others: list[str]) -> float:
    return max((fuzz.ratio(a, b, score_cutoff=NEAR) for a in names for b in others), default=0)


def _within(one: _Row, other: _Row) -> bool:
    """Whether every word of one government's name stands in the other's."""
    words, others = set(one.sorted[0].split()), set(other.sorted[0].split())
    return min(len(words), len(others)) > 1 and (words <= others or others <= words)
