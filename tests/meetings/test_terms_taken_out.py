"""What can be ended, back to which day, and what is taken out as entered by mistake; what is said before."""

import datetime
from typing import Any

import pytest

from meetings.actions.decisions import announce
from meetings.actions.positions import take_back_objection, take_position
from meetings.actions.recording import Unconfirmed, void_term
from meetings.actions.terms import appoint, end_term
from meetings.enums import DecisionStatus
from meetings.models import Term
from meetings.rules.decisions import standing_objections
from meetings.rules.terms import can_be_taken_out, can_still_be_ended, end_problems
from portal.accounts.models import User
from portal.records.clock import today
from portal.records.decisions import Refusal
from tests.factories import head
from tests.meetings.appointing import fields, sits, wanted
from tests.meetings.decisions import opened, speaker
from tests.meetings.offices import body_of, chair, group, lead, member, term

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
RESIGNED = {"reason": "resigned"}
WRONG = {"reason": "entered_wrongly", "note": "Slip"}


def office(user: User, role: str = "member") -> Term:
    return user.person.terms.get(role=role)


def ending(held: Term, on: datetime.date, **values: Any) -> list[str]:
    return fields(end_problems(held, ended_on=on, **values))


# --- An objection that is maintained -----------------------------------------------------------------


@pytest.mark.rule("MTG-2")
def test_a_seat_is_not_ended_for_a_day_before_under_an_objection() -> None:
    user, staff = member(), head()
    decision = opened(by=member())
    objection = take_position(decision, by=user, kind="objection", text="No")
    held = office(user)
    for day in (today() - DAY, held.since):
        with pytest.raises(Refusal) as refusal:
            end_term(held, by=staff, ended_on=day, **RESIGNED)
        [problem] = refusal.value.problems
        assert problem.field == "ended_on" and decision.reference in str(problem.message)
    assert standing_objections(decision) == [objection]
    assert ending(held, today(), **RESIGNED) == [] == ending(held, today() + DAY, **RESIGNED)
    take_back_objection(objection, by=user)
    assert ending(held, today() - DAY, **RESIGNED) == []


@pytest.mark.rule("MTG-2")
def test_a_seat_is_not_taken_out_under_an_objection() -> None:
    user, presiding = member(), chair()
    decision = opened(by=member())
    take_position(decision, by=user, kind="objection", text="No")
    with pytest.raises(Refusal) as refusal:
        void_term(office(user), by=head(), note="Slip")
    assert decision.reference in str(refusal.value.problems[0].message)
    with pytest.raises(Refusal):
        announce(decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    announce(decision, by=presiding, outcome=DecisionStatus.NO_CONSENSUS)
    assert void_term(office(user), by=head(), note="Slip").end_reason == "entered_wrongly"


@pytest.mark.rule("MTG-2")
def test_nor_is_a_lead_of_the_area() -> None:
    user, (proposer, _partner) = lead(), speaker()
    decision = opened(body_of("asgm"), by=proposer)
    take_position(decision, by=user, kind="objection", text="No")
    held = office(user, "lead")
    assert ending(held, today() - DAY, **RESIGNED) == ["ended_on"]
    assert ending(held, held.since, **WRONG) == [""]
    assert ending(held, today(), **RESIGNED) == []
    # What somebody says in one body binds nothing in another; and other people's terms end as before.
    seat = term(group(), "member", person=user.person)
    assert ending(seat, today() - DAY, **RESIGNED) == []
    assert ending(office(member()), today() - DAY, **RESIGNED) == []


# --- What is over ---------------------------------------------------------------------------------------


@pytest.mark.rule("PAG-5")
def test_what_ran_its_full_time_is_not_ended_early_afterwards() -> None:
    days = {"since": today() - 1500 * DAY, "until": today() - 800 * DAY}
    recorded_then = term(body_of("asgm"), "lead", **days)
    assert not can_still_be_ended(recorded_then)
    assert ending(recorded_then, days["since"], **RESIGNED) == [""]
    assert ending(recorded_then, days["since"], **WRONG) == []
    looked_up_later = appoint(by=head(), **wanted(group(), "chair", person=sits(), **days, source="Report"))
    assert end_term(looked_up_later, by=head(), ended_on=today() - 900 * DAY, **RESIGNED).ended_on


@pytest.mark.rule("AREA-3")
def test_who_acts_stops_with_the_last_day_of_the_own_term() -> None:
    acting = term(body_of("asgm"), "lead", since=today() - 800 * DAY, until=today() - 70 * DAY)
    assert can_still_be_ended(acting)
    assert ending(acting, today() - 100 * DAY, **RESIGNED) == ["ended_on"]
    assert ending(acting, acting.until, **RESIGNED) == []


def test_what_has_ended_can_still_have_been_a_mistake() -> None:
    days = {"since": today() - 1500 * DAY, "until": today() - 800 * DAY}
    values = wanted(group(), "chair", person=sits(), **days, source="Report")
    held = end_term(appoint(by=head(), **values), by=head(), ended_on=today() - 900 * DAY, **RESIGNED)
    assert not can_still_be_ended(held) and can_be_taken_out(held)
    held = void_term(held, by=head(), note="Another person was meant")
    assert held.end_reason == "entered_wrongly" and not can_be_taken_out(held)
    assert not Term.objects.counted().filter(pk=held.pk).exists()
    with pytest.raises(Refusal):
        void_term(held, by=head(), note="Twice")


# --- What is said before --------------------------------------------------------------------------------


@pytest.mark.rule("AREA-3")
def test_who_takes_out_the_last_lead_or_chair_is_warned() -> None:
    for held in (office(lead(), "lead"), office(chair(), "chair")):
        with pytest.raises(Unconfirmed) as unconfirmed:
            void_term(held, by=head(), note="Slip")
        assert fields(unconfirmed.value.problems)[0] == "ended_on"
        void_term(held, by=head(), note="Slip", confirmed=unconfirmed.value.seal)
    past = term(body_of("asgm"), "lead", since=today() - 3000 * DAY, until=today() - 2300 * DAY)
    assert void_term(past, by=head(), note="Slip").end_reason == "entered_wrongly"
