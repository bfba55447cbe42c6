"""Invented organisations by the thousand."""

import datetime
import random

from partners.enums import MembershipOrigin, PartnerKind
from partners.models import (
    AreaParticipation,
    ContactConsent,
    Membership,
    MembershipKind,
    OfferOrNeed,
    Organisation,
    OrganisationPerson,
    Person,
)
from partners.rules.identity import identity_of
from partnership_areas.models import Area, Country
from portal.records.text import normalise_name

KINDS = [kind for kind in PartnerKind.values if kind != PartnerKind.INDIVIDUAL]
BODIES = ["Ministry", "Institute", "Network", "Agency", "Foundation", "University", "Association", "Company"]
FIELDS = ["Environment", "Clean Rivers", "Health", "Mines", "Chemistry", "Waste", "Energy", "Consumers"]
BATCH = 1000


def fill(up_to: int) -> None:
    """Add partners until there are ``up_to``: like real ones in length, areas, offers and unknown dates."""
    chance = random.Random(up_to)  # the same data at every run
    countries, areas = list(Country.objects.all()), list(Area.objects.all())
    kind_of_membership = MembershipKind.objects.get(is_default=True)
    for batch in batches(range(Organisation.objects.count(), up_to)):
        organisations = []
        for number in batch:
            country = chance.choice(countries)
            organisation = Organisation(
                kind=chance.choice(KINDS),
                legal_name=f"Demonstration {chance.choice(BODIES)} for {chance.choice(FIELDS)} {number}",
                acronym=f"D{number}",
                country=country,
                website="https://example.org",
                description="Demonstration text about what this organisation does. " * 3,
                slug=f"demonstration-{number}",
            )
            organisation.identity_key = identity_of(
                kind=organisation.kind,
                legal_name=organisation.legal_name,
                country_code=country.alpha2,
                is_global=False,
            )
            organisation.set_keys()
            organisations.append(organisation)
        stored = Organisation.objects.bulk_create(organisations)
        Membership.objects.bulk_create(
            Membership(
                organisation=organisation,
                kind=kind_of_membership,
                origin=MembershipOrigin.IMPORTED,
                source="Invented list",
                since=chance.choice([None, datetime.date(chance.randint(2006, 2025), 1, 1)]),
            )
            for organisation in stored
        )
        AreaParticipation.objects.bulk_create(
            AreaParticipation(organisation=organisation, area=area, since=None)
            for organisation in stored
            for area in chance.sample(areas, chance.randint(0, 3))
        )
        OfferOrNeed.objects.bulk_create(
            OfferOrNeed(organisation=organisation, direction="offer", topic="training", text="Workshops")
            for organisation in stored
        )
        fill_people(stored)


def fill_people(organisations: list[Organisation]) -> None:
    """Give each organisation a focal point who agreed to be shown to partners."""
    people = [
        Person(given_name="Demo", family_name=f"Person {row.acronym}", email=f"{row.slug}@demo.example")
        for row in organisations
    ]
    for person in people:
        person.name_key = normalise_name(str(person))
    places = OrganisationPerson.objects.bulk_create(
        OrganisationPerson(organisation=organisation, person=person, role="focal", is_main=True)
        for organisation, person in zip(organisations, Person.objects.bulk_create(people), strict=True)
    )
    ContactConsent.objects.bulk_create(ContactConsent(place=place, purpose="partners") for place in places)


def batches(numbers: range) -> list[range]:
    return [numbers[at : at + BATCH] for at in range(0, len(numbers), BATCH)]
