"""What public pages read: published versions of letters, never the working copy; no personal data (LOI-6)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from partners.enums import LetterStatus, MembershipOrigin, PartnerKind
from partners.models import (
    AreaParticipation,
    Letter,
    Membership,
    OfferOrNeed,
    Organisation,
    OrganisationPerson,
)
from partners.rules.organisations import of_it
from partners.snapshot import KIND, LetterText, frozen_text, symbol_of
from partnership_areas.models import Area, Country
from portal.records.models import FrozenVersion
from portal.records.pointers import point_to

LETTER = Letter._meta.label_lower


# --- Letters --------------------------------------------------------------------------------------


def published_letters() -> QuerySet[Letter]:
    """Return the letters on the site: received ones first, then confirmed ones, the newest first."""
    stage = Case(
        When(status=LetterStatus.CONFIRMED, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return (
        Letter.objects.public()
        .only("reference", "status", "published_at", "decided_at", "published_version", "consents_to_name")
        .order_by(stage, Coalesce("decided_at", "published_at").desc(), "-pk")
    )


def published_letter(reference: str) -> Letter | None:
    """Return a letter that is, or once was, on the site; the caller asks ``is_public`` before showing it."""
    return (
        Letter.objects.filter(reference=reference.upper(), published_at__isnull=False)
        .select_related("organisation__merged_into")
        .first()
    )


def stage_counts() -> dict[str, int]:
    """Return how many letters on the site are received (not yet confirmed) and how many confirmed."""
    confirmed = Q(status=LetterStatus.CONFIRMED)
    return Letter.objects.public().aggregate(
        received=Count("pk", filter=~confirmed), confirmed=Count("pk", filter=confirmed)
    )


@dataclass(frozen=True)
class LetterLine:
    """A letter as lists show it, read from its published version."""

    letter: Letter
    name: str
    acronym: str
    kind: str
    country: Country | None
    is_global: bool
    language: str
    areas: list[Area]

    @property
    def kind_label(self) -> Any:
        return PartnerKind(self.kind).label

    @property
    def symbol(self) -> str:
        return symbol_of(self.letter.reference or "")

    @property
    def is_confirmed(self) -> bool:
        return self.letter.status == LetterStatus.CONFIRMED


def letter_lines(letters: Iterable[Letter]) -> list[LetterLine]:
    """Return the lines of a page of letters; three queries, however many there are."""
    letters = list(letters)
    wanted = Q(pk__in=[])
    for letter in letters:
        wanted |= Q(object_id=letter.pk, number=letter.published_version)
    versions = FrozenVersion.objects.filter(wanted, object_type=LETTER, kind=KIND).select_related("people")
    contents = {version.object_id: (version.content(), _people(version)) for version in versions}
    areas = {area.code: area for area in Area.objects.all()}
    codes = {content["country"] for content, people in contents.values()} - {None}
    countries = {country.alpha2: country for country in Country.objects.filter(alpha2__in=codes)}
    return [
        LetterLine(
            letter=letter,
            name=public_name(content, people if letter.consents_to_name else None),
            acronym="" if content["kind"] == PartnerKind.INDIVIDUAL else content["acronym"],
            kind=content["kind"],
            country=countries.get(content["country"]),
            is_global=content["is_global"],
            language=content["language"],
            areas=[areas[code] for code in content["areas"] if code in areas],
        )
        for letter in letters
        if letter.pk in contents
        for content, people in [contents[letter.pk]]
    ]


def public_name(content: dict[str, Any], people: dict[str, Any] | None) -> str:
    """Return who wrote a frozen letter, as the public may read it: an individual's name only with consent."""
    if content["kind"] != PartnerKind.INDIVIDUAL:
        return content["legal_name"]
    return people["individual_name"] if people and people["name_is_public"] else _("Individual partner")


def _people(version: FrozenVersion) -> dict[str, Any] | None:
    """Return the personal part loaded by select_related; None once it was erased."""
    people = getattr(version, "people", None)
    return json.loads(people.body) if people else None


