"""Areas, framework and countries in the admin: to look at, filter and export; changed through verbs only."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from partnership_areas import admin_views
from partnership_areas.actions import text_columns
from partnership_areas.enums import Development, UnRegionalGroup
from partnership_areas.filters import AreaFilterSet, CountryFilterSet, FrameworkElementFilterSet
from partnership_areas.models import Area, Country, FrameworkElement


class RecordViewSet(ModelViewSet):
    """A list and an inspect page; ``verb_views`` are (address, view class, url name) on one record."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    form_fields: list[str] = []
    verb_views: tuple[tuple[str, type[admin_views.VerbView], str], ...] = ()

    def get_urlpatterns(self) -> list[URLPattern]:
        return super().get_urlpatterns() + [
            path(address, self.construct_view(view), name=name) for address, view, name in self.verb_views
        ]


def choice_column(name: str, label: Any, choices: Any) -> Column:
    """Return a column that shows the label of a stored code."""
    labels = dict(choices.choices)
    return Column(name, label=label, accessor=lambda record: labels.get(getattr(record, name), "–"))


class AreaViewSet(RecordViewSet):
    model = Area
    icon = "tag"
    menu_label = _("Areas")
    list_display = ["name", "code", "status", BooleanColumn("cross_cutting", label=_("Cross-cutting topic"))]
    filterset_class = AreaFilterSet
    list_export = ["code", "name_en", "name_fr", "name_es", "status", "cross_cutting"]
    inspect_view_class = admin_views.AreaInspectView
    inspect_view_fields = [
        "code",
        "status",
        "cross_cutting",
        "order",
        *text_columns(Area),
        "established_on",
        "closed_on",
        "closed_reason",
    ]
    verb_views = (
        ("create/", admin_views.CreateArea, "create"),
        ("texts/<int:pk>/", admin_views.CorrectTexts, "texts"),
        ("links/<int:pk>/", admin_views.SetLinks, "links"),
        ("establish/<int:pk>/", admin_views.EstablishArea, "establish"),
        ("close/<int:pk>/", admin_views.CloseArea, "close"),
    )
    index_view_class = admin_views.AreaIndexView


class FrameworkElementViewSet(RecordViewSet):
    model = FrameworkElement
    icon = "list-ul"
    menu_label = _("Framework")
    list_display = ["label", "kind", "code", "text"]
    filterset_class = FrameworkElementFilterSet
    inspect_view_class = admin_views.ElementInspectView
    inspect_view_fields = ["kind", "code", *text_columns(FrameworkElement)]
    verb_views = (("texts/<int:pk>/", admin_views.CorrectElementTexts, "texts"),)


class CountryViewSet(RecordViewSet):
    model = Country
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
        BooleanColumn("ldc", label=_("Least developed country")),
        Column("classified_as_of", label=_("True as of")),
    ]
    filterset_class = CountryFilterSet
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
    index_view_class = admin_views.CountryIndexView
    inspect_view_class = admin_views.CountryInspectView
    inspect_view_fields = [
        "alpha2",
        "alpha3",
        "m49",
        *text_columns(Country),
        "other_names",
        "region",
        "subregion",
        "un_member",
        "latitude",
        "longitude",
    ]
    verb_views = (
        ("classification/<int:pk>/", admin_views.CorrectClassification, "classification"),
        ("texts/<int:pk>/", admin_views.CorrectCountryTexts, "texts"),
    )


class ReferenceGroup(ModelViewSetGroup):
    menu_label = _("Areas and countries")
    menu_icon = "globe"
    menu_order = 300
    items = (AreaViewSet, FrameworkElementViewSet, CountryViewSet)
