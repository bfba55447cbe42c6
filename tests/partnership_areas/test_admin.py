"""The secretariat's screens: lists, inspect pages, one form per verb; nothing else is open."""

import datetime

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail.permissions import policy_registry

from partnership_areas.actions import text_columns
from partnership_areas.models import Area, Country, CountryClassification, FrameworkElement
from tests.factories import UserFactory, head
from tests.partnership_areas.conftest import STAFF_WITHOUT_RIGHT
from tests.partnership_areas.test_actions import NAMES

pytestmark = pytest.mark.django_db

CORRECTION = {
    "un_regional_group": "african",
    "unep_region": "africa",
    "development": "developing",
    "ldc": "on",
    "as_of": "2026-01-01",
    "source": "List of 2026",
    "reason": "Listed by the Assembly",
}


NAMES_OF_SCREENS = ("areas-admin", "countries", "framework")


def pk_of(name: str) -> int:
    if name == "countries":
        return Country.objects.get(alpha2="KE").pk
    if name == "areas-admin":
        return Area.objects.get(code="asgm").pk
    return FrameworkElement.objects.get(kind="objective", code="supply").pk


def address(name: str, view: str) -> str:
    args = [] if view in ("index", "create", "index_results") else [pk_of(name)]
    return reverse(f"{name}:{view}", args=args)


VERBS = {
    ("areas-admin", "create"): {"head"},
    ("areas-admin", "texts"): {"officer", "head"},
    ("areas-admin", "set_links"): {"head"},
    ("areas-admin", "establish"): {"head"},
    ("areas-admin", "close"): {"head"},
    ("countries", "classification"): {"officer", "head"},
    ("countries", "texts"): {"officer", "head"},
    ("framework", "texts"): {"officer", "head"},
}


@pytest.mark.parametrize("role", ["officer", "head", *STAFF_WITHOUT_RIGHT])
def test_screens_by_role(signed_in, role: str) -> None:
    client = signed_in(role)
    reads = role in ("officer", "head", "auditor")
    for name in NAMES_OF_SCREENS:
        for view in ("index", "inspect"):
            answer = client.get(address(name, view))
            assert (answer.status_code == 200) is reads, (name, view, answer.status_code)
    for name, view in VERBS:
        assert (client.get(address(name, view)).status_code != 404) is reads, (name, view)


def valid(name: str, view: str) -> dict:
    """What a form of that verb accepts, changing nothing by itself."""
    if view == "set_links":
        chosen = FrameworkElement.objects.order_by("order")
        return {kind: [e.key for e in chosen if e.kind == kind] for kind in ("goal", "objective", "priority")}
    if view == "texts":
        model = {"areas-admin": Area, "countries": Country, "framework": FrameworkElement}[name]
        record = model.objects.get(pk=pk_of(name))
        return {column: getattr(record, column) or "" for column in text_columns(model)} | {"version": 0}
    return {
        "create": NAMES | {"code": "amalgam"},
        "establish": {"on": "2026-01-01", "source": "Demonstration report"},
        "close": {
            "on": "2026-01-01",
            "reason": "Done",
            "source": "Demonstration report",
            "confirmed": "2026-01-01",
        },
        "classification": CORRECTION,
    }[view]


@pytest.mark.parametrize("role", ["officer", "head", *STAFF_WITHOUT_RIGHT])
def test_verbs_by_role(signed_in, role: str) -> None:
    client = signed_in(role)
    for (name, view), roles in VERBS.items():
        answer = client.post(address(name, view), valid(name, view))
        if role in roles:
            # asgm is established already: the head is told so.
            assert answer.status_code == (409 if view == "establish" else 302), (name, view)
        else:
            assert answer.status_code == (403 if role in ("officer", "auditor") else 404), (name, view)


@pytest.mark.parametrize("name", NAMES_OF_SCREENS)
def test_generic_screens_closed_to_everybody(name: str) -> None:
    for view in ("add", "edit", "delete", "copy", "history", "usage"):
        with pytest.raises(NoReverseMatch):
            address(name, view)
    for model in (Area, Country, FrameworkElement):
        policy = policy_registry.get_by_type(model)
        for user in (head(), UserFactory(is_superuser=True)):
            for action in ("add", "change", "delete"):
                assert not policy.user_has_permission(user, action)


@pytest.mark.parametrize("view", ["index", "inspect"])
def test_visitor_sent_away(client, view: str) -> None:
    assert client.get(address("countries", view)).status_code in (302, 403)
    assert client.post(address("countries", "classification"), CORRECTION).status_code in (302, 403)
    assert CountryClassification.objects.count() == 249


