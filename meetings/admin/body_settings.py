"""The settings of bodies in the admin: ordinary seats of the Advisory Group, leads of an area (PAG-1, AREA-3)."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from meetings.actions.bodies import set_body
from meetings.models import Body
from meetings.rules.bodies import can_read_body_settings, can_set_body, setting_of
from portal.records.admin import Verb, VerbView

TITLE = gettext_lazy("Seats and leads")


class BodySettingsForm(forms.Form):
    """One number, with the one that was read; the rule says what it can be."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    seats = forms.IntegerField(
        label=gettext_lazy("Ordinary seats"),
        help_text=gettext_lazy(
            "Temporary seats and UNEP ex officio stand beside them. The number counts for every day, those of the "
            "past too, when terms are recorded."
        ),
        required=False,
    )
    most_leads = forms.IntegerField(
        label=gettext_lazy("Leads and co-leads at most"),
        help_text=gettext_lazy("More can be recorded; the portal warns before."),
        required=False,
    )

    def __init__(self, data: Any = None, *, body: Body) -> None:
        self.name = setting_of(body)
        number = getattr(body, self.name)
        super().__init__(data, initial={self.name: number, "seen": number})
        for other in {"seats", "most_leads"} - {self.name}:
            del self.fields[other]

    def show_both(self, body: Body) -> None:
        """Put what is saved now beside what was typed; the next save is made on top of it."""
        self[self.name].help_text = _("Saved now: %(text)s") % {"text": getattr(body, self.name)}
        self.data = self.data.copy()
        self.data["seen"] = getattr(body, self.name)


class BodySettingsView(WagtailAdminTemplateMixin, TemplateView):
    """Every body with its number; 404 for those who may not read settings."""

    http_method_names = ["get", "head", "options"]
    template_name = "meetings/admin/body_settings.html"
    model = None  # no Django permission: the rule decides
    header_icon = "group"
    page_title = TITLE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_read_body_settings(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bodies = Body.objects.select_related("area").order_by(*Body._meta.ordering)
        may = bool(can_set_body(self.request.user))
        return super().get_context_data(bodies=bodies, may_set=may, **kwargs)


def set_from_form(body: Body, *, by: Any, seen: int, **numbers: int | None) -> Body:
    """Call the action with what the form cleaned."""
    return set_body(body, by=by, seen=seen, number=numbers[setting_of(body)])


SET = Verb(
    "set",
    gettext_lazy("Save"),
    set_from_form,
    can_set_body,
    form_class=BodySettingsForm,
    done=gettext_lazy("The number is saved. It counts from now on."),
)


class SetBodyView(VerbView):
    """The number of one body; a stale save shows both."""

    template_name = "meetings/admin/term_verb.html"
    record_model = Body
    verb = SET

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_read_body_settings(request.user):
            raise Http404
        self.object = self.get_record(kwargs["pk"])
        return super(VerbView, self).dispatch(request, *args, **kwargs)

    def get_record(self, pk: int) -> Body:
        return get_object_or_404(Body.objects.select_related("area"), pk=pk)

    @cached_property
    def form(self) -> BodySettingsForm:
        return BodySettingsForm(self.typed_data, body=self.object)

    def answer(self, problems: list[Any], status: int) -> HttpResponse:
        if status == 409:
            self.form.show_both(self.get_record(self.object.pk))
        return super().answer(problems, status)

    @property
    def inspect_url(self) -> str:
        return reverse("body-settings:index")

    def get_page_title(self) -> str:
        return str(self.object)

    def get_page_subtitle(self) -> str:
        return str(self.form[self.form.name].label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.inspect_url, "label": str(TITLE)},
            {"url": "", "label": str(self.object)},
        ]


class ReadersMenuItem(MenuItem):
    """Shown to those who may read the settings."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(can_read_body_settings(request.user))


class BodySettingsViewSet(ViewSet):
    """Among the settings: the numbers that the framework leaves to the Partnership."""

    name = "body-settings"
    icon = "group"
    menu_label = TITLE
    add_to_settings_menu = True
    menu_item_class = ReadersMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", BodySettingsView.as_view(), name="index"),
            path("<int:pk>/", SetBodyView.as_view(), name="set"),
        ]
