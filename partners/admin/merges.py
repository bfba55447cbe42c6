"""Merging rows of one organisation in the admin: search, preview of what happens, undo."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.actions.merges import merge_organisation, undo_merge
from partners.admin.forms import MAX_TEXT, text_area
from partners.admin.queries import search_organisations
from partners.enums import PartnerKind
from partners.models import (
    AreaParticipation,
    Letter,
    Membership,
    OfferOrNeed,
    Organisation,
    OrganisationPerson,
)
from partners.name_index import name_index
from partners.rules.imports import can_merge
from partners.rules.organisations import of_it
from portal.records.admin import Verb, VerbView
from portal.records.decisions import Forbidden, Refusal, WrongState

CANDIDATES = 12
ALIKE = 75  # rapidfuzz ratio from which a row is offered as a candidate

LABELS = {
    "organisation.merge": gettext_lazy("Merged into another"),
    "organisation.merge_received": gettext_lazy("Another row was merged into it"),
    "organisation.unmerge": gettext_lazy("Taken apart again"),
    "organisation.unmerge_received": gettext_lazy("A merged row was taken apart again"),
    "organisation.different": gettext_lazy("Noted as different from a similar one"),
}


class MergeForm(forms.Form):
    """Into which row, and why."""

    into = forms.ModelChoiceField(
        label=gettext_lazy("Merge into"),
        queryset=Organisation.objects.canonical(),
        error_messages={"required": gettext_lazy("Choose an organisation, or search for it first.")},
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=MAX_TEXT, widget=text_area(3))


class UndoForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=MAX_TEXT, widget=text_area(3))


class Search(forms.Form):
    """What is asked in the address of the merging page."""

    q = forms.CharField(required=False, max_length=200)
    into = forms.ModelChoiceField(required=False, queryset=Organisation.objects.canonical())


@dataclass(frozen=True)
class Side:
    """One row as the preview compares it; ``counts`` are of what belongs to it."""

    organisation: Organisation
    memberships: list[Membership]
    areas: list[str]
    people: int
    letters: list[Letter]
    offers: int
    names: list[str]


def side(organisation: Organisation) -> Side:
    """Read what belongs to a row and to those merged into it."""
    here = of_it(organisation)
    areas = AreaParticipation.objects.running().filter(here).select_related("area").order_by("area__order")
    other = organisation.other_names.values_list("text", flat=True)
    former = organisation.former_identities.values_list("legal_name", flat=True)
    return Side(
        organisation,
        list(Membership.objects.filter(here).select_related("kind", "letter").order_by("pk")),
        list(dict.fromkeys(place.area.short_name for place in areas)),
        OrganisationPerson.objects.filter(here, until__isnull=True).values("person").distinct().count(),
        list(Letter.objects.filter(here).order_by("pk")),
        OfferOrNeed.objects.filter(here).count(),
        [*former, *other],
    )


class MergeVerbView(VerbView):
    """Asks who may and whether the row can be merged before anything else."""

    def refusal(self) -> Refusal | None:
        answer = can_merge(self.request.user, self.object)
        if not answer:
            return Forbidden(answer.reason)
        return self.wrong_state()

    def wrong_state(self) -> Refusal | None:
        """Return why the row is not in the state for this verb, or None."""
        raise NotImplementedError

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

    def get_page_subtitle(self) -> str:
        return self.object.legal_name


class MergeView(MergeVerbView):
    """Chooses the row that stays, shows what will be, merges."""

    template_name = "partners/admin/merge.html"

    def wrong_state(self) -> Refusal | None:
        if self.object.kind == PartnerKind.INDIVIDUAL:
            return WrongState(_("An individual partner is not merged with anybody."))
        if self.object.merged_into_id:
            return WrongState(_("This organisation was merged already."))
        return None

    @cached_property
    def search(self) -> Search:
        search = Search(self.request.GET)
        search.is_valid()
        return search

    @cached_property
    def form(self) -> forms.Form:
        if self.typed_data is not None:
            return MergeForm(self.typed_data)
        return MergeForm(initial={"into": self.search.cleaned_data.get("into")})

    @property
    def chosen(self) -> Organisation | None:
        if self.form.is_bound:
            self.form.is_valid()
            return self.form.cleaned_data.get("into")
        return self.search.cleaned_data.get("into")

    def candidates(self) -> list[Organisation]:
        """Return rows that can be chosen: what was searched for, else what looks alike."""
        asked = self.search.cleaned_data.get("q", "")
        rows = mergeable(self.object)
        if asked:
            return list(search_organisations(rows, asked)[:CANDIDATES])
        keys = name_index().alike(self.object.legal_name, ALIKE, CANDIDATES)
        return sorted(rows.filter(pk__in=keys), key=lambda row: (-keys[row.pk], row.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.chosen
        values: dict[str, Any] = {"asked": self.search.cleaned_data.get("q", "")}
        if chosen and chosen.pk != self.object.pk and not kwargs.get("closed"):
            values |= {"chosen": chosen, "sides": [side(self.object), side(chosen)]}
        elif not kwargs.get("closed"):
            values["candidates"] = self.candidates()
        return super().get_context_data(**values, **kwargs)


class UndoMergeView(MergeVerbView):
    """Takes a merged row apart again."""

    template_name = "partners/admin/unmerge.html"

    def wrong_state(self) -> Refusal | None:
        if self.object.merged_into_id is None:
            return WrongState(_("This organisation is not merged into another."))
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        merge = self.object.merges.in_force().select_related("into", "by").first()
        sides = [side(self.object), side(merge.into)] if merge else []
        return super().get_context_data(merge=merge, sides=sides, **kwargs)


def mergeable(organisation: Organisation) -> QuerySet[Organisation]:
    """Rows into which this one can be merged."""
    rows = Organisation.objects.canonical().exclude(Q(pk=organisation.pk) | Q(kind=PartnerKind.INDIVIDUAL))
    return rows.select_related("country")


def may_be_merged(user: Any, organisation: Organisation) -> bool:
    free = organisation.merged_into_id is None and organisation.kind != PartnerKind.INDIVIDUAL
    return free and bool(can_merge(user))


def may_be_taken_apart(user: Any, organisation: Organisation) -> bool:
    return organisation.merged_into_id is not None and bool(can_merge(user))


MERGE = Verb(
    "merge",
    gettext_lazy("Merge into another"),
    merge_organisation,
    may_be_merged,
    form_class=MergeForm,
    done=gettext_lazy("Merged. The old address leads to the other one, and it can be undone."),
)
UNMERGE = Verb(
    "unmerge",
    gettext_lazy("Take apart again"),
    undo_merge,
    may_be_taken_apart,
    form_class=UndoForm,
    done=gettext_lazy("The row stands for itself again, with all that belongs to it."),
)
VIEWS = {"merge": MergeView, "unmerge": UndoMergeView}
