"""Amendments in the admin: the secretariat reads, gives its opinion, translates, puts them before the group (GDL-1)."""

import dataclasses
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.filters import WagtailFilterSet

from meetings.actions.amendments import take_over, translate_amendment
from meetings.actions.proposals import examine, put_before_group
from meetings.enums import ProposalStatus
from meetings.forms.amendments import BeforeGroupForm, OpinionForm, TranslationForm
from meetings.models import Amendment, GuidingDocument
from meetings.queries.guidelines import proposed_words
from meetings.rules.amendments import can_take_over, can_translate_amendment, moved_on
from meetings.rules.proposals import PROPOSAL_TRANSITIONS, opinion_due_on
from meetings.texts.amended import missing_languages, subject
from meetings.tones import tone_of
from partners.admin.views import tag
from partners.rules.common import SECRETARIAT_ONLY, is_secretariat
from partners.viewsets import cell, title
from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet, Verb, VerbView, verbs_of
from portal.records.clock import day_of
from portal.records.decisions import Answer, Refused
from portal.records.translations import shown

WITH_TIES = (
    "document",
    "base__document",
    "proposer__merged_into",
    "decision",
    "result__document",
    "created_by",
)


def amendment_url(amendment: Amendment) -> str:
    return reverse("amendments:inspect", args=[amendment.pk])


def sent_amendments() -> QuerySet[Amendment]:
    """Everything but drafts: these are their partner's alone."""
    return Amendment.objects.exclude(status=ProposalStatus.DRAFT).select_related(*WITH_TIES)


class AmendmentFilterSet(WagtailFilterSet):
    """By status, and by text."""

    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        choices=ProposalStatus.choices[1:],
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    document = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("guiding text", "Text"),
        queryset=GuidingDocument.objects.all(),
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Amendment
        fields: list[str] = []


class AmendmentIndexView(RecordIndexView):
    """Amendments that were sent, the newest first."""

    def get_base_queryset(self) -> QuerySet[Amendment]:
        return sent_amendments()

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("-pk")

    @cached_property
    def no_results_message(self) -> str:
        return _("No amendment was proposed.") if not self.is_filtering else _("None matches.")


def in_words(amendment: Amendment) -> dict[str, Any]:
    """Return what an amendment would change and why, in the reader's language, for a page."""
    language = (get_language() or "en")[:2]
    return {
        "words": proposed_words(amendment, language),
        "reason": shown(amendment, "reason", language),
        "moved_on": not amendment.result_id and moved_on(amendment),
    }


def draw_amendment(amendment: Amendment) -> str:
    """Draw clause, change and reason above a question about them."""
    return render_to_string("meetings/admin/_amendment.html", {"object": amendment, **in_words(amendment)})


