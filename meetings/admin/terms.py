"""Terms of office in the admin: the list with filters and exports, one term with its verbs."""

from typing import Any

import django_filters
from django import forms
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import HeaderButton

from meetings.actions.handover import keep_handover
from meetings.actions.recording import end_term_knowingly, void_term
from meetings.actions.terms import give_consent, take_back_consent
from meetings.admin.term_forms import (
    ROLE_CHOICES_OF_FILTERS,
    ROLES_BY_FILTER,
    AgreedForm,
    ChecklistForm,
    EndForm,
    VoidForm,
)
from meetings.admin.term_views import EndTermView
from meetings.enums import EndReason
from meetings.models import Body, Term
from meetings.queries.history import ACTING, day_words, lines_of, standing_label, standing_of, terms_with_ties
from meetings.rules.handover import can_hand_over, handover_is_due, handover_items
from meetings.rules.offices import acting_terms, terms_in_force
from meetings.rules.terms import (
    can_be_taken_out,
    can_end_term,
    can_give_consent,
    can_say_consent,
    can_still_be_ended,
)
from meetings.tones import tone_of
from partners.admin.filters import ALL
from partners.admin.views import SafeExportMixin, tag
from partners.viewsets import cell, title
from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet, Verb
from portal.records.clock import today
from portal.records.enums import Role
from portal.records.registries import has_role
from portal.records.text import normalise_name

SEARCH_WORDS = 6


