"""Taking over as focal point: asked for by a colleague, decided by the secretariat."""

import datetime

import pytest
from django.urls import reverse

from partners.actions.succession import (
    ask_succession,
    decline_succession,
    grant_succession,
    withdraw_succession,
)
from partners.models import Organisation, OrganisationPerson, SuccessionRequest
from partners.rules.people import people_of
from portal.accounts.models import User
from portal.mail.models import OutboundEmail
from portal.records.audit import broken_lines
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from tests.factories import UserFactory, focal_point, head, officer, partner
from tests.partners.admin import browser
from tests.partners.desk import signed_in, text_of
from tests.partners.test_exports import rows_of_csv
from tests.partners.test_people import main_focal, place_of

pytestmark = pytest.mark.django_db
WORDS = {"given_name": "Sam", "family_name": "Successor", "post": "Officer", "reason": "She has retired."}


@pytest.fixture
def ministry() -> Organisation:
    site = "https://www.ministry.example"
    return partner(legal_name="Demonstration Ministry", slug="demo-ministry", website=site)


@pytest.fixture
def focal(ministry: Organisation) -> User:
    return main_focal(ministry)


def page(organisation: Organisation) -> str:
    return reverse("partners_desk:succession", args=[organisation.slug])


def asked(organisation: Organisation, by: User | None = None, **values: object) -> SuccessionRequest:
    return ask_succession(organisation, by=by or UserFactory(), **(WORDS | values))


def admin_page(request: SuccessionRequest, verb: str = "inspect") -> str:
    return reverse(f"successions:{verb}", args=[request.pk])


