"""Who is told what about proposals to the Advisory Group (GDL-1, AREA-1). Members are told of the decision itself."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.models import AreaProposal
from meetings.models.proposals import Proposal
from meetings.proposals.kinds import kind_of
from meetings.rules.proposals import can_propose
from partners.enums import OrganisationRole
from partners.models import AreaParticipation, Organisation, OrganisationPerson, Person
from partners.notices.letters import tell_person
from partners.rules.organisations import of_it, role_in
from partnership_areas.models import Area
from portal.accounts.queries import users_with_role
from portal.mail.kinds import NoticeKind, register_kind
from portal.mail.notices import notify
from portal.records.enums import SECRETARIAT, Role
from portal.records.registries import has_role


def proposes(user: Any) -> bool:
    """People who can propose something for a partner."""
    return has_role(user, Role.FOCAL, Role.LEAD, Role.MEMBER, Role.CHAIR)


def _is_secretariat(user: Any) -> bool:
    return has_role(user, *SECRETARIAT)


KINDS = (
    NoticeKind(
        "my_proposals",
        _("Proposals that you made to the Advisory Group"),
        hint=_("The opinion of the secretariat, and what the group decided."),
        concerns=proposes,
    ),
    NoticeKind(
        "proposals",
        _("Proposals of partners"),
        hint=_("An amendment or a new area that waits for the opinion of the secretariat."),
        concerns=_is_secretariat,
    ),
)


def register() -> None:
    """Called once from ``meetings.hooks``."""
    for kind in KINDS:
        register_kind(kind)


def title_of(proposal: Proposal) -> Any:
    """Return what the proposal asks for, as a text that follows the language of who reads it."""

    def words() -> str:
        return kind_of(proposal).wording(proposal, (get_language() or "en")[:2])[0]

    return lazy(words, str)()


def _context(proposal: Proposal) -> dict[str, Any]:
    return {
        "reference": proposal.reference or "",
        "organisation": proposal.proposer.legal_name,
        "title": title_of(proposal),
    }


def tell_secretariat_of_proposal(proposal: Proposal) -> None:
    """Tell officers and heads that a proposal waits for an opinion."""
    for user in users_with_role(*SECRETARIAT):
        notify(
            "proposals",
            user,
            "meetings/proposal_received",
            _context(proposal),
            key=f"proposal:{proposal.uuid}:received",
            about=proposal,
            url=kind_of(proposal).admin_url(proposal),
        )


def tell_proposer(proposal: Proposal, template: str) -> None:
    """Tell who proposed it, and who wrote it when that is somebody else, what became of it.

    Only as long as they speak for the partner; when none of them does, its focal points are told.
    """
    values = {
        "context": _context(proposal),
        "key": f"proposal:{proposal.uuid}:{template}",
        "about": proposal,
        "url": kind_of(proposal).url(proposal),
    }
    author, person = proposal.created_by, proposal.proposed_by
    organisation = proposal.proposer.merged_into or proposal.proposer
    told = _belongs_to(author, organisation)
    if told:
        notify("my_proposals", author, f"meetings/{template}", **values)
    if person is not None and person.user_id != author.pk and _stands_for(person, organisation):
        tell_person("my_proposals", person, f"meetings/{template}", **values)
        told = True
    if not told:
        for focal_point in _focal_points(organisation):
            tell_person("my_proposals", focal_point, f"meetings/{template}", **values)


def _belongs_to(user: Any, organisation: Organisation) -> bool:
    """Whether somebody has a place in a partner, or leads, sits or presides for it."""
    return bool(role_in(user, organisation)) or bool(can_propose(user, organisation))


def _stands_for(person: Person, organisation: Organisation) -> bool:
    """The same of a person, who need not have an account."""
    if person.user is not None:
        return _belongs_to(person.user, organisation)
    here = OrganisationPerson.objects.filter(of_it(organisation), person=person, until__isnull=True)
    return here.exists()


# --- New areas --------------------------------------------------------------------------------------


def _focal_points(organisation: Organisation) -> QuerySet[Person]:
    places = OrganisationPerson.objects.filter(
        of_it(organisation), role=OrganisationRole.FOCAL, until__isnull=True
    )
    return Person.objects.filter(pk__in=places.values("person")).select_related("user").order_by("pk")


def _supporting(proposal: AreaProposal) -> list[Organisation]:
    rows = proposal.supporters.select_related("organisation__merged_into")
    return [row.organisation.merged_into or row.organisation for row in rows]


def tell_supporters(proposal: AreaProposal) -> None:
    """Tell focal points of the partners that support a new area that the group adopted it."""
    for organisation in _supporting(proposal):
        for person in _focal_points(organisation):
            tell_person(
                "my_proposals",
                person,
                "meetings/area_adopted",
                _context(proposal),
                key=f"proposal:{proposal.uuid}:area_adopted",
                about=proposal,
                url=proposal.get_absolute_url,
            )


def tell_of_established(proposal: AreaProposal, area: Area) -> None:
    """Tell focal points of the partners that proposed or support an area that they can join it now."""
    taking_part = AreaParticipation.objects.running().filter(area=area)
    for organisation in [proposal.proposer.merged_into or proposal.proposer, *_supporting(proposal)]:
        if taking_part.filter(of_it(organisation)).exists():
            continue
        for person in _focal_points(organisation):
            tell_person(
                "my_proposals",
                person,
                "meetings/area_established",
                {"area": lazy(lambda: area.short_name, str)(), "reference": proposal.reference or ""},
                key=f"proposal:{proposal.uuid}:area_established",
                about=proposal,
                url=reverse("partners_desk:areas", args=[organisation.slug]),
            )
