"""Records in the Wagtail admin: a list, a page to read, and verbs as buttons. No form edits a record.

How an app puts a record into the admin (``viewsets.py``, then ``wagtail_hooks.py``)::

    class LetterInspectView(RecordInspectView):
        template_name = "partners/admin/letter.html"      # extends "records/admin/inspect.html"

        def get_context_data(self, **kwargs):
            return super().get_context_data(duplicates=possible_duplicates(self.object), **kwargs)

    class LetterViewSet(RecordViewSet):
        model, icon, name = Letter, "doc-full", "letters"
        list_display = ["reference", "legal_name", "status", "submitted_at"]
        list_export = ["reference", "legal_name", "status"]
        filterset_class = LetterFilterSet
        inspect_view_class = LetterInspectView
        inspect_view_fields = ["reference", "status"]
        verbs = verbs_of(LETTER_TRANSITIONS, {"confirm": actions.confirm, "decline": actions.decline},
                         forms={"ask": QuestionForm})

    # wagtail_hooks.py, first statement of the module:
    register_permission_policy(Letter, RecordPermissionPolicy(Letter, READS_RECORDS))

    @hooks.register("register_admin_viewset")
    def register_letters():
        return LetterViewSet()

The address of a verb is ``reverse("letters:confirm", args=[pk])``. A GET asks (with reason, form or warning), a
POST calls the action: the action asks the rule, so a button that is not shown does not open a way around it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.active_filters import ActiveFilter
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import policy_registry

from portal.records.decisions import Answer, Forbidden, Problem, Refusal, Refused, StaleRecord, WrongState
from portal.records.forms import typed_before
from portal.records.models import AuditLine
from portal.records.pointers import point_to
from portal.records.registries import has_role
from portal.records.transitions import TransitionTable
from portal.records.work import rehearse

SHOWS_ALL = "all"
FORMULA_STARTS = tuple("=+-@\t\r\0＝＋－＠")
HISTORY_LINES = 200


class RecordPermissionPolicy(BasePermissionPolicy):
    """Reading by role; adding, changing, deleting and copying are refused to everybody, superusers too.

    ``view_roles``: who may list and read. Register it at the very top of ``wagtail_hooks.py``.
    """

    def __init__(self, model: type[models.Model], view_roles: Iterable[str]):
        super().__init__(model)
        self.view_roles = tuple(str(role) for role in view_roles)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and has_role(user, *self.view_roles)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet:
        # Wagtail asks this for choosers of people; roles are computed, so nobody is offered.
        return get_user_model().objects.none()


@dataclass(frozen=True)
class Question:
    """What a second page asks: ``html`` says what will happen, ``seal`` names it, so that a "yes" is to this."""

    html: str
    seal: str


@dataclass(frozen=True)
class Verb:
    """A button on a record's page.

    ``name`` stands in the address. ``run(record, by=user, **values)`` is the action; ``values`` are ``reason``
    when ``needs_reason``, and what ``form_class`` cleaned. ``may`` (user, record) says whether the button is
    shown; the action decides. ``danger`` marks what one cannot take back. ``done`` is said afterwards;
    ``explanation`` stands above the question, with what ``shows`` (record) draws of this very record.
    ``confirm`` (record, values) makes a second page ask before the deed; a first press only finds what is wrong.
    """

    name: str
    label: Any
    run: Callable[..., Any]
    may: Callable[[Any, Any], Answer | bool]
    needs_reason: bool = False
    danger: bool = False
    form_class: type[forms.Form] | None = None
    done: Any = ""
    explanation: Any = ""
    shows: Callable[[Any], str] | None = None
    confirm: Callable[[Any, dict[str, Any]], Question] | None = None

    @property
    def asks(self) -> bool:
        """Whether a page stands between the button and the deed."""
        return self.needs_reason or self.danger or self.form_class is not None


def verbs_of(
    table: TransitionTable,
    actions: Mapping[str, Callable[..., Any]],
    *,
    forms: Mapping[str, type[forms.Form]] | None = None,
    done: Mapping[str, Any] | None = None,
    explanations: Mapping[str, Any] | None = None,
) -> tuple[Verb, ...]:
    """Make buttons from a table of transitions, in its order, for the verbs that have an action in ``actions``."""

    def button(transition: Any) -> Verb:
        return Verb(
            name=transition.verb,
            label=transition.staff_label,
            run=actions[transition.verb],
            may=lambda user, record: record.status in transition.sources and transition.who(user, record),
            needs_reason=transition.needs_reason,
            danger=transition.danger,
            form_class=(forms or {}).get(transition.verb),
            done=(done or {}).get(transition.verb, ""),
            explanation=(explanations or {}).get(transition.verb, ""),
        )

    return tuple(button(transition) for transition in table if transition.verb in actions)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )


class HiddenFromOthersMixin:
    """For those who may not read these records the page is not there: 404, where Wagtail would redirect."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("view"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class RecordIndexView(HiddenFromOthersMixin, IndexView):
    """A list of records: filters, search, export; each row leads to the page to read.

    A filter with a choice ``SHOWS_ALL`` hides something while nothing is chosen, unless one searches; its empty label
    says what is shown then.
    """

    @cached_property
    def active_filters(self) -> list[ActiveFilter]:
        """What narrows this list, also while nothing is chosen: each can be taken away with its cross."""
        chosen = list(super().active_filters)
        if not self.filters or not self.filters.is_valid():
            return chosen
        first = []
        for name, field in self.filters.form.fields.items():
            if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
                continue
            if SHOWS_ALL not in dict(field.choices):
                continue
            bound, value = self.filters.form[name], self.filters.form.cleaned_data[name]
            if value == SHOWS_ALL:
                chosen = [pill for pill in chosen if pill.auto_id != bound.auto_id]
            elif not value and not self.is_searching:
                first.append(
                    ActiveFilter(bound.auto_id, field.label, field.empty_label, self.url_of_all(name))
                )
        return [*first, *chosen]

    def url_of_all(self, name: str) -> str:
        """Return the address of the rows that nothing in this filter hides."""
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        query["_w_filter_fragment"] = "1"
        query[name] = SHOWS_ALL
        return f"{self.index_results_url.partition('?')[0]}?{query.urlencode()}"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Keep a spreadsheet from taking a text for a formula."""
        value = super().preprocess_field_value(field, value, export_format)
        if isinstance(value, str) and value.startswith(FORMULA_STARTS):
            return f"'{value}"
        return value


class RecordInspectView(HiddenFromOthersMixin, InspectView):
    """A record to read, with its verbs as buttons and its history from the audit trail.

    A subclass gives ``template_name`` (extending ``records/admin/inspect.html``, blocks ``verbs``, ``record``,
    ``history``) and adds to the context. ``history_labels`` (verb → text) makes the history readable.
    """

    page_title = ""
    template_name = "records/admin/inspect.html"
    verbs: tuple[Verb, ...] = ()
    verb_url_names: Mapping[str, str] = {}
    history_labels: Mapping[str, Any] = {}

    def get_page_title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name))

    def verb_buttons(self) -> list[dict[str, Any]]:
        """Return the verbs that this user sees on this record."""
        return [
            {"verb": verb, "url": reverse(self.verb_url_names[verb.name], args=[self.object.pk])}
            for verb in self.verbs
            if verb.may(self.request.user, self.object)
        ]

    def history(self) -> list[dict[str, Any]]:
        """Return the lines of the audit trail about this record, newest first, with names of living accounts."""
        return self.told(AuditLine.objects.filter(**point_to(self.object)).order_by("-number"))

    def told(self, trail: models.QuerySet) -> list[dict[str, Any]]:
        """Return lines of the audit trail with their labels and the accounts that are still there."""
        lines = list(trail[:HISTORY_LINES])
        people = get_user_model().objects.in_bulk({line.actor_id for line in lines if line.actor_id})
        return [
            {
                "line": line,
                "label": self.history_labels.get(line.verb, line.verb),
                "actor": people.get(line.actor_id),
            }
            for line in lines
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(verb_buttons=self.verb_buttons(), history=self.history(), **kwargs)


class VerbView(WagtailAdminTemplateMixin, TemplateView):
    """Asks, and then calls the action. Has no ``model``: the action's rule decides, not a Django permission.

    404 for those who may not read the record, 403 with the reason when the rule refuses, 409 when the record
    has moved on, 422 for other problems: the page shows all of them and keeps what was typed.
    """

    http_method_names = ["get", "head", "post", "options"]
    template_name = "records/admin/verb.html"
    keeps_typed = True  # see typed_before
    confirm_template_name = "records/admin/confirm.html"
    model = None
    record_model: Any = None
    verb: Any = None
    index_url_name = ""
    inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy = policy_registry.get_by_type(self.record_model)
        if not policy.user_has_permission(request.user, "view"):
            raise Http404
        self.object = self.get_record(kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_record(self, pk: int) -> models.Model:
        """Return the record; a subclass narrows which of them this user may read. Raises Http404."""
        return get_object_or_404(self.record_model, pk=pk)

    @property
    def typed_data(self) -> QueryDict | None:
        """What was typed: sent now, or kept while somebody signed in again; None on a page opened anew."""
        return self.request.POST if self.request.method == "POST" else typed_before(self.request)

    @cached_property
    def form(self) -> forms.Form | None:
        form_class = self.verb.form_class or (ReasonForm if self.verb.needs_reason else None)
        if form_class is None:
            return None
        if self.request.method == "POST":
            return form_class(self.request.POST, self.request.FILES)
        return form_class(self.typed_data)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = self.verb.may(request.user, self.object)
        if isinstance(answer, Refused):
            return self.answer([answer.reason], 403)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.form is not None and not self.form.is_valid():
            return self.answer([], 422)
        if "change" in request.POST:  # from the second page back to the form
            return self.answer([], 200)
        values = self.form.cleaned_data if self.form else {}
        act = partial(self.verb.run, self.object, by=request.user, **values)
        try:
            question = self.verb.confirm(self.object, values) if self.verb.confirm else None
            if question and question.seal != request.POST.get("confirmed"):
                rehearse(act)
                return self.ask(question)
            act()
        except Refusal as refusal:
            return self.answer(self._problems(refusal), self.status_of(refusal))
        messages.success(request, self.verb.done or _("Done: %(verb)s.") % {"verb": self.verb.label})
        return redirect(self.success_url)

    def ask(self, question: Question) -> HttpResponse:
        """Return the second page; what was typed travels with it."""
        ours = {"csrfmiddlewaretoken", "confirmed"}
        typed = [
            (name, value)
            for name in self.request.POST
            if name not in ours
            for value in self.request.POST.getlist(name)
        ]
        context = self.get_context_data(
            question=question, typed=typed, again="confirmed" in self.request.POST
        )
        return TemplateResponse(self.request, self.confirm_template_name, context)

    @staticmethod
    def status_of(refusal: Refusal) -> int:
        """Return the HTTP status that says why a verb was refused."""
        if isinstance(refusal, Forbidden):
            return 403
        return 409 if isinstance(refusal, WrongState | StaleRecord) else 422

    def _problems(self, refusal: Refusal) -> list[Any]:
        """Give each problem to its field; return those that concern none."""
        others = []
        for problem in refusal.problems:
            if self.form is not None and problem.field in self.form.fields:
                self.form.add_error(problem.field, problem.message)
            else:
                others.append(self.worded_problem(problem))
        return others

    def worded_problem(self, problem: Problem) -> Any:
        """Return what is said of a problem that no field here can mend; a subclass leads to where it is mended."""
        return problem.message

    @property
    def inspect_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    @property
    def success_url(self) -> str:
        return self.inspect_url

    def answer(self, problems: list[Any], status: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(problems=problems), status=status)

    def get_page_title(self) -> str:
        return str(self.verb.label)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(self.record_model._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": plural},
            {"url": self.inspect_url, "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = {
            "object": self.object,
            "verb": self.verb,
            "form": self.form,
            "inspect_url": self.inspect_url,
            "shown": self.verb.shows(self.object) if self.verb.shows else "",
        }
        return super().get_context_data(**values, **kwargs)


class NewRecordView(VerbView):
    """A verb that makes a record, and so has none yet. For those whom ``may_open`` refuses, the page is not there."""

    object = None

    def may_open(self, user: Any) -> Answer | bool:
        """Return whether this user finds the page; a subclass answers."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_open(request.user):
            raise Http404
        return super(VerbView, self).dispatch(request, *args, **kwargs)

    @property
    def inspect_url(self) -> str:
        return reverse(self.index_url_name)

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(self.record_model._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": self.inspect_url, "label": plural},
            {"url": "", "label": self.get_page_title()},
        ]


