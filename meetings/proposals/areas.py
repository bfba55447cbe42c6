"""Proposals of new areas as a kind of proposal: what decision they ask for, what waits for whom (AREA-1)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from meetings.actions.area_proposals import take_over
from meetings.enums import DecisionKind, ProposalStatus
from meetings.models import AreaProposal
from meetings.models.proposals import IN_PUBLIC
from meetings.notices.proposals import tell_supporters
from meetings.proposals.kinds import KindOfProposal, register_proposals
from meetings.rules.areas import can_change_status
from partnership_areas.enums import AreaStatus
from portal.records import registries
from portal.records.registries import WaitingItem

SHOWN = 10


def wording(proposal: AreaProposal, language: str) -> tuple[str, str]:
    """Return title and text of the decision that the proposal asks for; its own words stand in their language."""
    with translation.override(language):
        title = _("Establishment of the partnership area “%(name)s”") % {"name": proposal.name}
        text = _(
            "The Partnership Advisory Group agrees to the establishment of the partnership area “%(name)s”, with the "
            "following objective:\n\n%(objective)s\n\nThe issue:\n\n%(issue)s"
        ) % {"name": proposal.name, "objective": proposal.objective, "issue": proposal.issue}
    return title, text


def _adopted(proposal: AreaProposal, by: Any) -> None:
    take_over(proposal, by)
    tell_supporters(proposal)


def register() -> None:
    """Called once from ``meetings.hooks``."""
    register_proposals(
        AreaProposal,
        KindOfProposal(
            decision_kind=DecisionKind.AREA,
            series="AREA",
            wording=wording,
            url=lambda proposal: proposal.desk_url,
            admin_url=lambda proposal: reverse("area-proposals:inspect", args=[proposal.pk]),
            adopted=_adopted,
            ties=("area", "decision"),
            left_to_do=to_establish,
            to_carry_out=establish_item,
        ),
    )
    registries.area_index_panels.register(index_panel)


def to_establish(user: Any) -> Q:
    """Return which adopted proposals wait for the head: those whose area is not established yet."""
    if not can_change_status(user):
        return Q(pk__in=())
    done = Q(area__status__in=[AreaStatus.ESTABLISHED, AreaStatus.CLOSED])
    return Q(status=ProposalStatus.ADOPTED) & ~done


def establish_item(proposal: AreaProposal) -> WaitingItem:
    """Return what the head reads of an adopted proposal."""
    if proposal.area is None:
        url = reverse("area-proposals:inspect", args=[proposal.pk])
    else:
        url = reverse("areas-admin:inspect", args=[proposal.area.pk])
    return WaitingItem(
        text=_("Establish the area “%(name)s”, as decided by %(decision)s")
        % {"name": proposal.name, "decision": proposal.decision.reference if proposal.decision else "–"},
        url=url,
        since=proposal.updated_at,
        kind="area",
    )


def public_proposals() -> Any:
    """Return the proposals that the public reads, the newest first."""
    found = AreaProposal.objects.filter(IN_PUBLIC)
    return found.select_related("proposer__merged_into", "decision__body").order_by("-proposed_at", "-pk")


def index_panel() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield how an area is born, and what is proposed now (registered in ``registries.area_index_panels``)."""
    yield "meetings/area/_born.html", {"proposals": list(public_proposals()[:SHOWN])}
