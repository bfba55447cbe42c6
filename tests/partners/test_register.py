"""The register of partners as it stood on any day: what is counted, what is only possible, files, hostile addresses."""

import csv
import datetime
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from partners.actions.membership import end_membership
from partners.actions.merges import merge_organisation
from partners.models import AreaParticipation, FormerIdentity, Membership, Organisation
from partners.register import By, Count, Register, published_figures
from partners.register_lines import RegisterLine, lines
from partnership_areas.models import Country
from portal.records.clock import today
from tests.factories import OrganisationFactory, head, partner

pytestmark = pytest.mark.django_db
PAGE = "/en/partners/register/"
D = datetime.date
DAY = D(2016, 2, 1)


def counted(day: datetime.date, by: str = By.FOUR) -> dict[str, tuple[int, int]]:
    """Return what is counted of each group that has anybody, and of all."""
    figures = Register(by).figures(day)
    groups = {key: (count.known, count.possible) for key, count in figures.groups.items() if count.most}
    return groups | {"all": (figures.total.known, figures.total.possible)}


def lines_of(day: datetime.date) -> list[RegisterLine]:
    book = Register()
    return lines(book.standings(list(book.partners(day)), day), day)


@pytest.mark.rule("LOI-9")
def test_register_counts_who_was_a_partner_at_the_end_of_the_day():
    partner(kind="ngo", since=D(2016, 2, 1))
    partner(kind="igo", since=D(2016, 2, 2))
    left = partner(kind="industry", since=D(2010, 1, 1)).memberships.get()
    end_membership(left, by=head(), ending="withdrawn", reason="Wound up.", on=DAY)
    stayed = partner(kind="academia", since=D(2010, 1, 1)).memberships.get()
    end_membership(stayed, by=head(), ending="inactive", reason="Silent.", on=D(2016, 2, 2))
    assert counted(DAY) == {"ngo": (1, 0), "other": (1, 0), "all": (2, 0)}
    assert counted(D(2016, 1, 31)) == {"other": (2, 0), "all": (2, 0)}
    assert counted(today()) == {"ngo": (1, 0), "igo": (1, 0), "all": (2, 0)}


@pytest.mark.rule("LOI-11")
def test_register_unknown_beginnings_stay_visibly_unknown():
    partner(kind="ngo")
    listed = partner(kind="government").memberships.get()
    Membership.objects.filter(pk=listed.pk).update(listed_by=D(2014, 12, 31))
    assert counted(D(2014, 12, 30)) == {"ngo": (0, 1), "government": (0, 1), "all": (0, 2)}
    assert counted(DAY) == {"ngo": (0, 1), "government": (1, 0), "all": (1, 1)}
    assert counted(today()) == {"ngo": (1, 0), "government": (1, 0), "all": (2, 0)}
    page = Client().get(PAGE, {"on": "2016-02-01"}).content.decode()
    assert "1 more may have been one already" in page
    assert "since when is unknown; listed by" in page
    assert "1 to 2" in page


def test_register_today_is_the_directory():
    partner()
    partner(since=D(2012, 3, 4))
    end_membership(partner().memberships.get(), by=head(), ending="inactive", reason="Silent.")
    OrganisationFactory()
    assert counted(today())["all"] == (Organisation.objects.partners().count(), 0)


@pytest.mark.rule("LOI-9")
def test_register_a_partner_that_came_back_counts_once():
    organisation = partner(since=D(2010, 1, 1))
    end_membership(
        organisation.memberships.get(), by=head(), ending="withdrawn", reason="x", on=D(2012, 1, 1)
    )
    partner_again = Membership.objects.get(organisation=organisation)
    Membership.objects.create(
        organisation=organisation, kind=partner_again.kind, origin="imported", since=D(2015, 1, 1)
    )
    for day, expected in ((D(2011, 1, 1), 1), (D(2013, 1, 1), 0), (D(2016, 1, 1), 1)):
        assert counted(day)["all"] == (expected, 0)


