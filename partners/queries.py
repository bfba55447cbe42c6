"""Questions about letters and partners that screens ask."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from rapidfuzz import fuzz

from partners.enums import PartnerKind
from partners.models import (
    AreaParticipation,
    InformationRequest,
    Letter,
    Membership,
    Organisation,
    OrganisationPerson,
)
from partners.name_index import domain_of, name_index, sorted_words, words_of
from partnership_areas.models import Area
from portal.records.models import FrozenVersion
from portal.records.pointers import point_to
from portal.records.text import normalise_name

NEAR = 88  # rapidfuzz token-sort ratio above which two names are shown as alike


# --- Partners -------------------------------------------------------------------------------------


def directory() -> QuerySet[Organisation]:
    """Return partners with what a line of the directory needs: country, running areas, membership."""
    running = AreaParticipation.objects.running().select_related("area")
    running_membership = Membership.objects.running().select_related("letter")
    wanted = (
        Prefetch("participations", queryset=running, to_attr="running_areas"),
        Prefetch("memberships", queryset=running_membership, to_attr="running_membership"),
    )
    merged = Organisation.objects.order_by("pk").prefetch_related(*wanted)
    return (
        Organisation.objects.partners()
        .select_related("country")
        .prefetch_related(*wanted, Prefetch("merged_from", queryset=merged, to_attr="merged_rows"))
        .order_by("sort_key", "pk")
    )


def areas_now(organisation: Organisation) -> list[Area]:
    """Return the areas of a line of :func:`directory`, also those of rows merged into it, each once."""
    rows = [organisation, *organisation.merged_rows]
    return list({place.area_id: place.area for row in rows for place in row.running_areas}.values())


def membership_now(organisation: Organisation) -> Membership:
    """Return the running membership of a line of :func:`directory`: its own, else one of a merged row."""
    rows = [organisation, *organisation.merged_rows]
    return next(membership for row in rows for membership in row.running_membership)


def kind_counts(queryset: QuerySet[Organisation]) -> dict[str, int]:
    """Return how many of each kind there are in a directory queryset."""
    return dict(queryset.order_by().values_list("kind").annotate(number=Count("pk")))


def partners_of_area(area: Area) -> QuerySet[Organisation]:
    """Partners that take part in an area now (AREA-6)."""
    return Organisation.objects.partners().filter(in_area(area.code)).order_by("sort_key", "pk")


def partners_of_area_on(area: Area, day: datetime.date) -> QuerySet[Organisation]:
    """Partners that took part in an area on a day of the past; days that are not known do not exclude (AREA-6)."""
    holder = Coalesce("organisation__merged_into", "organisation")
    began = Q(since__isnull=True) | Q(since__lte=day)
    there = AreaParticipation.objects.filter(began, Q(until__isnull=True) | Q(until__gt=day), area=area)
    members = Membership.objects.filter(began, Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    found = Organisation.objects.canonical().filter(
        pk__in=there.annotate(holder=holder).values("holder"),
    )
    return found.filter(pk__in=members.annotate(holder=holder).values("holder")).order_by("sort_key", "pk")


def in_area(code: str) -> Q:
    """Organisations that take part in the area of this code now, themselves or through a row merged into them."""
    running = AreaParticipation.objects.running().filter(area__code=code)
    through = running.filter(organisation__merged_into__isnull=False)
    return Q(pk__in=running.values("organisation")) | Q(pk__in=through.values("organisation__merged_into"))


def partner_figures() -> dict[str, int]:
    """Return the figures of the home page: partners, countries, letters received."""
    partners = Organisation.objects.partners()
    return {
        "partners": partners.count(),
        "countries": partners.exclude(country=None).values("country").distinct().count(),
        "received": Letter.objects.received().count(),
    }


def partners_by_area() -> dict[int, int]:
    """Return how many partners take part in each area now, by the area's pk."""
    holder = Coalesce("organisation__merged_into", "organisation")
    places = AreaParticipation.objects.running().annotate(holder=holder)
    places = places.filter(holder__in=Organisation.objects.partners().order_by().values("pk"))
    return dict(places.order_by().values_list("area").annotate(number=Count("holder", distinct=True)))


