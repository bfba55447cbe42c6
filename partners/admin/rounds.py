"""The yearly question "Is this still right?" in the admin: rounds, who answered and who did not."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.actions.rounds import close_round, open_round
from partners.admin.filters import ALL
from partners.admin.forms import date_input
from partners.admin.views import SafeExportMixin, tag
from partners.models import ConfirmationRound, RoundEntry
from partners.rules.profile import can_close_round, can_run_rounds
from portal.records.admin import (
    NewRecordView,
    RecordIndexView,
    RecordInspectView,
    RecordViewSet,
    Verb,
)
from portal.records.clock import today
from portal.records.decisions import Answer

ANSWER_DAYS = 30


def with_counts(rounds: QuerySet[ConfirmationRound]) -> QuerySet[ConfirmationRound]:
    """Annotate how many were asked, answered, and cannot be reached."""
    return rounds.annotate(
        asked=Count("entries"),
        answered=Count("entries", filter=Q(entries__confirmed_at__isnull=False)),
        unreachable=Count(
            "entries", filter=Q(entries__confirmed_at__isnull=True, entries__has_address=False)
        ),
    )


def entries_url(confirmation: ConfirmationRound, state: str = "") -> str:
    query = f"?round={confirmation.pk}" + (f"&state={state}" if state else "")
    return reverse("round-entries:index") + query


class RoundIndexView(RecordIndexView):
    """Rounds, the latest first."""

    default_ordering = "-year"

    def get_base_queryset(self) -> QuerySet[ConfirmationRound]:
        return with_counts(ConfirmationRound.objects.all())

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("-year")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_run_rounds(self.request.user):
            return []
        return [HeaderButton(_("Ask all partners"), url=reverse("rounds:new"), icon_name="plus")]

    @cached_property
    def no_results_message(self) -> str:
        return _("Partners were never asked so far.")


class RoundInspectView(RecordInspectView):
    """How far a round is."""

    template_name = "partners/admin/round.html"
    history_labels = {
        "round.open": gettext_lazy("Opened"),
        "round.close": pgettext_lazy("yearly confirmation", "Closed"),
    }

    def get_object(self, queryset: Any = None) -> ConfirmationRound:
        rounds = with_counts(ConfirmationRound.objects.select_related("opened_by", "closed_by"))
        return get_object_or_404(rounds, pk=self.pk)

    def get_page_subtitle(self) -> str:
        return str(self.object.year)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        confirmation = self.object
        waiting = confirmation.entries.filter(asked_at__isnull=True, confirmed_at__isnull=True).count()
        return super().get_context_data(
            status_tag=status_cell(confirmation),
            unanswered=confirmation.asked - confirmation.answered,
            to_write=waiting if confirmation.is_open else 0,
            unanswered_url=entries_url(confirmation),
            answered_url=entries_url(confirmation, "answered"),
            unreachable_url=entries_url(confirmation, "unreachable"),
            percent=round(100 * confirmation.answered / confirmation.asked) if confirmation.asked else 0,
            **kwargs,
        )


class OpenRoundForm(forms.Form):
    """Until when partners are asked to answer."""

    due_on = forms.DateField(
        label=gettext_lazy("Answers due on"),
        help_text=gettext_lazy("Partners are reminded 14 and 3 days before."),
        widget=date_input(),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data)
        self.fields["due_on"].initial = today() + datetime.timedelta(days=ANSWER_DAYS)


def ask_all(confirmation: None, *, by: Any, due_on: datetime.date) -> ConfirmationRound:
    return open_round(by=by, due_on=due_on)


class OpenRoundView(NewRecordView):
    """Opens a round."""

    def may_open(self, user: Any) -> Answer | bool:
        return can_run_rounds(user)


def status_cell(confirmation: ConfirmationRound) -> SafeString:
    if confirmation.closed_at:
        return tag("neutral", pgettext("yearly confirmation", "Closed"))
    return tag("warn", _("Past its date")) if confirmation.due_on < today() else tag("ok", _("Open"))


class RoundViewSet(RecordViewSet):
    """Yearly confirmations."""

    model = ConfirmationRound
    name = "rounds"
    icon = "rotate"
    menu_label = gettext_lazy("Yearly confirmation")
    index_view_class = RoundIndexView
    inspect_view_class = RoundInspectView
    inspect_view_fields = ["year"]
    list_display = [
        TitleColumn(
            "year",
            label=gettext_lazy("Year"),
            get_url=lambda confirmation: reverse("rounds:inspect", args=[confirmation.pk]),
            classname="desk-cell desk-name",
        ),
        Column("status", label=gettext_lazy("Status"), accessor=status_cell, classname="desk-cell"),
        Column(
            "due_on",
            label=gettext_lazy("Answers due on"),
            accessor=lambda confirmation: date_format(confirmation.due_on, "DATE_FORMAT"),
            classname="desk-cell",
        ),
        Column("asked", label=gettext_lazy("Partners asked"), classname="desk-cell"),
        Column("answered", label=pgettext_lazy("answer", "Confirmed"), classname="desk-cell"),
    ]
    verbs = (
        Verb(
            "close",
            gettext_lazy("Close the round"),
            close_round,
            lambda user, confirmation: confirmation.is_open and can_close_round(user, confirmation),
            danger=True,
            done=gettext_lazy("The round is closed. Who did not answer stays listed."),
            explanation=gettext_lazy(
                "Nobody is reminded any more, and the links in the mails no longer work."
            ),
        ),
    )
    new = Verb(
        "new",
        gettext_lazy("Ask all partners"),
        ask_all,
        lambda user, confirmation: can_run_rounds(user),
        form_class=OpenRoundForm,
        done=gettext_lazy("The round is open. The mails are on their way."),
        explanation=gettext_lazy(
            "The focal points of every partner get a mail: “Is this still right?”, with a link to confirm."
        ),
    )

    def get_urlpatterns(self) -> list[Any]:
        new = OpenRoundView.as_view(
            record_model=self.model,
            verb=self.new,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )
        return [path("new/", new, name="new"), *super().get_urlpatterns()]


# --- Who answered, who did not ----------------------------------------------------------------------


class EntryFilterSet(WagtailFilterSet):
    """Round, and answered or not: those who did not answer when nothing is chosen."""

    round = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Year"), queryset=lambda request: ConfirmationRound.objects.all()
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("noun", "Answer"),
        method="in_state",
        choices=[
            ("unreachable", gettext_lazy("Nobody to write to")),
            ("answered", pgettext_lazy("answer", "Confirmed")),
            (ALL, gettext_lazy("All partners")),
        ],
        empty_label=gettext_lazy("Did not answer"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = RoundEntry
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "answered":
            return queryset.filter(confirmed_at__isnull=False)
        if value == "unreachable":
            return queryset.filter(confirmed_at__isnull=True, has_address=False)
        return queryset

    @property
    def state_chosen(self) -> bool:
        return bool(self.is_valid() and self.form.cleaned_data["state"])


def standing_of(entry: RoundEntry) -> str:
    """Return what became of the question, in words."""
    if entry.confirmed_at:
        return _("Confirmed on behalf") if entry.on_behalf else pgettext("answer", "Confirmed")
    if entry.asked_at is None:
        return _("Not written to yet")
    return _("No answer") if entry.has_address else _("Nobody to write to")


class EntryIndexView(SafeExportMixin, RecordIndexView):
    """Partners of a round; those who did not answer, unless one asks for others."""

    default_ordering = "organisation__sort_key"
    export_filename = "yearly-confirmation"
    export_columns = (
        (gettext_lazy("Year"), lambda entry: entry.round.year),
        (gettext_lazy("Organisation"), lambda entry: entry.organisation.legal_name),
        (gettext_lazy("Kind"), lambda entry: entry.organisation.get_kind_display()),
        (gettext_lazy("Country"), lambda entry: entry.organisation.country or ""),
        (pgettext_lazy("noun", "Answer"), standing_of),
        (gettext_lazy("Written to on"), lambda entry: entry.asked_at),
        (gettext_lazy("Reminders"), lambda entry: entry.reminders),
        (pgettext_lazy("answer", "Confirmed on"), lambda entry: entry.confirmed_at),
    )

    def get_base_queryset(self) -> QuerySet[RoundEntry]:
        return RoundEntry.objects.select_related("round", "organisation__country")

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = super().filter_queryset(queryset)
        return queryset if self.filters.state_chosen else queryset.filter(confirmed_at__isnull=True)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering, "-round__year", "pk")

    @cached_property
    def no_results_message(self) -> str:
        return _("No partner matches.")


class RoundEntryViewSet(RecordViewSet):
    """Who answered the yearly question, who did not."""

    model = RoundEntry
    name = "round-entries"
    icon = "list-ul"
    menu_label = gettext_lazy("Who did not answer")
    list_per_page = 50
    index_view_class = EntryIndexView
    filterset_class = EntryFilterSet
    list_display = [
        TitleColumn(
            "organisation",
            label=gettext_lazy("Organisation"),
            accessor="organisation.legal_name",
            get_url=lambda entry: reverse("organisations:inspect", args=[entry.organisation_id]),
            sort_key="organisation__sort_key",
            classname="desk-cell desk-name",
        ),
        Column("year", label=gettext_lazy("Year"), accessor="round.year", classname="desk-cell"),
        Column(
            "standing", label=pgettext_lazy("noun", "Answer"), accessor=standing_of, classname="desk-cell"
        ),
        Column("reminders", label=gettext_lazy("Reminders"), classname="desk-cell"),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
