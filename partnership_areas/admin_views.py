"""Views of the secretariat's side that the shared ones of ``portal.records.admin`` do not cover."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from partnership_areas import rules
from partnership_areas.actions import text_columns
from partnership_areas.enums import ElementKind
from partnership_areas.models import Area, Country
from partnership_areas.queries import ties_of, with_classification
from portal.records import registries
from portal.records.admin import NewRecordView, RecordIndexView, RecordInspectView, VerbView
from portal.records.decisions import Answer, Forbidden, Problem

HISTORY_LABELS = {
    "area.create": gettext_lazy("Added as a potential area"),
    "area.establish": pgettext_lazy("area", "Established"),
    "area.close": pgettext_lazy("area", "Closed"),
    "area.set_links": gettext_lazy("Ties to the framework set"),
    "area.change": gettext_lazy("Decision behind the change recorded"),
    "area.past_change": gettext_lazy("Past change recorded"),
    "area.take_over": gettext_lazy("Words of the adopted proposal taken over"),
    "area.texts": gettext_lazy("Issue or strategy changed"),
    "area.message": gettext_lazy("Message to the partners sent"),
    "area.correct_texts": gettext_lazy("Texts corrected"),
    "country.correct_texts": gettext_lazy("Names corrected"),
    "country.correct_classification": gettext_lazy("Classification corrected"),
    "frameworkelement.correct_texts": gettext_lazy("Texts corrected"),
}


class ReferenceVerbView(VerbView):
    """Gives each form its record, and after a stale save shows both texts (BP-14)."""

    @cached_property
    def form(self) -> forms.Form:
        data = self.typed_data
        return self.verb.form_class(data, record=self.object)

    def answer(self, problems: list[Any], status: int) -> HttpResponse:
        if status == 409 and "version" in self.form.fields:
            self.object.refresh_from_db()
            self.form.show_both(self.object)
        return super().answer(problems, status)


class AreaVerbView(ReferenceVerbView):
    """A verb on an area: what its texts or ties lack is mended on other pages, and leads there (AREA-2)."""

    def worded_problem(self, problem: Problem) -> Any:
        if problem.field in ElementKind.values:
            page, label = "set_links", rules.AREA_TRANSITIONS["set_links"].staff_label
        elif problem.field in text_columns(Area):
            page, label = "texts", _("Correct names and texts")
        else:
            return problem.message
        url = reverse(f"areas-admin:{page}", args=[self.object.pk])
        return format_html('{} <a href="{}">{}</a>', problem.message, url, label)


class NewAreaView(NewRecordView, ReferenceVerbView):
    """A verb without a record: adds a potential area."""

    def may_open(self, user: Any) -> Answer | bool:
        return rules.can_read_reference(user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = rules.can_manage_areas(request.user)
        if not answer:
            return self.answer(self._problems(Forbidden(answer.reason)), 403)
        return super().get(request, *args, **kwargs)


class AreaIndexView(RecordIndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not rules.can_manage_areas(self.request.user):
            return []
        return [HeaderButton(_("New area"), url=reverse("areas-admin:create"), icon_name="plus")]


class ReferenceInspectView(RecordInspectView):
    """Says yes and no, and a dash where there is nothing."""

    history_labels = HISTORY_LABELS

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return "–" if value in (None, "") else value


class AreaInspectView(ReferenceInspectView):
    template_name = "partnership_areas/admin/area.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ties = ties_of(self.object)
        groups = [ties.goal, ties.objectives, ties.priorities, ties.enabling, ties.missions]
        panels = registries.area_staff_panels.collect(self.object)
        return super().get_context_data(ties=ties, tie_groups=groups, staff_panels=panels, **kwargs)


class CountryIndexView(RecordIndexView):
    def get_base_queryset(self) -> QuerySet:
        return with_classification(Country.objects.select_related("region"))


class CountryInspectView(ReferenceInspectView):
    template_name = "partnership_areas/admin/country.html"

    def get_other_names_display_value(self) -> str:
        return " · ".join(f"{code}: {name}" for code, name in self.object.other_names.items()) or "–"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        current = self.object.classification()
        rows = self.object.classifications.select_related("entered_by")
        return super().get_context_data(rows=rows, current_pk=current.pk if current else None, **kwargs)