class RecordViewSet(ModelViewSet):
    """List, page to read, verbs: there is no address at which a record could be added, edited or deleted."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = RecordIndexView
    inspect_view_class = RecordInspectView
    verb_view_class = VerbView
    verbs: tuple[Verb, ...] = ()
    # Without these two Wagtail would search an indexed model by a backend that fails on SQLite.
    search_backend_name = None
    search_fields: Any = None

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {verb.name: self.get_url_name(verb.name) for verb in self.verbs}
        return super().get_inspect_view_kwargs(verbs=self.verbs, verb_url_names=names, **kwargs)

    def verb_view(self, verb: Verb) -> Callable[..., HttpResponse]:
        """Return the view of one verb."""
        return self.verb_view_class.as_view(
            record_model=self.model,
            verb=verb,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )

    def get_urlpatterns(self) -> list[Any]:
        key = self.pk_path_converter
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{key}:pk>/", self.inspect_view, name="inspect"),
            *(path(f"{verb.name}/<{key}:pk>/", self.verb_view(verb), name=verb.name) for verb in self.verbs),
        ]

    def register_admin_url_finder(self) -> None:
        """Nothing to find: Wagtail's finder leads to edit pages."""

    def get_permissions_to_register(self) -> models.QuerySet:
        """Offer no Django permission for records: roles decide."""
        return super().get_permissions_to_register().none()
