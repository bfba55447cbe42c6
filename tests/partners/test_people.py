"""People of an organisation: places, invitations, removal, roles, consents."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from partners.actions.invitations import (
    accept_invitation,
    decline_invitation,
    invite_colleague,
    resend_invitation,
    revoke_invitation,
)
from partners.actions.people import (
    change_place,
    end_place,
    give_consent,
)
from partners.enums import InvitationState
from partners.models import ColleagueInvitation, Organisation, OrganisationPerson, Person
from partners.rules.people import is_last_focal_point, people_of
from portal.accounts.models import User
from portal.mail.models import OutboundEmail
from portal.records.audit import broken_lines
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from portal.records.registries import roles_of
from tests.accounts.codes import mailed_code
from tests.factories import PersonFactory, UserFactory, focal_point, officer, partner
from tests.partners.desk import signed_in, text_of

pytestmark = pytest.mark.django_db


def url(name: str, organisation: Organisation, *args: object) -> str:
    return reverse(f"partners_desk:{name}", args=[organisation.slug, *args])


def place_of(user: User, organisation: Organisation | None = None) -> OrganisationPerson:
    places = OrganisationPerson.objects.filter(person__user=user, until__isnull=True)
    return (places.filter(organisation=organisation) if organisation else places).get()


def main_focal(organisation: Organisation, **values: str) -> User:
    user = focal_point(organisation, **values)
    OrganisationPerson.objects.filter(person__user=user).update(is_main=True)
    return user


def invited(organisation: Organisation, by: User, email: str = "new@example.org", **values: str):
    values = {"role": "viewer", "family_name": "New"} | values
    return invite_colleague(organisation, by=by, email=email, **values)


@pytest.fixture
def ministry() -> Organisation:
    return partner(legal_name="Demonstration Ministry", slug="demo-ministry")


@pytest.fixture
def focal(ministry: Organisation) -> User:
    return main_focal(ministry, first_name="Fatou", last_name="Focal")


# --- Invitations ----------------------------------------------------------------------------------


def test_invitation_is_sent_accepted_by_post_and_gives_the_place(ministry, focal):
    client = signed_in(focal)
    answer = client.post(
        url("invite_colleague", ministry),
        {"email": " New@Example.org ", "family_name": "New", "role": "viewer", "language": "fr"},
    )
    assert answer.status_code == 302
    invitation = ColleagueInvitation.objects.get()
    mail = OutboundEmail.objects.get(template="partners/colleague_invited")
    assert (mail.to, mail.language) == ("new@example.org", "fr")
    link = reverse("partners_desk:invitation", args=[invitation.uuid])
    assert link in mail.text
    colleague = UserFactory(email="new@example.org")
    browser = signed_in(colleague)
    assert invitation.get_role_display() in text_of(browser.get(link))
    assert people_of(ministry).count() == 1  # reading accepts nothing
    assert browser.get(url("people", ministry)).status_code == 404
    answer = browser.post(link, {"accept": "1", "given_name": "Nadia", "family_name": "New"})
    assert answer["Location"] == url("people", ministry)
    place = place_of(colleague)
    assert (place.role, place.is_main, str(place.person)) == ("viewer", False, "Nadia New")
    assert browser.get(url("people", ministry)).status_code == 200
    assert roles_of(User.objects.get(pk=colleague.pk)) == {"viewer"}
    assert OutboundEmail.objects.get(template="partners/invitation_accepted").to == focal.email
    assert browser.post(link, {"accept": "1", "family_name": "New"}).status_code == 409
    assert list(AuditLine.objects.order_by("number").values_list("verb", flat=True)) == [
        "people.invite",
        "people.accept",
    ]
    assert not list(broken_lines())


def test_invitation_reads_the_same_for_visitors_whether_there_is_one_or_not(client, ministry, focal):
    invitation = invited(ministry, focal)
    there = client.get(reverse("partners_desk:invitation", args=[invitation.uuid]))
    absent = client.get("/desk/invitations/00000000-0000-0000-0000-000000000007/")
    assert there.status_code == absent.status_code == 200
    assert ministry.legal_name not in text_of(there)
    assert "accounts/signup/?next=" in text_of(there)
    answer = client.post(reverse("partners_desk:invitation", args=[invitation.uuid]), {"accept": "1"})
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_invitation_opens_only_to_the_verified_address_it_was_sent_to(ministry, focal):
    invitation = invited(ministry, focal)
    link = reverse("partners_desk:invitation", args=[invitation.uuid])
    other = signed_in(UserFactory())
    for answer in (other.get(link), other.post(link, {"accept": "1", "family_name": "X"})):
        assert answer.status_code == 403
        assert "another e-mail address" in text_of(answer)
        assert ministry.legal_name not in text_of(answer)
    unverified = signed_in(UserFactory(email="new@example.org", verified=False))
    assert "Confirm your e-mail address first." in text_of(unverified.get(link))
    assert unverified.post(link, {"accept": "1", "family_name": "X"}).status_code == 403
    assert people_of(ministry).count() == 1


def test_invitation_runs_out_and_can_be_sent_again(ministry, focal):
    invitation = invited(ministry, focal)
    colleague = UserFactory(email="new@example.org")
    with time_machine.travel(now() + datetime.timedelta(days=22)):
        link = reverse("partners_desk:invitation", args=[invitation.uuid])
        assert ColleagueInvitation.objects.get().state == InvitationState.EXPIRED
        with pytest.raises(WrongState):
            accept_invitation(invitation, by=colleague, family_name="New")
        assert "Run out" in text_of(signed_in(colleague).get(link))
        assert "Run out" in text_of(signed_in(focal).get(url("people", ministry)))
        answer = signed_in(focal).post(reverse("partners_desk:resend_invitation", args=[invitation.uuid]))
        assert answer.status_code == 302
        accept_invitation(invitation, by=colleague, family_name="New")
    assert OutboundEmail.objects.filter(template="partners/colleague_invited").count() == 2
    assert people_of(ministry).count() == 2


def test_invitation_that_ran_out_gives_way_to_a_new_one(ministry, focal):
    first = invited(ministry, focal)
    with pytest.raises(Refusal, match="invited already"):
        invited(ministry, focal)
    with time_machine.travel(now() + datetime.timedelta(days=22)):
        second = invited(ministry, focal, role="focal")
    first.refresh_from_db()
    assert first.state == InvitationState.REVOKED
    assert second.pk != first.pk


def test_invitation_taken_back_opens_nothing(ministry, focal):
    invitation = invited(ministry, focal)
    answer = signed_in(focal).post(reverse("partners_desk:revoke_invitation", args=[invitation.uuid]))
    assert answer.status_code == 302
    colleague = UserFactory(email="new@example.org")
    with pytest.raises(WrongState):
        accept_invitation(invitation, by=colleague, family_name="New")
    for again in (revoke_invitation, resend_invitation):
        with pytest.raises(WrongState):
            again(invitation, by=focal)
    page = signed_in(colleague).get(reverse("partners_desk:invitation", args=[invitation.uuid]))
    assert "This invitation is closed" in text_of(page)


def test_invitation_declined_is_answered(ministry, focal):
    invitation = invited(ministry, focal)
    colleague = UserFactory(email="new@example.org")
    link = reverse("partners_desk:invitation", args=[invitation.uuid])
    assert signed_in(colleague).post(link, {"decline": "1"}).status_code == 302
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.DECLINED
    with pytest.raises(WrongState):
        accept_invitation(invitation, by=colleague, family_name="New")
    assert people_of(ministry).count() == 1


def test_invitation_needs_a_sound_address_a_role_and_somebody_new(ministry, focal):
    viewer = focal_point(ministry, role="viewer")
    client = signed_in(focal)
    for data, words in (
        ({"email": "nobody", "role": "viewer"}, "name@example.org"),
        ({"email": "", "role": "viewer"}, "Give the e-mail address"),
        ({"email": "a@example.org"}, "Choose a role."),
        ({"email": viewer.email, "role": "viewer"}, "has a place in the organisation already"),
    ):
        answer = client.post(url("invite_colleague", ministry), data | {"language": "en"})
        assert answer.status_code == 422
        assert words in text_of(answer)
    with pytest.raises(Refusal, match="Choose a role"):
        invite_colleague(ministry, by=focal, email="nobody", role="king")
    assert not ColleagueInvitation.objects.exists()


def an_hour_passes(invitation):
    earlier = now() - datetime.timedelta(hours=1)
    ColleagueInvitation.objects.filter(pk=invitation.pk).update(sent_at=earlier)


def test_invitations_are_limited_in_number_and_sendings(ministry, focal, monkeypatch):
    monkeypatch.setattr("partners.actions.invitations.MAX_WAITING", 2)
    first = invited(ministry, focal)
    invited(ministry, focal, email="second@example.org")
    with pytest.raises(Refusal, match="Too many"):
        invited(ministry, focal, email="third@example.org")
    for _again in range(2):  # pressed twice
        resend_invitation(first, by=focal)
    assert ColleagueInvitation.objects.get(pk=first.pk).times_sent == 2
    for _again in range(3):
        an_hour_passes(first)
        resend_invitation(first, by=focal)
    an_hour_passes(first)
    with pytest.raises(Refusal, match="5 times"):
        resend_invitation(first, by=focal)


def test_invitations_of_a_day_are_limited_also_when_they_were_taken_back(ministry, focal, monkeypatch):
    monkeypatch.setattr("partners.actions.invitations.MAX_PER_DAY", 4)
    for _again in range(3):
        revoke_invitation(invited(ministry, focal), by=focal)
    other = partner()
    keeper = main_focal(other)
    for organisation, by in ((ministry, focal), (other, keeper)):  # the address has got enough, from anybody
        with pytest.raises(Refusal, match="Too many"):
            invited(organisation, by)
    revoke_invitation(invited(ministry, focal, email="second@example.org"), by=focal)
    with pytest.raises(Refusal, match="Too many"):
        invited(ministry, focal, email="third@example.org")
    invited(ministry, officer(), email="third@example.org")
    with time_machine.travel(now() + datetime.timedelta(hours=25)):
        invited(ministry, focal)


def test_only_focal_points_and_the_secretariat_on_behalf_invite(ministry, focal):
    viewer, stranger = focal_point(ministry, role="viewer"), focal_point(partner())
    for user in (viewer, stranger):
        with pytest.raises(Forbidden):
            invited(ministry, user)
    assert signed_in(viewer).get(url("invite_colleague", ministry)).status_code == 403
    assert signed_in(stranger).get(url("invite_colleague", ministry)).status_code == 404
    invited(ministry, officer())
    assert AuditLine.objects.get(verb="people.invite").on_behalf is True


def test_secretariat_gives_itself_no_place(ministry, focal):
    staff = officer()
    with pytest.raises(Refusal, match="your own address"):
        invited(ministry, staff, email=f" {staff.email.upper()} ", role="focal")
    invitation = invited(ministry, staff, role="focal")
    User.objects.filter(pk=staff.pk).update(email="new@example.org")  # the account takes that address later
    staff = User.objects.get(pk=staff.pk)
    for answer in (accept_invitation, decline_invitation):
        with pytest.raises(Forbidden, match="another person must decide"):
            answer(invitation, by=staff)
    assert people_of(ministry).count() == 1


@pytest.mark.parametrize("to", ["focal", "main"])
def test_secretariat_raises_others_and_not_itself(ministry, focal, to):
    staff = focal_point(ministry, role="viewer", roles=("officer",))
    with pytest.raises(Forbidden, match="another person must decide"):
        change_place(place_of(staff), by=staff, to=to)
    assert signed_in(staff).get(url("place_role", ministry, place_of(staff).pk)).status_code == 403
    assert place_of(staff).role == "viewer"
    viewer = focal_point(ministry, role="viewer")
    change_place(place_of(viewer), by=staff, to=to)
    change_place(place_of(staff), by=focal, to=to)
    assert place_of(staff).role == "focal"


def test_invitation_of_an_individual_partner_or_after_the_membership_is_refused(ministry, focal):
    Organisation.objects.filter(pk=ministry.pk).update(kind="individual")
    with pytest.raises(Forbidden, match="one person"):
        invited(ministry, officer())
    Organisation.objects.filter(pk=ministry.pk).update(kind="ngo")
    invitation = invited(ministry, focal)
    ministry.memberships.update(ended_on=today(), ending="inactive", end_reason="Silent")
    with pytest.raises(Forbidden, match="ended"):
        invited(ministry, officer(), email="other@example.org")
    with pytest.raises(WrongState):
        accept_invitation(invitation, by=UserFactory(email="new@example.org"), family_name="New")


def test_invited_person_keeps_one_row_in_several_organisations(ministry, focal):
    other = partner(legal_name="Demonstration Agency", acronym="DAG")
    colleague = focal_point(other, email="new@example.org")
    person = Person.objects.get(user=colleague)
    accept_invitation(invited(ministry, focal), by=colleague)
    assert {place.organisation for place in person.places.all()} == {ministry, other}
    client = signed_in(colleague)
    shown = text_of(client.get("/desk/organisations/"))
    for organisation in (ministry, other):
        assert organisation.legal_name in shown
        assert reverse("partners_desk:organisation", args=[organisation.slug]) in shown
    assert "DAG" in text_of(client.get(url("people", ministry)))  # the switch
    assert "Switch to" not in text_of(signed_in(focal).get(url("people", ministry)))


def test_viewer_who_is_invited_as_focal_point_is_raised(ministry, focal):
    viewer = focal_point(ministry, role="viewer", email="seen@example.org")
    invitation = ColleagueInvitation.objects.create(
        organisation=ministry, role="focal", email=viewer.email, invited_by=focal
    )
    accept_invitation(invitation, by=viewer)
    assert place_of(viewer).role == "focal"
    assert people_of(ministry).count() == 2


def test_first_focal_point_becomes_the_main_one(ministry):
    invitation = invited(ministry, officer(), role="focal")
    accept_invitation(invitation, by=UserFactory(email="new@example.org"), family_name="New")
    assert people_of(ministry).get().is_main


def test_invitation_waits_on_the_desk_of_whom_it_is_for(ministry, focal):
    invitation = invited(ministry, focal)
    colleague = signed_in(UserFactory(email="new@example.org"))
    shown = text_of(colleague.get("/desk/"))
    assert reverse("partners_desk:invitation", args=[invitation.uuid]) in shown
    decline_invitation(invitation, by=User.objects.get(email="new@example.org"))
    assert str(invitation.uuid) not in text_of(colleague.get("/desk/"))


# --- Removal, leaving, roles ----------------------------------------------------------------------


def test_removed_colleague_loses_the_right_at_the_next_request(ministry, focal):
    colleague = focal_point(ministry)
    theirs, mine = signed_in(colleague), signed_in(focal)
    sent = invited(ministry, colleague)
    assert theirs.get(url("invite_colleague", ministry)).status_code == 200
    pk = place_of(colleague).pk
    assert "from the next click on" in text_of(mine.get(url("place_remove", ministry, pk)))
    assert mine.post(url("place_remove", ministry, pk)).status_code == 302
    for name in ("people", "invite_colleague"):
        assert theirs.get(url(name, ministry)).status_code == 404
    open_page = theirs.post(url("invite_colleague", ministry), {"email": "x@example.org", "role": "focal"})
    assert open_page.status_code == 404
    sent.refresh_from_db()
    assert sent.state == InvitationState.REVOKED  # an invitation is worth what its sender may do
    assert OutboundEmail.objects.get(template="partners/place_ended").to == colleague.email
    assert mine.get(url("place_remove", ministry, pk)).status_code == 404
    with pytest.raises(WrongState):
        end_place(OrganisationPerson.objects.get(pk=pk), by=focal)


def test_last_focal_point_cannot_leave_or_be_removed_without_a_successor(ministry, focal):
    place = place_of(focal)
    viewer = focal_point(ministry, role="viewer")
    assert is_last_focal_point(place)
    for who in (focal, officer()):
        with pytest.raises(Refusal, match="First make another person focal point"):
            end_place(place, by=who)
    client = signed_in(focal)
    assert "First make another person" in text_of(client.get(url("place_remove", ministry, place.pk)))
    answer = client.post(url("place_remove", ministry, place.pk))
    assert answer.status_code == 422
    answer = client.post(url("place_role", ministry, place.pk), {"to": "viewer"})
    assert answer.status_code == 422
    change_place(place_of(viewer), by=focal, to="focal")
    assert client.post(url("place_remove", ministry, place.pk))["Location"] == "/desk/"
    assert place_of(viewer).is_main  # somebody is always the main one
    assert AuditLine.objects.filter(verb="people.leave").count() == 1


def test_viewer_leaves_but_removes_nobody(ministry, focal):
    viewer = focal_point(ministry, role="viewer")
    client = signed_in(viewer)
    assert client.post(url("place_remove", ministry, place_of(focal).pk)).status_code == 403
    assert client.post(url("place_role", ministry, place_of(viewer).pk), {"to": "focal"}).status_code == 403
    assert client.post(url("place_remove", ministry, place_of(viewer).pk)).status_code == 302
    assert client.get(url("people", ministry)).status_code == 404


def test_places_of_another_organisation_are_not_there(ministry, focal):
    other = place_of(focal_point(partner()))
    client = signed_in(focal)
    for name in ("place_remove", "place_role", "place_consent", "place_details"):
        assert client.get(url(name, ministry, other.pk)).status_code == 404


def test_main_focal_point_is_passed_on(ministry, focal):
    colleague = focal_point(ministry)
    client = signed_in(focal)
    assert client.get(url("place_role", ministry, place_of(colleague).pk)).status_code == 200
    with pytest.raises(Refusal, match="Make another person main focal point"):
        change_place(place_of(focal), by=focal, to="focal")
    assert client.post(url("place_role", ministry, place_of(colleague).pk), {"to": "main"}).status_code == 302
    assert place_of(colleague).is_main
    assert not place_of(focal).is_main
    assert OutboundEmail.objects.get(template="partners/place_changed").to == colleague.email
    lines = AuditLine.objects.filter(verb="people.change").count()
    change_place(place_of(colleague), by=focal, to="main")  # nothing changes, nothing is written
    assert AuditLine.objects.filter(verb="people.change").count() == lines
    with pytest.raises(Refusal, match="Choose a role"):
        change_place(place_of(colleague), by=focal, to="king")


def test_focal_point_made_viewer_keeps_no_invitations(ministry, focal):
    colleague = focal_point(ministry)
    sent = invited(ministry, colleague)
    change_place(place_of(colleague), by=focal, to="viewer")
    sent.refresh_from_db()
    assert sent.state == InvitationState.REVOKED
    assert signed_in(colleague).get(url("invite_colleague", ministry)).status_code == 403


def test_places_of_a_merged_row_are_read_through_the_canonical_one(ministry, focal):
    twin = partner(legal_name="Demonstration Twin", slug="twin")
    colleague = focal_point(twin, first_name="Twin")
    Organisation.objects.filter(pk=twin.pk).update(merged_into=ministry)
    client = signed_in(colleague)
    assert client.get("/desk/organisations/twin/people/")["Location"] == url("people", ministry)
    assert set(people_of(ministry)) == {place_of(focal), place_of(colleague)}
    end_place(place_of(colleague), by=focal)
    assert client.get(url("people", ministry)).status_code == 404


def test_person_without_an_account_is_told_by_mail(ministry, focal):
    person = Person.objects.create(family_name="Unknown", email="unknown@example.org")
    place = OrganisationPerson.objects.create(organisation=ministry, person=person)
    end_place(place, by=focal)
    assert OutboundEmail.objects.get(template="partners/place_ended").to == "unknown@example.org"
    silent = Person.objects.create(family_name="Silent")
    end_place(OrganisationPerson.objects.create(organisation=ministry, person=silent), by=focal)
    assert OutboundEmail.objects.filter(template="partners/place_ended").count() == 1


def test_those_who_stay_are_told_who_left(ministry, focal):
    colleague = focal_point(ministry)
    end_place(place_of(colleague), by=colleague)
    assert OutboundEmail.objects.get(template="partners/colleague_left").to == focal.email


def test_person_known_by_the_address_is_tied_to_the_account(ministry, focal):
    known = Person.objects.create(given_name="Nora", family_name="New", email="new@example.org")
    colleague = UserFactory(email="new@example.org")
    accept_invitation(invited(ministry, focal), by=colleague)
    known.refresh_from_db()
    assert known.user == colleague
    # Somebody else's account stands behind the address: a row of its own.
    taken = UserFactory(email="taken@example.org")
    Person.objects.create(family_name="Other", email="taken@example.org", user=UserFactory())
    accept_invitation(invited(ministry, focal, email="taken@example.org"), by=taken, family_name="Second")
    assert Person.objects.get(user=taken).email == ""


@pytest.mark.parametrize("taken", [False, True])
def test_person_follows_when_the_account_changes_its_address(client, focal, taken):
    if taken:
        PersonFactory(email="moved@example.org")
    client.force_login(focal)
    client.post("/accounts/email/", {"email": "Moved@example.org", "action_add": "1"})
    assert Person.objects.get(user=focal).email == focal.email  # not before the code is typed
    client.post("/accounts/confirm-email/", {"code": mailed_code("moved@example.org")})
    focal.refresh_from_db()
    assert focal.email == "moved@example.org"
    assert Person.objects.get(user=focal).email == ("" if taken else "moved@example.org")


def test_visitor_who_sends_an_invitation_again_is_asked_to_sign_in(client, ministry, focal):
    invitation = invited(ministry, focal)
    for name in ("resend_invitation", "revoke_invitation"):
        answer = client.post(reverse(f"partners_desk:{name}", args=[invitation.uuid]))
        assert "/accounts/login/" in answer["Location"]
    address = reverse("partners_desk:withdraw_succession", args=[ministry.slug])
    for page in ("/desk/organisations/", url("succession", ministry)):
        assert "/accounts/login/" in client.get(page)["Location"]
    assert "/accounts/login/" in client.post(address)["Location"]


def test_accepting_without_a_name_is_refused_with_the_field(ministry, focal):
    invitation = invited(ministry, focal)
    browser = signed_in(UserFactory(email="new@example.org"))
    link = reverse("partners_desk:invitation", args=[invitation.uuid])
    answer = browser.post(link, {"accept": "1", "family_name": ""})
    assert answer.status_code == 422
    assert "Give the family name." in text_of(answer)
    assert browser.get("/desk/invitations/00000000-0000-0000-0000-000000000007/").status_code == 404


def test_role_page_needs_a_choice(ministry, focal):
    colleague = focal_point(ministry)
    page = url("place_role", ministry, place_of(colleague).pk)
    answer = signed_in(focal).post(page, {})
    assert answer.status_code == 422
    assert "Choose a role." in text_of(answer)
    with pytest.raises(Refusal, match="Choose to whom"):
        give_consent(place_of(colleague), "everybody", by=colleague)
