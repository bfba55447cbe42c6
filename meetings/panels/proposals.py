"""What waits for somebody about proposals to the Advisory Group, on the home page of desk and admin (GDL-1)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings.enums import ProposalStatus
from meetings.models.proposals import Proposal
from meetings.proposals.kinds import kind_of, models_of_proposals
from meetings.rules.offices import is_chair
from meetings.rules.proposals import can_propose, opinion_due_on, waited_long_enough
from partners.models import Organisation
from partners.rules.common import is_secretariat
from partners.rules.organisations import own_partners
from portal.records.enums import Role
from portal.records.registries import WaitingItem, has_role

S = ProposalStatus
SHOWN = 8


def _named(proposal: Proposal) -> str:
    return kind_of(proposal).wording(proposal, (get_language() or "en")[:2])[0]


def proposals_waiting(user: Any) -> Iterator[WaitingItem]:
    """Yield proposals that the chair can put before the group, and one's own drafts (``registries.waiting``)."""
    if is_chair(user):
        yield from _for_chair()
    elif has_role(user, Role.FOCAL, Role.LEAD, Role.MEMBER):
        yield from _drafts_of(user)


def _with_secretariat(model: type[Proposal], also: Q | None = None) -> list[Any]:
    wanted = Q(status__in=(S.PROPOSED, S.EXAMINED)) | (also or Q(pk__in=()))
    found = model._default_manager.filter(wanted).select_related("proposer", *kind_of(model).ties)
    return list(found.order_by("proposed_at")[:SHOWN])


def proposals_with_secretariat(user: Any) -> Iterator[WaitingItem]:
    """Yield proposals that wait for an opinion, to be put before the group, or once adopted to be carried out.

    Registered in ``registries.staff_waiting``.
    """
    if not is_secretariat(user):
        return
    for model in models_of_proposals():
        kind = kind_of(model)
        for proposal in _with_secretariat(model, kind.left_to_do(user)):
            if proposal.status == S.ADOPTED and kind.to_carry_out is not None:
                yield kind.to_carry_out(proposal)
                continue
            text = _("%(reference)s waits for the opinion of the secretariat: %(title)s")
            if proposal.status == S.EXAMINED:
                text = _("%(reference)s can be put before the Advisory Group: %(title)s")
            yield WaitingItem(
                text=text % {"reference": proposal.reference, "title": _named(proposal)},
                url=kind_of(proposal).admin_url(proposal),
                since=proposal.opinion_at or proposal.proposed_at,
                due=opinion_due_on(proposal) if proposal.status == S.PROPOSED else None,
                kind="proposal",
            )


def _for_chair() -> Iterator[WaitingItem]:
    for model in models_of_proposals():
        for proposal in _with_secretariat(model):
            if waited_long_enough(proposal):
                text = _("%(reference)s can be put before the Advisory Group: %(title)s")
                yield WaitingItem(
                    text=text % {"reference": proposal.reference, "title": _named(proposal)},
                    url=kind_of(proposal).url(proposal),
                    since=proposal.opinion_at or proposal.proposed_at,
                    kind="proposal",
                )


def _drafts_of(user: Any) -> Iterator[WaitingItem]:
    """A partner's drafts, for those who can go on writing them."""
    for model in models_of_proposals():
        found = model._default_manager.filter(
            status=S.DRAFT, created_by=user, proposer__in=own_partners(user)
        )
        for proposal in found.select_related("proposer", *kind_of(model).ties).order_by("-pk")[:SHOWN]:
            yield WaitingItem(
                text=_("Your draft waits to be sent: %(title)s") % {"title": _named(proposal)},
                url=kind_of(proposal).url(proposal),
                since=proposal.created_at,
                kind="proposal",
            )


def amendment_cards(user: Any, organisation: Organisation) -> Iterator[dict[str, Any]]:
    """Yield the card of the organisation's page on the desk that leads to amendments (GDL-1)."""
    if can_propose(user, organisation):
        yield {
            "title": _("Amendments of the guidelines"),
            "url": reverse("meetings_desk:amendments"),
            "text": _("Propose to change the framework or the guidelines, and follow what became of it."),
        }