def test_stranger_asks_the_secretariat_grants_and_the_old_focal_point_leaves(ministry, focal):
    staff, new = officer(), UserFactory(email="sam@ministry.example")
    client = signed_in(new)
    assert "Has the focal point of this partner left" in text_of(client.get(page(ministry)))
    assert focal.email not in text_of(client.get(page(ministry)))
    assert client.post(page(ministry), WORDS)["Location"] == page(ministry)
    request = SuccessionRequest.objects.get()
    told = set(OutboundEmail.objects.values_list("template", "to"))
    assert told == {
        ("partners/succession_asked", staff.email),
        ("partners/succession_notice", focal.email),
    }
    assert "Waiting for a decision" in text_of(client.get(page(ministry)))
    assert "asks to take over" in text_of(
        signed_in(focal).get(f"/desk/organisations/{ministry.slug}/people/")
    )
    desk = browser("officer")
    assert admin_page(request) in text_of(desk.get("/admin/"))
    assert "Demonstration Ministry" in text_of(desk.get("/admin/successions/"))
    read = text_of(desk.get(admin_page(request)))
    for words in (new.email, "She has retired.", "The same domain", focal.email):
        assert words in read, words
    leaving = place_of(focal)
    assert desk.get(admin_page(request, "grant")).status_code == 200
    answer = desk.post(admin_page(request, "grant"), {"leaving": leaving.pk, "reason": "They confirmed it."})
    assert answer.status_code == 302
    [place] = people_of(ministry)
    assert (place.person.user, place.role, place.is_main, str(place.person)) == (
        new,
        "focal",
        True,
        "Sam Successor",
    )
    assert OrganisationPerson.objects.get(pk=leaving.pk).until == today()
    assert signed_in(focal).get(f"/desk/organisations/{ministry.slug}/people/").status_code == 404
    assert client.get(f"/desk/organisations/{ministry.slug}/people/").status_code == 200
    told = set(OutboundEmail.objects.values_list("template", "to"))
    assert ("partners/succession_granted", new.email) in told
    assert ("partners/place_ended", focal.email) in told
    verbs = list(AuditLine.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["succession.ask", "succession.grant", "people.succeed", "people.remove"]
    assert not list(broken_lines())
    assert desk.post(admin_page(request, "grant"), {}).status_code == 409
    history = text_of(desk.get(reverse("organisations:inspect", args=[ministry.pk])))
    assert "A new focal point took over" in history


def test_viewer_names_whom_they_follow(ministry, focal):
    viewer = focal_point(ministry, role="viewer")
    client = signed_in(viewer)
    shown = text_of(client.get(page(ministry)))
    assert "Whom do you follow?" in shown
    leaving = place_of(focal)
    assert client.post(page(ministry), WORDS | {"leaving": leaving.pk}).status_code == 302
    request = SuccessionRequest.objects.get()
    assert request.leaving == leaving
    grant_succession(request, by=head(), leaving=leaving)
    [place] = people_of(ministry)
    assert (place.person.user, place.role) == (viewer, "focal")


def test_one_more_focal_point_leaves_the_others_alone(ministry, focal):
    request = asked(ministry)
    grant_succession(request, by=officer())
    assert people_of(ministry).count() == 2
    assert place_of(focal).is_main
    other = asked(ministry)
    grant_succession(other, by=officer(), is_main=True)
    assert not place_of(focal).is_main
    assert place_of(other.requested_by).is_main


def test_declined_with_a_reason_that_the_person_reads(ministry, focal):
    request, desk = asked(ministry), browser("officer")
    assert desk.post(admin_page(request, "decline"), {"reason": ""}).status_code == 422
    assert desk.post(admin_page(request, "decline"), {"reason": "The ministry says no."}).status_code == 302
    mail = OutboundEmail.objects.get(template="partners/succession_declined")
    assert "The ministry says no." in mail.text
    assert "The ministry says no." in text_of(signed_in(request.requested_by).get(page(ministry)))
    assert people_of(ministry).count() == 1
    asked(ministry, by=request.requested_by)  # one may ask again


def test_withdrawn_by_the_person_while_it_waits(ministry, focal):
    request = asked(ministry)
    client, stranger = signed_in(request.requested_by), signed_in(UserFactory())
    address = reverse("partners_desk:withdraw_succession", args=[ministry.slug])
    assert client.get(address).status_code == 405
    assert stranger.post(address).status_code == 404
    assert client.post(address).status_code == 302
    request.refresh_from_db()
    assert request.status == "withdrawn"
    with pytest.raises(WrongState):
        grant_succession(request, by=officer())
    with pytest.raises(WrongState):
        withdraw_succession(request, by=request.requested_by)
    assert client.post(address).status_code == 404


def test_one_request_of_a_person_waits_at_a_time(ministry, focal):
    request = asked(ministry)
    with pytest.raises(Refusal, match="waiting for a decision already"):
        asked(partner(), by=request.requested_by)


def test_who_is_followed_leaves_every_merged_row(ministry, focal):
    twin = partner(legal_name="Demonstration Twin", slug="twin")
    person = place_of(focal).person
    OrganisationPerson.objects.create(organisation=twin, person=person, role="focal")
    Organisation.objects.filter(pk=twin.pk).update(merged_into=ministry)
    request = asked(ministry)
    grant_succession(request, by=officer(), leaving=place_of(focal, ministry))
    assert people_of(ministry).get().person.user == request.requested_by


def test_requests_of_a_day_are_limited_also_when_they_were_withdrawn(ministry, focal):
    user = UserFactory()
    for _again in range(3):
        withdraw_succession(asked(ministry, by=user), by=user)
    with pytest.raises(Refusal, match="Too many"):
        asked(ministry, by=user)
    asked(ministry)
    user.successions.update(requested_at=now() - datetime.timedelta(hours=25))
    asked(ministry, by=user)


def test_everything_that_is_missing_is_said_at_once(ministry, focal):
    answer = signed_in(UserFactory()).post(page(ministry), {})
    assert answer.status_code == 422
    for words in ("Give the family name.", "Say what the post is.", "Say why you take over."):
        assert words in text_of(answer)
    with pytest.raises(Refusal) as refusal:
        asked(ministry, family_name=" ", post="", reason="")
    assert {problem.field for problem in refusal.value.problems} == {"family_name", "post", "reason"}


def test_who_may_not_ask(client, ministry, focal):
    assert "/accounts/login/" in client.get(page(ministry))["Location"]
    assert signed_in(focal).post(page(ministry), WORDS).status_code == 403
    assert "already" in text_of(signed_in(focal).get(page(ministry)))
    unverified = UserFactory(verified=False)
    assert signed_in(unverified).post(page(ministry), WORDS).status_code == 403
    ended = partner()
    ended.memberships.update(ended_on=today(), ending="inactive", end_reason="Silent")
    individual = partner(kind="individual")
    for organisation in (ended, individual):
        assert signed_in(UserFactory()).get(page(organisation)).status_code == 404
        with pytest.raises(Forbidden):
            asked(organisation)
    stranger = UserFactory()
    with pytest.raises(Refusal, match="Choose a focal point"):
        asked(ministry, by=stranger, leaving=place_of(focal))


def test_the_secretariat_alone_decides_and_never_on_its_own_request(ministry, focal):
    request = asked(ministry)
    for who in (focal, UserFactory(roles=("auditor",))):
        with pytest.raises(Forbidden):
            grant_succession(request, by=who)
        with pytest.raises(Forbidden):
            decline_succession(request, by=who, reason="No.")
    staff = officer()
    mine = asked(ministry, by=staff)
    with pytest.raises(Forbidden, match="yourself"):
        grant_succession(mine, by=staff)
    stranger = place_of(focal_point(partner()))
    with pytest.raises(Refusal, match="Choose a focal point"):
        grant_succession(request, by=staff, leaving=stranger)


def test_list_of_requests_filters_and_exports(ministry, focal):
    waiting, done = asked(ministry), asked(partner(legal_name="Demonstration Done"))
    decline_succession(done, by=officer(), reason="No.")
    desk = browser("auditor")

    def names(query: str) -> list[str]:
        found = desk.get(f"/admin/successions/?{query}").context["object_list"]
        return [request.organisation.legal_name for request in found]

    assert names("") == ["Demonstration Ministry"]
    assert names("state=declined") == ["Demonstration Done"]
    assert len(names("state=all")) == 2
    assert names("state=granted") == []
    exported = rows_of_csv(desk.get("/admin/successions/?state=all&export=csv"))
    assert {row[0] for row in exported[1:]} == {"Demonstration Ministry", "Demonstration Done"}
    assert "Another domain" in text_of(desk.get(admin_page(waiting)))
    assert desk.get(admin_page(waiting, "grant")).status_code == 403


def test_list_of_requests_makes_the_same_queries_with_more_rows(ministry, focal, assert_query_parity):
    asked(ministry)
    desk = browser("officer")

    def grow() -> None:
        for _each in range(2):
            asked(partner())

    assert_query_parity(lambda: desk.get("/admin/successions/"), grow)
    assert_query_parity(lambda: desk.get("/desk/"), grow)