def test_country_list_filters(signed_in) -> None:
    client = signed_in("officer")
    url = address("countries", "index")

    def found(**query: str) -> set[str]:
        page = client.get(url, query).context["object_list"]
        return {country.alpha2 for country in page}

    assert found(q="Keny") == {"KE"}
    assert found(q="Allemagne") == {"DE"}
    assert found(development="transition", region="150") == {
        "AL", "BA", "BY", "MD", "ME", "MK", "RS", "RU", "UA",
    }  # fmt: skip
    assert found(un_regional_group="western-european-others", region="009") == {"AU", "NZ"}
    assert found(ldc="true", region="019") == {"HT"}
    assert found(unep_region="north-america", un_member="true") == {"US", "CA"}
    assert client.get(url, {"region": "x" * 3000, "ldc": "maybe"}).status_code == 200


def test_country_list_exports(signed_in) -> None:
    client = signed_in("officer")
    answer = client.get(address("countries", "index"), {"export": "csv", "q": "Kenya"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[1].startswith("KE,KEN,404,Kenya,Kenya,Kenya,002,")
    assert client.get(address("countries", "index"), {"export": "xlsx"}).status_code == 200


def test_lists_same_number_of_queries(signed_in, assert_query_parity, staff) -> None:
    client = signed_in("officer")
    Country.objects.exclude(alpha2__in=["KE"]).update(un_member=False)

    def grow() -> None:
        Country.objects.filter(alpha2__in=["FR", "DE", "IT"]).update(un_member=True)

    assert_query_parity(
        lambda: client.get(address("countries", "index"), {"un_member": "true"}), grow, at_most=40
    )


def test_classification_form_adds_a_row(signed_in) -> None:
    client = signed_in("officer")
    url = address("countries", "classification")
    page = client.get(url)
    assert page.context["form"].initial["un_regional_group"] == "african"
    answer = client.post(url, CORRECTION)
    assert answer.status_code == 302
    assert answer.url == address("countries", "inspect")
    row = Country.objects.get(alpha2="KE").classification()
    assert (row.ldc, row.as_of, row.entered_by.appointments.get().role) == (
        True,
        datetime.date(2026, 1, 1),
        "officer",
    )
    inspect = client.get(answer.url)
    assert inspect.context["current_pk"] == row.pk
    assert "Listed by the Assembly" in inspect.content.decode()
    assert "reference data" in inspect.content.decode()


def test_classification_form_keeps_what_was_typed(signed_in) -> None:
    client = signed_in("officer")
    url = address("countries", "classification")
    answer = client.post(url, CORRECTION | {"source": "", "development": "developed"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"source", "ldc"}
    assert answer.context["form"]["reason"].value() == "Listed by the Assembly"
    assert "A least developed country is a developing country." in answer.content.decode()
    answer = client.post(url, CORRECTION | {"as_of": "tomorrow", "unep_region": "moon"})
    assert set(answer.context["form"].errors) == {"as_of", "unep_region"}
    assert CountryClassification.objects.filter(country__alpha2="KE").count() == 1


def test_classification_form_ignores_foreign_fields(signed_in) -> None:
    client = signed_in("officer")
    client.post(address("countries", "classification"), CORRECTION | {"entered_by": "1", "country": "1"})
    row = Country.objects.get(alpha2="KE").classification()
    assert (row.country.alpha2, row.entered_by.appointments.get().role) == ("KE", "officer")


def test_texts_form(signed_in) -> None:
    client = signed_in("officer")
    url = address("areas-admin", "texts")
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    assert typed["unofficial_languages"] == ["es"]
    changed = typed | {"name_es": "Oro artesanal", "unofficial_languages": []}
    answer = client.post(url, changed)
    assert answer.url == address("areas-admin", "inspect")
    area = Area.objects.get(code="asgm")
    assert (area.name_es, area.unofficial_languages) == ("Oro artesanal", [])
    stale = client.post(url, typed | {"name_es": "Oro de mina"})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Oro de mina" in page
    assert "Saved now: Oro artesanal" in page
    again = client.post(
        url, typed | {"name_es": "Oro de mina", "version": stale.context["form"]["version"].value()}
    )
    assert again.status_code == 302
    assert Area.objects.get(code="asgm").name_es == "Oro de mina"


@pytest.mark.parametrize("name", ["countries", "framework"])
def test_texts_form_of_other_records(signed_in, name: str) -> None:
    client = signed_in("head")
    url = address(name, "texts")
    form = client.get(url).context["form"]
    typed = {field: form[field].value() for field in form.fields}
    column = "name_fr" if name == "countries" else "label_fr"
    assert client.post(url, typed | {column: ""}).context["form"].errors[column]
    assert client.post(url, typed | {column: "Corrigé"}).status_code == 302
    assert "Corrigé" in client.get(address(name, "inspect")).content.decode()


def test_area_created_tied_established_closed(signed_in) -> None:
    client = signed_in("head")
    assert "New area" in client.get(address("areas-admin", "index")).content.decode()
    assert set(
        client.post(address("areas-admin", "create"), {"code": "amalgam"}).context["form"].errors
    ) == set(NAMES)
    texts = NAMES | {"objective_en": "Phase down"}
    answer = client.post(
        address("areas-admin", "create"), texts | {"code": "amalgam", "unofficial_languages": ["fr"]}
    )
    assert answer.url == address("areas-admin", "index")
    area = Area.objects.get(code="amalgam")
    links = reverse("areas-admin:set_links", args=[area.pk])
    assert set(client.post(links, {}).context["form"].errors) == {"goal", "objective", "priority"}
    chosen = {
        kind: [FrameworkElement.objects.filter(kind=kind).first().key]
        for kind in ("goal", "objective", "priority", "mission")
    }
    assert client.post(links, chosen).status_code == 302
    assert area.elements.count() == 4
    inspect = client.get(reverse("areas-admin:inspect", args=[area.pk]))
    assert [button["verb"].name for button in inspect.context["verb_buttons"]] == [
        "texts",
        "set_links",
        "establish",
        "close",
        "past_change",
    ]
    assert [entry["label"] for entry in inspect.context["history"]] == [
        "Ties to the framework set",
        "Added as a potential area",
    ]
    establish = reverse("areas-admin:establish", args=[area.pk])
    assert set(client.post(establish, {}).context["form"].errors) == {"on", "decision"}
    behind = {"source": "Demonstration report"}
    assert client.post(establish, behind | {"on": "2026-02-01"}).status_code == 302
    close = reverse("areas-admin:close", args=[area.pk])
    assert set(client.post(close, behind | {"on": "2026-03-01"}).context["form"].errors) == {"reason"}
    wanted = behind | {"on": "2026-03-01", "reason": "Done"}
    assert client.post(close, wanted).context["question"].seal == "2026-03-01"
    assert client.post(close, wanted | {"confirmed": "2026-03-01"}).status_code == 302
    # A second click finds the area closed: said, nothing done.
    again = client.post(close, behind | {"on": "2026-03-01", "reason": "Done"})
    assert again.status_code == 409
    assert again.context["problems"]
    area.refresh_from_db()
    assert (area.status, area.version) == ("closed", 3)


def test_verbs_of_absent_records_404(signed_in) -> None:
    client = signed_in("head")
    for name, view in VERBS:
        if view != "create":
            assert client.get(reverse(f"{name}:{view}", args=[999999])).status_code == 404
    assert client.get(reverse("countries:inspect", args=[999999])).status_code == 404


def test_readers_without_right_see_no_verbs(signed_in) -> None:
    auditor, officer = signed_in("auditor"), signed_in("officer")
    for client in (auditor, officer):
        assert "New area" not in client.get(address("areas-admin", "index")).content.decode()
        assert client.get(address("areas-admin", "create")).status_code == 403
    for name in NAMES_OF_SCREENS:
        assert auditor.get(address(name, "inspect")).context["verb_buttons"] == []
    assert [
        button["verb"].name
        for button in officer.get(address("areas-admin", "inspect")).context["verb_buttons"]
    ] == ["texts"]


@pytest.mark.rule("AREA-1")
def test_topic_is_cross_cutting_as_the_head_says(signed_in) -> None:
    url = reverse("areas-admin:texts", args=[Area.objects.get(code="vcm").pk])

    def sent(role: str, **marked: str) -> int:
        client = signed_in(role)
        form = client.get(url).context["form"]
        typed = {name: form[name].value() for name in form.fields if name != "cross_cutting"}
        return client.post(url, typed | marked).status_code

    assert sent("officer", cross_cutting="on") == 422
    assert not Area.objects.get(code="vcm").cross_cutting
    assert sent("head", cross_cutting="on") == 302
    assert Area.objects.get(code="vcm").cross_cutting
    assert sent("officer", cross_cutting="on") == 302
    assert sent("head") == 302
    assert not Area.objects.get(code="vcm").cross_cutting


@pytest.mark.rule("AREA-2")
def test_an_empty_objective_is_refused_at_its_field(signed_in) -> None:
    client, area = signed_in("officer"), Area.objects.get(code="asgm")
    url = reverse("areas-admin:texts", args=[area.pk])
    form = client.get(url).context["form"]
    typed = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    answer = client.post(url, typed | {"objective_en": ""})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["objective_en"]
    assert "An established area has an objective, at least in English." in answer.content.decode()
