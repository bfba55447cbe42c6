"""What waits for somebody about proposals to the Advisory Group, on the home page of desk and admin (GDL-1)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import BooleanField, Case, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings.enums import ProposalStatus
from meetings.models import Amendment, AreaProposal, TextVersion
from meetings.models.proposals import Proposal
from meetings.proposals.kinds import kind_of, models_of_proposals
from meetings.rules.offices import is_chair
from meetings.rules.proposals import UNDER_WAY, can_propose, opinion_due_on, waited_long_enough
from meetings.texts.amended import missing_languages
from partners.models import Organisation
from partners.rules.common import is_secretariat
from partners.rules.organisations import focal_partners, own_partners
from portal.records.enums import Role
from portal.records.registries import WaitingItem, has_role
from portal.records.wording import language_in_a_sentence

S = ProposalStatus
SHOWN = 8


def _named(proposal: Proposal) -> str:
    if isinstance(proposal, AreaProposal) and not proposal.name:
        return _("a new area, without a name yet")
    return kind_of(proposal).wording(proposal, (get_language() or "en")[:2])[0]


def proposals_waiting(user: Any) -> Iterator[WaitingItem]:
    """Yield proposals that the chair can put before the group, and what is left to do for one's own.

    Registered in ``registries.waiting``; one question for each kind of proposal.
    """
    if not has_role(user, Role.FOCAL, Role.LEAD, Role.MEMBER, Role.CHAIR):
        return
    presides, own = is_chair(user), own_partners(user)
    mine = Q(proposer__in=own) & (Q(created_by=user) | Q(proposer__in=focal_partners(user)))
    for model in models_of_proposals():
        wanted = Q(created_by=user, proposer__in=own, status=S.DRAFT)
        if model is Amendment:
            wanted |= mine & Q(status__in=UNDER_WAY)
        if presides:
            wanted |= Q(status__in=(S.PROPOSED, S.EXAMINED))
        for proposal in _found(model, wanted, mine):
            if proposal.status == S.DRAFT:
                yield _draft(proposal)
                continue
            if presides and proposal.status != S.BEFORE_GROUP and waited_long_enough(proposal):
                yield _for_chair(proposal)
            if model is Amendment and proposal.is_mine:
                yield from _left_to_proposer(proposal)


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


def _found(model: type[Proposal], wanted: Q, mine: Q) -> Iterable[Any]:
    """Return proposals with what their items need: ``is_mine``; of amendments ``newest``, the version in force."""
    own = Case(When(mine, then=True), default=False, output_field=BooleanField())
    found = model._default_manager.filter(wanted).annotate(is_mine=own)
    if model is Amendment:
        versions = TextVersion.objects.filter(document=OuterRef("document")).order_by("-dated", "-pk")
        found = found.annotate(newest=Subquery(versions.values("pk")[:1]))
    return found.select_related("proposer", *kind_of(model).ties).order_by("proposed_at", "-pk")[: 3 * SHOWN]


def _for_chair(proposal: Any) -> WaitingItem:
    text = _("%(reference)s can be put before the Advisory Group: %(title)s")
    return WaitingItem(
        text=text % {"reference": proposal.reference, "title": _named(proposal)},
        url=kind_of(proposal).url(proposal),
        since=proposal.opinion_at or proposal.proposed_at,
        kind="proposal",
    )


def _draft(proposal: Any) -> WaitingItem:
    """A partner's draft, for who can go on writing it."""
    return WaitingItem(
        text=_("Your draft waits to be sent: %(title)s") % {"title": _named(proposal)},
        url=kind_of(proposal).url(proposal),
        since=proposal.created_at,
        kind="proposal",
    )


def _left_to_proposer(amendment: Any) -> Iterator[WaitingItem]:
    """An amendment under way that is to be carried over or translated before it can be adopted (GDL-2)."""
    names = {"reference": amendment.reference, "title": _named(amendment)}
    texts = []
    if amendment.newest != amendment.base_id:
        texts.append(_("%(reference)s is to be carried over to the version in force: %(title)s") % names)
    if missing := missing_languages(amendment):
        names["languages"] = ", ".join(language_in_a_sentence(code) for code in missing)
        texts.append(_("%(reference)s is to be translated (%(languages)s): %(title)s") % names)
    for text in texts:
        yield WaitingItem(text=text, url=amendment.desk_url, since=amendment.proposed_at, kind="proposal")


def amendment_cards(user: Any, organisation: Organisation) -> Iterator[dict[str, Any]]:
    """Yield the card of the organisation's page on the desk that leads to amendments (GDL-1)."""
    if can_propose(user, organisation):
        yield {
            "title": _("Amendments of the guidelines"),
            "url": reverse("meetings_desk:amendments"),
            "text": _("Propose to change the framework or the guidelines, and follow what became of it."),
        }
