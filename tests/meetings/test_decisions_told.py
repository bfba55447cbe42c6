"""Decisions of the past, and who is told of decisions (MTG-3)."""

import datetime

import pytest

from meetings.actions.decision_past import enter_past_decision
from meetings.actions.decisions import announce
from meetings.actions.positions import take_back_objection, take_position
from meetings.enums import DecisionStatus, PositionKind
from meetings.texts.decisions import public_text
from portal.mail.models import OutboundEmail
from portal.records.clock import now, pretending, today
from portal.records.decisions import Forbidden, Refusal
from tests.factories import head, officer
from tests.meetings.decisions import opened
from tests.meetings.offices import body_of, chair, group, member

pytestmark = pytest.mark.django_db
S, P = DecisionStatus, PositionKind
DAY = datetime.timedelta(days=1)


def test_a_decision_of_the_past_is_entered_with_its_source():
    values = {
        "title": "Demonstration decision of 2012",
        "text": "An area was closed.",
        "language": "en",
        "decided_on": datetime.date(2012, 3, 1),
    }
    by = officer()
    entered = enter_past_decision(body=body_of("asgm"), by=by, source="Demonstration record", **values)
    second = enter_past_decision(
        body=body_of("asgm"),
        by=by,
        source="Demonstration record",
        **values | {"title": "Another of that day"},
    )
    with pytest.raises(Refusal, match="entered already"):
        enter_past_decision(body=body_of("asgm"), by=by, source="Demonstration record", **values)
    assert entered.reference == "ASGM-2012-03-01/D1"
    assert second.slug == "asgm-2012-03-01-d2"
    in_meeting = enter_past_decision(
        body=group(), by=by, source="Demonstration record", meeting_reference="PAG-3", **values
    )
    assert in_meeting.reference == "PAG-3/D1"
    assert public_text(entered).who_decides is None
    with pytest.raises(Refusal) as refused:
        enter_past_decision(
            body=group(), by=by, source=" ", **values | {"decided_on": today() + DAY, "title": ""}
        )
    assert {problem.field for problem in refused.value.problems} == {"source", "decided_on", "title"}
    with pytest.raises(Forbidden):
        enter_past_decision(body=group(), by=chair(), source="Demonstration record", **values)


def test_from_the_first_decision_here_on_the_head_alone_enters_what_was_decided_elsewhere():
    values = {
        "body": group(),
        "title": "Demonstration decision",
        "text": "The group decides.",
        "language": "en",
        "source": "Demonstration record",
    }
    with pretending(now() - 20 * DAY):
        opened(by=chair(), just_now=True)
    enter_past_decision(by=officer(), decided_on=today() - 21 * DAY, **values)
    for days in (19, 20, 0):
        with pytest.raises(Refusal) as refused:
            enter_past_decision(by=officer(), decided_on=today() - days * DAY, **values)
        assert "decided_on" in {problem.field for problem in refused.value.problems}
    enter_past_decision(by=head(), decided_on=today() - 19 * DAY, **values)
    with pytest.raises(Refusal) as refused:
        enter_past_decision(by=head(), decided_on=today(), **values)
    assert {problem.field for problem in refused.value.problems} == {"meeting_reference"}
    enter_past_decision(by=head(), decided_on=today(), meeting_reference="PAG-90", **values)


def test_those_who_decide_are_told_and_those_who_preside_learn_of_objections():
    presiding, other = chair(), member()
    decision = opened(by=other)
    mails = OutboundEmail.objects.filter(template="meetings/decision_before_you")
    assert {mail.to for mail in mails} == {presiding.email, other.email}
    officer_on_duty = officer()
    objection = take_position(decision, by=other, kind=P.OBJECTION)
    raised = OutboundEmail.objects.filter(template="meetings/objection_raised")
    assert {mail.to for mail in raised} == {presiding.email, officer_on_duty.email}
    take_back_objection(objection, by=other)
    announce(decision, by=presiding, outcome=S.ADOPTED)
    outcome = OutboundEmail.objects.filter(template="meetings/decision_outcome")
    assert {mail.to for mail in outcome} == {presiding.email, other.email}
    assert OutboundEmail.objects.filter(template="meetings/objection_taken_back").count() == 2
