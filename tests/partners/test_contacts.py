"""Contacts of partners: who sees whom; the address of an office (INFO-2)."""

import datetime

import pytest
from django.urls import reverse

from partners.actions.contacts import (
    remove_address,
    save_address,
)
from partners.enums import ConsentPurpose
from partners.models import ContactConsent, FunctionalAddress, Person
from partners.reach import contacts, office_of, recipients
from partners.rules.contacts import can_see_contacts
from portal.records.clock import now
from portal.records.decisions import Forbidden, Refusal, StaleRecord
from portal.records.models import AuditLine
from tests.factories import UserFactory, confirmed_letter, focal_point, head, officer, partner
from tests.partners.admin import browser_of, text_of
from tests.partners.contacts import known, send

pytestmark = pytest.mark.django_db


# --- Who sees contacts ------------------------------------------------------------------------------


@pytest.mark.rule("INFO-2")
def test_partners_and_secretariat_see_contacts_and_nobody_else(client):
    organisation = partner()
    seen = [focal_point(partner()), focal_point(partner(), role="viewer"), officer(), head()]
    seen.append(UserFactory(roles=("auditor",)))
    blind = [UserFactory(), UserFactory(roles=("editor",)), UserFactory(roles=("administrator",))]
    known(organisation)
    for user in seen:
        assert can_see_contacts(user), user
        assert contacts(user).count() == 1
        assert browser_of(user).get("/desk/contacts/").status_code == 200
    for user in blind:
        assert not can_see_contacts(user), user
        assert not contacts(user).exists()
        assert browser_of(user).get("/desk/contacts/").status_code == 404
    assert client.get("/desk/contacts/").status_code == 302


@pytest.mark.rule("INFO-2")
def test_only_people_who_agreed_are_listed():
    reader = focal_point(partner())
    organisation = partner(legal_name="Demonstration Lakes Institute")
    known(organisation, ConsentPurpose.PARTNERS, family_name="Shown")
    known(organisation, ConsentPurpose.PUBLIC, family_name="Public")
    known(organisation, ConsentPurpose.MESSAGES, family_name="Formonly")
    focal_point(organisation)  # was never asked
    taken_back = known(organisation, ConsentPurpose.PARTNERS, family_name="Changed")
    ContactConsent.objects.filter(place__person__user=taken_back).update(withdrawn_at=now())
    gone = known(organisation, ConsentPurpose.PARTNERS, family_name="Gone")
    gone.person.places.update(until=datetime.date(2099, 1, 1))
    page = text_of(browser_of(reader).get("/desk/contacts/"))
    assert "Shown" in page and "Public" in page
    for name in ("Formonly", "Changed", "Gone"):
        assert name not in page
    assert {place.person.family_name for place in contacts(reader)} == {"Shown", "Public"}


@pytest.mark.rule("INFO-2")
def test_person_who_agreed_to_messages_only_is_written_to_without_a_name():
    reader, organisation = focal_point(partner()), partner()
    known(organisation, ConsentPurpose.MESSAGES, family_name="Formonly")
    known(organisation, ConsentPurpose.PARTNERS, family_name="Shown")
    names = {recipient.name for recipient in recipients(reader, organisation)}
    assert any("Shown" in name for name in names)
    assert not any("Formonly" in name for name in names)


def test_contacts_of_former_partners_are_not_listed():
    reader = focal_point(partner())
    organisation = partner()
    known(organisation)
    organisation.memberships.update(
        ended_on=datetime.date(2026, 1, 1), ending="inactive", end_reason="No answer."
    )
    assert not contacts(reader).exists()


def test_contact_of_a_merged_row_stands_under_the_partner_that_it_became():
    reader = focal_point(partner())
    old, new = partner(legal_name="Demonstration Old"), partner(legal_name="Demonstration New")
    known(old)
    old.memberships.all().delete()
    old.merged_into = new
    old.save()
    page = text_of(browser_of(reader).get("/desk/contacts/?kind=ngo&country=ke&area=asgm"))
    assert "Okello" in page and "Demonstration New" in page and "Demonstration Old" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=okéllo", True),
        ("q=OKELLO lakes", True),
        ("q=kenya", True),
        ("q=nobody", False),
        ("kind=ngo", True),
        ("kind=industry", False),
        ("country=ke", True),
        ("country=FR", False),
        ("region=002", True),
        ("region=150", False),
        ("area=asgm", True),
        ("area=products", False),
        ("main=on", False),
        ("country=XX&area=nothing", True),
    ],
)
def test_contacts_are_searched_and_narrowed(query, found):
    reader = focal_point(partner())
    known(partner(legal_name="Demonstration Lakes Institute"))
    page = text_of(browser_of(reader).get(f"/desk/contacts/?{query}"))
    assert ("Okello" in page) is found


def test_search_finds_a_person_by_the_name_after_a_change():
    person = known(partner()).person
    person.given_name, person.family_name = "Éloïse", "Ñandú"
    person.save(update_fields=["given_name", "family_name"])
    assert Person.objects.get(name_key__contains="eloise nandu") == person


def test_list_of_contacts_makes_the_same_number_of_queries(assert_query_parity):
    browser = browser_of(focal_point(partner()))
    known(partner())

    def load():
        assert browser.get("/desk/contacts/").status_code == 200

    assert_query_parity(load, lambda: [known(partner()) for _row in range(3)], at_most=20)


# --- The address of an office -----------------------------------------------------------------------


