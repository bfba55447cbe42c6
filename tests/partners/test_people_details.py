"""People of an organisation: consents to be shown, details, the pages that list people."""

import datetime

import pytest

from partners.actions.people import (
    details_version,
    edit_details,
    end_place,
    give_consent,
    withdraw_consent,
)
from partners.models import ContactConsent, Organisation, OrganisationPerson, Person
from portal.accounts.models import User
from portal.records.clock import now
from portal.records.decisions import Forbidden, Refusal, StaleRecord
from portal.records.models import AuditLine
from tests.factories import UserFactory, focal_point, officer, partner
from tests.partners.desk import signed_in, text_of
from tests.partners.test_people import invited, main_focal, place_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry() -> Organisation:
    return partner(legal_name="Demonstration Ministry", slug="demo-ministry")


@pytest.fixture
def focal(ministry: Organisation) -> User:
    return main_focal(ministry, first_name="Fatou", last_name="Focal")


# --- Consents -------------------------------------------------------------------------------------


@pytest.mark.rule("INFO-2")
def test_consent_is_given_by_the_person_dated_and_taken_back_at_once(client, ministry, focal):
    place = place_of(focal)
    mine, page = signed_in(focal), url("place_consent", ministry, place.pk)
    public = ministry.get_absolute_url()
    assert focal.email not in text_of(client.get(public))
    assert mine.get(page).status_code == 200
    assert mine.post(page, {"purpose": "public", "agree": "1"}).status_code == 302
    assert mine.post(page, {"purpose": "public", "agree": "1"}).status_code == 302  # pressed twice
    assert focal.email in text_of(client.get(public))
    assert "shown to the public" in text_of(mine.get(url("people", ministry)))
    assert mine.post(page, {"purpose": "public"}).status_code == 302
    assert focal.email not in text_of(client.get(public))
    [consent] = ContactConsent.objects.all()
    assert consent.withdrawn_at is not None
    assert mine.post(page, {"purpose": "nobody", "agree": "1"}).status_code == 302
    assert ContactConsent.objects.count() == 1
    assert "Before" in text_of(mine.get(page))
    verbs = ["people.consent", "people.consent_withdrawn"]
    assert list(AuditLine.objects.order_by("number").values_list("verb", flat=True)) == verbs


@pytest.mark.rule("INFO-2")
def test_nobody_agrees_for_somebody_else_but_the_secretariat_takes_back(ministry, focal):
    place, colleague = place_of(focal), focal_point(ministry)
    for who in (colleague, officer()):
        with pytest.raises(Forbidden, match="Only the person can agree"):
            give_consent(place, "public", by=who)
    give_consent(place, "partners", by=focal)
    with pytest.raises(Forbidden):
        withdraw_consent(place, "partners", by=colleague)
    assert signed_in(colleague).get(url("place_consent", ministry, place.pk)).status_code == 403
    withdraw_consent(place, "partners", by=officer())
    withdraw_consent(place, "partners", by=focal)  # gone already
    assert AuditLine.objects.get(verb="people.consent_withdrawn").on_behalf is True


@pytest.mark.rule("INFO-2")
def test_consent_given_in_a_letter_keeps_its_date_when_taken_back(ministry, focal):
    given = now() - datetime.timedelta(days=400)
    OrganisationPerson.objects.filter(pk=place_of(focal).pk).update(is_public=True, consented_at=given)
    withdraw_consent(place_of(focal), "public", by=focal)
    assert ContactConsent.objects.get().given_at == given
    assert (place_of(focal).is_public, place_of(focal).consented_at) == (False, None)


def test_consents_end_with_the_place(ministry, focal):
    colleague = focal_point(ministry)
    give_consent(place_of(colleague), "public", by=colleague)
    give_consent(place_of(colleague), "partners", by=colleague)
    end_place(place_of(colleague), by=focal)
    assert not ContactConsent.objects.filter(withdrawn_at__isnull=True).exists()
    assert not OrganisationPerson.objects.get(person__user=colleague).is_public


# --- Details --------------------------------------------------------------------------------------

