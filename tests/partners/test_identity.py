"""A change of name, kind or country: asked for by the partner, agreed to by the secretariat; the old name finds it."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from partners.actions.identity import (
    agree_identity_change,
    ask_identity_change,
    refuse_identity_change,
    take_back_identity_request,
)
from partners.actions.membership import free_slug
from partners.models import FormerSlug, IdentityRequest, Organisation
from partners.queries import directory
from partners.rules.identity import identity_of
from partners.search import search_partners
from partnership_areas.models import Country
from portal.mail.models import OutboundEmail
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from portal.records.registries import waiting
from tests.factories import OrganisationFactory, UserFactory, focal_point, head, officer, partner
from tests.partners.admin import browser
from tests.partners.desk import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    return partner(
        legal_name="Demonstration Río Institute", acronym="DRI", slug="demonstration-rio-institute"
    )


def wanted(organisation: Organisation, **values: Any) -> dict[str, Any]:
    names = ("legal_name", "acronym", "kind", "country", "is_global")
    return {name: getattr(organisation, name) for name in names} | {"reason": "Decided in May."} | values


def asked(organisation: Organisation, **values: Any) -> IdentityRequest:
    values = values or {"legal_name": "Demonstration Water Centre"}
    return ask_identity_change(organisation, wanted(organisation, **values), by=focal_point(organisation))


def problems(refused: Any) -> list[str]:
    return [problem.field for problem in refused.value.problems]


def test_request_changes_nothing_until_it_is_agreed(organisation: Organisation) -> None:
    reader = officer()
    request = asked(organisation)
    organisation.refresh_from_db()
    assert organisation.legal_name == "Demonstration Río Institute"
    mail = OutboundEmail.objects.get(template="partners/identity_requested")
    assert mail.to == reader.email and "Decided in May." in mail.text
    assert any("Demonstration Río" in str(item.text) for item in waiting.collect(reader))
    line = AuditLine.objects.order_by("-number")[0]
    assert (line.verb, line.fields, line.data) == (
        "organisation.ask_identity",
        ["legal_name"],
        {"request": request.pk},
    )


def test_agreed_change_keeps_the_old_name_findable(organisation: Organisation) -> None:
    request = asked(organisation, legal_name="Demonstration Water Centre", acronym="DWC")
    agree_identity_change(request, by=head())
    organisation.refresh_from_db()
    assert (organisation.legal_name, organisation.slug) == (
        "Demonstration Water Centre",
        "demonstration-water-centre",
    )
    former = organisation.former_identities.get()
    assert (former.legal_name, former.acronym, former.until) == (
        "Demonstration Río Institute",
        "DRI",
        today() - datetime.timedelta(days=1),
    )
    for text in ("rio institute", "DRI", "water centre"):
        assert list(search_partners(directory(), text)) == [organisation], text
    mail = OutboundEmail.objects.get(template="partners/identity_agreed")
    assert "Demonstration Water Centre" in mail.subject


def test_old_addresses_lead_to_the_new_one(client: Any, organisation: Organisation) -> None:
    old = organisation.get_absolute_url()
    user = focal_point(organisation)
    agree_identity_change(asked(organisation), by=head())
    organisation.refresh_from_db()
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, organisation.get_absolute_url())
    desk = signed_in(user).get(reverse("partners_desk:profile", args=["demonstration-rio-institute"]))
    assert desk["Location"] == reverse("partners_desk:profile", args=[organisation.slug])
    assert "Demonstration Río Institute" in text_of(client.get(organisation.get_absolute_url()))
    assert free_slug("Demonstration Río Institute") == "demonstration-rio-institute-2"


def test_change_of_spelling_keeps_the_address(organisation: Organisation) -> None:
    agree_identity_change(asked(organisation, legal_name="Demonstration Rio Institute"), by=head())
    organisation.refresh_from_db()
    assert organisation.slug == "demonstration-rio-institute"
    assert not FormerSlug.objects.exists()


@pytest.mark.rule("LOI-1")
def test_kind_and_country_change_and_stand_in_the_past_as_they_were(organisation: Organisation) -> None:
    request = asked(organisation, kind="igo", country=None, is_global=True)
    day = datetime.date(2020, 1, 1)
    agree_identity_change(request, by=head(), holds_from=day)
    organisation.refresh_from_db()
    assert (organisation.kind, organisation.country, organisation.is_global) == ("igo", None, True)
    former = organisation.former_identities.get()
    assert (former.kind, former.country.alpha2, former.until) == ("ngo", "KE", datetime.date(2019, 12, 31))
    assert organisation.slug == "demonstration-rio-institute"


@pytest.mark.rule("LOI-8")
def test_name_and_country_of_another_organisation_are_refused(organisation: Organisation) -> None:
    other = OrganisationFactory(legal_name="Demonstration Water Centre")
    with pytest.raises(Refusal):
        agree_identity_change(asked(organisation), by=head())
    organisation.refresh_from_db()
    assert organisation.legal_name == "Demonstration Río Institute"
    page = text_of(
        browser("head").get(reverse("identity-requests:inspect", args=[IdentityRequest.objects.get().pk]))
    )
    assert other.legal_name in page and "merge them first" in page


@pytest.mark.rule("LOI-8")
def test_new_identity_is_the_key_by_which_letters_are_compared(organisation: Organisation) -> None:
    agree_identity_change(asked(organisation), by=head())
    organisation.refresh_from_db()
    assert organisation.identity_key == identity_of(
        kind="ngo", legal_name="DEMONSTRATION water  centre", country_code="KE", is_global=False
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"legal_name": " "}, "legal_name"),
        ({"kind": "individual"}, "kind"),
        ({"kind": "government", "country": None}, "place"),
        ({"country": None}, "place"),
        ({"reason": " ", "acronym": "X"}, "reason"),
        ({}, ""),
    ],
)
def test_request_that_cannot_be_agreed_is_refused_at_once(
    organisation: Organisation, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        ask_identity_change(organisation, wanted(organisation, **values), by=focal_point(organisation))
    assert problems(refused) == [field]


def test_individual_keeps_its_key_and_its_hidden_name() -> None:
    person = partner(
        kind="individual", legal_name="Somebody", slug="individual-partner", name_is_public=False
    )
    key = person.identity_key
    agree_identity_change(asked(person, legal_name="Somebody Else"), by=head())
    person.refresh_from_db()
    assert (person.identity_key, person.slug) == (key, "individual-partner")
    assert "somebody" not in person.search_key


def test_one_request_at_a_time(organisation: Organisation) -> None:
    asked(organisation)
    with pytest.raises(WrongState):
        asked(organisation, acronym="X")


def test_who_asked_on_behalf_does_not_decide(organisation: Organisation) -> None:
    user = head()
    request = ask_identity_change(organisation, wanted(organisation, acronym="NEW"), by=user)
    assert request.on_behalf
    with pytest.raises(Forbidden):
        agree_identity_change(request, by=user)
    with pytest.raises(Forbidden):
        refuse_identity_change(request, by=user, reason="No.")
    agree_identity_change(request, by=officer())


@pytest.mark.parametrize("roles", [(), ("auditor",), ("editor",), ("administrator",)])
def test_only_the_secretariat_decides(organisation: Organisation, roles: tuple[str, ...]) -> None:
    request = asked(organisation)
    user = UserFactory(roles=roles)
    with pytest.raises(Forbidden):
        agree_identity_change(request, by=user)
    with pytest.raises(Forbidden):
        take_back_identity_request(request, by=user)


def test_decision_is_made_once(organisation: Organisation) -> None:
    request = agree_identity_change(asked(organisation), by=head())
    for act in (
        lambda: agree_identity_change(request, by=head()),
        lambda: refuse_identity_change(request, by=head(), reason="No."),
        lambda: take_back_identity_request(request, by=head()),
    ):
        with pytest.raises(WrongState):
            act()
    assert OutboundEmail.objects.filter(template="partners/identity_agreed").count() == 1


def test_refusal_needs_a_reason_and_is_told(organisation: Organisation) -> None:
    request = asked(organisation)
    with pytest.raises(Refusal) as refused:
        refuse_identity_change(request, by=head(), reason=" ")
    assert problems(refused) == ["reason"]
    refuse_identity_change(request, by=head(), reason="It is not registered.")
    assert "It is not registered." in OutboundEmail.objects.get(template="partners/identity_refused").text
    page = signed_in(request.requested_by).get(reverse("partners_desk:identity", args=[organisation.slug]))
    assert "It is not registered." in text_of(page)


@pytest.mark.parametrize("days", [1, -4000])
def test_day_lies_between_the_last_change_and_today(organisation: Organisation, days: int) -> None:
    agree_identity_change(asked(organisation), by=head(), holds_from=datetime.date(2019, 1, 1))
    organisation.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        agree_identity_change(
            asked(organisation, acronym="X"), by=head(), holds_from=today() + datetime.timedelta(days=days)
        )
    assert problems(refused) == ["holds_from"]


def test_partner_asks_and_takes_back_on_the_desk(organisation: Organisation) -> None:
    user = focal_point(organisation)
    here = signed_in(user)
    url = reverse("partners_desk:identity", args=[organisation.slug])
    data = {"legal_name": "New name", "acronym": "", "kind": "ngo", "place": "KE", "reason": ""}
    refused = here.post(url, data)
    assert refused.status_code == 422 and "New name" in text_of(refused)
    assert here.post(url, data | {"reason": "Decided in May."}).status_code == 302
    assert here.post(url, data | {"reason": "Again."}).status_code == 302  # nothing more
    assert IdentityRequest.objects.count() == 1
    assert "Waiting for the secretariat" in text_of(here.get(url))
    back = reverse("partners_desk:identity_take_back", args=[organisation.slug])
    assert here.post(back).status_code == 302
    assert IdentityRequest.objects.get().status == "withdrawn"
    assert here.post(back).status_code == 404


def test_session_that_ran_out_brings_back_what_was_typed(client: Any, organisation: Organisation) -> None:
    user = focal_point(organisation)
    url = reverse("partners_desk:identity", args=[organisation.slug])
    answer = client.post(url, {"legal_name": "Long typed name", "kind": "ngo", "place": "KE", "reason": "R"})
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
    client.force_login(user)
    assert "Long typed name" in text_of(client.get(url))


def test_secretariat_decides_in_the_admin(organisation: Organisation) -> None:
    request = asked(
        organisation, legal_name="Demonstration Water Centre", country=Country.objects.get(alpha2="UG")
    )
    here = browser("officer")
    page = text_of(here.get(reverse("identity-requests:inspect", args=[request.pk])))
    assert "Kenya" in page and "Uganda" in page and "Decided in May." in page
    assert "Demonstration Water Centre" in text_of(here.get(reverse("identity-requests:index")))
    agree = reverse("identity-requests:agree", args=[request.pk])
    assert here.get(agree).status_code == 200
    assert here.post(agree, {"holds_from": "2099-01-01"}).status_code == 422
    assert here.post(agree, {"holds_from": "2026-01-01", "reason": "Seen."}).status_code == 302
    request.refresh_from_db()
    assert (request.status, request.decision_reason) == ("agreed", "Seen.")
    assert here.post(agree, {"holds_from": "2026-01-01"}).status_code == 409
    page = text_of(here.get(reverse("identity-requests:inspect", args=[request.pk])))
    assert "Kenya" in page and "holds from" in page
    shown = here.get(reverse("identity-requests:index") + "?state=agreed&export=csv")
    assert b"Demonstration Water Centre" in b"".join(shown.streaming_content)


def test_audit_trail_holds_after_a_change(organisation: Organisation) -> None:
    agree_identity_change(asked(organisation), by=head())
    call_command("verify_audit")
    assert not AuditLine.objects.filter(data__icontains="Water Centre").exists()


def test_list_asks_the_database_as_often_for_three_rows_as_for_one(assert_query_parity: Any) -> None:
    here = browser("officer")
    asked(partner())

    def more() -> None:
        for _number in range(2):
            asked(partner())

    assert_query_parity(lambda: here.get(reverse("identity-requests:index")), more)