class TermFilterSet(WagtailFilterSet):
    """Those in force, also acting, when nothing is chosen."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        choices=[
            ("acting", gettext_lazy("Acting")),
            ("coming", gettext_lazy("To come")),
            ("past", pgettext_lazy("terms", "Past")),
            ("wrong", gettext_lazy("Entered by mistake")),
            (ALL, gettext_lazy("All terms")),
        ],
        empty_label=gettext_lazy("In office, also acting"),
        widget=forms.RadioSelect,
    )
    role = django_filters.ChoiceFilter(
        label=pgettext_lazy("term", "Role"),
        method="of_role",
        choices=ROLE_CHOICES_OF_FILTERS,
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    body = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Body"), queryset=lambda request: Body.objects.select_related("area")
    )

    class Meta:
        model = Term
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        day = today()
        if value == "wrong":
            return queryset.filter(end_reason=EndReason.ENTERED_WRONGLY)
        counted = queryset.exclude(end_reason=EndReason.ENTERED_WRONGLY)
        return {
            "acting": counted.filter(is_acting=True),
            "coming": counted.filter(since__gt=day),
            "past": counted.filter(last_day__lt=day, is_acting=False),
        }.get(value, queryset)

    def of_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(role__in=ROLES_BY_FILTER.get(value, {value}))

    @property
    def state_chosen(self) -> bool:
        return bool(self.is_valid() and self.form.cleaned_data["state"])


def partner_of(term: Term) -> str:
    if term.organisation is None:
        return "–"
    return (term.organisation.merged_into or term.organisation).legal_name


def standing_words(term: Term) -> str:
    if term.end_reason == EndReason.ENTERED_WRONGLY:
        return str(EndReason.ENTERED_WRONGLY.label)
    return standing_label(standing_of(term, {term.pk} if term.is_acting else ()))


def standing_tag(term: Term) -> SafeString:
    standing = standing_of(term, {term.pk} if term.is_acting else ())
    return tag(tone_of(standing, staff=True), standing_words(term))


class TermIndexView(SafeExportMixin, RecordIndexView):
    """Terms of office, searched by person and partner."""

    is_searchable = True
    default_ordering = "-since"
    export_filename = "terms-of-office"
    export_columns = (
        (gettext_lazy("Body"), lambda term: term.body),
        (pgettext_lazy("term", "Role"), lambda term: term.get_role_display()),
        (gettext_lazy("Person"), lambda term: term.person),
        (gettext_lazy("Partner represented"), partner_of),
        (gettext_lazy("Ground of the seat"), lambda term: term.get_ground_display()),
        (gettext_lazy("Category"), lambda term: term.get_category_display()),
        (gettext_lazy("First day"), lambda term: term.since),
        (gettext_lazy("Last day"), lambda term: term.until),
        (gettext_lazy("Ended on"), lambda term: term.ended_on),
        (gettext_lazy("Why it ended"), lambda term: term.get_end_reason_display()),
        (gettext_lazy("Dates known"), lambda term: term.get_precision_display()),
        (gettext_lazy("State"), standing_words),
        (gettext_lazy("Decision"), lambda term: term.decision.reference if term.decision else ""),
        (gettext_lazy("Source"), lambda term: term.source),
        (gettext_lazy("Named to the public"), lambda term: term.get_consent_display()),
    )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not has_role(self.request.user, Role.HEAD):
            return []
        label = _("Record a term: choose the body")
        return [HeaderButton(label, url=reverse("bodies:index"), icon_name="plus")]

    def get_base_queryset(self) -> QuerySet[Term]:
        acting = list(acting_terms().values_list("pk", flat=True))
        is_acting = Exists(Term.objects.filter(pk=OuterRef("pk"), pk__in=acting))
        ties = ("body__area", "person", "organisation__merged_into", "decision")
        terms = Term.objects.with_last_day().select_related(*ties)
        return terms.annotate(is_acting=is_acting if acting else Value(False, output_field=BooleanField()))

    def search_queryset(self, queryset: QuerySet[Term]) -> QuerySet[Term]:
        if not self.is_searching:
            return queryset
        for word in normalise_name(self.search_query).split()[:SEARCH_WORDS]:
            person = Q(person__name_key__contains=word)
            partner = Q(organisation__search_key__contains=word)
            queryset = queryset.filter(person | partner | Q(organisation__legal_name__icontains=word))
        return queryset

    def filter_queryset(self, queryset: QuerySet[Term]) -> QuerySet[Term]:
        queryset = super().filter_queryset(queryset)
        if self.filters.state_chosen or self.is_searching:
            return queryset
        return queryset.filter(pk__in=terms_in_force().values("pk"))

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering, "pk")

    @cached_property
    def no_results_message(self) -> str:
        return _("No term matches.") if self.is_filtering or self.is_searching else _("Nobody is in office.")


class TermInspectView(RecordInspectView):
    """One term: who, where, since when, by what, how it ended, what was handed over."""

    template_name = "meetings/admin/term.html"
    history_labels = {
        "term.appoint": gettext_lazy("Term recorded"),
        "term.end": gettext_lazy("Term ended"),
        "term.consent": gettext_lazy("The person agreed to be named"),
        "term.take_back_consent": gettext_lazy("The person is no longer named"),
        "term.handover": gettext_lazy("Handover checklist kept"),
    }

    def get_object(self, queryset: Any = None) -> Term:
        terms = Term.objects.select_related(
            "body__area",
            "person",
            "organisation__merged_into",
            "decision",
            "replaces__person",
            "area",
            "entered_by",
            "ended_by",
        )
        return get_object_or_404(terms.annotate(**_ties()), pk=self.pk)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        term = self.object
        (line,) = lines_of([term], staff=True)
        due = handover_is_due(term)
        done = {check.item: check for check in term.handover.select_related("done_by")} if due else {}
        others = terms_with_ties().filter(person=term.person_id).exclude(pk=term.pk).order_by("-since", "pk")
        return super().get_context_data(
            line=line,
            is_acting=line.standing == ACTING,
            was_wrong=term.end_reason == EndReason.ENTERED_WRONGLY,
            planned_end=day_words(term.until, term.precision),
            partner=partner_of(term),
            checklist=[{"item": item, "check": done.get(item.code)} for item in handover_items(term)]
            if due
            else [],
            others=lines_of(others[:30], staff=True),
            **kwargs,
        )


def _ties() -> dict[str, Any]:
    return {"partner_has_page": Value(False, output_field=BooleanField())}


def term_url(term: Term) -> str:
    return reverse("terms:inspect", args=[term.pk])


def end(term: Term, *, by: Any, **values: Any) -> Term:
    return end_term_knowingly(term, by=by, **values)


def name_on_behalf(term: Term, *, by: Any, agreed: bool) -> Term:
    return give_consent(term, by=by)


class TermViewSet(RecordViewSet):
    """Every term of office, of today, to come and of the past."""

    model = Term
    name = "terms"
    icon = "history"
    menu_label = gettext_lazy("Terms of office")
    add_to_admin_menu = False
    list_per_page = 50
    index_view_class = TermIndexView
    inspect_view_class = TermInspectView
    verb_view_class = EndTermView
    filterset_class = TermFilterSet
    inspect_view_fields = ["role"]
    list_display = [
        title("person", gettext_lazy("Person"), term_url, sort_key="person__family_name", wide=True),
        cell("role", pgettext_lazy("term", "Role"), "get_role_display", sort_key="role"),
        cell("body", gettext_lazy("Body")),
        cell("organisation", gettext_lazy("Partner represented"), partner_of),
        cell("since", gettext_lazy("Since"), lambda t: day_words(t.since, t.precision), sort_key="since"),
        cell(
            "until",
            gettext_lazy("Until"),
            lambda t: day_words(t.effective_end, t.precision) or "–",
            sort_key="last_day",
        ),
        cell("state", gettext_lazy("State"), standing_tag),
    ]
    verbs = (
        Verb(
            "end",
            gettext_lazy("End the term"),
            end,
            lambda user, term: can_end_term(user, term) and can_still_be_ended(term),
            form_class=EndForm,
            done=gettext_lazy("The term is ended. Its rights end with its last day."),
            explanation=gettext_lazy(
                "The term ends before its last day; both days stay in the history. Nobody acts after a term that "
                "was ended."
            ),
        ),
        Verb(
            "handover",
            gettext_lazy("Keep the checklist"),
            keep_handover,
            lambda user, term: can_hand_over(user, term),
            form_class=ChecklistForm,
            done=gettext_lazy("The checklist is saved."),
            explanation=gettext_lazy("What you tick off is recorded as done on behalf."),
        ),
        Verb(
            "name",
            gettext_lazy("Name to the public"),
            name_on_behalf,
            lambda user, term: can_give_consent(user, term) and not term.consent,
            form_class=AgreedForm,
            done=gettext_lazy("The person is named with this office."),
            explanation=gettext_lazy(
                "The public then reads the name with this office. The person can take it back at any time."
            ),
        ),
        Verb(
            "unname",
            gettext_lazy("No longer name to the public"),
            take_back_consent,
            lambda user, term: can_say_consent(user, term) and bool(term.consent),
            done=gettext_lazy("The person is no longer named with this office, from now on."),
        ),
        Verb(
            "void",
            gettext_lazy("Take out, entered by mistake"),
            void_term,
            lambda user, term: can_end_term(user, term) and can_be_taken_out(term),
            danger=True,
            form_class=VoidForm,
            done=gettext_lazy("The term no longer counts. Its trace stays with the secretariat."),
            explanation=gettext_lazy(
                "Only for a term that never was. It is taken out of the history and gives no rights; a term that "
                "really ended is ended instead."
            ),
        ),
    )
