"""What can be done to areas and countries, by whom, and what is refused."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from partnership_areas.actions import (
    close_area,
    correct_classification,
    correct_texts,
    create_area,
    establish_area,
    set_area_links,
    text_columns,
)
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area, Country, CountryClassification, FrameworkElement
from partnership_areas.rules import (
    AREA_TRANSITIONS,
    can_correct_classification,
    can_correct_texts,
    can_manage_areas,
    can_read_reference,
    check_area_objectives,
)
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState
from portal.records.models import AuditLine
from tests.factories import UserFactory
from tests.partnership_areas.conftest import STAFF_WITHOUT_RIGHT

pytestmark = pytest.mark.django_db

NAMES = {
    "name_en": "Dental amalgam",
    "name_fr": "Amalgames dentaires",
    "name_es": "Amalgamas dentales",
    "short_name_en": "Amalgam",
    "short_name_fr": "Amalgames",
    "short_name_es": "Amalgamas",
}
CORRECTION = {
    "un_regional_group": "african",
    "unep_region": "africa",
    "development": "developing",
    "ldc": True,
    "as_of": datetime.date(2026, 1, 1),
    "source": "List of 2026",
    "reason": "Listed by the Assembly",
}


def elements(*keys: str) -> list[FrameworkElement]:
    return [FrameworkElement.objects.get(kind=key.split(":")[0], code=key.split(":")[1]) for key in keys]


def fields_of(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [problem.field for problem in refused.value.problems]


def test_rights_of_roles(staff) -> None:
    area, country = Area.objects.get(code="asgm"), Country.objects.get(alpha2="KE")
    rights = {
        role: [
            bool(rule(user, record))
            for rule, record in (
                (can_read_reference, area),
                (can_manage_areas, area),
                (can_correct_texts, area),
                (can_correct_classification, country),
            )
        ]
        for role, user in [(role, staff(role)) for role in ("officer", "head", *STAFF_WITHOUT_RIGHT)]
        + [("nobody", UserFactory())]
    }
    assert rights == {
        "officer": [True, False, True, True],
        "head": [True, True, True, True],
        "editor": [False, False, False, False],
        "administrator": [False, False, False, False],
        "auditor": [True, False, False, False],
        "nobody": [False, False, False, False],
    }


# --- Areas ---------------------------------------------------------------------------------------


@pytest.mark.rule("AREA-1")
def test_new_area_needs_no_code(staff, client) -> None:
    head = staff("head")
    area = create_area(
        by=head, code=" Dental-Amalgam ", texts=NAMES, order=12, unofficial_languages=["fr", "es"]
    )
    assert (area.code, area.status, area.name_fr) == ("dental-amalgam", "potential", "Amalgames dentaires")
    line = AuditLine.objects.latest("number")
    assert (line.verb, line.object_id, line.actor_id) == ("area.create", area.pk, head.pk)
    response = client.get("/fr/partnership-areas/dental-amalgam/")
    assert "Amalgames dentaires" in response.content.decode()
    assert Area.objects.choosable().filter(code="dental-amalgam").exists() is False


def test_new_area_refused_with_every_problem(staff) -> None:
    with pytest.raises(Refusal) as refused:
        create_area(by=staff("head"), code="asgm", texts={"name_en": "x" * 151, "name_fr": "Nom"})
    assert fields_of(refused) == [
        "code",
        "name_en",
        "name_es",
        "short_name_en",
        "short_name_fr",
        "short_name_es",
    ]
    assert Area.objects.count() == 12


@pytest.mark.parametrize("code", ["", "two words", "été", "a_b", "x" * 41])
def test_new_area_code_refused(staff, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        create_area(by=staff("head"), code=code, texts=NAMES)
    assert fields_of(refused) == ["code"]


def test_areas_forbidden_to_others(staff) -> None:
    area = Area.objects.get(code="vcm")
    for user in [staff("officer"), *(staff(role) for role in STAFF_WITHOUT_RIGHT), UserFactory()]:
        with pytest.raises(Forbidden):
            create_area(by=user, code="new", texts=NAMES)
        with pytest.raises(Forbidden):
            establish_area(area, by=user, on=today())
        with pytest.raises(Forbidden):
            close_area(area, by=user, on=today(), reason="Over")
        with pytest.raises(Forbidden):
            set_area_links(area, elements("goal:goal", "objective:demand", "priority:c"), by=user)
    assert AuditLine.objects.filter(verb__startswith="area.").count() == 0


@pytest.mark.rule("AREA-2")
def test_area_objectives_all_problems_at_once() -> None:
    assert [problem.field for problem in check_area_objectives([])] == ["goal", "objective", "priority"]
    assert check_area_objectives(elements("goal:goal", "objective:supply", "priority:g")) == []
    more = elements("goal:goal", "priority:a", "enabling:capacity", "mission:science")
    assert [problem.field for problem in check_area_objectives(more)] == ["objective"]


@pytest.mark.rule("AREA-2")
def test_area_links_refused_without_goal_objective_priority(staff) -> None:
    area = Area.objects.get(code="asgm")
    before = list(area.links.values_list("element_id", "own_reading"))
    with pytest.raises(Refusal) as refused:
        set_area_links(area, elements("mission:science"), by=staff("head"))
    assert fields_of(refused) == ["goal", "objective", "priority"]
    assert list(area.links.values_list("element_id", "own_reading")) == before


def test_area_links_set(staff) -> None:
    area = Area.objects.get(code="asgm")
    version = area.version
    chosen = elements("goal:goal", "objective:demand", "priority:c", "priority:f", "mission:awareness")
    area = set_area_links(area, [*chosen, chosen[0]], by=staff("head"))
    assert set(area.elements.all()) == set(chosen)
    assert not area.links.filter(own_reading=True).exists()
    assert area.version == version + 1
    assert AuditLine.objects.latest("number").data == {
        "added": ["mission:awareness", "priority:f"],
        "removed": ["objective:alternatives", "priority:a"],
    }


def test_area_established_then_closed(staff) -> None:
    head = staff("head")
    area = create_area(by=head, code="amalgam", texts=NAMES)
    with pytest.raises(Refusal) as refused:
        establish_area(area, by=head, on=None)
    assert fields_of(refused) == ["goal", "objective", "priority", "on", "objective_en"]
    set_area_links(area, elements("goal:goal", "objective:demand", "priority:c"), by=head)
    correct_texts(Area.objects.get(pk=area.pk), by=head, texts={"objective_en": "Phase down dental amalgam"})
    with pytest.raises(Refusal) as refused:
        establish_area(area, by=head, on=today() + datetime.timedelta(days=1))
    assert fields_of(refused) == ["on"]
    area = establish_area(area, by=head, on=datetime.date(2026, 2, 1))
    assert (area.status, area.established_on) == (AreaStatus.ESTABLISHED, datetime.date(2026, 2, 1))
    with pytest.raises(WrongState):
        establish_area(area, by=head, on=today())
    with pytest.raises(Refusal) as refused:
        close_area(area, by=head, on=today(), reason=" ")
    assert fields_of(refused) == ["reason"]
    with pytest.raises(Refusal) as refused:
        close_area(area, by=head, on=datetime.date(2026, 1, 31), reason="x" * 501)
    assert fields_of(refused) == ["on", "reason"]
    area = close_area(area, by=head, on=datetime.date(2026, 3, 1), reason="Work is done")
    assert (area.status, area.closed_reason) == (AreaStatus.CLOSED, "Work is done")
    with pytest.raises(WrongState):
        set_area_links(area, elements("goal:goal", "objective:demand", "priority:c"), by=head)
    verbs = AuditLine.objects.filter(object_type="partnership_areas.area", object_id=area.pk)
    assert list(verbs.values_list("verb", flat=True)) == [
        "area.create",
        "area.set_links",
        "area.correct_texts",
        "area.establish",
        "area.close",
    ]


def test_area_verbs_by_status(staff) -> None:
    head, officer = staff("head"), staff("officer")
    area = Area(status=AreaStatus.ESTABLISHED)
    assert [t.verb for t in AREA_TRANSITIONS.available(head, area)] == ["set_links", "close"]
    assert AREA_TRANSITIONS.available(officer, area) == []
    assert AREA_TRANSITIONS.available(head, Area(status=AreaStatus.CLOSED)) == []


def test_database_keeps_the_dates_of_areas() -> None:
    for change in (
        {"status": "closed"},
        {"closed_on": datetime.date(2026, 1, 1)},
        {
            "status": "closed",
            "established_on": datetime.date(2026, 1, 2),
            "closed_on": datetime.date(2026, 1, 1),
        },
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Area.objects.filter(code="asgm").update(**change)


# --- Texts ---------------------------------------------------------------------------------------


def test_texts_corrected_by_officer(staff) -> None:
    area = Area.objects.get(code="asgm")
    correct_texts(
        area, by=staff("officer"), texts={"name_es": " Oro\x00 artesanal "}, unofficial_languages=[]
    )
    area = Area.objects.get(code="asgm")
    assert (area.name_es, area.unofficial_languages, area.version) == ("Oro artesanal", [], 1)
    line = AuditLine.objects.latest("number")
    assert (line.verb, line.fields) == ("area.correct_texts", ["name_es", "unofficial_languages"])


def test_texts_unchanged_write_nothing(staff) -> None:
    country = Country.objects.get(alpha2="KE")
    correct_texts(country, by=staff("officer"), texts={"name_en": country.name_en})
    assert Country.objects.get(alpha2="KE").version == 0
    assert AuditLine.objects.filter(verb="country.correct_texts").count() == 0


def test_texts_refused(staff) -> None:
    officer = staff("officer")
    with pytest.raises(Refusal) as refused:
        correct_texts(
            Country.objects.get(alpha2="KE"), by=officer, texts={"name_fr": "", "name_es": "x" * 101}
        )
    assert fields_of(refused) == ["name_fr", "name_es"]
    with pytest.raises(KeyError):
        correct_texts(Country.objects.get(alpha2="KE"), by=officer, texts={"alpha2": "XX"})
    for role in STAFF_WITHOUT_RIGHT:
        with pytest.raises(Forbidden):
            correct_texts(Country.objects.get(alpha2="KE"), by=staff(role), texts={"name_fr": "Kénya"})
    assert Country.objects.get(alpha2="KE").name_fr == "Kenya"


def test_texts_stale_save_refused(staff) -> None:
    officer = staff("officer")
    first, second = FrameworkElement.objects.get(code="b"), FrameworkElement.objects.get(code="b")
    correct_texts(first, by=officer, texts={"label_es": "Residuos"})
    with pytest.raises(StaleRecord):
        correct_texts(second, by=officer, texts={"label_es": "Basura"})
    assert FrameworkElement.objects.get(code="b").label_es == "Residuos"


def test_text_columns_in_order() -> None:
    assert text_columns(FrameworkElement) == [
        "label_en",
        "label_fr",
        "label_es",
        "text_en",
        "text_fr",
        "text_es",
    ]


# --- Classification of countries ------------------------------------------------------------------


@pytest.mark.parametrize("role", ["officer", "head"])
def test_classification_corrected_by_a_new_row(staff, role: str) -> None:
    user, kenya = staff(role), Country.objects.get(alpha2="KE")
    before = kenya.classification()
    row = correct_classification(kenya, by=user, **CORRECTION)
    assert (row.entered_by, row.source, row.reason) == (user, "List of 2026", "Listed by the Assembly")
    assert kenya.classification() == row
    assert kenya.classification(datetime.date(2025, 12, 31)) == before
    line = AuditLine.objects.latest("number")
    assert (line.verb, line.fields) == ("country.correct_classification", ["ldc"])
    assert line.data == {"classification": row.pk, "as_of": "2026-01-01"}


def test_classification_of_the_same_day_last_entered_counts(staff) -> None:
    kenya = Country.objects.get(alpha2="KE")
    officer = staff("officer")
    correct_classification(kenya, by=officer, **CORRECTION)
    second = correct_classification(kenya, by=officer, **CORRECTION | {"ldc": False})
    assert kenya.classification() == second


def test_classification_ahead_counts_from_its_day(staff) -> None:
    kenya = Country.objects.get(alpha2="KE")
    before = kenya.classification()
    ahead = today() + datetime.timedelta(days=30)
    row = correct_classification(kenya, by=staff("officer"), **CORRECTION | {"as_of": ahead})
    assert kenya.classification() == before
    assert kenya.classification(ahead) == row
    assert CountryClassification.objects.current().get(country=kenya) == before


def test_classification_sent_twice_makes_one_row(staff) -> None:
    kenya, officer = Country.objects.get(alpha2="KE"), staff("officer")
    correct_classification(kenya, by=officer, **CORRECTION)
    with pytest.raises(Refusal) as refused:
        correct_classification(kenya, by=officer, **CORRECTION)
    assert fields_of(refused) == [""]
    assert kenya.classifications.count() == 2


def test_classification_refused_with_every_problem(staff) -> None:
    kenya = Country.objects.get(alpha2="KE")
    wrong = {
        "un_regional_group": "north",
        "unep_region": "moon",
        "development": "developed",
        "ldc": True,
        "as_of": None,
        "source": " ",
        "reason": "x" * 501,
    }
    with pytest.raises(Refusal) as refused:
        correct_classification(kenya, by=staff("officer"), **wrong)
    assert fields_of(refused) == ["un_regional_group", "unep_region", "ldc", "source", "reason", "as_of"]
    with pytest.raises(Refusal) as refused:
        correct_classification(kenya, by=staff("officer"), **CORRECTION | {"source": "x" * 301, "reason": ""})
    assert fields_of(refused) == ["source", "reason"]
    assert kenya.classifications.count() == 1


def test_classification_forbidden_to_others(staff) -> None:
    kenya = Country.objects.get(alpha2="KE")
    for user in [*(staff(role) for role in STAFF_WITHOUT_RIGHT), UserFactory()]:
        with pytest.raises(Forbidden):
            correct_classification(kenya, by=user, **CORRECTION)
    assert kenya.classifications.count() == 1


def test_classification_row_never_changed_or_deleted() -> None:
    row = CountryClassification.objects.first()
    row.ldc = not row.ldc
    with pytest.raises(WrongState):
        row.save()
    with pytest.raises(WrongState):
        row.delete()
    assert str(row) == f"{row.country_id} 2025-01-01"
    with pytest.raises(IntegrityError), transaction.atomic():
        CountryClassification.objects.create(country=row.country, as_of=row.as_of, source="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.filter(alpha2="KE").update(latitude=91)


@pytest.mark.rule("AREA-2")
def test_an_established_area_keeps_its_objective(staff) -> None:
    officer = staff("officer")
    empty = {f"objective_{code}": "" for code in ("en", "fr", "es")}
    with pytest.raises(Refusal) as refused:
        correct_texts(Area.objects.get(code="asgm"), by=officer, texts=empty)
    assert fields_of(refused) == ["objective_en"]
    area = Area.objects.get(code="asgm")
    assert area.objective_en
    correct_texts(area, by=officer, texts={"objective_fr": ""})  # then the English one is shown
    potential = create_area(by=staff("head"), code="amalgam", texts=NAMES | {"objective_en": "Phase down"})
    correct_texts(potential, by=officer, texts=empty)
    assert not Area.objects.get(code="amalgam").objective_en
