"""Personal data in the admin: looking a person up, giving the data out, erasing, reading what mentions the person."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import FormView, View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from portal.privacy.actions import (
    close_request,
    erase,
    note_export,
    open_request,
    refuse_request,
    rehearse,
    settle_mention,
)
from portal.privacy.archive import FILENAME, archive_of
from portal.privacy.enums import MentionState, RequestOrigin, RequestState
from portal.privacy.forms import EraseForm, LookUpForm
from portal.privacy.held import said_of, what_happens
from portal.privacy.models import Mention, PersonalDataRequest
from portal.privacy.rules import READERS, can_decide, can_give_out, can_open, can_settle
from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet, Verb
from portal.records.decisions import Refusal
from portal.records.personal import holdings, record_urls, subject_of
from portal.records.registries import has_role

MENTIONS_SHOWN = 200


class RequestFilterSet(WagtailFilterSet):
    """State and origin."""

    state = django_filters.ChoiceFilter(choices=RequestState, label=_("State"))
    origin = django_filters.ChoiceFilter(choices=RequestOrigin, label=_("Origin"))

    class Meta:
        model = PersonalDataRequest
        fields = ["state", "origin"]


class RequestIndexView(RecordIndexView):
    """Requests and look-ups, those that are open first."""

    def get_base_queryset(self) -> QuerySet[PersonalDataRequest]:
        return super().get_base_queryset().select_related("opened_by", "decided_by")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_open(self.request.user):
            return []
        return [HeaderButton(_("Look a person up"), url=reverse("personal-data:new"), icon_name="search")]


def mention_line(label: str, pk: int, field: str, certain: bool, mention: Mention | None = None) -> dict:
    """Return one text that mentions the person, with the page on which it can be read and changed."""
    said = said_of(label, pk, field)
    record = said["object"]
    url_of = record_urls.get(label)
    return said | {
        "certain": certain,
        "mention": mention,
        "url": url_of(record) if url_of and record is not None else "",
    }


class RequestInspectView(RecordInspectView):
    """What is held, what an erasure would do, what it left."""

    template_name = "privacy/admin/request.html"
    history_labels = {
        "personal.open": _("Looked up"),
        "personal.ask": _("Asked to be erased"),
        "personal.take_back": _("Request taken back"),
        "personal.refuse": _("Refused"),
        "personal.close": pgettext_lazy("personal data", "Closed"),
        "personal.export": _("Data given out"),
        "personal.erase": _("Erased"),
        "personal.settle": _("A text that mentions the person was read"),
    }

    def get_object(self, queryset: Any = None) -> PersonalDataRequest:
        rows = PersonalDataRequest.objects.select_related("user", "opened_by", "decided_by")
        return get_object_or_404(rows, pk=self.pk)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_fields_context(self) -> list[Any]:
        """Return the fields that hold something."""
        filled = [name for name in self.fields if getattr(self.object, name) not in (None, "")]
        return [self.get_context_for_field(name) for name in filled]

    def summary(self) -> list[dict[str, Any]]:
        """Return what an erasure did, table by table."""
        titles = {holding.code: holding for holding in holdings() if holding.title}
        return [
            {
                "title": titles[code].title if code in titles else code,
                "number": number,
                "happens": what_happens(titles[code]) if code in titles else "",
            }
            for code, number in self.object.summary.items()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        rehearsal = None
        if record.state == RequestState.OPEN:
            rehearsal = rehearse(record, by=self.request.user)
            lines = [
                mention_line(item.label, item.pk, item.field, item.certain)
                for item in rehearsal.mentions[:MENTIONS_SHOWN]
            ]
        else:
            lines = [
                mention_line(item.object_type, item.object_id, item.field, item.certain, item)
                for item in record.mentions.select_related("settled_by")[:MENTIONS_SHOWN]
            ]
        return super().get_context_data(
            rehearsal=rehearsal,
            happening=[
                {
                    "title": item.holding.title,
                    "number": item.number,
                    "happens": what_happens(item.holding),
                }
                for item in (rehearsal.held if rehearsal else ())
            ],
            summary=self.summary(),
            mentions=lines,
            can_settle=bool(can_settle(self.request.user)),
            download_url=reverse("personal-data:download", args=[record.pk])
            if can_give_out(self.request.user, record)
            else "",
            **kwargs,
        )


class HiddenMixin:
    """For those who do not read these records nothing is there."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_role(request.user, *READERS):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class LookUpView(HiddenMixin, WagtailAdminTemplateMixin, FormView):
    """Asks for an address, by post only: it stands in no address line and no log."""

    model = None
    form_class = LookUpForm
    template_name = "privacy/admin/look_up.html"
    page_title = _("Look a person up")
    header_icon = "search"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refused(request) or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refused(request) or super().post(request, *args, **kwargs)

    def refused(self, request: HttpRequest) -> HttpResponse | None:
        """Return the page that says why this person may not look anybody up, or None."""
        answer = can_open(request.user)
        if answer:
            return None
        messages.error(request, str(answer.reason))
        return self.render_to_response(self.get_context_data(form=self.form_class()), status=403)

    def form_invalid(self, form: LookUpForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: LookUpForm) -> HttpResponse:
        try:
            record = open_request(form.cleaned_data["email"], by=self.request.user)
        except Refusal as refusal:
            for problem in refusal.problems:
                form.add_error(problem.field or None, problem.message)
            return self.form_invalid(form)
        return redirect("personal-data:inspect", record.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(PersonalDataRequest._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse("personal-data:index"), "label": plural},
            {"url": "", "label": self.page_title},
        ]


