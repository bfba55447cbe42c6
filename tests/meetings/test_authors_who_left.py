"""Who wrote something for a partner reads it as long as they belong to that partner (GDL-1, MTG-3)."""

import datetime

import pytest
from django.urls import reverse

from meetings.actions.amendments import save_draft
from meetings.actions.decisions import announce
from meetings.actions.positions import take_position
from meetings.actions.proposals import examine
from meetings.enums import DecisionStatus, EndReason, PositionKind
from meetings.models import Amendment, Term
from meetings.rules.decisions import is_concerned, visible_decisions
from meetings.rules.proposals import visible_proposals
from partners.enums import OrganisationRole
from partners.models import Membership, OrganisationPerson
from portal.accounts.models import User
from portal.mail.models import OutboundEmail
from portal.records.clock import today
from tests.factories import focal_point, officer, partner
from tests.meetings import amendments
from tests.meetings.offices import chair, lead, member

pytestmark = pytest.mark.django_db


def leave(user: User) -> User:
    """Somebody leaves the partner and gets a place in another; the user as the next request reads them."""
    OrganisationPerson.objects.filter(person__user=user).update(until=today())
    user.person.places.create(organisation=partner(), role=OrganisationRole.FOCAL)
    return User.objects.get(pk=user.pk)


def mailed(template: str) -> set[str]:
    mails = OutboundEmail.objects.filter(template=f"meetings/{template}")
    return set(mails.values_list("to", flat=True))


@pytest.mark.rule("GDL-1")
def test_who_left_the_partner_does_not_read_its_draft(client):
    amendment = amendments.draft()
    user, organisation = amendment.created_by, amendment.proposer
    colleague = focal_point(organisation)
    user = leave(user)
    amendment.refresh_from_db()
    save_draft(amendment, {"reason": "What we want to reach."}, by=colleague, seen=amendment.version)
    address = reverse("meetings_desk:amendment", args=[amendment.uuid])
    client.force_login(user)
    assert client.get(address).status_code == 404
    client.force_login(colleague)
    assert client.get(address).status_code == 200
    assert not visible_proposals(user, Amendment).exists()


@pytest.mark.rule("MTG-3")
def test_who_left_the_partner_does_not_read_what_the_group_says_on_its_amendment(client):
    amendment = amendments.before_group()
    user, organisation, decision = amendment.created_by, amendment.proposer, amendment.decision
    speaking, colleague = member(), focal_point(organisation)
    take_position(decision, by=speaking, kind=PositionKind.OBJECTION, text="Between us.")
    client.force_login(user)
    assert "Between us." in client.get(decision.desk_url).content.decode()
    user = leave(user)
    client.force_login(user)
    assert client.get(decision.desk_url).status_code == 404
    assert not is_concerned(user, decision)
    assert visible_decisions(colleague).filter(pk=decision.pk).exists()


@pytest.mark.rule("GDL-1")
def test_who_proposed_from_an_office_reads_on_as_long_as_it_lasts():
    user = lead("asgm")
    organisation = user.person.places.get().organisation
    user.person.places.all().delete()  # a lead for the partner, of whom it knows no place
    user = User.objects.get(pk=user.pk)
    amendment = amendments.begin_amendment(
        document=amendments.guidelines(),
        clause_number="4(a)(iv)",
        kind="change",
        organisation=organisation,
        language="en",
        by=user,
    )
    assert visible_proposals(user, Amendment).get() == amendment
    yesterday = today() - datetime.timedelta(days=1)
    Term.objects.filter(person__user=user).update(ended_on=yesterday, end_reason=EndReason.RESIGNED)
    assert not visible_proposals(User.objects.get(pk=user.pk), Amendment).exists()


def test_a_membership_that_ended_keeps_no_author():
    amendment = amendments.draft()
    Membership.objects.filter(organisation=amendment.proposer).update(
        ended_on=today(), ending="withdrawn", end_reason="Demonstration"
    )
    assert not visible_proposals(User.objects.get(pk=amendment.created_by_id), Amendment).exists()


def test_who_left_is_not_told_what_became_of_it_and_the_focal_points_are():
    presiding = chair()
    first, second = amendments.sent(), amendments.before_group()
    gone, told = first.created_by, focal_point(first.proposer)
    leave(gone)
    leave(second.created_by)
    colleague = focal_point(second.proposer)
    OutboundEmail.objects.all().delete()
    first.refresh_from_db()
    examine(first, by=officer(), opinion="Our view.", language="en")
    assert mailed("proposal_examined") == {told.email}
    announce(second.decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    assert mailed("proposal_adopted") == {colleague.email}
