"""A decision gives no office that nobody could record; what cannot be carried out any more is set aside."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from meetings.actions.decisions import announce, open_decision
from meetings.actions.nominations import set_aside
from meetings.actions.terms import appoint
from meetings.enums import DecisionKind, DecisionStatus, TermRole
from meetings.models import Decision, Nomination, Term
from meetings.panels.offices import nominations_to_record
from partners.models import Person
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from portal.records.registries import staff_waiting
from tests.factories import head, officer
from tests.meetings.decisions import draft, opened, speaker
from tests.meetings.offices import body_of, chair, group, lead, member, term

pytestmark = pytest.mark.django_db
S = DecisionStatus
DAY = datetime.timedelta(days=1)


def messages(refusal: pytest.ExceptionInfo) -> str:
    return "\n".join(str(problem.message) for problem in refusal.value.problems)


def named(user: Any, role: str = TermRole.CO_CHAIR, *, start: int = 10, **values: Any) -> dict[str, Any]:
    organisation = user.person.places.get().organisation
    since = today() + start * DAY
    return {"role": role, "person": user.person, "organisation": organisation, "since": since} | values


def election(*rows: dict[str, Any], **values: Any) -> Decision:
    return draft(
        by=officer(), kind=DecisionKind.CHAIRS, nominations=rows, meeting_reference="PAG-90", **values
    )


def leads_of_asgm(user: Any, *rows: dict[str, Any]) -> Decision:
    values = {"kind": DecisionKind.LEADS, "nominations": rows, "meeting_reference": "ASGM-9"}
    return draft(body_of("asgm"), by=user, **values)


# --- Before the body --------------------------------------------------------------------------------


@pytest.mark.rule("PAG-4")
def test_an_election_beside_a_sitting_chair_is_not_put_before_the_group():
    presiding, elected = chair(), member()
    decision = election(named(elected))
    with pytest.raises(Refusal) as refused:
        open_decision(decision, by=decision.created_by)
    assert f"Co-chair, {elected.person}" in messages(refused)
    assert "there cannot be a co-chair at the same time" in messages(refused)
    end = Term.objects.get(person=presiding.person, role=TermRole.CHAIR).until
    decision.nominations.update(since=end + DAY, until=end + 700 * DAY)
    assert open_decision(decision, by=decision.created_by).status == S.OPEN


@pytest.mark.rule("PAG-4")
@pytest.mark.rule("PAG-5")
def test_every_reason_is_said_at_once_for_everybody_named():
    first, second = member(), member(until=today() + 100 * DAY)
    for years in (9, 5):
        since = today() - years * 365 * DAY
        term(group(), TermRole.CHAIR, person=first.person, since=since, until=since + 700 * DAY)
    both = named(first), named(second, until=today() + 1000 * DAY)
    with pytest.raises(Refusal) as refused:
        open_decision(election(*both), by=officer())
    said = messages(refused)
    assert "has had two terms" in said
    assert "held for two years at a time" in said and "seat ends on" in said
    assert {problem.field for problem in refused.value.problems} == {"nominations"}


@pytest.mark.rule("PAG-5")
def test_who_had_two_terms_can_finish_the_term_of_a_chair_who_left():
    gone, again = member(), member()
    for years in (9, 5):
        since = today() - years * 365 * DAY
        term(group(), TermRole.CHAIR, person=again.person, since=since, until=since + 700 * DAY)
    until = today() + 200 * DAY
    since = until - 720 * DAY
    ended = {"ended_on": today() - DAY, "end_reason": "resigned"}
    left = term(group(), TermRole.CHAIR, person=gone.person, since=since, until=until, **ended)
    decision = election(named(again, TermRole.CHAIR, until=until))
    by = head()
    decision = open_decision(decision, by=decision.created_by)
    decision = announce(decision, by=by, outcome=S.ADOPTED, note="The members presided in turn.")
    nomination = decision.nominations.get()
    values = {
        name: getattr(nomination, name) for name in ("role", "person", "organisation", "since", "until")
    }
    assert appoint(body=group(), by=by, decision=decision, replaces=left, **values).pk


@pytest.mark.rule("PAG-4")
def test_those_elected_together_are_counted_together():
    sitting, first, second = member(), member(), member()
    until = today() + 30 * DAY
    term(group(), TermRole.CO_CHAIR, person=sitting.person, since=today() - 300 * DAY, until=until)
    decision = election(named(first), named(second))
    with pytest.raises(Refusal) as refused:
        open_decision(decision, by=decision.created_by)
    said = messages(refused)
    assert f"Co-chair, {second.person}" in said and "two co-chairs on" in said
    assert f"Co-chair, {first.person}" not in said
    decision.nominations.update(since=until + DAY, until=until + 700 * DAY)
    assert open_decision(decision, by=decision.created_by).status == S.OPEN


@pytest.mark.rule("AREA-3")
def test_leads_are_designated_for_two_years_and_nobody_twice_at_once():
    leader, (user, _organisation) = lead("asgm"), speaker("asgm")
    decision = leads_of_asgm(user, named(leader, TermRole.CO_LEAD), named(user, TermRole.CO_LEAD, start=-900))
    decision.nominations.filter(person=user.person).update(until=today() - DAY)
    with pytest.raises(Refusal) as refused:
        open_decision(decision, by=user)
    assert f"Co-lead, {leader.person}: This person already holds the office" in messages(refused)
    assert f"Co-lead, {user.person}: The days of this office are over." in messages(refused)


@pytest.mark.rule("PAG-2")
def test_an_area_designates_nobody_who_sits_in_the_group_in_that_time():
    user, organisation = speaker("asgm")
    term(group(), TermRole.MEMBER, person=user.person, organisation=organisation)
    row = named(user, TermRole.MEMBER, area=body_of("asgm").area)
    decision = draft(body_of("asgm"), by=user, kind=DecisionKind.NOMINEES, nominations=[row])
    with pytest.raises(Refusal, match="already holds the office"):
        open_decision(decision, by=user)


# --- Adopted ----------------------------------------------------------------------------------------


def elected() -> tuple[Any, Nomination]:
    """Somebody elected by an adopted decision, whose term waits to be recorded."""
    user = member()
    decision = opened(
        by=officer(), kind=DecisionKind.CHAIRS, nominations=[named(user)], meeting_reference="PAG-90"
    )
    announce(decision, by=officer(), outcome=S.ADOPTED, note="The members presided in turn.")
    return user, decision.nominations.get()


@pytest.mark.rule("PAG-4")
def test_what_became_impossible_while_it_was_open_is_not_adopted(client):
    user, presiding = member(), member()
    values = {"kind": DecisionKind.CHAIRS, "nominations": [named(user)], "meeting_reference": "PAG-90"}
    decision = opened(by=officer(), **values)
    term(group(), TermRole.CHAIR, person=presiding.person)
    with pytest.raises(Refusal) as refused:
        announce(decision, by=presiding, outcome=S.ADOPTED)
    assert "There is a chair on" in messages(refused)
    client.force_login(presiding)
    page = client.get(reverse("meetings_desk:decision_announce", args=[decision.uuid])).content.decode()
    assert "There is a chair on" in page
    assert announce(decision, by=presiding, outcome=S.DEFERRED).status == S.DEFERRED


@pytest.mark.rule("PAG-4")
def test_head_sets_aside_what_cannot_be_carried_out_any_more(client):
    user, nomination = elected()
    term(group(), TermRole.CHAIR, person=member().person)
    by = head()
    assert any(item.kind == "term" for item in staff_waiting.collect(by))
    with pytest.raises(Forbidden):
        set_aside(nomination, by=officer(), reason="There is a chair.")
    with pytest.raises(Refusal, match="Say why"):
        set_aside(nomination, by=by, reason=" ")
    client.force_login(by)
    record = client.get(f"{reverse('bodies:appoint', args=[group().pk])}?nomination={nomination.pk}")
    url = reverse("decisions:set_aside", args=[nomination.decision_id])
    assert url in record.content.decode()
    inspect = reverse("decisions:inspect", args=[nomination.decision_id])
    assert url in client.get(inspect).content.decode()
    assert str(user.person) in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "A chair was designated meanwhile."}).status_code == 302
    nomination.refresh_from_db()
    assert nomination.set_aside_on == today()
    assert not nominations_to_record().exists()
    assert not any(item.kind == "term" for item in staff_waiting.collect(by))
    page = client.get(inspect).content.decode()
    assert "A chair was designated meanwhile." in page and url not in page
    line = AuditLine.objects.get(verb="decision.set_aside")
    assert "chair was designated" not in str(line.data)
    with pytest.raises(WrongState):
        set_aside(nomination, by=by, reason="Again.")
    assert client.post(url, {"reason": "Again."}).status_code == 409


def test_one_of_two_is_chosen_and_a_term_can_still_be_recorded(client):
    first, second = member(), member()
    decision = opened(
        by=officer(),
        kind=DecisionKind.CHAIRS,
        nominations=[named(first), named(second)],
        meeting_reference="PAG-90",
    )
    decision = announce(decision, by=officer(), outcome=S.ADOPTED, note="The members presided in turn.")
    by = head()
    client.force_login(by)
    url = reverse("decisions:set_aside", args=[decision.pk])
    assert client.post(url, {"reason": "They left."}).status_code == 422
    chosen = decision.nominations.get(person=second.person)
    assert client.post(url, {"reason": "They left.", "nomination": chosen.pk}).status_code == 302
    assert [row.person for row in nominations_to_record()] == [Person.objects.get(user=first)]
    values = {name: getattr(chosen, name) for name in ("role", "person", "organisation", "since", "until")}
    made = appoint(body=group(), by=by, decision=decision, **values)
    chosen.refresh_from_db()
    assert chosen.term == made


@pytest.mark.rule("MTG-2")
def test_nobody_designates_themselves_at_once_by_naming_a_meeting():
    user = lead("asgm", until=today() + 20 * DAY)
    decision = leads_of_asgm(user, named(user, TermRole.LEAD, start=30))
    decision = open_decision(decision, by=user)
    with pytest.raises(Refusal, match="your own designation"):
        announce(decision, by=user, outcome=S.ADOPTED)
    announce(decision, by=officer(), outcome=S.ADOPTED, note="For the lead, in the meeting.")


@pytest.mark.rule("MTG-2")
def test_who_presides_adopts_the_designation_of_others_in_the_meeting():
    user, other = lead("asgm", until=today() + 20 * DAY), speaker("asgm")[0]
    decision = open_decision(leads_of_asgm(user, named(other, TermRole.LEAD, start=30)), by=user)
    announce(decision, by=user, outcome=S.ADOPTED)
