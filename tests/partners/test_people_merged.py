"""People with places in two rows of one organisation that were merged."""

import pytest

from partners.actions.people import (
    change_place,
    end_place,
)
from partners.enums import InvitationState
from partners.models import Organisation, OrganisationPerson, Person
from partners.rules.people import is_last_focal_point, people_of
from portal.accounts.models import User
from portal.records.decisions import Refusal
from portal.records.models import AuditLine
from tests.factories import focal_point, partner
from tests.partners.desk import signed_in
from tests.partners.test_people import invited, main_focal, place_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry() -> Organisation:
    return partner(legal_name="Demonstration Ministry", slug="demo-ministry")


@pytest.fixture
def focal(ministry: Organisation) -> User:
    return main_focal(ministry, first_name="Fatou", last_name="Focal")


@pytest.fixture
def twice(ministry, focal) -> User:
    """A colleague who is focal point of two rows that were merged."""
    twin = partner(legal_name="Demonstration Twin", slug="twin")
    colleague = focal_point(ministry)
    person = Person.objects.get(user=colleague)
    OrganisationPerson.objects.create(organisation=twin, person=person, role="focal", is_main=True)
    Organisation.objects.filter(pk=twin.pk).update(merged_into=ministry)
    return colleague


def test_person_with_places_in_two_merged_rows_leaves_both(ministry, focal, twice):
    end_place(place_of(twice, ministry), by=focal)
    assert people_of(ministry).get().person.user == focal
    assert signed_in(twice).get(url("people", ministry)).status_code == 404
    assert AuditLine.objects.filter(verb="people.remove").count() == 2


@pytest.mark.parametrize("other_role", ["focal", "viewer"])
def test_person_with_places_in_two_merged_rows_becomes_viewer_in_both(ministry, focal, twice, other_role):
    place = place_of(twice, ministry)
    OrganisationPerson.objects.filter(pk=place.pk).update(role=other_role)
    sent = invited(ministry, twice)
    change_place(place, by=focal, to="viewer")
    assert set(people_of(ministry).filter(person__user=twice).values_list("role", "is_main")) == {
        ("viewer", False)
    }
    sent.refresh_from_db()
    assert sent.state == InvitationState.REVOKED
    assert people_of(ministry).get(is_main=True).person.user == focal


def test_last_focal_point_with_places_in_two_merged_rows_stays(ministry, focal, twice):
    end_place(place_of(focal), by=focal)
    OrganisationPerson.objects.filter(pk=place_of(twice, ministry).pk).update(role="viewer")
    for place in people_of(ministry):
        assert is_last_focal_point(place)
        with pytest.raises(Refusal, match="last focal point"):
            end_place(place, by=twice)
        with pytest.raises(Refusal, match="last focal point"):
            change_place(place, by=twice, to="viewer")
