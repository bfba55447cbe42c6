"""Rights of a voice and of a proposer last as long as the place they come from, and count on the day (MTG-2, MTG-3)."""

import datetime

import pytest

from meetings.actions.decision_drafts import discard_decision, edit_draft
from meetings.actions.decisions import announce, open_decision, translate_decision, withdraw_decision
from meetings.actions.positions import take_back_objection, take_position
from meetings.actions.proposals import withdraw
from meetings.enums import DecisionStatus, EndReason, PositionKind, ProposalStatus, TermRole
from meetings.models import Decision, Term
from meetings.queries.decisions import led_to, unanswered
from meetings.rules.decisions import is_concerned, standing_objections, visible_decisions
from meetings.texts.frozen_decisions import KIND
from partners.models import AreaParticipation, Membership, OrganisationPerson
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.mail.models import OutboundEmail
from portal.records.clock import now, pretending, today
from portal.records.decisions import Forbidden, Refusal
from portal.records.frozen import latest
from tests.factories import focal_point, head, officer, partner
from tests.meetings.amendments import before_group
from tests.meetings.decisions import draft, opened, speaker
from tests.meetings.offices import body_of, chair, group, lead, member, term

pytestmark = pytest.mark.django_db
S, P = DecisionStatus, PositionKind
DAY = datetime.timedelta(days=1)
OFFICE = {"ended_on": today() - DAY, "end_reason": EndReason.RESIGNED}


def fresh(user: User) -> User:
    """The same user as the next request reads them."""
    return User.objects.get(pk=user.pk)


def leave(user: User) -> None:
    """Somebody leaves the partner they spoke for, and every office."""
    OrganisationPerson.objects.filter(person__user=user).update(until=today())
    Term.objects.filter(person__user=user).update(ended_on=today() - DAY, end_reason=EndReason.RESIGNED)


def close(code: str = "asgm") -> None:
    Area.objects.filter(code=code).update(status="closed", closed_on=today(), closed_reason="Demonstration")


# --- The proposer's rights ---------------------------------------------------------------------------


@pytest.mark.rule("MTG-3")
@pytest.mark.parametrize("who", [speaker, lambda: (lead("asgm"), None)])
def test_who_left_the_partner_proposes_withdraws_and_translates_no_more(who):
    user, _organisation = who()
    body = body_of("asgm")
    own, before = draft(body, by=user), opened(body, by=user)
    leave(user)
    user = fresh(user)
    for call in (
        lambda: open_decision(own, by=user),
        lambda: discard_decision(own, by=user),
        lambda: withdraw_decision(own, by=user),
        lambda: withdraw_decision(before, by=user),
        lambda: translate_decision(before, "fr", {"title": "Non"}, by=user),
    ):
        with pytest.raises(Forbidden):
            call()
    for decision in (own, before):
        assert not visible_decisions(user).filter(pk=decision.pk)
        assert not is_concerned(user, decision)


@pytest.mark.rule("MTG-3")
def test_who_speaks_for_another_partner_now_does_not_withdraw_what_the_first_proposed():
    user, organisation = speaker("asgm")
    decision = opened(body_of("asgm"), by=user)
    leave(user)
    user.person.places.create(organisation=partner(areas=("asgm",)), role="focal")
    with pytest.raises(Forbidden):
        withdraw_decision(decision, by=fresh(user))
    assert withdraw_decision(decision, by=focal_point(organisation)).status == S.WITHDRAWN


@pytest.mark.rule("MTG-3")
def test_who_sits_in_the_group_no_more_proposes_nothing_there_and_the_next_in_the_seat_does():
    user = member()
    seat = user.person.terms.get()
    decision = opened(by=user)
    Term.objects.filter(pk=seat.pk).update(**OFFICE)  # still focal point of the partner that proposed
    with pytest.raises(Forbidden):
        withdraw_decision(decision, by=fresh(user))
    successor = focal_point(seat.organisation)
    with pytest.raises(Forbidden):
        withdraw_decision(decision, by=fresh(successor))
    term(group(), TermRole.MEMBER, person=successor.person, organisation=seat.organisation, since=today())
    assert withdraw_decision(decision, by=fresh(successor)).status == S.WITHDRAWN


