"""Reference data: complete, loaded once, and never in the way of what an officer corrected."""

import datetime
from collections import Counter

import pytest
from django.db.models import Q

from meetings.models import Body
from partnership_areas.actions import correct_classification, correct_texts, set_area_links
from partnership_areas.enums import AreaStatus, ElementKind
from partnership_areas.models import (
    Area,
    AreaLink,
    Country,
    CountryClassification,
    FrameworkElement,
    Region,
)
from partnership_areas.queries import (
    areas_for_choice,
    countries_for_choice,
    country_by_code,
    established_areas,
    regions_for_choice,
    with_classification,
)
from partnership_areas.reference import CLASSIFIED_AS_OF, load_after_migrate, load_reference
from partnership_areas.rules import check_area_objectives

pytestmark = pytest.mark.django_db

ESTABLISHED = [
    "asgm",
    "chlor-alkali",
    "air-transport-fate",
    "products",
    "coal-combustion",
    "waste-management",
    "supply-storage",
    "cement",
]


def test_countries_complete() -> None:
    assert Country.objects.count() == 249
    assert Country.objects.filter(un_member=True).count() == 193
    nameless = Q(name_en="") | Q(name_fr="") | Q(name_es="") | Q(name_fr=None) | Q(name_es=None)
    assert list(Country.objects.filter(nameless)) == []
    assert list(Country.objects.filter(region=None).values_list("alpha2", flat=True)) == ["AQ"]
    kenya = Country.objects.select_related("region", "subregion").get(alpha2="KE")
    assert (kenya.alpha3, kenya.m49, kenya.region_m49, kenya.subregion_m49) == ("KEN", "404", "002", "202")
    assert kenya.other_names == {"ar": "كينيا", "zh": "肯尼亚", "ru": "Кения"}
    assert Country.objects.get(alpha2="AQ").region_m49 == Country.objects.get(alpha2="AQ").subregion_m49 == ""


def test_regions_named_in_three_languages() -> None:
    assert Region.objects.count() == 22
    assert not Region.objects.filter(Q(name_en=None) | Q(name_fr=None) | Q(name_es=None)).exists()
    assert regions_for_choice("fr") == [
        ("002", "Afrique"),
        ("019", "Amériques"),
        ("142", "Asie"),
        ("150", "Europe"),
        ("009", "Océanie"),
    ]
    assert str(Region.objects.get(m49="419")) == "Latin America and the Caribbean"
    assert Region.objects.get(m49="419").parent.m49 == "019"


def test_un_groups_sum_to_the_members() -> None:
    current = CountryClassification.objects.current()
    assert current.count() == 249
    groups = Counter(current.filter(country__un_member=True).values_list("un_regional_group", flat=True))
    assert groups == {
        "african": 54,
        "asia-pacific": 54,
        "eastern-european": 23,
        "latin-american-caribbean": 33,
        "western-european-others": 29,
    }
    assert current.filter(country__un_member=False).exclude(un_regional_group="").count() == 0
    assert current.filter(ldc=True).count() == 44
    assert Counter(current.values_list("development", flat=True)) == {
        "developed": 41,
        "transition": 17,
        "developing": 137,
        "": 54,
    }


@pytest.mark.rule("AREA-1")
def test_areas_as_in_the_framework() -> None:
    assert [area.code for area in established_areas()] == ESTABLISHED
    assert list(Area.objects.cross_cutting().values_list("code", flat=True)) == ["non-ferrous", "oil-gas"]
    assert list(Area.objects.potential().values_list("code", flat=True)) == ["vcm", "waste-combustion"]
    assert [area.code for area in areas_for_choice()] == [*ESTABLISHED, "non-ferrous", "oil-gas"]
    for area in Area.objects.all():
        names = [area.name_en, area.name_fr, area.name_es, area.short_name_en, area.short_name_fr]
        assert all([*names, area.short_name_es]), area.code
        assert "es" in area.unofficial_languages
        if area.status == AreaStatus.ESTABLISHED:
            assert all([area.objective_en, area.objective_fr, area.objective_es]), area.code
            assert area.unofficial_languages == ["es"]
        else:
            assert all([area.note_en, area.note_fr, area.note_es]), area.code
    assert str(Area.objects.get(code="cement")) == "Mercury releases from the cement industry"


