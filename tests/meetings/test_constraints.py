"""What the database itself keeps of areas, proposals, guiding texts and decisions, whoever writes and however."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from meetings.enums import DecisionStatus, ProposalStatus
from meetings.models import Amendment, AreaChange, AreaProposal, Clause, Decision
from partnership_areas.models import Area
from portal.records.clock import now, today
from tests.meetings.amendments import draft as draft_amendment
from tests.meetings.decisions import opened
from tests.meetings.offices import chair, lead

pytestmark = pytest.mark.django_db


def refused(write: Any, name: str) -> bool:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()
    return True


@pytest.mark.rule("AREA-1")
def test_a_change_of_an_area_has_a_decision_or_a_source() -> None:
    values = {"area": Area.objects.get(code="asgm"), "status": "established", "on": today()}
    assert refused(lambda: AreaChange.objects.create(**values), "area_change_has_an_origin")
    AreaChange.objects.create(**values, source="Demonstration record")
    AreaChange.objects.create(**values, decision=opened(by=chair()))


@pytest.mark.rule("GDL-1")
@pytest.mark.parametrize("status", [code for code in ProposalStatus.values if code != ProposalStatus.DRAFT])
def test_a_proposal_that_was_sent_has_a_reference(status: str) -> None:
    user = lead("asgm")
    amendment = draft_amendment(user)
    area_proposal = AreaProposal.objects.create(
        name="Demonstration", proposer=amendment.proposer, created_by=user
    )
    for model, pk in ((Amendment, amendment.pk), (AreaProposal, area_proposal.pk)):
        row = model._default_manager.filter(pk=pk)
        name = f"{model._meta.model_name}_sent_has_a_reference"
        assert refused(lambda row=row: row.update(status=status), name)
        row.update(status=status, reference="DEMO-2026-0001")


@pytest.mark.rule("GDL-2")
def test_no_two_clauses_of_a_version_stand_at_one_place() -> None:
    first = Clause.objects.filter(text_version__document__code="guidelines").order_by("order").first()
    assert first is not None
    twin = Clause(text_version=first.text_version, order=first.order, number="99")
    assert refused(twin.save, "clause_order_once|text_version_id, meetings_clause.order")


@pytest.mark.rule("MTG-3")
def test_what_was_withdrawn_has_its_moment_and_nothing_else_has() -> None:
    row = Decision.objects.filter(pk=opened(by=chair()).pk)
    name = "decision_withdrawn_with_its_moment"
    assert refused(lambda: row.update(withdrawn_at=now()), name)
    assert refused(lambda: row.update(status=DecisionStatus.WITHDRAWN, decided_on=today()), name)
    row.update(status=DecisionStatus.WITHDRAWN, decided_on=today(), withdrawn_at=now())
