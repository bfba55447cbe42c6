"""The register as the database counts it, against a count by hand of the same partners, one after the other."""

import datetime
import random
from collections import Counter

import pytest

from partners.enums import FOUR_GROUPS, PartnerKind
from partners.models import AreaParticipation, FormerIdentity, Membership, Organisation
from partners.register import By, Register, Year
from partnership_areas.models import Area, Country
from portal.records.clock import day_of, end_of_day, now, today
from tests.factories import partner

pytestmark = pytest.mark.django_db
D = datetime.date
KINDS = [kind for kind in PartnerKind.values if kind != PartnerKind.INDIVIDUAL]
EDGES = [D(2009, 12, 31), D(2010, 1, 1), D(2012, 6, 30), D(2015, 2, 28), D(2015, 12, 31), D(2016, 1, 1)]
DAYS = [D(2005, 1, 1), D(2009, 12, 30), *EDGES, D(2012, 6, 29), D(2020, 2, 29)]


def some_register(seed: int) -> None:
    """Make partners of all sorts, their dates mostly on the very days that are asked for."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable register
    areas, countries = list(Area.objects.all()[:3]), [*Country.objects.all()[:4], None]
    made = []
    for _row in range(24):
        country = dice.choice(countries)
        organisation = partner(
            kind=dice.choice(KINDS),
            country=country,
            is_global=country is None and dice.random() < 0.5,
            since=dice.choice([None, None, *EDGES]),
            areas=(),
        )
        made.append(organisation)
        # The last moment of a day, and an hour after it in the zone of deadlines, when it is that day still in UTC.
        recorded = end_of_day(dice.choice(EDGES)) + dice.choice([0, 1]) * datetime.timedelta(hours=1)
        Membership.objects.filter(organisation=organisation).update(
            listed_by=dice.choice([None, None, *EDGES]),
            created_at=dice.choice([now() + datetime.timedelta(2), recorded]),
        )
        membership = Membership.objects.get(organisation=organisation)
        later = [day for day in EDGES if day >= (membership.since or EDGES[0])]
        if dice.random() < 0.4:
            end = {"ended_on": dice.choice(later), "ending": "inactive", "end_reason": "Silent."}
            Membership.objects.filter(pk=membership.pk).update(**end)
            if dice.random() < 0.5:
                Membership.objects.create(
                    organisation=organisation,
                    kind=membership.kind,
                    origin="imported",
                    since=dice.choice(EDGES),
                )
        for area in dice.sample(areas, 2):
            since, until = sorted(dice.sample(EDGES, 2))
            choices = {"since": dice.choice([None, since]), "until": dice.choice([None, until])}
            AreaParticipation.objects.create(organisation=organisation, area=area, **choices)
            if choices["until"] and dice.random() < 0.3:
                AreaParticipation.objects.create(organisation=organisation, area=area, since=since)
        if dice.random() < 0.3:
            kind = dice.choice(KINDS)
            FormerIdentity.objects.create(
                organisation=organisation, legal_name="Old name", kind=kind, until=dice.choice(EDGES)
            )
    for organisation in dice.sample(made, 4):
        into = dice.choice([other for other in made if other.pk < organisation.pk] or [None])
        Organisation.objects.filter(pk=organisation.pk).update(merged_into=into)


class ByHand:
    """Everything in the tables, and counts of it, one partner after the other."""

    def __init__(self) -> None:
        self.organisations = Organisation.objects.select_related("country").in_bulk()
        self.memberships = list(Membership.objects.all())
        self.places = list(AreaParticipation.objects.select_related("area"))
        self.identities = list(FormerIdentity.objects.order_by("until", "pk"))

    def end_of_chain(self, pk: int) -> int:
        into = self.organisations[pk].merged_into_id
        return self.end_of_chain(into) if into else pk

    def held(self, day: datetime.date) -> dict[int, tuple[bool, int]]:
        """Return whether it is known, and by which membership, of each partner of the day."""
        found: dict[int, tuple[bool, int]] = {}
        for row in self.memberships:
            named = min(date for date in (row.listed_by, day_of(row.created_at), today()) if date)
            known = (row.since or named) <= day
            if (row.ended_on is None or row.ended_on > day) and (known or not row.since):
                pk = self.end_of_chain(row.organisation_id)
                found[pk] = max(found.get(pk, (False, 0)), (known, row.pk))
        return found

    def count(self, by: str, day: datetime.date) -> tuple[dict[str, tuple[int, int]], dict[int, set[str]]]:
        """Return (known, possible) by group and in all, and the groups of each partner of the day."""
        held = self.held(day)
        groups = {pk: self.groups(by, day, pk) for pk in held}
        counts = Counter((group, held[pk][0]) for pk in held for group in (*groups[pk], "all"))
        return {key: (counts[key, True], counts[key, False]) for key, _known in counts}, groups

    def groups(self, by: str, day: datetime.date, pk: int) -> set[str]:
        former = [row for row in self.identities if row.organisation_id == pk and row.until >= day]
        identity = former[0] if former else self.organisations[pk]
        if by == By.KIND:
            return {identity.kind}
        if by == By.FOUR:
            return {group for group, kinds in FOUR_GROUPS.items() if identity.kind in kinds}
        if by == By.REGION:
            if identity.country:
                return {identity.country.region_id or "unknown"}
            return {"global" if identity.is_global else "unknown"}
        return {
            place.area.code
            for place in self.places
            if self.end_of_chain(place.organisation_id) == pk
            and (place.since is None or place.since <= day)
            and (place.until is None or place.until > day)
        }


@pytest.mark.rule("LOI-9")
@pytest.mark.parametrize("seed", range(3))
def test_register_as_the_database_counts_it_is_the_count_by_hand(seed):
    some_register(seed)
    hand = ByHand()
    for by in (By.FOUR, By.KIND, By.REGION, By.AREA):
        book = Register(by, DAYS)
        for day in (*DAYS, today()):
            counts, groups = hand.count(by, day)
            figures = book.figures(day)
            shown = {key: (one.known, one.possible) for key, one in figures.groups.items() if one.most}
            if figures.total.most:
                shown["all"] = (figures.total.known, figures.total.possible)
            assert shown == counts, (by, day)
            standings = book.standings(list(book.partners(day)), day)
            assert {one.pk: (one.known, one.membership) for one in standings} == hand.held(day), (by, day)
            known = {pk for pk, (is_known, _membership) in hand.held(day).items() if is_known}
            assert set(book.partners(day, known=True)) == known, (by, day)
            group = next(iter(sorted(shown)), "asgm")
            expected = {pk for pk in groups if group in groups[pk] or group == "all"}
            assert set(book.partners(day, "" if group == "all" else group)) == expected, (by, day, group)


def test_register_of_a_day_that_was_not_named_before_is_the_same():
    some_register(7)
    named, late = Register(By.AREA, DAYS), Register(By.AREA)
    assert [named.figures(day) for day in DAYS] == [late.figures(day) for day in DAYS]
    assert named.years() == Register(By.AREA).years()


def test_years_count_who_joined_and_left_on_their_last_and_first_days():
    for since, ended_on in ((EDGES[0], EDGES[1]), (EDGES[1], EDGES[4]), (EDGES[4], EDGES[5])):
        membership = partner(since=since).memberships.get()
        Membership.objects.filter(pk=membership.pk).update(
            ended_on=ended_on, ending="inactive", end_reason="Silent."
        )
    years: dict[int, Year] = {year.year: year for year in Register(By.FOUR, DAYS).years()}
    assert [(years[y].joined, years[y].left) for y in (2009, 2010, 2015, 2016)] == [
        *((1, 0), (1, 1), (1, 1), (0, 1))
    ]