@pytest.mark.rule("LOI-1")
@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (By.KIND, {"reio", "academia", "individual", "government"}),
        (By.SITE, {"intergovernmental", "academia", "other", "governments"}),
        (By.FOUR, {"igo", "other", "government"}),
        (By.REGION, {"002", "global", "unknown"}),
        (By.AREA, {"asgm"}),
    ],
)
def test_register_counts_by_kinds_groups_regions_and_areas(by, expected):
    partner(kind="reio", country=None, is_global=True)
    partner(kind="academia")
    partner(kind="individual", country=None)
    partner(kind="government")
    assert set(counted(today(), by)) == expected | {"all"}
    assert counted(today(), By.FOUR)["igo"] == (1, 0), "REIO counts as intergovernmental"


@pytest.mark.rule("AREA-6")
def test_register_counts_areas_as_they_were():
    organisation = partner(since=D(2010, 1, 1), areas=("asgm", "products"))
    AreaParticipation.objects.filter(area__code="asgm").update(until=D(2015, 5, 5))
    AreaParticipation.objects.filter(area__code="products").update(since=D(2014, 1, 1))
    assert counted(D(2012, 1, 1), By.AREA) == {"asgm": (1, 0), "all": (1, 0)}
    assert counted(D(2016, 1, 1), By.AREA) == {"products": (1, 0), "all": (1, 0)}
    assert list(Register(By.AREA).partners(D(2016, 1, 1), "asgm")) == []
    assert list(Register(By.AREA).partners(D(2016, 1, 1), "products")) == [organisation.pk]


def test_register_tells_name_kind_and_country_of_the_day():
    organisation = partner(legal_name="New Institute", kind="academia", since=D(2010, 1, 1))
    FormerIdentity.objects.create(
        organisation=organisation,
        legal_name="Old Centre",
        acronym="OC",
        kind="ngo",
        country=Country.objects.get(alpha2="BE"),
        until=D(2018, 6, 1),
    )
    assert counted(DAY) == {"ngo": (1, 0), "all": (1, 0)}
    assert counted(DAY, By.REGION) == {"150": (1, 0), "all": (1, 0)}
    [line] = lines_of(DAY)
    assert (line.name, line.acronym, line.kind, line.country.alpha2) == ("Old Centre", "OC", "ngo", "BE")
    [line] = lines_of(D(2018, 6, 1))
    assert line.name == "Old Centre", "until is the last day on which it held"
    [line] = lines_of(D(2018, 6, 2))
    assert (line.name, line.kind, line.country.alpha2) == ("New Institute", "academia", "KE")
    assert "Old Centre" in Client().get(PAGE, {"on": "2016-02-01"}).content.decode()


def test_register_counts_a_merged_partner_once():
    kept = partner(since=D(2012, 1, 1))
    merged = partner(since=D(2010, 1, 1))
    last = partner(since=D(2014, 1, 1))
    Organisation.objects.filter(pk=last.pk).update(merged_into=merged)
    Organisation.objects.filter(pk=merged.pk).update(merged_into=kept)
    assert list(Register().partners(D(2011, 1, 1))) == [kept.pk]
    assert counted(DAY)["all"] == (1, 0)
    assert list(Register().partners(DAY)) == [kept.pk]


def test_register_year_by_year():
    end_membership(
        partner(since=D(2019, 5, 1)).memberships.get(),
        by=head(),
        ending="inactive",
        reason="Silent.",
        on=D(2021, 3, 1),
    )
    partner(since=D(2020, 5, 1))
    years = {year.year: year for year in Register().years()}
    assert min(years) == 2019
    assert max(years) == today().year
    assert [years[y].figures.total.known for y in (2019, 2020, 2021)] == [1, 2, 1]
    assert [(years[y].joined, years[y].left) for y in (2019, 2020, 2021)] == [(1, 0), (1, 0), (0, 1)]
    assert Register().years()[-1].figures.day == today()


def test_rows_that_were_merged_join_and_leave_once():
    early, late = partner(since=D(2018, 5, 1)), partner(since=D(2019, 5, 1))
    merge_organisation(late, into=early, reason="One of them", by=head())
    for organisation in (early, late):
        Membership.objects.filter(organisation=organisation).update(
            ended_on=D(2021, 3, 1), ending="inactive", end_reason="Silent."
        )
    years = {year.year: year for year in Register().years()}
    assert [(years[y].joined, years[y].left) for y in (2018, 2019, 2021)] == [(1, 0), (0, 0), (0, 1)]


