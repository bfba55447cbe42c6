"""Pages of areas, bodies, decisions and guiding texts: with few records of each behind them, and with thousands."""

import datetime
import random
from collections.abc import Callable, Iterator

from django.db import transaction
from django.test import Client
from django.urls import reverse

from bench.compare import compare
from bench.data import batches, fill
from bench.database import Databases
from bench.measure import Row, say
from meetings.enums import DecisionKind, DecisionStatus, NameConsent, SeatGround, TermRole
from meetings.models import Body, Clause, Decision, GuidingDocument, Term, TextVersion
from meetings.texts.frozen_decisions import freeze_decision
from partners.models import Organisation, Person
from portal.accounts.models import User
from portal.records.text import normalise_name
from tests.meetings.offices import body_of, chair, group, lead, member
from tests.partners.admin import browser_of, staff

PARTNERS = {20: 100, 2_000: 10_000}  # partners by the number of decisions and terms
SEATS, VERSIONS = 24, 20
DECISION, AREA_DECISION = "PAG-7/D1", "ASGM-8/D1"


def governance(databases: Databases) -> Iterator[Row]:
    """Yield number of queries and time of each page with few and with many records behind it."""
    base = databases.copy("governance")
    databases.use(base)
    browser = people_in_office()
    names = {}
    for size, partners in PARTNERS.items():
        say(f"filling up to {size} decisions and terms, {partners} partners")
        databases.use(base)
        names[size] = databases.copy(f"governance_{size}")
        databases.use(names[size])
        fill(partners)
        fill_decisions(size)
        fill_terms(size)
        fill_versions(2 + size * VERSIONS // max(PARTNERS))
        databases.analyse()
    addresses = {
        "area": "/en/partnership-areas/asgm/",
        "area, on an earlier day": "/en/partnership-areas/asgm/?on=2016-02-01",
        "areas": "/en/partnership-areas/",
        "Advisory Group with composition": reverse("meetings:group"),
        "structure": reverse("meetings:structure"),
        "decisions": reverse("meetings:decisions"),
        "decisions, last page of a body": f"{reverse('meetings:decisions')}?body=pag&page=9999",
        "decisions by words": f"{reverse('meetings:decisions')}?q=demonstration+rivers",
        "decision": Decision(reference=DECISION, status=DecisionStatus.ADOPTED).get_absolute_url(),
        "decision of an area": Decision(
            reference=AREA_DECISION, status=DecisionStatus.ADOPTED
        ).get_absolute_url(),
        "two versions of the guidelines compared": (
            f"{reverse('meetings:guiding_compare', args=['guidelines'])}?from=bench-0&to=bench-1"
        ),
        "history of the group": reverse("meetings:group_history"),
        "history of the group, last page": f"{reverse('meetings:group_history')}?page=9999",
        "history of the group, on a day": f"{reverse('meetings:group_history')}?on=2016-02-01",
        "desk of the group": reverse("meetings_desk:group"),
        "desk of decisions": reverse("meetings_desk:decisions"),
        "composition panel": reverse("seat-invitations:composition"),
        "composition panel, a candidate looked for": (
            f"{reverse('seat-invitations:composition')}?q=demonstration+ministry"
        ),
    }
    yield from compare(databases, names, addresses, browser)


def people_in_office() -> Callable[[str], Client]:
    """Fill the seats of the group and lead some areas; return who loads an address."""
    sitting = member(consent=NameConsent.GIVEN)
    for _seat in range(SEATS - 2):
        member(consent=NameConsent.GIVEN)
    chair(consent=NameConsent.GIVEN)
    for code in ("asgm", "products", "waste-management"):
        lead(code, consent=NameConsent.GIVEN)
    public, desk, admin = Client(), browser_of(sitting), browser_of(staff("officer"))

    def browser(address: str) -> Client:
        return admin if address.startswith("/admin/") else desk if address.startswith("/desk/") else public

    return browser


def fill_decisions(number: int) -> None:
    """Add decisions of the past, of the group and of two areas, most of them adopted."""
    chance = random.Random(number)
    bodies = [group(), body_of("asgm"), body_of("products")]
    outcomes = [DecisionStatus.ADOPTED] * 8 + [DecisionStatus.NO_CONSENSUS, DecisionStatus.DEFERRED]
    proposers = list(Organisation.objects.order_by("pk")[:50])
    for batch in batches(range(number)):
        Decision.objects.bulk_create(decision_of(at, chance, bodies, outcomes, proposers) for at in batch)
    for reference in (DECISION, AREA_DECISION):
        with transaction.atomic():
            freeze_decision(Decision.objects.get(reference=reference), by=User.objects.first())


def decision_of(
    at: int,
    chance: random.Random,
    bodies: list[Body],
    outcomes: list[DecisionStatus],
    proposers: list[Organisation],
) -> Decision:
    body = bodies[at % 2] if at < 10 else chance.choice(bodies)
    return Decision(
        body=body,
        kind=DecisionKind.GENERAL,
        reference=f"{body.prefix}-{at + 1}/D1",
        meeting_reference=f"{body.prefix}-{at + 1}",
        status=DecisionStatus.ADOPTED if at < 10 else chance.choice(outcomes),
        title=f"Demonstration decision {at} on {chance.choice(['rivers', 'lamps', 'mines'])}",
        text="The body decides to demonstrate what a decision looks like. " * 8,
        outcome_note="All who decide agreed. " * 3,
        proposer=chance.choice(proposers),
        decided_on=datetime.date(2009, 1, 1) + datetime.timedelta(chance.randint(0, 6000)),
        source="" if at < 10 else "Invented record",
    )


def fill_terms(number: int) -> None:
    """Add terms of the past in the group: two years each, most of them of people who may be named."""
    chance = random.Random(number)
    body, partners = group(), list(Organisation.objects.order_by("pk").values_list("pk", flat=True)[:500])
    for batch in batches(range(number)):
        people = [Person(given_name="Former", family_name=f"Member {at}") for at in batch]
        for person in people:
            person.name_key = normalise_name(str(person))
        terms = []
        for person in Person.objects.bulk_create(people):
            since = datetime.date(2006, 1, 1) + datetime.timedelta(chance.randint(0, 6000))
            terms.append(
                Term(
                    body=body,
                    role=TermRole.MEMBER,
                    person=person,
                    organisation_id=chance.choice(partners),
                    ground=SeatGround.OTHER,
                    since=since,
                    until=since + datetime.timedelta(729),
                    source="Invented record",
                    consent=chance.choice([NameConsent.PUBLIC_SOURCE, ""]),
                )
            )
        Term.objects.bulk_create(terms)


def fill_versions(number: int) -> None:
    """Add versions of the guidelines in which every tenth clause has other words than in the one before."""
    document = GuidingDocument.objects.get(code="guidelines")
    clauses = list(document.versions.first().clauses.order_by("order"))
    for at in range(number):
        version = TextVersion.objects.create(
            document=document,
            label=f"bench-{at}",
            dated=datetime.date(2021, 1, 1) + datetime.timedelta(at),
            source="Invented version",
        )
        for place, clause in enumerate(clauses):
            clause.pk, clause.text_version = None, version
            if place % 10 == at % 10:
                for name in ("text_en", "text_fr", "text_es"):
                    setattr(clause, name, f"Changed in version {at}. {getattr(clause, name) or ''}")
        Clause.objects.bulk_create(clauses)
