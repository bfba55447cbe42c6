"""What the secretariat does for a partner of an area is its own to undo, is told and said (MTG-2, MTG-3)."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from meetings.actions.decisions import announce, open_decision
from meetings.actions.positions import take_back_objection, take_position
from meetings.actions.terms import end_term
from meetings.enums import DecisionStatus, PositionKind
from meetings.models import Decision, Position, Term
from meetings.rules.decisions import standing_objections
from meetings.rules.on_behalf import taken_out_while_objecting
from meetings.texts.decisions import public_text
from meetings.texts.frozen_decisions import KIND
from partners.actions.profile import leave_area
from partnership_areas.models import Area
from portal.mail.models import OutboundEmail
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Refusal
from portal.records.frozen import latest
from portal.records.models import AuditLine
from tests.factories import head, officer
from tests.meetings import amendments
from tests.meetings.decisions import draft, opened, speaker
from tests.meetings.offices import body_of, chair, group, lead, member, term

pytestmark = pytest.mark.django_db
S, P = DecisionStatus, PositionKind
DAY = datetime.timedelta(days=1)


def told(address: str, template: str = "recorded_on_behalf") -> list[str]:
    """What was mailed to an address with a template."""
    mails = OutboundEmail.objects.filter(to=address, template=f"meetings/{template}").order_by("pk")
    return [mail.text for mail in mails]


# --- Objections ---------------------------------------------------------------------------------------


@pytest.mark.rule("MTG-2")
def test_what_a_partner_objects_itself_the_secretariat_does_not_take_back(client):
    user, _organisation = speaker("asgm")
    decision = opened(body_of("asgm"), by=lead("asgm"))
    objection = take_position(decision, by=user, kind=P.OBJECTION, text="No.")
    by = officer()
    with pytest.raises(Forbidden):
        take_back_objection(objection, by=by, note="They said so on the phone.")
    client.force_login(by)
    address = reverse("meetings_desk:decision_take_back", args=[decision.uuid, objection.pk])
    assert address not in client.get(decision.desk_url).content.decode()
    assert client.post(address, {"note": "They said so."}).status_code == 403
    objection.refresh_from_db()
    assert objection.is_maintained


@pytest.mark.rule("MTG-2")
def test_what_the_secretariat_recorded_it_takes_back_with_a_note_and_the_partner_is_told(client):
    user, organisation = speaker("asgm")
    leader, by = lead("asgm"), officer()
    decision = opened(body_of("asgm"), by=leader)
    objection = take_position(decision, by=by, kind=P.OBJECTION, text="No.", organisation=organisation)
    assert len(told(user.email)) == 1
    with pytest.raises(Refusal) as refused:
        take_back_objection(objection, by=by, note=" ")
    assert [problem.field for problem in refused.value.problems] == ["note"]
    client.force_login(by)
    address = reverse("meetings_desk:decision_take_back", args=[decision.uuid, objection.pk])
    assert 'name="note"' in client.get(address).content.decode()
    assert client.post(address, {"note": ""}).status_code == 422
    answer = client.post(
        address, {"note": "Taken back by telephone on Monday.", "language": "en"}, follow=True
    )
    assert "Taken back by the secretariat on its behalf" in answer.content.decode()
    assert "Taken back by telephone on Monday." in told(user.email)[1]
    assert AuditLine.objects.get(verb="decision.take_back").on_behalf
    announce(decision, by=leader, outcome=S.ADOPTED)
    decision.refresh_from_db()
    html = client.get(decision.get_absolute_url()).content.decode()
    assert "Taken back by the secretariat on its behalf" in html
    assert "Taken back by telephone on Monday." in html
    assert latest(decision, KIND).content()["positions"][0]["taken_back_on_behalf"]


def test_what_the_partner_takes_back_itself_needs_no_note_and_says_nothing_of_the_secretariat(client):
    user, organisation = speaker("asgm")
    leader = lead("asgm")
    decision = opened(body_of("asgm"), by=leader)
    objection = take_position(decision, by=officer(), kind=P.OBJECTION, organisation=organisation)
    client.force_login(user)
    address = reverse("meetings_desk:decision_take_back", args=[decision.uuid, objection.pk])
    assert 'name="note"' not in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    announce(decision, by=leader, outcome=S.ADOPTED)
    [row] = public_text(Decision.objects.get(pk=decision.pk)).objections
    assert row.taken_back
    assert not row.taken_back_on_behalf
    assert Position.objects.count() == 1


@pytest.mark.rule("MTG-2")
def test_the_secretariat_does_not_use_up_a_partners_right_to_speak(monkeypatch):
    monkeypatch.setattr("meetings.actions.positions.MOST_POSITIONS", 2)
    user, organisation = speaker("asgm")
    leader, by = lead("asgm"), officer()
    decision = opened(body_of("asgm"), by=leader)
    for _time in range(3):
        objection = take_position(decision, by=by, kind=P.OBJECTION, organisation=organisation)
        take_back_objection(objection, by=by, note="Demonstration note")
    for _time in range(2):
        take_position(decision, by=user, kind=P.STATEMENT, text="Our view.")
        objection = take_position(decision, by=user, kind=P.OBJECTION, text="Ours.")
        take_back_objection(objection, by=user)
    written = len(told(leader.email, "objection_raised"))
    take_position(decision, by=user, kind=P.OBJECTION, text="Ours, and it stands.")
    assert written == len(told(leader.email, "objection_raised")) == 4  # nobody is flooded with mails
    with pytest.raises(Refusal):
        announce(decision, by=leader, outcome=S.ADOPTED)


@pytest.mark.rule("MTG-2")
@pytest.mark.parametrize("by_secretariat", [True, False])
def test_a_partner_taken_out_of_the_area_while_it_objects_is_seen_before_and_after_the_outcome(
    client, by_secretariat
):
    user, organisation = speaker("asgm")
    leader = lead("asgm")
    decision = opened(body_of("asgm"), by=leader)
    take_position(decision, by=user, kind=P.OBJECTION, text="No.")
    leave_area(organisation, Area.objects.get(code="asgm"), by=officer() if by_secretariat else user)
    client.force_login(leader)
    page = client.get(reverse("meetings_desk:decision_announce", args=[decision.uuid])).content.decode()
    words = "The secretariat ended its place in this body while it objected"
    assert (f"{words}: {organisation.legal_name}" in page) is by_secretariat
    announce(decision, by=leader, outcome=S.ADOPTED)
    decision.refresh_from_db()
    [row] = latest(decision, KIND).content()["positions"]
    assert (row["lapsed"], row["taken_out_on_behalf"]) == (True, by_secretariat)
    label = "Lapsed: the secretariat ended its place in this body"
    assert (label in client.get(decision.get_absolute_url()).content.decode()) is by_secretariat


@pytest.mark.rule("MTG-2")
def test_a_seat_ended_while_its_holder_objects_is_seen_and_another_account_announces(client):
    objects, presides, ends = member(), chair(), head()
    decision = opened(by=member())
    take_position(decision, by=objects, kind=P.OBJECTION, text="No.")
    end_term(Term.objects.get(person__user=objects), by=ends, ended_on=today(), reason="resigned")
    with pytest.raises(Refusal):
        announce(decision, by=presides, outcome=S.ADOPTED)  # the seat runs to the end of its last day
    with time_machine.travel(now() + DAY):
        client.force_login(presides)
        page = client.get(reverse("meetings_desk:decision_announce", args=[decision.uuid])).content.decode()
        assert "The secretariat ended its place in this body while it objected" in page
        with pytest.raises(Refusal, match="You ended the place of one who objects"):
            announce(decision, by=ends, outcome=S.ADOPTED, note="For the chair.")
        announce(decision, by=officer(), outcome=S.ADOPTED, note="For the chair.")
        decision.refresh_from_db()
        [row] = latest(decision, KIND).content()["positions"]
        assert (row["lapsed"], row["taken_out_on_behalf"]) == (True, True)
        label = "Lapsed: the secretariat ended its place in this body"
        assert label in client.get(decision.get_absolute_url()).content.decode()


@pytest.mark.rule("MTG-2")
def test_a_seat_that_is_renewed_was_not_taken_away():
    objects = member()
    decision = opened(by=member())
    objection = take_position(decision, by=objects, kind=P.OBJECTION, text="No.")
    seat = Term.objects.get(person__user=objects)
    end_term(seat, by=head(), ended_on=today(), reason="resigned")
    term(group(), "member", person=seat.person, organisation=seat.organisation, since=today() + DAY)
    with time_machine.travel(now() + DAY):
        assert standing_objections(decision) == [objection]
        assert taken_out_while_objecting(decision) == set()


# --- Proposals ----------------------------------------------------------------------------------------


def audited(decision: Decision) -> dict[str, bool]:
    lines = AuditLine.objects.filter(object_type="meetings.decision", object_id=decision.pk)
    return {line.verb: line.on_behalf for line in lines}


@pytest.mark.rule("MTG-3")
def test_what_the_secretariat_proposes_in_the_name_of_a_partner_says_so_and_the_partner_is_told(client):
    user, organisation = speaker("asgm")
    leader, by = lead("asgm"), officer()
    decision = opened(body_of("asgm"), by=by, proposer=organisation)
    assert audited(decision) == {"decision.draft": True, "decision.open": True}
    assert organisation.legal_name in told(user.email)[0]
    assert told(leader.email) == []
    words = "Put forward by the secretariat on its behalf"
    client.force_login(leader)
    assert words in client.get(decision.desk_url).content.decode()
    announce(decision, by=leader, outcome=S.ADOPTED)
    decision.refresh_from_db()
    assert latest(decision, KIND).content()["proposed_on_behalf"]
    assert words in client.get(decision.get_absolute_url()).content.decode()


@pytest.mark.rule("MTG-3")
def test_what_a_partner_or_the_secretariat_proposes_itself_is_on_nobodys_behalf():
    user, organisation = speaker("asgm")
    leader = lead("asgm")
    for by in (user, leader, officer()):
        decision = opened(body_of("asgm"), by=by)
        assert not any(audited(decision).values())
    kept = open_decision(draft(body_of("asgm"), by=officer(), proposer=organisation), by=user)
    assert audited(kept) == {"decision.draft": True, "decision.open": False}
    amendment = amendments.before_group()
    assert not any(audited(amendment.decision).values())
    assert told(user.email) == []
