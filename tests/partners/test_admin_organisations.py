"""Organisations, requests due and kinds of membership in the admin."""

import datetime

import pytest
from django.urls import reverse

from partners.actions.review import ask_for_information, decline_letter
from partners.models import InformationRequest, Letter, Membership, MembershipKind
from portal.records.clock import today
from portal.records.models import AuditLine
from tests.factories import (
    OrganisationFactory,
    confirmed_letter,
    focal_point,
    letter_under_review,
    partner,
)
from tests.partners.admin import READERS, browser, page, staff, text_of
from tests.partners.test_exports import rows_of_csv

pytestmark = pytest.mark.django_db

# --- Organisations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*READERS, "editor", "administrator"])
def test_organisations_and_requests_are_read_by_secretariat_and_auditor(role):
    organisation, client = partner(), browser(role)
    expected = 200 if role in READERS else 404
    for address in (
        "/admin/organisations/",
        "/admin/organisations/?export=csv",
        "/admin/organisations/?export=xlsx",
        reverse("organisations:inspect", args=[organisation.pk]),
        "/admin/requests/",
        "/admin/requests/?export=csv",
    ):
        assert client.get(address).status_code == expected, address


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Partner", "Former", "Guest"}),
        ("membership=running", {"Partner"}),
        ("membership=ended", {"Former"}),
        ("membership=none", {"Guest"}),
        ("membership_kind=partner", {"Partner"}),
        ("area=waste-management", {"Partner"}),
        ("country=KE&kind=ngo", {"Partner", "Former", "Guest"}),
        ("kind=government", set()),
        ("q=part", {"Partner"}),
        ("q=kenya guest", {"Guest"}),
    ],
)
def test_organisations_filters_and_search(query, expected):
    partner(legal_name="Partner", areas=("asgm", "waste-management"))
    former = partner(legal_name="Former").memberships.get()
    Membership.objects.filter(pk=former.pk).update(ended_on=today(), ending="inactive", end_reason="Silent")
    OrganisationFactory(legal_name="Guest")
    response = browser("officer").get(f"/admin/organisations/?{query}")
    assert {organisation.legal_name for organisation in response.context["object_list"]} == expected
    exported = rows_of_csv(browser("officer").get(f"/admin/organisations/?{query}&export=csv"))
    assert {row[0] for row in exported[1:]} == expected


def test_organisation_page_shows_people_letters_areas_and_history():
    letter = confirmed_letter()
    focal = focal_point(letter.organisation)
    address = reverse("organisations:inspect", args=[letter.organisation_id])
    shown = text_of(browser("auditor").get(address))
    for words in (
        letter.reference,
        "main@example.org",
        "Participation confirmed",
        "Workshops",
        "Partner now",
    ):
        assert words in shown, words
    assert focal.email in shown


@pytest.mark.rule("LOI-9")
def test_membership_ends_by_the_head_with_way_date_and_reason():
    organisation, client = partner(), browser("head")
    address = reverse("organisations:end_membership", args=[organisation.pk])
    assert address in text_of(client.get(reverse("organisations:inspect", args=[organisation.pk])))
    assert client.get(address).status_code == 200
    assert client.post(address, {"ending": "inactive", "on": today(), "reason": ""}).status_code == 422
    late = today() + datetime.timedelta(days=1)
    response = client.post(address, {"ending": "inactive", "on": late, "reason": "Silent"})
    assert response.status_code == 422
    assert "Silent" in text_of(response)
    assert client.post(address, {"ending": "inactive", "on": today(), "reason": "Silent"}).status_code == 302
    membership = Membership.objects.get()
    assert (membership.ended_on, membership.ending, membership.end_reason) == (today(), "inactive", "Silent")
    assert not organisation.participations.running().exists()
    shown = text_of(client.get(reverse("organisations:inspect", args=[organisation.pk])))
    assert "Membership ended" in shown
    assert "Silent" in shown
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 409


@pytest.mark.rule("LOI-9")
@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_membership_is_not_ended_by_others(role):
    organisation, client = partner(), browser(role)
    address = reverse("organisations:end_membership", args=[organisation.pk])
    assert address not in text_of(client.get(reverse("organisations:inspect", args=[organisation.pk])))
    for response in (client.get(address), client.post(address, {"ending": "inactive", "reason": "x"})):
        assert response.status_code == 403
        assert "Only the head of the secretariat" in text_of(response)
    assert Membership.objects.get().ended_on is None


