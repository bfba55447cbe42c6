"""The demonstration of areas and governance is what the rules allow, and is loaded once."""

from collections import Counter

import pytest

from meetings.enums import DecisionStatus, InvitationStatus, ProposalStatus, TermRole
from meetings.models import (
    Amendment,
    AreaMessage,
    AreaProposal,
    Body,
    Decision,
    Position,
    SeatInvitation,
    Term,
    TextVersion,
)
from meetings.reference import GROUP
from meetings.rules.decisions import standing_objections, voices_of
from meetings.rules.offices import acting_terms, is_chair, is_lead_of, is_member, terms_in_force
from meetings.structure import read, structure_now
from partners.models import Organisation
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.demo.load import load
from portal.publishing.models import PdfJob
from portal.records.frozen import holds
from portal.records.models import FrozenVersion

pytestmark = pytest.mark.django_db


def user(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def counts() -> list[int]:
    models = (
        Term,
        Decision,
        Position,
        SeatInvitation,
        Amendment,
        AreaMessage,
        AreaProposal,
        Organisation,
        FrozenVersion,
    )
    return [model.objects.count() for model in models]


def test_demonstration_is_governed_as_the_rules_say():
    load()
    accounts_hold_their_offices()
    group_is_composed()
    decisions_are_in_every_state()
    history_begins_in_2009()
    nothing_is_said_for_listed_organisations()
    documents_are_on_their_way()
    assert all(holds(version) for version in FrozenVersion.objects.all())
    before = counts()
    load()  # nothing twice
    assert counts() == before


def accounts_hold_their_offices() -> None:
    gold, waste = Area.objects.get(code="asgm"), Area.objects.get(code="waste-management")
    assert is_lead_of(user("lead"), gold) and not is_lead_of(user("lead"), waste)
    assert is_lead_of(user("lead2"), waste) and not is_lead_of(user("lead2"), gold)
    assert is_member(user("member")) and not is_chair(user("member"))
    assert is_chair(user("chair")) and is_member(user("chair"))
    assert not any(is_member(user(name)) for name in ("focal", "viewer", "officer", "head"))
    assert gold.issue_es and waste.issue_fr and not waste.issue_es
    for term in terms_in_force().leads():
        assert term.organisation.participations.filter(area=term.body.area, until__isnull=True).exists(), term


def group_is_composed() -> None:
    seats = terms_in_force().filter(body__code=GROUP, role=TermRole.MEMBER)
    assert Counter(seats.values_list("ground", flat=True)) == {
        "area_lead": 7,
        "area_designated": 4,
        "other": 8,
        "temporary": 1,
    }
    found = read(structure_now(), "en")
    assert (found.held, found.seats, found.temporary) == (19, Body.objects.get(code=GROUP).seats, 1)
    assert [office.role for office in found.chairs] == ["chair"]
    assert [term.body.code for term in acting_terms()] == ["coal-combustion"]
    assert [place.code for place in found.areas if not place.leads] == ["cement"]


def decisions_are_in_every_state() -> None:
    assert set(Decision.objects.values_list("status", flat=True)) == set(DecisionStatus.values)
    for decision in Decision.objects.filter(status=DecisionStatus.ADOPTED):
        assert standing_objections(decision) == []
    states = Counter(SeatInvitation.objects.values_list("status", flat=True))
    assert states == {
        InvitationStatus.ACCEPTED: 1,
        InvitationStatus.DECLINED: 1,
        InvitationStatus.SENT: 1,
        InvitationStatus.PREPARED: 1,
    }
    assert Counter(Amendment.objects.values_list("status", flat=True)) == {
        ProposalStatus.NOT_ADOPTED: 1,
        ProposalStatus.BEFORE_GROUP: 1,
        ProposalStatus.PROPOSED: 1,
        ProposalStatus.DRAFT: 1,
    }
    proposal = AreaProposal.objects.get()
    assert (proposal.status, proposal.area.code) == (ProposalStatus.EXAMINED, "oil-gas")
    assert proposal.supporters.count() == 2


def nothing_is_said_for_listed_organisations() -> None:
    """Real organisations are in the directory, never among those who decide something that was invented."""
    real = Organisation.objects.filter(memberships__source__startswith="Public list of partners")
    assert real.count() > 20
    keys = {f"partner-{pk}" for pk in real.values_list("pk", flat=True)}
    for version in FrozenVersion.objects.filter(kind="decision"):
        assert not keys & set(version.content()["partners"]), version.object_id
    for body in Body.objects.select_related("area"):
        assert not {voice.organisation for voice in voices_of(body)} & set(real), body


def documents_are_on_their_way() -> None:
    """The structure is kept as its page shows it; nobody waits an hour for the PDFs of the guidelines."""
    kept = FrozenVersion.objects.get(kind="structure")
    assert kept.content() == structure_now()
    asked = PdfJob.objects.filter(kind__in=("structure", "guiding_text"))
    assert asked.count() == 3 * (1 + TextVersion.objects.count())


def history_begins_in_2009() -> None:
    (made,) = Decision.objects.get(reference="ASGM-2012-09-12/D1").terms.all()
    assert (made.since.year, made.source) == (2012, "Demonstration record")
    first = Term.objects.earliest("since")
    assert first.since.year == 2009
    past = Term.objects.filter(person__user__isnull=True, until__year__lt=2024)
    assert past.count() > 20
    assert {term.person.family_name for term in Term.objects.filter(person__user__isnull=True)} == {
        "Demonstration"
    }