@pytest.mark.rule("MTG-3")
def test_a_focal_point_who_is_no_member_has_no_part_in_what_the_group_decides(client):
    user = member()
    other = focal_point(user.person.places.get().organisation)
    own, before = draft(by=user), opened(by=user)
    deferred = announce(opened(by=user), by=chair(), outcome=S.DEFERRED)
    for call in (
        lambda: edit_draft(own, by=other, title="Mine", text="Mine.", language="en"),
        lambda: open_decision(own, by=other),
        lambda: discard_decision(own, by=other),
        lambda: open_decision(deferred, by=other),
        lambda: withdraw_decision(before, by=other),
        lambda: translate_decision(before, "fr", {"title": "Non"}, by=other),
    ):
        with pytest.raises(Forbidden):
            call()
    client.force_login(other)
    for decision in (own, before):
        assert not visible_decisions(other).filter(pk=decision.pk)
        assert client.get(decision.desk_url).status_code == 404
    assert not is_concerned(other, deferred)
    told = OutboundEmail.objects.filter(to=other.email).count()
    withdraw_decision(before, by=user)
    assert OutboundEmail.objects.filter(to=other.email).count() == told


@pytest.mark.rule("MTG-3")
def test_a_membership_that_ended_proposes_nothing():
    user, organisation = speaker("asgm")
    decision = opened(body_of("asgm"), by=user)
    Membership.objects.filter(organisation=organisation).update(
        ended_on=today(), ending="withdrawn", end_reason="Demonstration"
    )
    with pytest.raises(Forbidden):
        withdraw_decision(decision, by=fresh(user))


@pytest.mark.rule("MTG-3")
def test_what_the_secretariat_wrote_is_the_secretariats_not_of_who_left_it():
    member()
    by = officer()
    own, before = draft(by=by), opened(by=by)
    by.appointments.update(until=now())
    for decision in (own, before):
        with pytest.raises(Forbidden):
            withdraw_decision(decision, by=fresh(by))
        assert withdraw_decision(decision, by=head()).status == S.WITHDRAWN


@pytest.mark.rule("GDL-1")
def test_the_decision_about_an_amendment_is_withdrawn_by_who_may_withdraw_the_amendment():
    amendment = before_group()
    user, organisation = amendment.created_by, amendment.proposer
    leave(user)
    for call in (
        lambda: withdraw_decision(amendment.decision, by=fresh(user)),
        lambda: withdraw(amendment, by=fresh(user)),
        lambda: withdraw_decision(amendment.decision, by=amendment.opinion_by),
    ):
        with pytest.raises(Forbidden):
            call()
    withdraw_decision(amendment.decision, by=focal_point(organisation))
    amendment.refresh_from_db()
    assert amendment.status == ProposalStatus.WITHDRAWN


# --- A voice in the group is its person --------------------------------------------------------------


@pytest.mark.rule("MTG-2")
def test_an_objection_stands_when_the_seat_of_its_holder_is_renewed():
    presiding, objecting = chair(), member()
    decision = opened(by=presiding)
    objection = take_position(decision, by=objecting, kind=P.OBJECTION)
    Term.objects.filter(pk=objection.seat_id).update(**OFFICE)
    organisation = objection.seat.organisation
    term(group(), TermRole.MEMBER, person=objecting.person, organisation=organisation, since=today())
    assert unanswered(fresh(objecting)).count() == 0
    with pytest.raises(Refusal):
        announce(decision, by=presiding, outcome=S.ADOPTED)
    with pytest.raises(Refusal):  # one voice, one objection
        take_position(decision, by=fresh(objecting), kind=P.OBJECTION)
    with pytest.raises(Forbidden):
        take_back_objection(objection, by=member())
    take_back_objection(objection, by=fresh(objecting))
    assert announce(decision, by=presiding, outcome=S.ADOPTED).status == S.ADOPTED


# --- The day of the decision -------------------------------------------------------------------------


@pytest.mark.rule("MTG-2")
def test_nothing_is_decided_on_a_day_before_it_was_open():
    presiding = chair()
    with pytest.raises(Refusal) as refused:
        announce(opened(by=presiding), by=presiding, outcome=S.ADOPTED, decided_on=today() - DAY)
    assert [problem.field for problem in refused.value.problems] == ["decided_on"]