# --- Requests due ----------------------------------------------------------------------------------------


@pytest.mark.rule("LOI-4")
def test_requests_due_are_listed_with_what_is_overdue():
    user, client = staff("officer"), browser("officer")
    for name, days in (("Late", -3), ("Soon", 3), ("Later", 30)):
        letter = letter_under_review(legal_name=name, reviewer=user)
        request = ask_for_information(letter, [{"text": "Why?", "reopens": ""}], today(), by=user)
        due = today() + datetime.timedelta(days=days)
        InformationRequest.objects.filter(pk=request.pk).update(due_on=due)
    decline_letter(Letter.objects.get(legal_name="Later"), by=staff("head"), reason="No")

    def names(query: str) -> list[str]:
        found = client.get(f"/admin/requests/?{query}").context["object_list"]
        return [request.letter.legal_name for request in found]

    assert names("") == ["Late", "Soon"]
    assert names("state=overdue") == ["Late"]
    assert names("state=soon") == ["Soon"]
    assert names("state=closed") == ["Later"]
    assert names("state=answered") == []
    assert names("state=all&kind=ngo&ordering=-due_on") == ["Later", "Soon", "Late"]
    shown = text_of(client.get("/admin/requests/"))
    assert "Overdue" in shown
    assert page(Letter.objects.get(legal_name="Late")) in shown
    assert "Late" in text_of(client.get("/admin/requests/?export=csv"))
    assert "No request matches." in text_of(client.get("/admin/requests/?state=answered"))


# --- Kinds of membership ---------------------------------------------------------------------------------

KIND = {"code": "supporter", "name_en": "Supporter", "name_fr": "Soutien", "name_es": "Simpatizante"}


@pytest.mark.rule("LOI-10")
def test_a_kind_of_membership_is_added_without_code_and_given_by_a_confirmation():
    client = browser("administrator")
    assert client.get("/admin/membership-kinds/").status_code == 200
    assert client.get("/admin/membership-kinds/new/").status_code == 200
    assert client.post("/admin/membership-kinds/new/", KIND).status_code == 302
    kind = MembershipKind.objects.get(code="supporter")
    assert (kind.name_fr, kind.is_default) == ("Soutien", False)
    change = reverse("membership-kinds:change", args=[kind.pk])
    assert client.get(change).context["form"]["name_es"].value() == "Simpatizante"
    assert client.post(change, KIND | {"name_en": "Friend", "is_default": "on"}).status_code == 302
    assert list(MembershipKind.objects.filter(is_default=True).values_list("code", "name_en")) == [
        ("supporter", "Friend")
    ]
    assert AuditLine.objects.filter(verb__startswith="membership_kind.").count() == 2
    confirmed_letter()
    assert Membership.objects.get().kind == kind


@pytest.mark.rule("LOI-10")
def test_a_kind_of_membership_needs_a_new_code_and_one_stays_the_default():
    client = browser("administrator")
    again = client.post("/admin/membership-kinds/new/", KIND | {"code": "partner"})
    assert again.status_code == 422
    assert "has this code already" in text_of(again)
    default = MembershipKind.objects.get(code="partner")
    unmade = client.post(reverse("membership-kinds:change", args=[default.pk]), KIND)
    assert unmade.status_code == 422
    assert "One kind must be given by a confirmation." in text_of(unmade)
    default.refresh_from_db()
    assert (default.is_default, default.name_en) == (True, "Partner")


@pytest.mark.parametrize("role", READERS)
def test_kinds_of_membership_are_changed_by_the_administrator_only(role):
    client, kind = browser(role), MembershipKind.objects.get(code="partner")
    assert client.get("/admin/membership-kinds/").status_code == 200
    assert client.get(reverse("membership-kinds:inspect", args=[kind.pk])).status_code == 200
    assert client.get("/admin/membership-kinds/new/").status_code == 404
    assert client.post("/admin/membership-kinds/new/", KIND).status_code == 404
    change = reverse("membership-kinds:change", args=[kind.pk])
    for response in (client.get(change), client.post(change, KIND)):
        assert response.status_code == 403
    assert browser("editor").get("/admin/membership-kinds/").status_code == 404
