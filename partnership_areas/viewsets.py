"""Areas, framework and countries in the admin: to look at, filter and export; changed through verbs only."""

from typing import Any

from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from partnership_areas import actions, admin_views, rules
from partnership_areas.enums import Development, UnRegionalGroup
from partnership_areas.filters import AreaFilterSet, CountryFilterSet, FrameworkElementFilterSet
from partnership_areas.forms import (
    ClassificationForm,
    LinksForm,
    NewAreaForm,
    TextsForm,
)
from partnership_areas.models import Area, Country, FrameworkElement
from portal.records import registries
from portal.records.admin import RecordViewSet, Verb, verbs_of

# --- Verbs ---------------------------------------------------------------------------------------


def _save_texts(record: Any, *, by: Any, version: int, **values: Any) -> None:
    """Save what was typed on top of the version that was read."""
    columns = actions.text_columns(type(record))
    texts = {column: values.pop(column) for column in columns}
    record.version = version
    actions.correct_texts(record, by=by, texts=texts, **values)


def _set_links(area: Area, *, by: Any, **keys: list[str]) -> None:
    chosen = {key for kind_keys in keys.values() for key in kind_keys}
    elements = [element for element in FrameworkElement.objects.all() if element.key in chosen]
    actions.set_area_links(area, elements, by=by)


def _create_area(_record: None, *, by: Any, **values: Any) -> None:
    texts = {column: values.pop(column) for column in actions.text_columns(Area)}
    actions.create_area(by=by, texts=texts, **values)


CORRECT_TEXTS = Verb(
    name="texts",
    label=_("Correct names and texts"),
    run=_save_texts,
    may=rules.can_correct_texts,
    form_class=TextsForm,
    done=_("The texts are saved."),
)
CORRECT_CLASSIFICATION = Verb(
    name="classification",
    label=_("Correct the classification"),
    run=actions.correct_classification,
    may=rules.can_correct_classification,
    form_class=ClassificationForm,
    done=_("The correction is added."),
    explanation=_(
        "A correction is added with its date and source. Nothing that was entered before is changed."
    ),
)
CREATE_AREA = Verb(
    name="create",
    label=_("Add a potential area"),
    run=_create_area,
    may=rules.can_manage_areas,
    form_class=NewAreaForm,
    done=_("The area is added as a potential one."),
)
SET_LINKS = verbs_of(
    rules.AREA_TRANSITIONS,
    {"set_links": _set_links},
    forms={"set_links": LinksForm},
    done={"set_links": _("The ties are saved.")},
    explanations={
        "set_links": _(
            "The objective of an area is tied to the overall goal, to at least one objective and to at least "
            "one priority. Enabling aims and missions may be added."
        ),
    },
)

# --- Lists ---------------------------------------------------------------------------------------


class ReferenceViewSet(RecordViewSet):
    verb_view_class = admin_views.ReferenceVerbView
    list_per_page = 50


def yes_column(name: str, label: Any) -> Column:
    """Return a column that says yes where it is so, and a dash elsewhere."""
    return Column(name, label=label, accessor=lambda record: _("Yes") if getattr(record, name) else "–")


def choice_column(name: str, label: Any, choices: Any) -> Column:
    """Return a column that shows the label of a stored code."""
    labels = dict(choices.choices)
    return Column(name, label=label, accessor=lambda record: labels.get(getattr(record, name), "–"))


class AreaViewSet(ReferenceViewSet):
    model = Area
    name = "areas-admin"
    url_prefix = "areas"
    icon = "tag"
    menu_label = _("Areas")
    list_display = ["name", "code", "status", yes_column("cross_cutting", _("Cross-cutting topic"))]
    list_export = ["code", "name_en", "name_fr", "name_es", "status", "cross_cutting"]
    filterset_class = AreaFilterSet
    index_view_class = admin_views.AreaIndexView
    inspect_view_class = admin_views.AreaInspectView
    verb_view_class = admin_views.AreaVerbView
    inspect_view_fields = [
        "code",
        "status",
        "cross_cutting",
        "order",
        *actions.text_columns(Area),
        "established_on",
        "closed_on",
        "closed_reason",
    ]

    @cached_property
    def verbs(self) -> tuple[Verb, ...]:
        """The verbs of this app, and those of the apps that know the decisions behind an area's status."""
        return (CORRECT_TEXTS, *SET_LINKS, *registries.area_verbs.collect())

    def get_urlpatterns(self) -> list[Any]:
        create = admin_views.NewAreaView.as_view(
            record_model=Area, verb=CREATE_AREA, index_url_name=self.get_url_name("index")
        )
        return [*super().get_urlpatterns(), path("create/", create, name="create")]


class FrameworkElementViewSet(ReferenceViewSet):
    model = FrameworkElement
    name = "framework"
    icon = "list-ul"
    menu_label = _("Framework")
    list_display = ["label", "kind", "code", "text"]
    list_export = ["kind", "code", "text_en", "text_fr", "text_es"]
    filterset_class = FrameworkElementFilterSet
    inspect_view_class = admin_views.ReferenceInspectView
    inspect_view_fields = ["kind", "code", *actions.text_columns(FrameworkElement)]
    verbs = (CORRECT_TEXTS,)


class CountryViewSet(ReferenceViewSet):
    model = Country
    name = "countries"
    icon = "globe"
    menu_label = _("Countries")
    ordering = ["name"]
    search_fields = ["name_en", "name_fr", "name_es", "alpha2", "alpha3"]
    list_display = [
        "name",
        "alpha2",
        Column("region", label=_("Region")),
        choice_column("un_regional_group", _("UN regional group"), UnRegionalGroup),
        choice_column("development", _("Development status"), Development),
        yes_column("ldc", _("Least developed country")),
        Column("classified_as_of", label=_("True as of")),
    ]
    list_export = [
        "alpha2",
        "alpha3",
        "m49",
        "name_en",
        "name_fr",
        "name_es",
        "region_m49",
        "un_member",
        "un_regional_group",
        "unep_region",
        "development",
        "ldc",
        "classified_as_of",
    ]
    filterset_class = CountryFilterSet
    index_view_class = admin_views.CountryIndexView
    inspect_view_class = admin_views.CountryInspectView
    inspect_view_fields = [
        "alpha2",
        "alpha3",
        "m49",
        *actions.text_columns(Country),
        "other_names",
        "region",
        "subregion",
        "un_member",
        "latitude",
        "longitude",
    ]
    verbs = (CORRECT_CLASSIFICATION, CORRECT_TEXTS)


class ReferenceGroup(ModelViewSetGroup):
    menu_label = _("Areas and countries")
    menu_icon = "globe"
    menu_order = 300
    items = (AreaViewSet, FrameworkElementViewSet, CountryViewSet)
