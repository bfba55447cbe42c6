"""Who left the partner that they represent: the voice is gone at once, and the head is told (AREA-5, MTG-2)."""

import datetime
from typing import Any

import pytest

from meetings.actions.decisions import announce
from meetings.actions.positions import take_back_objection, take_position
from meetings.actions.seats import answer_invitation
from meetings.models import Term
from meetings.rules.decisions import own_voices, presides
from meetings.rules.offices import is_lead_of, is_member
from meetings.rules.terms import term_warnings
from partners.actions.merges import merge_organisation
from partners.actions.people import end_place
from partners.models import OrganisationPerson
from portal.accounts.models import User
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal
from portal.records.registries import WaitingItem, staff_waiting
from tests.factories import PersonFactory, UserFactory, focal_point, head, officer, partner
from tests.meetings.appointing import wanted
from tests.meetings.decisions import opened, speaker
from tests.meetings.offices import body_of, group, lead, term
from tests.meetings.test_seats import sent

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    """The same account at its next request."""
    return User.objects.get(pk=user.pk)


def lead_of_two(code: str = "asgm") -> tuple[User, User, Any]:
    """Somebody who leads an area for a partner, a colleague there, and the partner."""
    organisation = partner(areas=(code,))
    leads, stays = focal_point(organisation), focal_point(organisation)
    term(body_of(code), "lead", person=leads.person, organisation=organisation)
    return leads, stays, organisation


def waiting(by: User) -> list[WaitingItem]:
    return [item for item in staff_waiting.collect(by) if item.kind == "left"]


@pytest.mark.rule("AREA-5")
@pytest.mark.rule("MTG-2")
def test_a_lead_who_left_the_partner_neither_speaks_nor_presides():
    gone, stays, _partner = lead_of_two()
    decision = opened(body_of("asgm"), by=speaker()[0])
    end_place(gone.person.places.get(), by=stays)
    objection = take_position(decision, by=stays, kind="objection", text="No")
    gone = again(gone)
    assert own_voices(gone, decision.body) == []
    assert not presides(gone, decision.body)
    assert not is_lead_of(gone, decision.body.area)
    with pytest.raises(Forbidden):
        take_back_objection(objection, by=gone)
    with pytest.raises(Forbidden):
        take_position(decision, by=gone, kind="statement", text="Still here")
    with pytest.raises(Forbidden):
        announce(decision, by=gone, outcome="deferred", note="Later")


@pytest.mark.rule("AREA-5")
def test_a_lead_whose_partner_knows_nobody_speaks_for_it():
    organisation = partner(areas=("asgm",))
    user = UserFactory()
    term(body_of("asgm"), "lead", person=PersonFactory(user=user), organisation=organisation)
    assert [voice.organisation for voice in own_voices(user, body_of("asgm"))] == [organisation]
    assert presides(user, body_of("asgm"))


@pytest.mark.rule("AREA-5")
def test_a_lead_who_left_and_came_back_speaks_again():
    leads, stays, organisation = lead_of_two()
    end_place(leads.person.places.get(), by=stays)
    organisation.people.create(person=leads.person, role="viewer")
    assert presides(again(leads), body_of("asgm"))


@pytest.mark.rule("AREA-5")
@pytest.mark.rule("MTG-2")
def test_a_lead_speaks_on_when_the_partner_is_merged():
    merged, into = partner(areas=("asgm",)), partner(areas=("asgm",))
    user = UserFactory()
    term(body_of("asgm"), "lead", person=PersonFactory(user=user), organisation=merged)
    decision = opened(body_of("asgm"), by=speaker()[0])
    objection = take_position(decision, by=again(user), kind="objection", text="No")
    merge_organisation(merged, into=into, reason="The same", by=officer())
    assert [voice.organisation for voice in own_voices(again(user), decision.body)] == [into]
    take_back_objection(objection, by=again(user))
    objection.refresh_from_db()
    assert objection.withdrawn_at


@pytest.mark.rule("AREA-5")
def test_the_head_reads_who_left_and_still_holds_an_office():
    gone, stays, organisation = lead_of_two()
    seated = term(group(), "member", person=gone.person, organisation=organisation)
    reader = head()
    assert not waiting(reader)
    end_place(gone.person.places.get(), by=stays)
    found = waiting(reader)
    assert len(found) == 2
    assert all(str(gone.person) in item.text and organisation.public_name in item.text for item in found)
    assert is_member(again(gone))  # a seat is held by the person: the head ends it
    assert not waiting(stays)
    Term.objects.filter(pk=seated.pk).update(ended_on=seated.since, end_reason="left_partner")
    assert len(waiting(reader)) == 1


@pytest.mark.rule("AREA-5")
def test_an_individual_partner_does_not_leave_themselves():
    user = UserFactory()
    person = PersonFactory(user=user)
    organisation = partner(areas=("asgm",), kind="individual", person=person)
    organisation.people.create(person=person, role="viewer", until="2026-01-01", since="2025-01-01")
    term(body_of("asgm"), "lead", person=person, organisation=organisation)
    assert presides(user, body_of("asgm"))


@pytest.mark.rule("AREA-5")
def test_who_is_taken_out_while_the_action_waits_for_its_turn_does_not_speak():
    organisation = partner(areas=("asgm",))
    user, stays = again(focal_point(organisation)), focal_point(organisation)
    decision = opened(body_of("asgm"), by=speaker()[0])
    assert own_voices(user, decision.body)  # the page asked
    end_place(OrganisationPerson.objects.get(person__user=user), by=stays)  # another request, meanwhile
    with pytest.raises(Forbidden):
        take_position(decision, by=user, kind="objection", text="No")


@pytest.mark.rule("AREA-5")
def test_whose_term_ends_while_the_action_waits_does_not_announce():
    user = again(lead())
    decision = opened(body_of("asgm"), by=speaker()[0])
    assert presides(user, decision.body)
    Term.objects.filter(person__user=user).update(ended_on=today() - DAY, end_reason="resigned")
    with pytest.raises(Forbidden):
        announce(decision, by=user, outcome="deferred", note="Later")


@pytest.mark.rule("PAG-2")
def test_who_left_the_partner_before_the_answer_does_not_take_the_seat_for_it():
    organisation = partner()
    invited, stays = focal_point(organisation), focal_point(organisation)
    invitation = sent(person=invited.person, organisation=organisation)
    end_place(invited.person.places.get(), by=stays)
    with pytest.raises(Refusal, match="has left"):
        answer_invitation(invitation, accept=True)
    invitation.refresh_from_db()
    assert invitation.status == "sent"
    answer_invitation(invitation, accept=False)


@pytest.mark.rule("AREA-3")
def test_the_head_is_warned_of_somebody_who_left_the_partner_that_they_would_represent():
    organisation = partner(areas=("asgm",))
    gone, stays = focal_point(organisation), focal_point(organisation)
    values = wanted(body_of("asgm"), "lead", person=gone.person, organisation=organisation)
    assert not any("has left" in problem.message for problem in term_warnings(**values))
    end_place(gone.person.places.get(), by=stays)
    assert any("has left" in problem.message for problem in term_warnings(**values))
