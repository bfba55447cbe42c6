"""Seats and their grounds: who is invited as a lead leads, a seat without its ground is shown, a promise is kept."""

import datetime

import pytest

from meetings.actions.seats import answer_invitation
from meetings.actions.terms import end_term
from meetings.enums import SeatGround
from meetings.models import Term
from meetings.panels.offices import offices_waiting
from meetings.queries.seats import areas_without_lead, offices_on, panel, seats_among
from meetings.rules.terms import term_problems, term_warnings
from partners.actions.profile import leave_area
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.records.clock import today
from portal.records.decisions import Refusal
from tests.factories import PersonFactory, head, officer, partner
from tests.meetings.appointing import fields, sits, wanted
from tests.meetings.offices import group, lead, member, term
from tests.meetings.test_seats import sent

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
GONE = "although their ground is gone"


def asgm() -> Area:
    return Area.objects.get(code="asgm")


def seat_of(user: User, ground: str = SeatGround.AREA_LEAD) -> Term:
    organisation = user.person.places.get().organisation
    values = {"ground": ground, "area": asgm(), "category": "", "need": ""}
    return term(group(), "member", person=user.person, organisation=organisation, **values)


def shown() -> str:
    return " ".join(gap.text for gap in panel(group(), offices_on(group())).gaps)


def waiting(user: User) -> list[str]:
    return [item.url for item in offices_waiting(user)]


@pytest.mark.rule("PAG-2")
def test_who_was_invited_as_a_lead_and_leads_no_more_gets_no_seat() -> None:
    user = lead()
    values = {"ground": SeatGround.AREA_LEAD, "area": asgm(), "category": "", "need": ""}
    organisation = user.person.places.get().organisation
    invitation = sent(person=user.person, organisation=organisation, since=today() - 5 * DAY, **values)
    end_term(user.person.terms.get(role="lead"), by=head(), ended_on=today() - DAY, reason="resigned")
    with pytest.raises(Refusal) as refusal:
        answer_invitation(invitation, accept=True)
    assert fields(refusal.value.problems) == ["ground"]


@pytest.mark.rule("PAG-2")
@pytest.mark.rule("PAG-3")
def test_a_seat_goes_on_without_its_lead_and_is_shown() -> None:
    user = lead()
    seat = seat_of(user)
    assert asgm() not in areas_without_lead(seats_among(offices_on(group())))
    assert GONE not in shown() and waiting(head()) == []
    end_term(user.person.terms.get(role="lead"), by=head(), ended_on=today() - DAY, reason="resigned")
    assert asgm() in areas_without_lead(seats_among(offices_on(group())))
    assert f"{GONE}: Lead of a partnership area ({asgm().short_name})" in shown()
    for staff in (head(), officer()):
        [url] = waiting(staff)
        assert f"/{seat.pk}/" in url
    assert waiting(member()) == []
    end_term(seat, by=head(), ended_on=today() - DAY, reason="resigned")
    assert waiting(head()) == [] and GONE not in shown()


@pytest.mark.rule("PAG-2")
def test_a_seat_goes_on_when_its_partner_leaves_the_area_that_designated_it_and_is_shown() -> None:
    user = member()
    Term.objects.filter(person=user.person).delete()
    seat_of(user, SeatGround.AREA_DESIGNATED)
    assert GONE not in shown()
    leave_area(user.person.places.get().organisation, asgm(), by=user)
    assert GONE in shown() and len(waiting(head())) == 1


def test_what_waits_asks_the_same_number_of_questions(django_assert_max_num_queries) -> None:
    staff = head()
    for _number in range(3):
        seat_of(member_without_seat())
        seat_of(member_without_seat(), SeatGround.AREA_DESIGNATED)
    list(offices_waiting(staff))
    with django_assert_max_num_queries(4):
        assert len(list(offices_waiting(staff))) == 3


def member_without_seat() -> User:
    user = member()
    Term.objects.filter(person=user.person).delete()
    return user


@pytest.mark.rule("PAG-1")
def test_the_last_seat_promised_by_letter_is_not_given_away_without_a_word() -> None:
    for _number in range(23):
        sits()
    promised = sent()
    values = wanted(group(), "member", organisation=partner())
    assert "" not in fields(term_warnings(**values))
    sits()
    assert term_problems(**values) == []
    [warning] = [found for found in term_warnings(**values) if found.field == ""]
    assert "held or offered" in str(warning.message)
    # Nobody is warned of the own invitation, nor of a seat beside the ordinary ones.
    assert "" not in fields(term_warnings(**values | {"person": promised.person}))
    temporary = values | {"ground": "temporary", "person": PersonFactory()}
    assert "" not in fields(term_warnings(**temporary))