def test_register_of_nobody_is_a_page_too():
    assert Register().years() == []
    answer = Client().get(PAGE)
    assert answer.status_code == 200
    assert "No partner is known for this day" in answer.content.decode()


def test_register_individuals_have_no_name_in_files():
    partner(kind="individual", legal_name="Demonstration Individual", country=None, since=D(2015, 1, 1))
    shown = Client().get(PAGE, {"on": "2016-02-01"}).content.decode()
    assert "Demonstration Individual" in shown
    Organisation.objects.update(name_is_public=False)
    assert "Demonstration Individual" not in Client().get(PAGE, {"on": "2016-02-01"}).content.decode()
    Organisation.objects.update(name_is_public=True)
    rows = file_of("partners")
    assert rows[1][0] == "Individual partner"
    assert rows[1][-1] == ""


def file_of(table: str, **query: str) -> list[list[str]]:
    answer = Client().get(PAGE, {"on": "2016-02-01", "format": "csv", "table": table} | query)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_register_files_hold_what_the_page_shows():
    partner(legal_name="=cmd", kind="ngo", since=D(2012, 1, 1))
    partner(kind="government")
    figures = file_of("figures")
    assert figures[0][2:] == [
        "Known (2016-02-01)",
        "Possible besides (2016-02-01)",
        f"Known ({today().isoformat()})",
        f"Possible besides ({today().isoformat()})",
    ]
    assert ["NGO", "ngo", "1", "0", "1", "0"] in figures
    assert ["Government", "government", "0", "1", "1", "0"] in figures
    assert figures[-1] == ["All", "all", "1", "1", "2", "0"]
    partners = file_of("partners")
    assert "'=cmd" in [row[0] for row in partners]
    assert len(partners) == 3
    assert [row[0] for row in file_of("partners", group="ngo")[1:]] == ["'=cmd"]
    years = file_of("years")
    assert years[1][:2] == ["2012", "1"]
    workbook = Client().get(PAGE, {"format": "xlsx", "table": "partners"})
    sheet = load_workbook(io.BytesIO(workbook.content)).active
    assert sheet.max_row == 3


def test_register_beside_the_published_figures():
    first, second, *rest = published_figures()
    assert (first.day, first.total, sum(first.groups.values())) == (D(2012, 6, 30), 111, 111)
    assert (second.day, second.total, sum(second.groups.values())) == (D(2016, 2, 29), 150, 150)
    assert all(figure.at_least for figure in rest)
    partner(kind="ngo", since=D(2011, 1, 1))
    page = Client().get(PAGE).content.decode()
    for words in ("111", "110 not in the register", "at least 260", "without a date", "sdg.iisd.org"):
        assert words in page, words


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("by", By.values)
def test_register_in_every_language(language, by):
    partner(since=D(2012, 1, 1))
    answer = Client().get(f"/{language}/partners/register/", {"by": by, "on": "2016-02-01", "page": "99"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'role="img"' in page
    assert "<title id=" in page


@pytest.mark.parametrize(
    "query",
    [
        {"on": "yesterday"},
        {"on": "9999-12-31"},
        {"on": "0001-01-01"},
        {"against": "1800-01-01"},
        {"by": "nothing"},
        {"by": ["kind", "four"]},
        {"group": "x" * 5000},
        {"page": "-5"},
        {"page": "9" * 5000},
        {"format": "exe"},
        {"format": "csv", "table": "../users"},
    ],
)
def test_register_hostile_addresses(query):
    partner()
    answer = Client().get(PAGE, query)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")


def test_register_says_what_it_could_not_read():
    page = Client().get(PAGE, {"on": "1999-01-01", "by": "nothing"}).content.decode()
    assert "Choose a day between" in page
    assert "Nothing is counted by “nothing”." in page


def test_count_reads_as_a_range():
    assert str(Count(3, 0)) == "3"
    assert str(Count(3, 2)) == "3 to 5"


def test_register_makes_the_same_queries_for_one_row_and_for_three(assert_query_parity, client):
    def load():
        assert client.get(PAGE, {"on": "2016-02-01"}).status_code == 200

    def grow():
        for kind in ("ngo", "igo", "industry"):
            partner(kind=kind, since=D(2012, 1, 1))

    partner(since=D(2013, 1, 1))
    assert_query_parity(load, grow, at_most=15)