DETAILS = {
    "given_name": "Ada",
    "family_name": "Focal",
    "post": "Director",
    "phone": "+254 1",
    "language": "en",
}


def test_details_changed_by_two_at_once_show_both_texts(ministry, focal):
    place, page = place_of(focal), url("place_details", ministry, place_of(focal).pk)
    mine, theirs = signed_in(focal), signed_in(officer())
    version = details_version(place.person)
    assert f'name="version" value="{version}"' in text_of(mine.get(page))
    assert theirs.post(page, DETAILS | {"post": "Head", "version": version}).status_code == 302
    answer = mine.post(page, DETAILS | {"version": version})
    assert answer.status_code == 409
    assert "Head" in text_of(answer)
    assert "Director" in text_of(answer)
    newer = details_version(Person.objects.get(user=focal))
    chosen = DETAILS | {"keep-post": "stored", "keep-given_name": "yours", "version": newer}
    assert mine.post(page, chosen).status_code == 302
    person = Person.objects.get(user=focal)
    assert (person.given_name, person.post) == ("Ada", "Head")
    edited = mine.post(page, DETAILS | {"edit": "1", "version": newer})
    assert edited.status_code == 200
    assert mine.post(page, DETAILS | {"family_name": "", "version": newer}).status_code == 422
    assert AuditLine.objects.filter(verb="people.details", on_behalf=True).count() == 1


def test_details_belong_to_people_with_an_account(ministry, focal):
    colleague = focal_point(ministry)
    place = place_of(colleague)
    with pytest.raises(Forbidden):
        edit_details(place, DETAILS, by=focal, seen=details_version(place.person))
    Person.objects.filter(pk=place.person_id).update(user=None)
    place = OrganisationPerson.objects.get(pk=place.pk)
    edit_details(place, DETAILS, by=focal, seen=details_version(place.person))
    assert Person.objects.get(pk=place.person_id).post == "Director"
    same = Person.objects.get(pk=place.person_id)
    edit_details(place, DETAILS, by=focal, seen=-1)  # changes nothing: not stale
    with pytest.raises(StaleRecord):
        edit_details(place, DETAILS | {"post": "Other"}, by=focal, seen=-1)
    with pytest.raises(Refusal, match="family name"):
        edit_details(place, DETAILS | {"family_name": ""}, by=focal, seen=details_version(same))


# --- Pages ----------------------------------------------------------------------------------------


def test_viewer_sees_people_but_no_verbs_and_no_invitations(ministry, focal):
    viewer = focal_point(ministry, role="viewer")
    invited(ministry, focal)
    shown = text_of(signed_in(viewer).get(url("people", ministry)))
    assert focal.email in shown
    assert "new@example.org" not in shown
    assert url("place_role", ministry, place_of(focal).pk) not in shown
    assert url("invite_colleague", ministry) not in shown
    assert url("succession", ministry) in shown


def test_people_page_makes_the_same_queries_with_more_rows(ministry, focal, assert_query_parity):
    client = signed_in(focal)

    def grow() -> None:
        for number in range(3):
            colleague = focal_point(ministry, role="viewer" if number else "focal")
            invited(ministry, focal, email=f"n{number}@example.org")
            give_consent(place_of(colleague), "public", by=colleague)
            gone = focal_point(ministry)
            end_place(place_of(gone), by=focal)

    invited(ministry, focal)
    end_place(place_of(focal_point(ministry)), by=focal)
    assert_query_parity(lambda: client.get(url("people", ministry)), grow)


def test_my_organisations_make_the_same_queries_with_more_rows(ministry, focal, assert_query_parity):
    client = signed_in(focal)
    person = Person.objects.get(user=focal)

    def grow() -> None:
        for _each in range(3):
            OrganisationPerson.objects.create(organisation=partner(), person=person)

    assert_query_parity(lambda: client.get("/desk/organisations/"), grow)


def test_somebody_without_a_place_is_told_how_to_get_one():
    assert "You have no place in an organisation" in text_of(
        signed_in(UserFactory()).get("/desk/organisations/")
    )