@pytest.mark.rule("INFO-2")
def test_address_of_an_office_is_public_without_a_person(client):
    organisation = partner()
    user = focal_point(organisation)
    save_address(organisation, by=user, label="Chemicals unit", email="chemicals@lakes.example")
    page = text_of(client.get(organisation.get_absolute_url()))
    assert "Chemicals unit" in page and "chemicals@lakes.example" in page
    save_address(
        organisation,
        by=user,
        label="Chemicals unit",
        email="chemicals@lakes.example",
        is_shown=False,
        seen=0,
    )
    page = text_of(client.get(organisation.get_absolute_url()))
    assert "Chemicals unit" in page and "chemicals@lakes.example" not in page


def test_address_of_a_person_is_no_address_of_an_office():
    organisation = partner()
    user = focal_point(organisation)
    with pytest.raises(Refusal, match="address of a person"):
        save_address(organisation, by=user, label="Unit", email=user.email.upper())
    assert not FunctionalAddress.objects.exists()


def test_only_focal_points_and_the_secretariat_change_the_address():
    organisation = partner()
    for user in (focal_point(organisation, role="viewer"), focal_point(partner()), UserFactory()):
        with pytest.raises(Forbidden):
            save_address(organisation, by=user, label="Unit", email="unit@lakes.example")
        with pytest.raises(Forbidden):
            remove_address(organisation, by=user)
    save_address(organisation, by=officer(), label="Unit", email="unit@lakes.example")
    line = AuditLine.objects.get(verb="organisation.address")
    assert line.on_behalf and line.data == {} and "email" in line.fields


def test_same_address_again_changes_nothing_and_removal_is_noted():
    organisation = partner()
    user = focal_point(organisation)
    for seen in (None, 0):
        save_address(organisation, by=user, label="Unit", email="unit@lakes.example", seen=seen)
    assert AuditLine.objects.filter(verb="organisation.address").count() == 1
    remove_address(organisation, by=user)
    remove_address(organisation, by=user)
    assert AuditLine.objects.filter(verb="organisation.address_removed").count() == 1
    assert office_of(organisation) is None


def test_address_form_saves_refuses_and_takes_away():
    organisation = partner()
    browser = browser_of(focal_point(organisation))
    url = reverse("partners_desk:address", args=[organisation.slug])
    assert "Address of the office" in text_of(browser.get(url))
    values = {"label": "Unit", "email": "unit@lakes.example", "is_shown": "on", "version": ""}
    assert browser.post(url, {"label": "", "email": "nonsense"}).status_code == 422
    assert browser.post(url, values).status_code == 302
    address = FunctionalAddress.objects.get()
    assert address.is_shown and not address.takes_messages
    assert browser.post(url, {"remove": "1"}).status_code == 302
    assert not FunctionalAddress.objects.exists()


def test_two_people_change_the_address_and_nothing_is_lost():
    organisation = partner()
    user = focal_point(organisation)
    browser = browser_of(user)
    url = reverse("partners_desk:address", args=[organisation.slug])
    save_address(organisation, by=user, label="Unit", email="unit@lakes.example")
    save_address(organisation, by=user, label="Water unit", email="unit@lakes.example", seen=0)
    stale = {"label": "Air unit", "email": "unit@lakes.example", "is_shown": "on", "version": "0"}
    answer = browser.post(url, stale)
    assert answer.status_code == 409
    assert "Water unit" in text_of(answer) and "Air unit" in text_of(answer)
    chosen = stale | {"version": "1", "keep-label": "stored", "keep-takes_messages": "yours"}
    assert browser.post(url, chosen).status_code == 302
    address = FunctionalAddress.objects.get()
    assert (address.label, address.takes_messages) == ("Water unit", False)


def test_address_taken_away_meanwhile_is_said():
    organisation = partner()
    user = focal_point(organisation)
    save_address(organisation, by=user, label="Unit", email="unit@lakes.example")
    remove_address(organisation, by=user)
    with pytest.raises(StaleRecord):
        save_address(organisation, by=user, label="Unit", email="unit@lakes.example", seen=0)
    url = reverse("partners_desk:address", args=[organisation.slug])
    answer = browser_of(user).post(url, {"label": "Unit", "email": "unit@lakes.example", "version": "0"})
    assert answer.status_code == 409 and "taken away meanwhile" in text_of(answer)


@pytest.mark.rule("INFO-2")
def test_people_named_in_a_confirmed_letter_are_seen_by_partners_since_they_agreed():
    letter = confirmed_letter()
    consent = ContactConsent.objects.get()
    assert (consent.purpose, consent.given_at) == (ConsentPurpose.PARTNERS, letter.consented_at)
    assert consent.place.person.email == "main@example.org"  # named; who only typed the letter was not asked
    reader = focal_point(partner())
    assert {place.person.email for place in contacts(reader)} == {"main@example.org"}
    page = text_of(browser_of(UserFactory()).get(letter.organisation.get_absolute_url()))
    assert "main@example.org" not in page


def test_desk_leads_to_contacts_messages_and_the_office():
    organisation = partner()
    user = focal_point(organisation)
    page = text_of(browser_of(user).get("/desk/"))
    assert "/desk/contacts/" in page and "/desk/messages/" not in page
    save_address(organisation, by=user, label="Chemicals unit", email="chemicals@lakes.example")
    page = text_of(browser_of(user).get(f"/desk/organisations/{organisation.slug}/"))
    assert "Matches" in page and "Chemicals unit" in page
    send(organisation, writer := UserFactory())
    assert "/desk/messages/" in text_of(browser_of(writer).get("/desk/"))
    viewer = focal_point(organisation, role="viewer")
    page = text_of(browser_of(viewer).get(f"/desk/organisations/{organisation.slug}/"))
    assert "Matches" in page and "Chemicals unit" not in page