class AmendmentInspectView(RecordInspectView):
    """What is proposed and why, the opinion, the decision, the way to the new version."""

    template_name = "meetings/admin/amendment.html"
    history_labels = {
        "amendment.begin": gettext_lazy("Draft begun"),
        "amendment.save": gettext_lazy("Draft saved"),
        **{f"amendment.{move.verb}": move.public_label for move in PROPOSAL_TRANSITIONS},
        "amendment.translate": pgettext_lazy("amendment", "Translated"),
        "amendment.take_over": gettext_lazy("Carried over to the version in force"),
        "amendment.adopted": ProposalStatus.ADOPTED.label,
        "amendment.not_adopted": ProposalStatus.NOT_ADOPTED.label,
    }

    def get_object(self, queryset: Any = None) -> Amendment:
        return get_object_or_404(sent_amendments(), pk=self.pk)

    def get_page_subtitle(self) -> str:
        return subject(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        amendment = self.object
        return super().get_context_data(
            missing=missing_languages(amendment),
            opinion_due=opinion_due_on(amendment),
            **in_words(amendment),
            **kwargs,
        )


class AmendmentVerbView(VerbView):
    """Asks before a verb; drafts are not there. The form of translations starts from what is stored."""

    def get_record(self, pk: int) -> Amendment:
        return get_object_or_404(sent_amendments(), pk=pk)

    def get_page_subtitle(self) -> str:
        return f"{self.object} · {subject(self.object)}"

    @cached_property
    def form(self) -> forms.Form | None:
        data = self.typed_data
        if self.verb.name == "translate":
            return TranslationForm(data, amendment=self.object)
        if self.verb.name == "examine" and data is None:
            return OpinionForm(initial={"language": (get_language() or "en")[:2]})
        return super().form


def translate(amendment: Amendment, *, by: Any, **texts: str) -> Amendment:
    return translate_amendment(amendment, texts, by=by)


def may_translate(user: Any, amendment: Amendment) -> Answer:
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    return can_translate_amendment(user, amendment)


def may_take_over(user: Any, amendment: Amendment) -> Answer:
    return can_take_over(user, amendment) if is_secretariat(user) else Refused(SECRETARIAT_ONLY)


def status_cell(amendment: Amendment) -> SafeString:
    return tag(tone_of(amendment.status, staff=True), amendment.get_status_display())


def due_cell(amendment: Amendment) -> str:
    due = opinion_due_on(amendment)
    return date_format(due, "DATE_FORMAT") if due and amendment.status == ProposalStatus.PROPOSED else "–"


def sent_cell(amendment: Amendment) -> str:
    return date_format(day_of(amendment.proposed_at), "DATE_FORMAT") if amendment.proposed_at else "–"


class AmendmentViewSet(RecordViewSet):
    """Amendments of framework, guidelines and template: list, page to read, verbs."""

    model = Amendment
    name = "amendments"
    icon = "edit"
    menu_label = gettext_lazy("Amendments")
    add_to_admin_menu = False
    list_per_page = 30
    index_view_class = AmendmentIndexView
    inspect_view_class = AmendmentInspectView
    verb_view_class = AmendmentVerbView
    filterset_class = AmendmentFilterSet
    inspect_view_fields = ["reference"]
    list_display = [
        title("reference", gettext_lazy("Reference"), amendment_url, accessor=str),
        cell("subject", gettext_lazy("Amendment"), subject, wide=True),
        cell("proposer", gettext_lazy("Proposed by"), lambda amendment: amendment.proposer.legal_name),
        cell("sent", pgettext_lazy("amendment", "Sent"), sent_cell),
        cell("due", gettext_lazy("Opinion until"), due_cell),
        cell("status", gettext_lazy("Status"), status_cell),
    ]
    verbs = (
        *verbs_of(
            PROPOSAL_TRANSITIONS,
            {"examine": examine, "put_before_group": put_before_group},
            forms={"examine": OpinionForm, "put_before_group": BeforeGroupForm},
            done={
                "examine": gettext_lazy("The opinion is recorded. The proposer is told."),
                "put_before_group": gettext_lazy("The amendment is before the Advisory Group."),
            },
            explanations={
                "examine": gettext_lazy(
                    "The opinion is shown beside the amendment. It cannot hold it back: the chair or the proposer can "
                    "put it before the group as well."
                ),
                "put_before_group": gettext_lazy(
                    "Members are told and can speak on it. The amendment, its reason and the opinion become public."
                ),
            },
        ),
        Verb(
            "translate",
            pgettext_lazy("verb", "Translate"),
            translate,
            may_translate,
            form_class=TranslationForm,
            done=gettext_lazy("The translations are saved."),
            explanation=gettext_lazy("All languages are needed before the amendment can be adopted."),
        ),
        Verb(
            "take_over",
            gettext_lazy("Carry over to the version in force"),
            take_over,
            may_take_over,
            done=gettext_lazy("The amendment is based on the version in force."),
        ),
    )
    verbs = tuple(dataclasses.replace(verb, shows=draw_amendment) for verb in verbs)
