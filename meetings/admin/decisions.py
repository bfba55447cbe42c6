"""Decisions in the admin: list, one decision with its verbs, entering one of the past."""

import dataclasses
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import HeaderButton

from meetings.actions.decision_past import enter_past_decision
from meetings.actions.decisions import adoption_problems, announce, open_decision, withdraw_decision
from meetings.admin.nominations import SET_ASIDE, SetAsideForm
from meetings.enums import DecisionKind, DecisionStatus
from meetings.forms.decisions import AnnounceForm, PastDecisionForm
from meetings.models import Body, Decision
from meetings.queries.decisions import about, led_to, lines, proposed_words_of
from meetings.rules.decision_moves import DECISION_TRANSITIONS
from meetings.rules.decisions import can_enter_past, visible_decisions, voice_of, voices
from meetings.rules.on_behalf import taken_back_on_behalf, taken_out_while_objecting
from meetings.texts.frozen_decisions import KIND
from meetings.tones import tone_of
from partners.admin.filters import ALL
from partners.admin.views import SafeExportMixin, tag
from partners.viewsets import cell, title
from portal.publishing.queries import pdf_progress
from portal.records.admin import (
    NewRecordView,
    RecordIndexView,
    RecordInspectView,
    RecordViewSet,
    Verb,
    VerbView,
    verbs_of,
)
from portal.records.decisions import Answer
from portal.records.frozen import latest

UNDER_WAY = (DecisionStatus.DRAFT, DecisionStatus.OPEN, DecisionStatus.DEFERRED)
TIES = ("body__area", "proposer", "proposed_by", "announced_by", "created_by")


class DecisionFilterSet(WagtailFilterSet):
    """What is under way when nothing is chosen."""

    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        choices=[*DecisionStatus.choices, (ALL, gettext_lazy("All decisions"))],
        empty_label=gettext_lazy("Under way"),
        method="of_status",
        widget=forms.RadioSelect,
    )
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("decision", "About"),
        choices=DecisionKind.choices,
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    body = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Body"), queryset=lambda request: Body.objects.select_related("area")
    )

    class Meta:
        model = Decision
        fields: list[str] = []

    def of_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == ALL else queryset.filter(status=value)

    @property
    def status_chosen(self) -> bool:
        return bool(self.is_valid() and self.form.cleaned_data["status"])


def proposer_of(decision: Decision) -> str:
    """Return who proposed a decision; nobody knows it of one of the past."""
    if decision.proposer:
        return decision.proposer.legal_name
    if decision.proposed_by:
        return str(decision.proposed_by)
    return "–" if decision.source else _("The secretariat")


def status_tag(decision: Decision) -> SafeString:
    return tag(tone_of(decision.status, staff=True), decision.get_status_display())


