"""Who sees and supports the proposal of a new area, and what it must hold (AREA-1, AREA-2)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import ProposalStatus
from meetings.models import AreaProposal
from meetings.rules.areas import can_change_status
from meetings.rules.proposals import visible_proposals
from partners.enums import OrganisationRole
from partners.models import Organisation
from partners.rules.organisations import own_partners, role_in
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from partnership_areas.rules import check_area_objectives
from portal.records.decisions import ALLOWED, Answer, Problem, Refused

S = ProposalStatus
# While others can say that they would take part: until the group has decided.
SUPPORTED_WHILE = frozenset({S.PROPOSED.value, S.EXAMINED.value, S.BEFORE_GROUP.value})
NAME, ISSUE, OBJECTIVE, REASON = 150, 6000, 2000, 10_000
LIMITS = {"name": NAME, "issue": ISSUE, "objective": OBJECTIVE, "reason": REASON}
FOCAL_POINTS = gettext_lazy("Only the focal points of a partner can support this for it.")


def visible_area_proposals(user: Any) -> QuerySet[AreaProposal]:
    """Return the proposals of new areas that the user may read; once sent, all partners can, and support it."""
    found = visible_proposals(user, AreaProposal)
    if getattr(user, "is_authenticated", False) and own_partners(user):
        sent = AreaProposal.objects.filter(status__in=SUPPORTED_WHILE)
        return AreaProposal.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=sent.values("pk")))
    return found


def length_problems(values: dict[str, str]) -> list[Problem]:
    """Return what is too long to be stored."""
    return [
        Problem(name, _("Use no more than %(count)s characters.") % {"count": LIMITS[name]})
        for name, text in values.items()
        if name in LIMITS and len(text) > LIMITS[name]
    ]


def sending_problems(proposal: AreaProposal) -> list[Problem]:
    """Return what a proposal still lacks before it can be sent: a name, issue, objective, its ties (AREA-2)."""
    problems = []
    if not proposal.name.strip():
        problems.append(Problem("name", _("Give the area a name.")))
    if not proposal.issue.strip():
        problems.append(Problem("issue", _("Describe the issue.")))
    if not proposal.objective.strip():
        problems.append(Problem("objective", _("Write the objective of the area.")))
    if proposal.area and proposal.area.status != AreaStatus.POTENTIAL:
        problems.append(Problem("area", _("This area is established or closed.")))
    return problems + check_area_objectives(proposal.elements.all())


def adopted_objective(proposal: AreaProposal) -> str:
    """Return the objective as an area keeps it: pages set its full stop."""
    return proposal.objective.strip().removesuffix(".")


def adopted_for(area: Area) -> AreaProposal | None:
    """Return the proposal that the group adopted and that the area would be established by, the latest one."""
    return area.proposals.filter(status=S.ADOPTED).select_related("decision").order_by("-pk").first()


def differences_from(area: Area, proposal: AreaProposal) -> list[str]:
    """Return in words where name and objective of an area are not those that the group adopted (AREA-1)."""
    written = {name: getattr(area, f"{name}_{proposal.language}") or "" for name in ("name", "objective")}
    found = []
    if not _same(written["name"], proposal.name):
        found.append(_("The group adopted another name: “%(text)s”.") % {"text": proposal.name})
    if written["objective"] and not _same(written["objective"], proposal.objective):
        text = _("The group adopted another objective: “%(text)s”.")
        found.append(text % {"text": adopted_objective(proposal)})
    return found


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).rstrip(".") == " ".join(other.split()).rstrip(".")


def can_support(user: Any, proposal: AreaProposal, organisation: Organisation) -> Answer:
    """Focal points of any other partner, until the group has decided."""
    own = organisation.merged_into or organisation
    if role_in(user, own) != OrganisationRole.FOCAL:
        return Refused(FOCAL_POINTS)
    if own.pk == (proposal.proposer.merged_into_id or proposal.proposer_id):
        return Refused(_("This partner proposes the area itself."))
    if proposal.status not in SUPPORTED_WHILE:
        return Refused(_("The proposal cannot be supported now."))
    return ALLOWED


def can_make_area(user: Any, proposal: AreaProposal) -> Answer:
    """The head adds the area that the group decided on, where it is not known yet."""
    answer = can_change_status(user)
    if not answer:
        return answer
    if proposal.status != S.ADOPTED:
        return Refused(_("The Advisory Group has not adopted this proposal."))
    return Refused(_("The area is there already.")) if proposal.area_id else ALLOWED
