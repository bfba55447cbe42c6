"""Proposals of new areas in the admin: to read, give the opinion, put before the group, make into an area (AREA-1)."""

from typing import Any

import django_filters
from django import forms
from django.http import Http404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from meetings.actions.area_proposals import make_area
from meetings.actions.proposals import examine, put_before_group
from meetings.enums import ProposalStatus
from meetings.forms.amendments import BeforeGroupForm, OpinionForm
from meetings.forms.area_proposals import MakeAreaForm
from meetings.models import AreaProposal
from meetings.rules.area_proposals import can_make_area
from meetings.rules.proposals import PROPOSAL_TRANSITIONS, opinion_due_on
from partners.viewsets import cell
from partnership_areas.actions import text_columns
from partnership_areas.models import Area
from portal.records.admin import (
    RecordIndexView,
    RecordInspectView,
    RecordViewSet,
    Verb,
    VerbView,
    verbs_of,
)
from portal.records.clock import day_of

SENT = tuple(choice for choice in ProposalStatus.choices if choice[0] != ProposalStatus.DRAFT)


def _make(proposal: AreaProposal, *, by: Any, **values: Any) -> None:
    texts = {column: values.pop(column) for column in text_columns(Area)}
    make_area(proposal, by=by, texts=texts, **values)


MAKE_AREA = Verb(
    name="make_area",
    label=_("Add the area"),
    run=_make,
    may=can_make_area,
    form_class=MakeAreaForm,
    done=_("The area is added as a potential one. Establish it from its page."),
    explanation=_("The area is added as a potential one, tied to the framework as proposed."),
)
VERBS = (
    *verbs_of(
        PROPOSAL_TRANSITIONS,
        {"examine": examine, "put_before_group": put_before_group},
        forms={"examine": OpinionForm, "put_before_group": BeforeGroupForm},
        done={
            "examine": _("The opinion is recorded."),
            "put_before_group": _("The proposal is before the Advisory Group."),
        },
        explanations={
            "examine": _("The opinion is public with the proposal. It does not hold the proposal back."),
        },
    ),
    MAKE_AREA,
)


class AreaProposalFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=SENT)

    class Meta:
        model = AreaProposal
        fields = ["status"]


def not_a_draft(proposal: AreaProposal) -> AreaProposal:
    """Drafts belong to their writers: for the secretariat they are not there. Raises Http404."""
    if proposal.status == ProposalStatus.DRAFT:
        raise Http404
    return proposal


class AreaProposalIndexView(RecordIndexView):
    def get_base_queryset(self) -> Any:
        """Return what was sent."""
        sent = AreaProposal.objects.exclude(status=ProposalStatus.DRAFT)
        return sent.select_related("proposer__merged_into")


class AreaProposalInspectView(RecordInspectView):
    template_name = "meetings/admin/area_proposal.html"
    history_labels = {
        "areaproposal.begin": pgettext_lazy("proposal", "Begun"),
        "areaproposal.save": pgettext_lazy("proposal", "Saved"),
        "areaproposal.send": pgettext_lazy("proposal", "Sent to the secretariat"),
        "areaproposal.examine": pgettext_lazy("proposal", "Opinion recorded"),
        "areaproposal.put_before_group": pgettext_lazy("proposal", "Put before the Advisory Group"),
        "areaproposal.support": pgettext_lazy("proposal", "Supported by a partner"),
        "areaproposal.take_back_support": pgettext_lazy("proposal", "Support taken back"),
        "areaproposal.adopted": pgettext_lazy("proposal", "Adopted"),
        "areaproposal.not_adopted": pgettext_lazy("proposal", "Not adopted"),
        "areaproposal.withdraw": pgettext_lazy("proposal", "Withdrawn by its proposer"),
        "areaproposal.make_area": pgettext_lazy("proposal", "Area added"),
    }

    def get_object(self, queryset: Any = None) -> AreaProposal:
        return not_a_draft(super().get_object(queryset))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal = self.object
        return super().get_context_data(
            elements=proposal.elements.order_by("order"),
            supporters=proposal.supporters.select_related("organisation__merged_into"),
            opinion_due=None if proposal.opinion_at else opinion_due_on(proposal),
            **kwargs,
        )


class AreaProposalVerbView(VerbView):
    def get_record(self, pk: int) -> AreaProposal:
        return not_a_draft(super().get_record(pk))

    @cached_property
    def form(self) -> forms.Form | None:
        if self.verb.form_class is not MakeAreaForm:
            form_class = self.verb.form_class
            return form_class(self.typed_data)
        data = self.typed_data
        return MakeAreaForm(data, record=self.object)


def sent_cell(proposal: AreaProposal) -> str:
    return date_format(day_of(proposal.proposed_at), "DATE_FORMAT") if proposal.proposed_at else "–"


class AreaProposalViewSet(RecordViewSet):
    model = AreaProposal
    name = "area-proposals"
    icon = "tag"
    menu_label = _("Proposals of areas")
    add_to_admin_menu = False
    list_display = [
        "reference",
        "name",
        cell("proposer", _("Proposed by"), lambda proposal: proposal.proposer.legal_name),
        "status",
        cell("sent", pgettext_lazy("proposal", "Sent"), sent_cell, sort_key="proposed_at"),
    ]
    list_export = ["reference", "name", "status", "proposed_at"]
    ordering = "-pk"
    filterset_class = AreaProposalFilterSet
    index_view_class = AreaProposalIndexView
    inspect_view_class = AreaProposalInspectView
    inspect_view_fields = ["reference"]
    verb_view_class = AreaProposalVerbView
    verbs = VERBS
