"""What somebody types in the directory's search field, and which partners are meant.

Exact first: every word stands somewhere in the partner's names (also former and other ones, and those of
organisations merged into it), acronym or country; accents, case and punctuation do not count. A country counts by
whole words, as long as somebody answers to that. Only when no partner does, similar names are offered, and the page
says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from rapidfuzz import fuzz

from partners.models import Organisation
from partners.name_index import WORDS_COMPARED, name_index, words_of
from portal.records.text import normalise_name

SIMILAR_SHOWN = 50
LISTED = 800  # so many found are asked for by key; more are looked for by the database


@dataclass(frozen=True)
class Search:
    """A search that was looked up: ``similar`` holds keys, best first, when nothing matches exactly.

    ``besides`` are the names that each organisation has or had beside its present one.
    """

    text: str
    exactly: Q = field(default_factory=Q)
    similar: list[int] | None = None
    besides: Mapping[int, Iterable[str]] = field(default_factory=dict)
    are_many: bool = False

    @property
    def is_similar(self) -> bool:
        return self.similar is not None

    def narrow(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Keep what was found."""
        return queryset.filter(self.exactly if self.similar is None else Q(pk__in=self.similar))

    def ranked(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Put the acronym first, then names that begin as typed, then the others by name; similar ones as found.

        Very many stay in the order of their names: sorting them anew would be slower than all the rest.
        """
        if self.similar is not None:
            order = [When(pk=pk, then=Value(place)) for place, pk in enumerate(self.similar)]
        elif self.are_many:
            order = []
        else:
            order = [
                When(acronym__iexact=self.text.strip(), then=Value(0)),
                When(sort_key__startswith=normalise_name(self.text), then=Value(1)),
            ]
        if not order:
            return queryset
        rank = Case(*order, default=Value(len(order)), output_field=IntegerField())
        return queryset.order_by(rank, "sort_key", "pk")


def look_up(text: str) -> Search:
    """Return which partners a text means; one query, to know whether the index of names is as things stand."""
    index = name_index()
    words = spellings_of(text)
    found = index.holding(words) if words else set()
    if words and not found:
        return Search(text, similar=index.similar(text, limit=SIMILAR_SHOWN), besides=index.besides)
    if not words or len(found) > LISTED:
        return Search(text, has_every_word(text), besides=index.besides, are_many=True)
    return Search(text, Q(pk__in=found), besides=index.besides)


def search_partners(queryset: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Keep organisations whose names, acronym or country hold every word; accents and case do not count."""
    return queryset.filter(has_every_word(text))


def has_every_word(text: str) -> Q:
    """Return the condition that every word (of the first eight) stands in the names of a partner.

    An organisation that was merged into another lends it its names.
    """
    own = Q()
    for spellings in spellings_of(text):
        one = Q()
        for spelling in spellings:
            one |= Q(search_key__contains=spelling)
        own &= one
    if not own:
        return own
    merged = Organisation.objects.order_by().filter(own, merged_into__isnull=False)
    return own | Q(pk__in=merged.values(into=Coalesce("merged_into__merged_into", "merged_into")))


def spellings_of(text: str) -> list[tuple[str, ...]]:
    """Return the words to look for; letters typed apart (U.N.E.P.) are looked for together and apart."""
    normalised = normalise_name(text)
    words = []
    for word in words_of(text)[:WORDS_COMPARED]:
        apart = " ".join(word)
        words.append((word, apart) if len(word) > 1 and apart in normalised else (word,))
    return words


def found_by(organisation: Organisation, text: str, besides: Iterable[str]) -> str:
    """Return the former or other name by which a partner was found; nothing where its present name explains it.

    ``besides`` are the names that the index has beside the present one.
    """
    others = {*besides} - {"", organisation.legal_name, organisation.acronym}
    if not others or not organisation.name_is_public:
        return ""
    typed = normalise_name(text)
    place = organisation.country
    present = [organisation.legal_name, organisation.acronym]
    shown = " ".join([*present, *([place.name_en, place.name_fr, place.name_es] if place else [])])
    if all(word in normalise_name(shown) for word in words_of(text)):
        return ""

    def likeness(name: str) -> float:
        key = normalise_name(name)
        return fuzz.token_set_ratio(typed, key) + sum(word in key for word in typed.split())

    best = max(sorted(others), key=likeness)
    return best if likeness(best) > max(likeness(name) for name in present if name) else ""
