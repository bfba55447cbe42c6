"""Two of the same name are told apart wherever somebody is chosen for an office."""

import html

import pytest
from django.urls import reverse

from partners.models import OrganisationPerson, Person
from tests.factories import PersonFactory, focal_point, officer, partner
from tests.meetings.offices import body_of

pytestmark = pytest.mark.django_db


def namesakes() -> tuple[Person, Person]:
    """A person with an account and the contact of an old letter, of the same name at the same partner."""
    organisation = partner(areas=("asgm",))
    contact = PersonFactory(
        given_name="Flora", family_name="Focal", email="contact@old.example", post="Director", user=None
    )
    user = focal_point(organisation)
    Person.objects.filter(pk=user.person.pk).update(given_name="Flora", family_name="Focal", post="")
    OrganisationPerson.objects.create(organisation=organisation, person=contact)
    return Person.objects.get(user=user), contact


def labels(answer) -> list[str]:
    options = html.unescape(answer.content.decode()).split("<option")[1:]
    return [option.split(">", 1)[1].split("<")[0].strip() for option in options]


def test_form_of_a_nomination_tells_namesakes_apart(client):
    known, contact = namesakes()
    url = reverse("meetings_desk:decision_propose", args=[body_of("asgm").code, "leads"])
    client.force_login(known.user)
    mine = [label for label in labels(client.get(url)) if "Flora Focal" in label][:2]
    assert mine[0].startswith("Flora Focal (has an account) – ")
    assert mine[1].startswith("Flora Focal (Director) – ")
    client.force_login(officer())
    seen = [label for label in labels(client.get(url)) if "Flora Focal" in label][:2]
    assert seen[0].startswith(f"Flora Focal ({known.email}, has an account) – ")
    assert seen[1].startswith(f"Flora Focal (Director, {contact.email}) – ")


def test_who_has_no_namesake_is_called_by_name_alone(client):
    user = focal_point(partner(areas=("asgm",)))
    url = reverse("meetings_desk:decision_propose", args=[body_of("asgm").code, "leads"])
    client.force_login(user)
    assert any(label.startswith(f"{user.person} – ") for label in labels(client.get(url)))


def test_an_invitation_to_a_seat_names_post_address_and_account(client):
    known, contact = namesakes()
    organisation = known.places.get().organisation
    client.force_login(officer())
    page = client.get(f"{reverse('seat-invitations:new')}?organisation={organisation.pk}")
    seen = [label for label in labels(page) if "Flora Focal" in label]
    assert seen == [
        f"Flora Focal ({known.email}, has an account)",
        f"Flora Focal (Director, {contact.email})",
    ]