def letter_text(letter: Letter) -> LetterText | None:
    """Return the published version of one letter as text; None where it is not on the site.

    An individual who took the consent back since is no longer named.
    """
    if not letter.is_public:
        return None
    version = (
        FrozenVersion.objects.filter(kind=KIND, number=letter.published_version, **point_to(letter))
        .select_related("people")
        .first()
    )
    if version is None:
        return None
    return as_agreed(frozen_text(version, letter.reference or ""), letter)


def as_agreed(text: LetterText, letter: Letter) -> LetterText:
    """Return a frozen letter without what tells who an individual is, where the person does not agree (any more)."""
    if not text.is_individual or letter.consents_to_name:
        return text
    hidden = dict.fromkeys(("acronym", "website", "description", "signatory_title"), "")
    return replace(text, name=_("Individual partner"), **hidden)


# --- Partners -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Profile:
    """Everything that a partner's public page shows."""

    organisation: Organisation
    membership: Membership
    areas: list[Area]
    offers: list[OfferOrNeed]
    contacts: list[OrganisationPerson]
    letter: Letter | None
    text: LetterText | None

    @property
    def is_partner(self) -> bool:
        return self.membership.ended_on is None

    @property
    def is_imported(self) -> bool:
        return self.membership.origin == MembershipOrigin.IMPORTED

    @property
    def is_individual(self) -> bool:
        return self.organisation.kind == PartnerKind.INDIVIDUAL

    @property
    def offered(self) -> list[OfferOrNeed]:
        return [offer for offer in self.offers if offer.direction == "offer"]

    @property
    def sought(self) -> list[OfferOrNeed]:
        return [offer for offer in self.offers if offer.direction == "seek"]


def organisation_at(slug: str) -> Organisation | None:
    """Return the organisation of an address; of a merged one, the one that it stands for now."""
    rows = Organisation.objects.select_related("country", "merged_into__country")
    found = rows.filter(slug=slug).first() or rows.filter(former_slugs__slug=slug).first()
    seen = set()
    while found and found.merged_into_id and found.pk not in seen:
        seen.add(found.pk)
        found = found.merged_into
    return found


def profile_of(organisation: Organisation) -> Profile | None:
    """Return the public page of an organisation that is or was a partner; None for any other."""
    memberships = list(Membership.objects.filter(of_it(organisation)).order_by("ended_on", "-pk"))
    running = next((membership for membership in memberships if membership.ended_on is None), None)
    membership = running or (memberships[-1] if memberships else None)
    if membership is None:
        return None
    letter = newest_confirmed_letter(organisation)
    return Profile(
        organisation=organisation,
        membership=membership,
        areas=running_areas(organisation),
        offers=list(OfferOrNeed.objects.filter(of_it(organisation)).select_related("area"))
        if running
        else [],
        contacts=contacts_shown(organisation) if running else [],
        letter=letter,
        text=letter_text(letter) if letter else None,
    )


def running_areas(organisation: Organisation) -> list[Area]:
    """Return the areas that an organisation takes part in now, in the order of the framework."""
    here = AreaParticipation.objects.running().filter(of_it(organisation)).values("area")
    return list(Area.objects.filter(pk__in=here).in_order())


def contacts_shown(organisation: Organisation) -> list[OrganisationPerson]:
    """Return the contacts who agreed to be shown, the main focal point first."""
    places = OrganisationPerson.objects.filter(of_it(organisation), is_public=True, until__isnull=True)
    found = {place.person_id: place for place in places.select_related("person").order_by("is_main", "-pk")}
    return sorted(found.values(), key=lambda place: (not place.is_main, place.pk))


def newest_confirmed_letter(organisation: Organisation) -> Letter | None:
    """Return the letter that a partner's page shows, also one sent under a name merged since, or None."""
    return (
        Letter.objects.public()
        .filter(
            Q(organisation=organisation) | Q(organisation__merged_into=organisation),
            status=LetterStatus.CONFIRMED,
        )
        .order_by("-decided_at", "-pk")
        .first()
    )
