"""Two people change the people of one organisation at the same moment: exact counts, on both databases."""

import pytest

from partners.actions.invitations import accept_invitation, invite_colleague, revoke_invitation
from partners.actions.people import change_place, end_place
from partners.actions.succession import ask_succession, decline_succession, grant_succession
from partners.models import ColleagueInvitation, OrganisationPerson, SuccessionRequest
from partners.rules.people import focal_points_of, people_of
from portal.records.audit import broken_lines
from tests.factories import UserFactory, focal_point, officer, partner
from tests.partners.test_letter_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def place_of(user) -> OrganisationPerson:
    return OrganisationPerson.objects.select_related("organisation__merged_into", "person").get(
        person__user=user
    )


def test_two_focal_points_remove_each_other_and_one_stays():
    organisation = partner()
    first, second = focal_point(organisation), focal_point(organisation)
    places = place_of(first), place_of(second)
    results = at_once(
        lambda: end_place(places[1], by=first),
        lambda: end_place(places[0], by=second),
    )
    assert len(refusals(results)) == 1
    assert focal_points_of(organisation).count() == 1
    assert focal_points_of(organisation).get().is_main
    assert not list(broken_lines())


def test_two_focal_points_leave_at_once_and_one_stays():
    organisation = partner()
    users = focal_point(organisation), focal_point(organisation)
    places = [place_of(user) for user in users]
    results = at_once(
        lambda: end_place(places[0], by=users[0]),
        lambda: change_place(places[1], by=users[1], to="viewer"),
    )
    assert len(refusals(results)) == 1
    assert focal_points_of(organisation).count() == 1


def test_two_are_made_main_at_once_and_one_is():
    organisation = partner()
    first, second = focal_point(organisation), focal_point(organisation)
    places = place_of(first), place_of(second)
    at_once(
        lambda: change_place(places[0], by=first, to="main"),
        lambda: change_place(places[1], by=second, to="main"),
    )
    assert people_of(organisation).filter(is_main=True).count() == 1


def test_an_address_is_invited_once_and_accepted_or_taken_back_once():
    organisation = partner()
    focal = focal_point(organisation)
    results = at_once(
        *(
            lambda: invite_colleague(organisation, by=focal, email="new@example.org", role="viewer")
            for _each in range(2)
        )
    )
    assert len(refusals(results)) == 1
    invitation = ColleagueInvitation.objects.select_related("organisation", "invited_by").get()
    colleague = UserFactory(email="new@example.org")
    results = at_once(
        lambda: accept_invitation(invitation, by=colleague, family_name="New"),
        lambda: accept_invitation(invitation, by=colleague, family_name="New"),
        lambda: revoke_invitation(invitation, by=focal),
    )
    assert len(refusals(results)) == 2
    invitation.refresh_from_db()
    assert people_of(organisation).count() == (2 if invitation.accepted_by else 1)


def test_two_officers_decide_at_once_and_one_wins():
    organisation = partner()
    focal_point(organisation)
    request = ask_succession(
        organisation,
        by=UserFactory(),
        given_name="",
        family_name="Successor",
        post="Officer",
        reason="She retired.",
    )
    request = SuccessionRequest.objects.select_related("organisation__merged_into").get(pk=request.pk)
    staff = officer(), officer()
    results = at_once(
        lambda: grant_succession(request, by=staff[0]),
        lambda: decline_succession(request, by=staff[1], reason="No."),
    )
    assert len(refusals(results)) == 1
    request.refresh_from_db()
    assert people_of(organisation).count() == (2 if request.status == "granted" else 1)