@pytest.mark.rule("MTG-2")
def test_who_decided_and_objected_on_the_day_of_the_decision_stands_in_its_way():
    presiding, objecting = chair(), member()
    with pretending(now() - 10 * DAY):
        decision = opened(by=presiding)
        objection = take_position(decision, by=objecting, kind=P.OBJECTION)
    Term.objects.filter(pk=objection.seat_id).update(**OFFICE)
    late = member(since=today())
    assert standing_objections(decision) == []
    with pytest.raises(Refusal):
        announce(decision, by=presiding, outcome=S.ADOPTED, decided_on=today() - 5 * DAY)
    # Nor does one count less who decides today, but did not then.
    other = take_position(decision, by=late, kind=P.OBJECTION)
    Decision.objects.get(pk=decision.pk).positions.filter(pk=objection.pk).update(
        withdrawn_at=now(), withdrawn_by=objecting
    )
    with pytest.raises(Refusal):
        announce(decision, by=presiding, outcome=S.ADOPTED, decided_on=today() - 5 * DAY)
    take_back_objection(other, by=late)
    announce(decision, by=presiding, outcome=S.ADOPTED, decided_on=today() - 5 * DAY)
    people = {row["person"] for row in latest(decision, KIND).content()["who_decides"]}
    assert people == {f"person-{user.person.pk}" for user in (presiding, objecting)}


@pytest.mark.rule("MTG-2")
def test_partners_of_the_area_on_the_day_of_the_decision_are_those_who_decided():
    leader, (user, organisation), (_other, newer) = lead("asgm"), speaker("asgm"), speaker("asgm")
    AreaParticipation.objects.filter(organisation=newer).update(since=today())
    AreaParticipation.objects.filter(organisation=organisation).update(since=today() - 30 * DAY)
    with pretending(now() - 10 * DAY):
        decision = opened(body_of("asgm"), by=leader)
        objection = take_position(decision, by=user, kind=P.OBJECTION)
    AreaParticipation.objects.filter(organisation=organisation).update(until=today() - DAY)
    AreaParticipation.objects.exclude(organisation__in=[organisation, newer]).update(since=None)
    Membership.objects.update(since=None)
    with pytest.raises(Refusal):
        announce(decision, by=leader, outcome=S.ADOPTED, decided_on=today() - 5 * DAY)
    announce(decision, by=leader, outcome=S.NO_CONSENSUS, decided_on=today() - 5 * DAY, note="One objected.")
    partners = {row["partner"] for row in latest(decision, KIND).content()["who_decides"]}
    led_for = leader.person.terms.get().organisation_id
    assert partners == {f"partner-{pk}" for pk in (led_for, organisation.pk)}
    assert not objection.lapsed


# --- A closed area -----------------------------------------------------------------------------------


@pytest.mark.rule("MTG-2")
def test_in_a_closed_area_nobody_speaks_and_nothing_is_adopted():
    user, _organisation = speaker("asgm")
    decision = opened(body_of("asgm"), by=user)
    other = opened(body_of("asgm"), by=user)
    close()
    assert unanswered(fresh(user)).count() == 0
    for by in (fresh(user), officer()):
        with pytest.raises(Forbidden):
            take_position(decision, by=by, kind=P.STATEMENT, text="Still here.")
    with pretending(now() + 10 * DAY):
        for outcome in (S.ADOPTED, S.DEFERRED):
            with pytest.raises(Refusal) as refused:
                announce(decision, by=officer(), outcome=outcome, note="Demonstration note")
            assert "closed" in str(refused.value)
        done = announce(decision, by=officer(), outcome=S.NO_CONSENSUS, note="The area has been closed.")
    assert done.status == S.NO_CONSENSUS
    assert withdraw_decision(other, by=fresh(user)).status == S.WITHDRAWN


# --- What it led to ----------------------------------------------------------------------------------


def test_a_term_entered_by_mistake_is_nothing_a_decision_led_to():
    presiding = chair()
    decision = announce(opened(by=presiding), by=presiding, outcome=S.ADOPTED)
    for reason in (EndReason.ENTERED_WRONGLY, EndReason.RESIGNED):
        ends = {"ended_on": today(), "end_reason": reason}
        term(body_of("asgm"), TermRole.LEAD, decision=decision, source="", **ends)
    assert [row["term"].end_reason for row in led_to(decision)] == [EndReason.RESIGNED]
