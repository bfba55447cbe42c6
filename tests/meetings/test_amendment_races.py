"""Amendments at the same moment: no text is lost, no version overwrites another, on SQLite and PostgreSQL."""

import pytest

from meetings.actions.amendments import save_draft
from meetings.actions.decisions import announce
from meetings.actions.proposals import examine, put_before_group, withdraw
from meetings.enums import DecisionStatus, ProposalStatus
from meetings.models import Amendment, Decision
from portal.records.audit import broken_lines
from tests.factories import officer
from tests.meetings.amendments import before_group, draft, guidelines, sent
from tests.meetings.offices import chair
from tests.partners.test_letter_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.mark.rule("GDL-2")
def test_of_four_amendments_adopted_at_once_one_makes_the_next_version() -> None:
    presiding = chair()
    numbers = ("4(a)(i)", "4(a)(ii)", "4(a)(iii)", "4(a)(iv)")
    pending = [before_group(number=number).decision for number in numbers]
    results = at_once(
        *(
            (lambda decision=decision: announce(decision, by=presiding, outcome=DecisionStatus.ADOPTED))
            for decision in pending
        )
    )
    assert len(refusals(results)) == 3
    assert Amendment.objects.filter(status=ProposalStatus.ADOPTED).count() == 1
    assert guidelines().versions.count() == 2
    assert list(broken_lines()) == []


@pytest.mark.rule("GDL-1")
def test_an_amendment_is_put_before_the_group_once() -> None:
    amendment = examine(sent(), by=officer(), opinion="It fits.", language="en")
    presiding, secretariat = chair(), officer()
    people = [presiding, secretariat, amendment.created_by]
    results = at_once(*((lambda by=by: put_before_group(amendment, by=by)) for by in people))
    assert len(refusals(results)) == 2
    assert Decision.objects.count() == 1


@pytest.mark.rule("GDL-1")
def test_withdrawing_and_adopting_at_once_leaves_one_of_both() -> None:
    presiding = chair()
    amendment = before_group()
    decision = amendment.decision
    results = at_once(
        lambda: withdraw(amendment, by=amendment.created_by),
        lambda: announce(decision, by=presiding, outcome=DecisionStatus.ADOPTED),
    )
    assert len(refusals(results)) == 1
    amendment.refresh_from_db()
    decision.refresh_from_db()
    assert (amendment.status, decision.status) in {
        (ProposalStatus.WITHDRAWN, DecisionStatus.WITHDRAWN),
        (ProposalStatus.ADOPTED, DecisionStatus.ADOPTED),
    }
    assert guidelines().versions.count() == (2 if amendment.status == ProposalStatus.ADOPTED else 1)


def test_of_four_savings_of_one_draft_one_is_stored() -> None:
    amendment = draft()
    seen = amendment.version
    results = at_once(
        *(
            (
                lambda number=number: save_draft(
                    amendment, {"reason": f"Reason {number}"}, by=amendment.created_by, seen=seen
                )
            )
            for number in range(4)
        )
    )
    assert len(refusals(results)) == 3
    amendment.refresh_from_db()
    assert amendment.version == seen + 1