def my_organisations(user: Any) -> QuerySet[OrganisationPerson]:
    """Places that this account's person holds; ``is_partner`` says whether they open a page on the desk."""
    running = Membership.objects.running().filter(
        Q(organisation=OuterRef("organisation"))
        | Q(organisation__merged_into=OuterRef("organisation"))
        | Q(organisation=OuterRef("organisation__merged_into"))
    )
    return (
        OrganisationPerson.objects.filter(person__user=user, until__isnull=True)
        .select_related("organisation__country")
        .annotate(is_partner=Exists(running))
        .order_by("organisation__sort_key")
    )


# --- Letters --------------------------------------------------------------------------------------


def published_version(letter: Letter) -> FrozenVersion | None:
    """Return the frozen version that the public sees, or None."""
    if not letter.is_public:
        return None
    return FrozenVersion.objects.filter(
        kind="letter", number=letter.published_version, **point_to(letter)
    ).first()


def open_request(letter: Letter) -> InformationRequest | None:
    """Return the request for information that waits for an answer, or None."""
    return letter.requests.filter(status="open").first()


@dataclass(frozen=True)
class PossibleDuplicate:
    """Something that may be the same organisation, and why it is shown; a hint, never a decision (LOI-8)."""

    record: Letter | Organisation
    reason: str  # "same", "alike", "acronym" or "domain"
    score: int

    @property
    def is_letter(self) -> bool:
        return isinstance(self.record, Letter)


def possible_duplicates(letter: Letter, limit: int = 10) -> list[PossibleDuplicate]:
    """Return letters and organisations that look like the one this letter comes from, best first."""
    if letter.kind == PartnerKind.INDIVIDUAL:
        same = Letter.objects.open().filter(identity_key=letter.identity_key).select_related("country")
        same = same.exclude(pk=letter.pk)
        return [PossibleDuplicate(other, "same", 100) for other in same[:limit]]
    scores = _organisations_like(letter, limit)
    records = {row.pk: row for row in _organisations_of(scores)}
    name = normalise_name(letter.legal_name)
    found = [
        PossibleDuplicate(
            records[pk], "same" if normalise_name(records[pk].legal_name) == name else reason, score
        )
        for pk, (reason, score) in scores.items()
        if pk in records
    ]
    return sorted([*found, *_letters_like(letter, limit)], key=lambda duplicate: -duplicate.score)[:limit]


def _organisations_like(letter: Letter, limit: int) -> dict[int, tuple[str, int]]:
    """Return organisations by key with why they may be meant and how sure that is; read from the index of names."""
    index = name_index()
    by_domain = index.domains.get(domain_of(letter.website), set())
    acronym = "".join(words_of(letter.acronym))
    by_acronym = index.acronyms.get(acronym, set()) if acronym else set()
    scores = dict.fromkeys(nsmallest(limit, by_domain - index.individuals), ("domain", 50))
    scores |= dict.fromkeys(nsmallest(limit, by_acronym - index.individuals), ("acronym", 60))
    scores |= {pk: ("alike", score) for pk, score in index.alike(letter.legal_name, NEAR, limit).items()}
    return scores


def _organisations_of(keys: Iterable[int]) -> QuerySet[Organisation]:
    organisations = Organisation.objects.canonical().exclude(kind=PartnerKind.INDIVIDUAL)
    return organisations.filter(pk__in=keys).select_related("country")


def _letters_like(letter: Letter, limit: int) -> list[PossibleDuplicate]:
    others = Letter.objects.open().exclude(pk=letter.pk).exclude(kind=PartnerKind.INDIVIDUAL).order_by()
    key, domain = sorted_words(letter.legal_name), domain_of(letter.website)
    scores: dict[int, tuple[str, int]] = {}
    for pk, legal_name, acronym, website in others.values_list("pk", "legal_name", "acronym", "website"):
        score = fuzz.ratio(key, sorted_words(legal_name), score_cutoff=NEAR)
        if score:
            same = normalise_name(legal_name) == normalise_name(letter.legal_name)
            scores[pk] = ("same" if same else "alike", round(score))
        elif letter.acronym and acronym.casefold() == letter.acronym.casefold():
            scores[pk] = ("acronym", 60)
        elif domain and domain_of(website) == domain:
            scores[pk] = ("domain", 50)
    best = nsmallest(limit, scores, key=lambda pk: (-scores[pk][1], pk))
    records = Letter.objects.filter(pk__in=best).select_related("country")
    return [PossibleDuplicate(record, *scores[record.pk]) for record in records]
