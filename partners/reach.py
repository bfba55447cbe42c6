"""How a partner is reached: its office, and the people who agreed to it. Questions that screens and actions ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from partners.models import ContactMessage, FunctionalAddress, Organisation, OrganisationPerson
from partners.rules.contacts import (
    SHOWN_TO_PARTNERS,
    agreed,
    can_see_contacts,
    purposes_for,
    visible_contacts,
    visible_messages,
)
from portal.records.text import normalise_name

OFFICE = "office"
SEARCHED_WORDS = 8


def of_organisation(organisation: Organisation) -> Q:
    """Rows of an organisation and of those merged into it."""
    return Q(organisation=organisation) | Q(organisation__merged_into=organisation)


def office_of(organisation: Organisation) -> FunctionalAddress | None:
    """Return the address of a partner's office, its own before one of a merged row, or None."""
    found = FunctionalAddress.objects.filter(of_organisation(organisation))
    return found.order_by(F("organisation__merged_into").asc(nulls_first=True), "pk").first()


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom a message can go. ``name`` is what the writer may know; the address is never shown."""

    key: str
    name: str
    email: str
    language: str
    place: OrganisationPerson | None = None


def recipients(user: Any, organisation: Organisation) -> list[Recipient]:
    """Return to whom ``user`` may write at a partner: its office first, then people, the main focal point first.

    People stand with their names for those who may see contacts, and where the public sees them; else by role.
    """
    found = []
    office = office_of(organisation)
    if office and office.takes_messages:
        found.append(Recipient(OFFICE, office.label, office.email, organisation.language[:2]))
    insider = bool(can_see_contacts(user))
    places = (
        OrganisationPerson.objects.filter(
            of_organisation(organisation), agreed(*purposes_for(user)), until__isnull=True
        )
        .exclude(person__email="")
        .annotate(named=ExpressionWrapper(agreed(*SHOWN_TO_PARTNERS), BooleanField()))
        .select_related("person")
        .order_by("-is_main", "role", "pk")
    )
    for place in places:
        person = place.person
        name = (
            str(person) if (insider and place.named) or place.is_public else _("A person who answers for it")
        )
        found.append(Recipient(f"person-{place.pk}", name, person.email, person.language, place))
    return found


def takes_messages(organisation: Organisation) -> bool:
    """Whether anybody with an account may write to a partner: what its public page offers."""
    return bool(recipients(None, organisation))


def contacts(user: Any) -> QuerySet[OrganisationPerson]:
    """Return the contacts that this person may see, by organisation."""
    return visible_contacts(user).order_by("organisation__sort_key", "-is_main", "person__name_key", "pk")


def contact_lines(keys: Iterable[int]) -> list[OrganisationPerson]:
    """Return contacts of a page with all that a line shows, in the same order: thousands are sorted by keys alone."""
    loaded = OrganisationPerson.objects.select_related(
        "person", "organisation__country", "organisation__merged_into__country"
    )
    keys = list(keys)
    places = loaded.in_bulk(keys)
    return [places[key] for key in keys if key in places]


def search_contacts(queryset: QuerySet[OrganisationPerson], text: str) -> QuerySet[OrganisationPerson]:
    """Keep contacts in whose name, post, organisation or country every word stands; accents do not count."""
    for word in normalise_name(text).split()[:SEARCHED_WORDS]:
        queryset = queryset.filter(
            Q(person__name_key__contains=word)
            | Q(organisation__search_key__contains=word)
            | Q(organisation__merged_into__search_key__contains=word)
        )
    return queryset


def organisation_of(place: OrganisationPerson) -> Organisation:
    """The organisation under which a contact stands: the one that its row was merged into, if it was."""
    return place.organisation.merged_into or place.organisation


def messages_of(user: Any) -> QuerySet[ContactMessage]:
    """Return what this person wrote and got, the newest first; ``is_mine`` tells what they wrote."""
    return (
        visible_messages(user)
        .select_related("to_organisation", "from_organisation", "to_place__person", "about__area")
        .annotate(is_mine=Case(When(sender=user, then=Value(True)), default=Value(False)))
        .order_by("-sent_at", "-pk")
    )
