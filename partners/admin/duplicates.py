"""Possible duplicates of the whole register in the admin: pairs with reasons, merged or noted as different."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from partners.actions.merges import mark_different
from partners.duplicates import pairs
from partners.models import Organisation
from partners.rules.imports import can_merge
from portal.records.decisions import Refusal
from portal.records.enums import READS_RECORDS
from portal.records.registries import has_role

PER_PAGE = 40
REASONS = {
    "same": gettext_lazy("Same name"),
    "alike": gettext_lazy("Names alike"),
    "within": gettext_lazy("One name within the other"),
    "acronym": gettext_lazy("Same acronym"),
    "domain": gettext_lazy("Same web domain"),
}


class PairForm(forms.Form):
    """The pair that is not the same."""

    first = forms.ModelChoiceField(queryset=Organisation.objects.all())
    second = forms.ModelChoiceField(queryset=Organisation.objects.all())


class DuplicatesView(WagtailAdminTemplateMixin, TemplateView):
    """Lists pairs; a POST notes one as different."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "partners/admin/duplicates.html"
    page_title = gettext_lazy("Possible duplicates")
    header_icon = "copy"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_role(request.user, *READS_RECORDS):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = can_merge(request.user)
        if not answer:
            return self.page([answer.reason], 403)
        form = PairForm(request.POST)
        if not form.is_valid() or form.cleaned_data["first"] == form.cleaned_data["second"]:
            return self.page([_("This pair is not there any more.")], 422)
        try:
            mark_different(form.cleaned_data["first"], form.cleaned_data["second"], by=request.user)
        except Refusal as refusal:
            return self.page([problem.message for problem in refusal.problems], 422)
        messages.success(request, _("Noted. The pair is not shown again."))
        return redirect(reverse("duplicates:index"))

    def page(self, problems: list[Any], status: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(problems=problems), status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(pairs(), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p", "")[:6])
        keys = {key for pair in page for key in (pair.first, pair.second)}
        rows = Organisation.objects.select_related("country").in_bulk(keys)
        lines = [
            {
                "rows": [rows[pair.first], rows[pair.second]],
                "reason": REASONS[pair.reason],
                "score": pair.score,
            }
            for pair in page
            if pair.first in rows and pair.second in rows
        ]
        may = bool(can_merge(self.request.user))
        values = {"lines": lines, "page": page, "total": paginator.count, "may": may}
        return super().get_context_data(**values, **kwargs)


class DuplicatesMenuItem(MenuItem):
    """Shown to those who read records."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, *READS_RECORDS)


class DuplicatesViewSet(ViewSet):
    """The page of possible duplicates."""

    name = "duplicates"
    icon = "copy"
    menu_label = gettext_lazy("Possible duplicates")
    menu_item_class = DuplicatesMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [path("", DuplicatesView.as_view(), name="index")]