class DecisionIndexView(SafeExportMixin, RecordIndexView):
    """Decisions of every body, searched by reference, title and text."""

    is_searchable = True
    default_ordering = "-opened_at"
    export_filename = "decisions"
    export_columns = (
        (gettext_lazy("Reference"), lambda row: row.reference or ""),
        (gettext_lazy("Body"), lambda row: row.body),
        (pgettext_lazy("decision", "Title"), lambda row: row.title),
        (gettext_lazy("About"), lambda row: row.get_kind_display()),
        (gettext_lazy("Status"), lambda row: row.get_status_display()),
        (gettext_lazy("Proposed by"), proposer_of),
        (gettext_lazy("Decided on"), lambda row: row.decided_on),
        (gettext_lazy("Meeting"), lambda row: row.meeting_reference),
        (gettext_lazy("Source"), lambda row: row.source),
    )

    def get_base_queryset(self) -> QuerySet[Decision]:
        return visible_decisions(self.request.user).select_related(*TIES)

    def search_queryset(self, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        if not self.is_searching:
            return queryset
        for word in self.search_query.split()[:6]:
            queryset = queryset.filter(
                Q(reference__icontains=word) | Q(title__icontains=word) | Q(text__icontains=word)
            )
        return queryset

    def filter_queryset(self, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        queryset = super().filter_queryset(queryset)
        if self.filters.status_chosen or self.is_searching:
            return queryset
        return queryset.filter(status__in=UNDER_WAY)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering, "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give each row of the page its title in the language of the page."""
        context = super().get_context_data(**kwargs)
        for line in lines(context["object_list"]):
            line.decision.shown_title = line.title
        return context

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_enter_past(self.request.user):
            return []
        return [
            HeaderButton(_("Enter a past decision"), url=reverse("decisions:past"), icon_name="history"),
            HeaderButton(_("Propose a decision"), url=reverse("meetings_desk:decisions"), icon_name="plus"),
        ]

    @cached_property
    def no_results_message(self) -> str:
        return (
            _("No decision matches.")
            if self.is_filtering or self.is_searching
            else _("Nothing is under way.")
        )


class DecisionInspectView(RecordInspectView):
    """One decision: text, who decides, what was put on record, what it led to."""

    template_name = "meetings/admin/decision.html"
    history_labels = {
        "decision.draft": gettext_lazy("Drafted"),
        "decision.edit": gettext_lazy("Draft changed"),
        "decision.open": pgettext_lazy("history", "Put before those who decide"),
        "decision.statement": gettext_lazy("A statement put on record"),
        "decision.reservation": gettext_lazy("A reservation put on record"),
        "decision.objection": gettext_lazy("An objection raised"),
        "decision.take_back": gettext_lazy("An objection taken back"),
        "decision.announce": gettext_lazy("Outcome announced"),
        "decision.withdraw": pgettext_lazy("decision", "Withdrawn by its proposer"),
        "decision.set_aside": gettext_lazy("A nomination set aside"),
        "decision.enter_past": gettext_lazy("Entered from a record of the past"),
        "text.translate": gettext_lazy("Translation changed"),
    }

    def get_object(self, queryset: Any = None) -> Decision:
        found = visible_decisions(self.request.user).select_related(*TIES).filter(pk=self.pk).first()
        if found is None:
            raise Http404
        return found

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        known = row.positions.select_related(
            "seat__organisation", "organisation__merged_into", "person", "made_by"
        )
        is_open, taken_out = row.status == DecisionStatus.OPEN, taken_out_while_objecting(row)
        return super().get_context_data(
            tag=status_tag(row),
            proposer=proposer_of(row),
            positions=[
                {
                    "position": one,
                    "name": voice_of(one).name or _("The secretariat"),
                    "taken_out": one.pk in taken_out,
                    "taken_back_on_behalf": taken_back_on_behalf(one, known),
                }
                for one in known
            ],
            voices=voices(row) if not row.has_outcome and not row.source else [],
            problems=adoption_problems(row) if is_open else [],
            nominations=row.nominations.select_related("person", "organisation", "term"),
            about=about(row),
            led_to=led_to(row),
            frozen=latest(row, KIND),
            pdfs=[(code, pdf_progress(row, KIND, code)) for code in ("en", "fr", "es")]
            if row.is_public
            else [],
            **kwargs,
        )


class DecisionVerbView(VerbView):
    """A verb on a decision that this user may see."""

    def get_record(self, pk: int) -> Decision:
        found = visible_decisions(self.request.user).select_related("body__area").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def form(self) -> Any:
        data = self.typed_data
        if self.verb.form_class is AnnounceForm:
            return AnnounceForm(data, decision=self.object)
        if self.verb.form_class is SetAsideForm:
            return SetAsideForm(data, decision=self.object)
        return VerbView.form.func(self)


class PastDecisionView(NewRecordView):
    """The secretariat enters a decision from a record of the past."""

    def may_open(self, user: Any) -> Answer | bool:
        return can_enter_past(user)


def enter_past(decision: None, *, by: Any, **values: Any) -> Decision:
    """Call the action with what the form cleaned."""
    return enter_past_decision(by=by, **values)


def draw_words(decision: Decision) -> str:
    """Draw what a decision proposes, in the reader's language, above a question about it."""
    return render_to_string("meetings/admin/_proposed.html", {"words": proposed_words_of(decision)})


def showing_words(*args: Any, **kwargs: Any) -> tuple[Verb, ...]:
    """Make buttons as ``verbs_of`` does; the pages that ask show what is proposed."""
    return tuple(dataclasses.replace(verb, shows=draw_words) for verb in verbs_of(*args, **kwargs))


def decision_url(decision: Decision) -> str:
    return reverse("decisions:inspect", args=[decision.pk])


class DecisionViewSet(RecordViewSet):
    """Every decision; drafts only of the secretariat."""

    model = Decision
    name = "decisions"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Decisions")
    add_to_admin_menu = False
    list_per_page = 50
    index_view_class = DecisionIndexView
    inspect_view_class = DecisionInspectView
    verb_view_class = DecisionVerbView
    filterset_class = DecisionFilterSet
    inspect_view_fields = ["reference"]
    list_display = [
        title(
            "title",
            pgettext_lazy("decision", "Title"),
            decision_url,
            accessor="shown_title",
            sort_key="title",
            wide=True,
        ),
        cell("reference", gettext_lazy("Reference"), lambda row: row.reference or "–", sort_key="reference"),
        cell("body", gettext_lazy("Body")),
        cell("kind", pgettext_lazy("decision", "About"), "get_kind_display", sort_key="kind"),
        cell("decided_on", gettext_lazy("Decided on"), sort_key="decided_on"),
        cell("status", gettext_lazy("Status"), status_tag),
    ]
    verbs = showing_words(
        DECISION_TRANSITIONS,
        {"open": open_decision, "announce": announce, "withdraw": withdraw_decision},
        forms={"announce": AnnounceForm},
        done={
            "open": gettext_lazy("It is before those who decide; they are told."),
            "announce": gettext_lazy("The outcome is announced and stands in the public register."),
            "withdraw": gettext_lazy("It is withdrawn."),
        },
        explanations={
            "announce": gettext_lazy(
                "The chair, or a lead of the area, announces the outcome. If you do it, the record says that you did "
                "it on their behalf. Nothing is adopted while one of those who decide maintains an objection."
            ),
            "withdraw": gettext_lazy("Only the proposer withdraws. The record keeps what was said."),
        },
    ) + (SET_ASIDE,)
    past = Verb(
        "past",
        gettext_lazy("Enter a past decision"),
        enter_past,
        lambda user, decision: can_enter_past(user),
        form_class=PastDecisionForm,
        done=gettext_lazy("The decision stands in the public register."),
        explanation=gettext_lazy(
            "A decision from a record of the past, with its source. Nobody is told and nothing follows by itself: "
            "terms and changes of areas are entered apart, and can name it."
        ),
    )

    def get_urlpatterns(self) -> list[Any]:
        view = PastDecisionView.as_view(
            record_model=self.model, verb=self.past, index_url_name=self.get_url_name("index")
        )
        return [*super().get_urlpatterns(), path("past/", view, name="past")]
