"""Directory, search, map and profile with 100, 1,000 and 10,000 partners: as many queries, about the same time."""

from collections.abc import Callable, Iterator

from django.test import Client
from django.urls import reverse

from bench.compare import ROUNDS, compare, median
from bench.data import fill
from bench.database import Databases
from bench.measure import Row, milliseconds, row, say
from partners.models import OfferOrNeed, Organisation
from partners.name_index import forget
from partners.queries import possible_duplicates
from tests.factories import complete_draft, confirmed_letter, focal_point

SIZES = (100, 1_000, 10_000)


def pages(databases: Databases) -> Iterator[Row]:
    """Yield number of queries and time of each page at each size, against the smallest."""
    letter = confirmed_letter(legal_name="Demonstration Profile Ministry", kind="government")
    browser = browsers(letter.organisation)
    addresses = {
        "directory": "/en/partners/",
        "directory, last page of all kinds of one region": "/en/partners/?region=002&page=9999",
        "search by name": "/en/partners/?q=ministry+health",
        "search by a misspelt name": "/en/partners/?q=minstry+helth",
        "partners of an area and a kind": "/en/partners/?area=asgm&kind=ngo",
        "cards": "/en/partners/?view=cards",
        "map": "/en/partners/?view=map",
        "countries": "/en/partners/countries/",
        "country": "/en/partners/countries/ke/",
        "partner's page with letter": letter.organisation.get_absolute_url(),
        "letters": "/en/letters/",
        "offers and needs": "/en/partners/offers/",
        "offers and needs of a topic, by words": "/en/partners/offers/?topic=training&q=workshops",
        "area": "/en/partnership-areas/asgm/",
        "register": "/en/partners/register/",
        "register by areas": "/en/partners/register/?by=area&on=2016-02-01&group=asgm",
        "register by regions": "/en/partners/register/?by=region&on=2016-02-01&group=002",
        "register on an earlier day, beside today": "/en/partners/register/?on=2016-02-01&against=2026-01-01",
        "contacts": reverse("partners_desk:contacts"),
        "contacts by a name": f"{reverse('partners_desk:contacts')}?q=person+d77",
        "writing to a partner": reverse("partners:write", args=["demonstration-77"]),
        "matches": reverse("partners_desk:matches", args=[letter.organisation.slug]),
    }
    names = {}
    for size in SIZES:
        say(f"filling up to {size} partners")
        names[size] = databases.copy(str(size))
        databases.use(names[size])
        fill(size)
        databases.analyse()
        assert Organisation.objects.partners().count() == size
    yield from compare(databases, names, addresses, browser)


def duplicates(databases: Databases) -> Iterator[Row]:
    """Yield how long the search for duplicates of a letter takes at each size, also when the index is built anew."""
    databases.use(databases.first)
    letter = complete_draft(legal_name="Demonstration Ministry for Helth 77", acronym="D77")
    names = {}
    for size in SIZES:
        names[size] = databases.copy(f"duplicates_{size}")
        databases.use(names[size])
        fill(size)
        databases.analyse()

    def cold() -> object:
        forget()
        return possible_duplicates(letter)

    times: dict[tuple[str, int], list[float]] = {}
    for size in SIZES:
        databases.use(names[size])
        assert possible_duplicates(letter)
        for name, function in (("index kept", lambda: possible_duplicates(letter)), ("index built", cold)):
            times[name, size] = [milliseconds(function) for _turn in range(ROUNDS)]
    for (name, size), series in times.items():
        reference = median(times[name, SIZES[0]])
        yield row(f"possible duplicates, {name}, at {size}", median(series), "ms", reference)


def browsers(organisation: Organisation) -> Callable[[str], Client]:
    """Return which browser loads an address: nobody's the public ones, a focal point's those of the desk.

    The focal point's partner seeks what all others offer.
    """
    OfferOrNeed.objects.create(
        organisation=organisation, direction="seek", topic="training", text="Workshops"
    )
    public, signed_in = Client(), Client()
    signed_in.force_login(focal_point(organisation))
    return lambda address: signed_in if address.startswith("/desk/") or "/write/" in address else public
