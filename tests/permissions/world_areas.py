"""Areas and what was written in them, for the world of the matrix."""

from types import SimpleNamespace
from typing import Any

from meetings.actions.area_proposals import begin_area_proposal, save_area_proposal, send_area_proposal
from meetings.actions.areas import send_area_message
from meetings.actions.proposals import examine, put_before_group
from meetings.enums import ProposalStatus, TermRole
from meetings.models import AreaProposal
from partners.models import Person
from partnership_areas.models import Area
from portal.accounts.models import User
from tests.factories import focal_point, partner
from tests.meetings.offices import body_of, term

TIES = ("goal:goal", "objective:supply", "priority:a")


def area_records(reviewer: User) -> dict[str, Any]:
    """Return an area in which nobody of the world takes part, and a message to the partners of asgm."""
    area, other = Area.objects.get(code="asgm"), Area.objects.get(code="waste-management")
    focal_point(partner(legal_name="Demonstration Reader"), email="reader@example.org")
    focal_point(
        partner(areas=("waste-management",), legal_name="Demonstration Waste"), email="waste@example.org"
    )
    message = send_area_message(
        area, by=reviewer, subject="Welcome", text="Good day to all partners.", language="en"
    )
    return proposal_records(reviewer) | {
        "other area": other,
        "area message": SimpleNamespace(code=area.code, uuid=message.uuid, pk=message.pk),
    }


def proposal_records(reviewer: User) -> dict[str, Any]:
    """Return proposals of a new area in each state, of a partner in which nobody of the world has a place."""
    organisation = partner(areas=(), legal_name="Demonstration Proposing Partner")
    writer = focal_point(organisation, email="proposing@example.org")

    def proposal(number: int) -> AreaProposal:
        words = dict.fromkeys(("name", "issue", "objective", "reason"), f"Demonstration {number}")
        begun = begin_area_proposal(organisation=organisation, language="en", by=writer)
        return save_area_proposal(begun, words, by=writer, seen=0, elements=TIES)

    def examined(number: int) -> AreaProposal:
        sent = send_area_proposal(proposal(number), by=writer)
        return examine(sent, by=reviewer, opinion="It fits.", language="en")

    draft = proposal(1)
    public = put_before_group(examined(3), by=reviewer).areaproposal
    adopted = examined(5)
    AreaProposal.objects.filter(pk=adopted.pk).update(status=ProposalStatus.ADOPTED)
    return {
        "area proposal draft": SimpleNamespace(
            pk=draft.pk, uuid=draft.uuid, verb="discard", belongs_to=organisation, version=draft.version
        ),
        "area proposal": send_area_proposal(proposal(2), by=writer),
        "area proposal public": public,
        "area proposal examined": examined(4),
        "area proposal adopted": adopted,
    }


def make_lead(area: Area, user: User | None) -> None:
    """Let a person lead an area; nobody without an account does."""
    if user is None:
        return
    person, _made = Person.objects.get_or_create(
        user=user, defaults={"family_name": "Lead", "email": user.email}
    )
    organisation = partner(areas=(area.code,), legal_name=f"Demonstration Lead {user.pk}")
    term(body_of(area.code), TermRole.LEAD, person=person, organisation=organisation)
