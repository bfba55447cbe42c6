"""Imported lists in the admin: upload, preview, words explained, run, report."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from partners.actions.imports import (
    discard_list,
    explain_list,
    planner_of,
    start_import,
    table_of,
    upload_list,
)
from partners.enums import GLOBAL, ImportOutcome, ImportWord, PartnerKind
from partners.exports import FORMATS, spreadsheet
from partners.lists.plans import Plan, fields_of
from partners.lists.reasons import say
from partners.lists.words import COLUMNS, IGNORE, Words
from partners.models import ImportJob, ImportRow
from partners.rules.imports import can_prepare_import, can_run_import
from partnership_areas.models import Area, Country
from portal.files.forms import PrivateFileField
from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet, Verb, VerbView
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.enums import READS_RECORDS, JobState
from portal.records.registries import has_role

SHOWN = 50  # rows of a preview or report on the page; the file holds all
MAX_WORDS = 60  # words of one kind that are asked for at once
ASKS = {
    "unknown_kind": ImportWord.KIND,
    "unknown_country": ImportWord.COUNTRY,
    "unknown_area": ImportWord.AREA,
    "not_partner": ImportWord.STANDING,
}
LABELS = {
    "import.upload": gettext_lazy("Uploaded"),
    "import.explain": gettext_lazy("Columns and words explained"),
    "import.start": gettext_lazy("Import started"),
    "import.run": gettext_lazy("Imported"),
    "file.store": gettext_lazy("File kept"),
}


# --- What a list would do --------------------------------------------------------------------------


@dataclass
class Preview:
    """What a list would do: counts, first rows, words that nobody knows; ``error`` when it cannot be read."""

    error: str = ""
    counts: Counter = field(default_factory=Counter)
    rows: list[Any] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    samples: list[list[str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass
class Line:
    """One row as preview and report show it."""

    number: int
    outcome: ImportOutcome
    name: str
    reasons: list[str]
    organisation: int | None = None


def preview(job: ImportJob) -> Preview:
    """Go through a list without writing anything."""
    found = Preview()
    try:
        table = table_of(job)
        words = Words.load(job.words)
        chosen = fields_of(table, words, job.columns)
        found.headings = table.headings
        found.columns = {at: name for name, at in chosen.items()}
        planner = planner_of(job)
        for plan in planner.plans():
            _note(found, plan)
        found.counts = planner.counts
    except ValidationError as error:
        found.error = " ".join(error.messages)
        found.counts.clear()
    except OSError:
        found.error = _("The file is gone.")
    return found


def _note(found: Preview, plan: Plan) -> None:
    if len(found.samples) < 3:
        found.samples.append(plan.entry.cells)
    told = plan.outcome != ImportOutcome.UNCHANGED or plan.reasons
    if told and sum(row.outcome == plan.outcome for row in found.rows) < SHOWN:
        known = plan.known.pk if plan.known else None
        found.rows.append(Line(plan.entry.number, plan.outcome, plan.entry.name, say(plan.reasons), known))
    for code, *values in plan.reasons:
        if code in ASKS:
            words = found.words.setdefault(ASKS[code].value, [])
            if values[0] not in words and len(words) < MAX_WORDS:
                words.append(values[0])


# --- Forms -----------------------------------------------------------------------------------------


class UploadForm(forms.Form):
    file = PrivateFileField(
        label=gettext_lazy("List"),
        kinds=("csv", "xlsx"),
        help_text=gettext_lazy(
            "CSV or XLSX, at most 20,000 rows. Nothing is written before you have seen what happens."
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the list comes from"),
        max_length=150,
        help_text=gettext_lazy("Kept with each membership, for example “Public list of partners, 2016”."),
    )


class ExplainForm(forms.Form):
    """A choice per column and per word that nobody knows; what is chosen is remembered for the next list."""

    def __init__(self, data: Any, *, found: Preview) -> None:
        super().__init__(data)
        for at, heading in enumerate(found.headings):
            samples = [row[at] for row in found.samples if at < len(row) and row[at]]
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=heading or _("Column %(number)d") % {"number": at + 1},
                choices=list(COLUMNS.items()),
                initial=found.columns.get(at, IGNORE),
                help_text=", ".join(samples)[:150].replace("\0", "="),
            )
        self.texts = self._texts(data, found)
        for what, words in self.texts.items():
            choices = [("", _("Leave these rows out")), *choices_of(what)]
            for index, word in enumerate(words):
                name = f"{what}-{index}"
                self.fields[name] = forms.ChoiceField(label=word, choices=choices, required=False)
                self.fields[f"{name}-text"] = forms.CharField(
                    initial=word, max_length=200, widget=forms.HiddenInput
                )

    @staticmethod
    def _texts(data: Any, found: Preview) -> dict[str, list[str]]:
        if data is None:
            return {what.value: found.words.get(what.value, []) for what in ASKS.values()}
        return {
            what.value: [
                data[f"{what.value}-{at}-text"][:200]
                for at in range(MAX_WORDS)
                if f"{what.value}-{at}-text" in data
            ]
            for what in ASKS.values()
        }

    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column-")]

    def groups(self) -> list[tuple[Any, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Return for each kind of word its heading and the pairs of choice and hidden word."""
        return [
            (
                ImportWord(what).label,
                [(self[f"{what}-{at}"], self[f"{what}-{at}-text"]) for at in range(len(words))],
            )
            for what, words in self.texts.items()
            if words
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        columns = {
            name.removeprefix("column-"): values.get(name, "") for name in self.fields if "column-" in name
        }
        words = {
            what: {
                values.get(f"{what}-{at}-text", ""): values.get(f"{what}-{at}", "")
                for at in range(len(texts))
            }
            for what, texts in self.texts.items()
        }
        return {"columns": columns, "words": words}


def choices_of(what: str) -> list[tuple[str, Any]]:
    if what == ImportWord.KIND:
        return [choice for choice in PartnerKind.choices if choice[0] != PartnerKind.INDIVIDUAL]
    if what == ImportWord.STANDING:
        return [("partner", _("Is a partner"))]
    if what == ImportWord.AREA:
        return [
            (IGNORE, _("Not an area: leave it out")),
            *((a.code, a.name) for a in Area.objects.in_order()),
        ]
    countries = Country.objects.order_by("name")
    return [(GLOBAL, _("World-wide")), *((country.alpha2, country.name) for country in countries)]


# --- Pages -----------------------------------------------------------------------------------------


class ListIndexView(RecordIndexView):
    """Lists that were uploaded or imported by the command."""

    default_ordering = "-created_at"

    def get_base_queryset(self) -> QuerySet[ImportJob]:
        return ImportJob.objects.select_related("uploaded_by")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_prepare_import(self.request.user):
            return []
        return [HeaderButton(_("Import a list"), url=reverse("imports:new"), icon_name="upload")]


class UploadView(WagtailAdminTemplateMixin, TemplateView):
    """Takes a file; what it would do is shown next."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "partners/admin/list_new.html"
    page_title = gettext_lazy("Import a list of partners")
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_role(request.user, *READS_RECORDS):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = can_prepare_import(request.user)
        if not answer:
            return self.page(None, [answer.reason], 403)
        return self.page(UploadForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = can_prepare_import(request.user)
        if not answer:
            return self.page(None, [answer.reason], 403)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, [], 422)
        try:
            job = upload_list(form.cleaned_data["file"], source=form.cleaned_data["source"], by=request.user)
        except ValidationError as error:
            form.add_error("file", error)
            return self.page(form, [], 422)
        return redirect(job.get_absolute_url())

    def page(self, form: UploadForm | None, problems: Any = (), status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            form=form, problems=list(problems), index_url=reverse("imports:index")
        )
        return self.render_to_response(context, status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = capfirst(str(ImportJob._meta.verbose_name_plural))
        return [
            *self.breadcrumbs_items,
            {"url": reverse("imports:index"), "label": plural},
            {"url": "", "label": self.get_page_title()},
        ]


class ListInspectView(RecordInspectView):
    """A list: what it would do, how far it is, what it did."""

    template_name = "partners/admin/list.html"
    history_labels = LABELS

    def get_page_subtitle(self) -> str:
        return self.object.name

    def report(self) -> list[Line]:
        rows = self.object.rows.exclude(outcome=ImportOutcome.UNCHANGED).order_by("number")
        refused = list(rows.filter(outcome=ImportOutcome.REFUSED)[:SHOWN])
        others = list(rows.exclude(outcome=ImportOutcome.REFUSED)[:SHOWN])
        return [line_of(row) for row in [*refused, *others]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.object
        if job.started_at is None:
            found = preview(job)
            values = {"preview": found, "counts": tally(found.counts), "rows": found.rows}
        else:
            values = {"counts": tally(vars(job)), "rows": self.report()}
        return super().get_context_data(
            under_way=job.started_at and job.state in (JobState.QUEUED, JobState.RUNNING),
            percent=percent(job),
            state_url=reverse("imports:state", args=[job.pk]),
            report_url=reverse("imports:report", args=[job.pk]),
            formats=FORMATS,
            shown=SHOWN,
            **values,
            **kwargs,
        )


def line_of(row: ImportRow) -> Line:
    return Line(row.number, ImportOutcome(row.outcome), row.name, say(row.reasons), row.organisation_id)


def tally(counts: Any) -> list[dict[str, Any]]:
    """Return outcome and number in order, for the figures on top."""
    return [{"outcome": outcome, "number": counts.get(outcome.value, 0)} for outcome in ImportOutcome]


def percent(job: ImportJob) -> int:
    """Return how far the run is; writing, which cannot be counted from outside, is the last tenth."""
    if job.state == JobState.DONE:
        return 100
    if job.writing or not job.rows_total:
        return 90 if job.writing else min(5, job.rows_done)
    return round(90 * job.rows_done / job.rows_total)


class ListVerbView(VerbView):
    """Asks who may, and whether the list was started, before anything else."""

    may_rule: Any = staticmethod(can_prepare_import)

    def refusal(self) -> Refusal | None:
        rule = can_run_import if self.verb.name == "run" else can_prepare_import
        answer = rule(self.request.user, self.object)
        if not answer:
            return Forbidden(answer.reason)
        if self.object.started_at:
            return WrongState(_("This list was started already."))
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.template_name = f"partners/admin/list_{self.verb.name}.html"
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._closed() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._closed() or super().post(request, *args, **kwargs)

    def _closed(self) -> HttpResponse | None:
        refusal = self.refusal()
        if refusal is None:
            return None
        context = self.get_context_data(problems=[refusal.problems[0].message], closed=True)
        return self.render_to_response(context, status=self.status_of(refusal))

    @cached_property
    def found(self) -> Preview:
        return preview(self.object)

    @cached_property
    def form(self) -> forms.Form | None:
        if self.verb.name != "explain" or self.object.started_at:
            return None
        return ExplainForm(self.typed_data, found=self.found)

    @property
    def success_url(self) -> str:
        return reverse(self.index_url_name) if self.verb.name == "discard" else self.inspect_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not kwargs.get("closed"):
            kwargs |= {"preview": self.found, "counts": tally(self.found.counts)}
        return super().get_context_data(**kwargs)


@require_safe
def state(request: HttpRequest, pk: int) -> JsonResponse:
    """How far a run is, as JSON."""
    job = _readable(request, pk)
    return JsonResponse({"state": job.state, "percent": percent(job), "text": str(job.get_state_display())})


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row with outcome and reasons, and the cells of refused ones, as CSV or XLSX."""
    job = _readable(request, pk)
    file_format = request.GET.get("format", "csv")
    if file_format not in FORMATS:
        raise Http404
    headings = [_("Row"), _("Outcome"), _("Name"), _("Reasons"), _("What stood in the row")]
    return spreadsheet(file_format, f"import-{job.pk}", headings, _report_rows(job))


def _report_rows(job: ImportJob) -> Iterator[list[Any]]:
    for row in job.rows.order_by("number").iterator(chunk_size=1000):
        yield [
            row.number,
            row.get_outcome_display(),
            row.name,
            " ".join(say(row.reasons)),
            " | ".join(row.cells),
        ]


def _readable(request: HttpRequest, pk: int) -> ImportJob:
    if not has_role(request.user, *READS_RECORDS):
        raise Http404
    return get_object_or_404(ImportJob, pk=pk)


def state_cell(job: ImportJob) -> Any:
    return job.get_state_display() if job.started_at else _("Not started")


class ImportViewSet(RecordViewSet):
    """Imported lists."""

    model = ImportJob
    name = "imports"
    icon = "upload"
    menu_label = gettext_lazy("Imported lists")
    list_per_page = 30
    index_view_class = ListIndexView
    inspect_view_class = ListInspectView
    verb_view_class = ListVerbView
    inspect_view_fields = ["name"]
    list_display = [
        TitleColumn(
            "name", label=gettext_lazy("File"), get_url=ImportJob.get_absolute_url, classname="desk-reference"
        ),
        Column("source", label=gettext_lazy("Where it comes from"), classname="desk-cell desk-name"),
        Column("state", label=gettext_lazy("State"), accessor=state_cell, classname="desk-cell"),
        Column("created", label=gettext_lazy("New"), classname="desk-cell"),
        Column("refused", label=gettext_lazy("Refused"), classname="desk-cell"),
        Column("created_at", label=gettext_lazy("Uploaded on"), sort_key="created_at", classname="desk-cell"),
    ]
    verbs = (
        Verb(
            "run",
            gettext_lazy("Import"),
            start_import,
            lambda user, job: not job.started_at and can_run_import(user, job),
            done=gettext_lazy("The import has begun."),
            form_class=forms.Form,
        ),
        Verb(
            "explain",
            gettext_lazy("Explain columns and words"),
            explain_list,
            lambda user, job: not job.started_at and can_prepare_import(user, job),
            form_class=ExplainForm,
            done=gettext_lazy("Noted, and remembered for the next list."),
        ),
        Verb(
            "discard",
            gettext_lazy("Discard"),
            discard_list,
            lambda user, job: not job.started_at and can_prepare_import(user, job),
            danger=True,
            done=gettext_lazy("The list is gone. Nothing was imported."),
        ),
    )

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("new/", UploadView.as_view(), name="new"),
            path("<int:pk>/state/", state, name="state"),
            path("<int:pk>/report/", report, name="report"),
            *super().get_urlpatterns(),
        ]
