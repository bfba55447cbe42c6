"""With a partner's place in the Partnership or an area its offices give no right any more, at once (AREA-5, AREA-6)."""

import pytest

from meetings.actions.decisions import announce
from meetings.actions.positions import take_position
from meetings.enums import DecisionStatus
from meetings.models import Body
from meetings.rules.decisions import standing_objections
from meetings.rules.offices import is_chair, is_lead_of, is_member, terms_in_force
from partners.actions.membership import end_membership
from partners.actions.profile import leave_area
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.records.decisions import Forbidden
from portal.records.registries import roles_of
from tests.factories import head
from tests.meetings.decisions import opened, speaker
from tests.meetings.offices import body_of, chair, lead, member

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def leaves(user: User) -> None:
    organisation = user.person.places.get().organisation
    end_membership(organisation.memberships.get(), by=head(), ending="withdrawn", reason="Demonstration")


@pytest.mark.rule("AREA-5")
@pytest.mark.rule("MTG-2")
def test_who_sat_for_a_partner_that_left_today_decides_no_more() -> None:
    user, other = member(), member()
    decision = opened(by=other)
    objection = take_position(decision, by=user, kind="objection", text="No")
    leaves(user)
    assert not is_member(fresh(user))
    assert "member" not in roles_of(fresh(user))
    assert standing_objections(decision) == []
    assert not terms_in_force().filter(person=user.person).exists()
    with pytest.raises(Forbidden):
        take_position(decision, by=fresh(user), kind="statement", text="Still here")
    assert objection.is_maintained


@pytest.mark.rule("AREA-5")
def test_who_presided_for_a_partner_that_left_today_presides_no_more() -> None:
    user = chair()
    decision = opened(by=member())
    leaves(user)
    assert not is_chair(fresh(user))
    with pytest.raises(Forbidden):
        announce(decision, by=fresh(user), outcome=DecisionStatus.ADOPTED)


@pytest.mark.rule("AREA-5")
@pytest.mark.rule("AREA-6")
def test_a_lead_whose_partner_left_the_area_announces_nothing() -> None:
    user, (proposer, _partner) = lead(), speaker()
    decision = opened(body_of("asgm"), by=proposer)
    area = Area.objects.get(code="asgm")
    leave_area(user.person.places.get().organisation, area, by=user)
    assert not is_lead_of(fresh(user), area)
    with pytest.raises(Forbidden):
        announce(decision, by=fresh(user), outcome=DecisionStatus.ADOPTED)


@pytest.mark.rule("AREA-5")
def test_who_acted_as_lead_elsewhere_keeps_that_only(django_assert_num_queries) -> None:
    """Both ways of asking agree: that of somebody whose term ran out, and that of all others; one query each."""
    user = lead()
    area = Area.objects.get(code="asgm")
    leave_area(user.person.places.get().organisation, area, by=user)
    assert Body.objects.filter(terms__in=terms_in_force()).count() == 0
    again = fresh(user)
    with django_assert_num_queries(2):  # what they ever held, and what of it is in force
        assert not is_lead_of(again, area)
