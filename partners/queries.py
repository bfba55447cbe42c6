"""Questions about letters and partners that screens ask."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from rapidfuzz import fuzz, process

from partners.enums import PartnerKind
from partners.models import (
    AreaParticipation,
    InformationRequest,
    Letter,
    Membership,
    Organisation,
    OrganisationPerson,
)
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
    return (
        Organisation.objects.partners()
        .select_related("country")
        .prefetch_related(
            Prefetch("participations", queryset=running, to_attr="running_areas"),
            Prefetch("memberships", queryset=running_membership, to_attr="running_membership"),
        )
        .order_by("sort_key", "pk")
    )


def search_partners(queryset: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Keep organisations whose name, acronym or country holds every word; accents and case do not count."""
    for word in normalise_name(text).split()[:8]:
        queryset = queryset.filter(search_key__contains=word)
    return queryset


def kind_counts(queryset: QuerySet[Organisation]) -> dict[str, int]:
    """Return how many of each kind there are in a directory queryset."""
    return dict(queryset.order_by().values_list("kind").annotate(number=Count("pk")))


def partners_of_area(area: Area) -> QuerySet[Organisation]:
    """Partners that take part in an area now (AREA-6)."""
    here = AreaParticipation.objects.running().filter(area=area, organisation=OuterRef("pk"))
    return Organisation.objects.partners().filter(Exists(here)).order_by("sort_key", "pk")


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
    member = Q(
        organisation__memberships__ended_on__isnull=True,
        organisation__memberships__isnull=False,
        organisation__merged_into__isnull=True,
    )
    counts = (
        AreaParticipation.objects.running().filter(member).values_list("area").annotate(number=Count("pk"))
    )
    return dict(counts)


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
    columns = ("legal_name", "acronym", "website", "country", "kind")
    others = [
        *Organisation.objects.canonical().exclude(kind=PartnerKind.INDIVIDUAL).only(*columns, "slug"),
        *Letter.objects.open()
        .exclude(pk=letter.pk)
        .exclude(kind=PartnerKind.INDIVIDUAL)
        .select_related("country"),
    ]
    name, domain = normalise_name(letter.legal_name), _domain(letter.website)
    names = [normalise_name(other.legal_name) for other in others]
    scores = {
        index: round(score)
        for _name, score, index in process.extract(
            name, names, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR, limit=limit * 2
        )
    }
    found = []
    for index, other in enumerate(others):
        if names[index] == name:
            found.append(PossibleDuplicate(other, "same", 100))
        elif index in scores:
            found.append(PossibleDuplicate(other, "alike", scores[index]))
        elif letter.acronym and other.acronym.casefold() == letter.acronym.casefold():
            found.append(PossibleDuplicate(other, "acronym", 60))
        elif domain and _domain(other.website) == domain:
            found.append(PossibleDuplicate(other, "domain", 50))
    return sorted(found, key=lambda duplicate: -duplicate.score)[:limit]


def _domain(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