def test_framework_complete() -> None:
    assert Counter(FrameworkElement.objects.values_list("kind", flat=True)) == {
        ElementKind.GOAL: 1,
        ElementKind.OBJECTIVE: 4,
        ElementKind.ENABLING: 2,
        ElementKind.MISSION: 3,
        ElementKind.PRIORITY: 7,
    }
    for element in FrameworkElement.objects.all():
        assert all([element.text_en, element.text_fr, element.text_es, element.label_fr, element.label_es])
    supply = FrameworkElement.objects.get(kind="objective", code="supply")
    assert (str(supply), supply.key) == ("Supply", "objective:supply")


@pytest.mark.rule("AREA-2")
def test_ties_of_established_areas_satisfy_the_rule() -> None:
    for area in established_areas():
        assert check_area_objectives(area.elements.all()) == [], area.code
        assert all(link.own_reading for link in area.links.all())
    assert str(AreaLink.objects.first())
    assert not AreaLink.objects.exclude(area__status=AreaStatus.ESTABLISHED).exists()


def test_loading_again_changes_nothing() -> None:
    models = (Region, Country, CountryClassification, FrameworkElement, Area, AreaLink)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    assert set(load_reference().values()) == {0}
    load_after_migrate(using="default")
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_loading_adds_only_what_is_missing() -> None:
    Body.objects.filter(area__code="cement").delete()
    Area.objects.filter(code="cement").delete()
    CountryClassification.objects.filter(country__alpha2="KE").delete()
    assert load_reference() == {
        "regions": 0,
        "countries": 0,
        "classifications": 1,
        "framework": 0,
        "areas": 1,
    }
    assert Area.objects.get(code="cement").links.count() == 3


def test_corrections_survive_loading(staff) -> None:
    head = staff("head")
    area = Area.objects.get(code="cement")
    chosen = FrameworkElement.objects.filter(kind__in=["goal", "objective", "priority"])
    set_area_links(area, chosen, by=head)
    correct_texts(Area.objects.get(code="asgm"), by=head, texts={"name_es": "Minería de oro artesanal"})
    kenya = Country.objects.get(alpha2="KE")
    correct_classification(
        kenya,
        by=head,
        un_regional_group="african",
        unep_region="africa",
        development="developing",
        ldc=True,
        as_of=datetime.date(2026, 1, 1),
        source="A later list",
        reason="Listed",
    )
    load_reference()
    assert area.links.count() == 12
    assert not area.links.filter(own_reading=True).exists()
    assert Area.objects.get(code="asgm").name_es == "Minería de oro artesanal"
    assert kenya.classification().ldc is True
    assert kenya.classification(datetime.date(2025, 6, 1)).ldc is False
    assert CountryClassification.objects.filter(country=kenya).count() == 2


def test_countries_for_choice_sorted_in_the_language() -> None:
    english, spanish = dict(countries_for_choice("en")), countries_for_choice("es")
    assert len(english) == len(spanish) == 249
    names = [name for _code, name in spanish]
    # Accents do not count: Ámsterdam's country comes before Perú, Ucrania after Türkiye.
    assert names.index("Etiopía") < names.index("Perú") < names.index("Ucrania")
    assert english["CI"] == "Côte d'Ivoire"
    assert country_by_code("ke").alpha3 == "KEN"
    assert country_by_code("XX") is None


def test_classification_annotated_for_a_date(staff) -> None:
    kenya = Country.objects.get(alpha2="KE")
    correct_classification(
        kenya,
        by=staff("officer"),
        un_regional_group="african",
        development="transition",
        as_of=datetime.date(2026, 3, 1),
        source="Test list",
        reason="Regrouped",
    )
    today = with_classification(Country.objects.filter(alpha2="KE")).get()
    assert (today.development, today.un_regional_group, today.unep_region) == ("transition", "african", "")
    assert today.classified_as_of == datetime.date(2026, 3, 1)
    earlier = with_classification(on=datetime.date(2026, 2, 28)).get(alpha2="KE")
    assert (earlier.development, earlier.classified_as_of) == ("developing", CLASSIFIED_AS_OF)
    long_ago = with_classification(on=datetime.date(1999, 1, 1)).get(alpha2="KE")
    assert long_ago.development == "developing"
    assert with_classification().filter(development="transition").count() == 18
