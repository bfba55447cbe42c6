"""Decisions and several people at the same moment, on SQLite and PostgreSQL."""

import pytest
from django.db import DatabaseError

from meetings.actions.decisions import announce, open_decision
from meetings.actions.positions import take_back_objection, take_position
from meetings.enums import DecisionStatus, PositionKind
from meetings.models import Decision, Position
from portal.accounts.models import User
from portal.records.decisions import Refusal
from portal.records.models import AuditLine
from tests.meetings.decisions import draft, opened
from tests.meetings.offices import chair, group, member
from tests.partners.test_letter_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
S, P = DecisionStatus, PositionKind


def fresh(user: User) -> User:
    """The same user as a request of their own reads it."""
    return User.objects.get(pk=user.pk)


@pytest.mark.rule("MTG-2")
def test_objections_and_an_announcement_at_once_never_give_a_false_consensus():
    presiding = chair()
    members = [member() for _ in range(7)]
    decision = opened(by=presiding)
    results = at_once(
        lambda: announce(decision, by=fresh(presiding), outcome=S.ADOPTED),
        *(lambda by=by: take_position(decision, by=fresh(by), kind=P.OBJECTION) for by in members),
    )
    decision.refresh_from_db()
    standing = Position.objects.maintained().count()
    lost = len(refusals(results))
    if decision.status == S.ADOPTED:
        # The announcement came first: whoever came later was refused.
        assert (standing, lost) == (0, 7)
    else:
        assert (decision.status, standing, lost) == (S.OPEN, 7, 1)
    assert AuditLine.objects.filter(verb="decision.announce").count() == int(decision.status == S.ADOPTED)


@pytest.mark.rule("MTG-2")
def test_one_voice_objects_once_however_often_it_is_pressed():
    user = member()
    decision = opened(by=chair())
    results = at_once(*[lambda: take_position(decision, by=fresh(user), kind=P.OBJECTION)] * 8)
    assert len(refusals(results)) == 7
    assert Position.objects.maintained().count() == 1
    objection = Position.objects.get()
    results = at_once(*[lambda: take_back_objection(objection, by=fresh(user))] * 4)
    assert len(refusals(results)) == 3


def test_decisions_opened_at_once_have_references_of_their_own():
    writer = chair()
    drafts = [draft(by=writer, meeting_reference="PAG-13" if number % 2 else "") for number in range(8)]
    results = at_once(*(lambda one=one: open_decision(one, by=fresh(writer)) for one in drafts))
    assert refusals(results) == []
    references = set(Decision.objects.values_list("reference", flat=True))
    assert references == {f"PAG-13/D{n}" for n in range(1, 5)} | {f"PAG-W{n}/D1" for n in range(1, 5)}
    assert group().written_procedures == 4


def test_an_outcome_is_announced_once():
    presiding = chair()
    decision = opened(by=presiding)
    results = at_once(*[lambda: announce(decision, by=fresh(presiding), outcome=S.DEFERRED)] * 8)
    assert len(refusals(results)) == 7


def test_the_database_itself_refuses_adoption_over_an_objection():
    decision = opened(by=chair())
    take_position(decision, by=member(), kind=P.OBJECTION)
    with pytest.raises(DatabaseError):
        Decision.objects.filter(pk=decision.pk).update(status=S.ADOPTED, decided_on="2026-01-01")
    with pytest.raises(Refusal):
        announce(decision, by=chair(role="co_chair"), outcome=S.ADOPTED)