class DownloadView(HiddenMixin, View):
    """Gives a person's data out as one file, and notes that it did."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("personal-data:inspect", get_object_or_404(PersonalDataRequest, pk=pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = get_object_or_404(PersonalDataRequest, pk=pk)
        answer = can_give_out(request.user, record)
        if not answer:
            return HttpResponseForbidden(str(answer.reason), content_type="text/plain; charset=utf-8")
        archive = archive_of(subject_of(record.email))
        note_export(record, by=request.user)
        response = FileResponse(
            archive, as_attachment=True, filename=FILENAME, content_type="application/zip"
        )
        response["Cache-Control"] = "private, no-store"
        return response


class SettleView(HiddenMixin, View):
    """Notes that an officer read a text that mentions somebody."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("personal-data:inspect", get_object_or_404(Mention, pk=pk).request_id)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mention = get_object_or_404(Mention.objects.select_related("request"), pk=pk)
        answer = can_settle(request.user)
        if not answer:
            return HttpResponseForbidden(str(answer.reason), content_type="text/plain; charset=utf-8")
        try:
            settle_mention(mention, by=request.user, state=request.POST.get("state", ""))
        except Refusal as refusal:
            for problem in refusal.problems:
                messages.error(request, str(problem.message))
        else:
            said = MentionState(request.POST["state"]).label
            messages.success(request, _now("Noted: %(what)s.") % {"what": said})
        return redirect(f"{reverse('personal-data:inspect', args=[mention.request_id])}#mentions")


def is_open(record: PersonalDataRequest) -> bool:
    return record.state == RequestState.OPEN


class PersonalDataViewSet(RecordViewSet):
    model = PersonalDataRequest
    name = "personal-data"
    icon = "lock"
    menu_label = _("Personal data")
    add_to_admin_menu = True
    menu_order = 940
    index_view_class = RequestIndexView
    inspect_view_class = RequestInspectView
    filterset_class = RequestFilterSet
    list_display = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor=str,
            get_url=lambda record: reverse("personal-data:inspect", args=[record.pk]),
        ),
        "origin",
        "state",
        "opened_at",
        "opened_by",
        "decided_at",
        "decided_by",
    ]
    list_export: list[str] = []
    ordering = ["decided_at", "-pk"]
    inspect_view_fields = ["origin", "state", "opened_at", "opened_by", "decided_at", "decided_by", "reason"]
    verbs = (
        Verb(
            name="erase",
            label=_("Erase the person"),
            run=erase,
            may=lambda user, record: is_open(record) and can_decide(user, record),
            danger=True,
            form_class=EraseForm,
            done=_("The person is erased. Texts that mention the person wait for an officer below."),
            explanation=_(
                "Everything that the page before lists is emptied or deleted, at once and for good."
            ),
        ),
        Verb(
            name="refuse",
            label=_("Refuse to erase"),
            run=refuse_request,
            may=lambda user, record: is_open(record) and can_decide(user, record),
            needs_reason=True,
            done=_("The request is refused. A person who asked is told the reason."),
        ),
        Verb(
            name="close",
            label=_("Close without erasing"),
            run=close_request,
            may=lambda user, record: is_open(record) and record.origin != "person" and can_open(user),
            done=_("The look-up is closed."),
        ),
    )

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("new/", LookUpView.as_view(), name="new"),
            path("download/<int:pk>/", DownloadView.as_view(), name="download"),
            path("mentions/<int:pk>/", SettleView.as_view(), name="settle"),
            *super().get_urlpatterns(),
        ]
