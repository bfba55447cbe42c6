"""Pages of partners and of letters; what leaves the site; no personal data (LOI-6)."""

import datetime

import pytest

from partners.actions.letters import save_step, send_answers, send_letter, withdraw_letter
from partners.actions.membership import end_membership
from partners.actions.review import ask_for_information, decline_letter, take_under_review
from partners.enums import Step
from partners.models import Membership, OfferOrNeed, Organisation, OrganisationPerson
from partners.public import newest_confirmed_letter, profile_of
from partners.queries import partner_figures
from partnership_areas.models import Area
from portal.records.clock import today
from portal.records.models import FrozenPeople
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    complete_draft,
    confirmed_letter,
    head,
    letter_under_review,
    officer,
    partner,
    sent_letter,
)

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


# --- Partners -------------------------------------------------------------------------------------


def test_partner_shows_letter_areas_offers_and_thread(client):
    organisation = confirmed_letter(legal_name="Demonstration Rivers").organisation
    OfferOrNeed.objects.create(
        organisation=organisation,
        direction="seek",
        topic="funding",
        area=Area.objects.get(code="asgm"),
        text="Money",
    )
    response = client.get(organisation.get_absolute_url())
    page = text_of(response)
    assert response.status_code == 200
    for words in (
        "Confirmed partner",
        "We share our inventory method.",
        "Confirmed by UNEP",
        "Workshops",
        "Money",
    ):
        assert words in page
    assert "/en/partnership-areas/asgm/" in page
    assert "/fr/partners/demonstration-rivers/letter.pdf" in page
    assert response.context["thread"][0]["title"] == response.context["text"].symbol


@pytest.mark.rule("LOI-6")
def test_no_personal_data_without_consent(client):
    letter = confirmed_letter()
    for address in (
        "/en/partners/",
        letter.organisation.get_absolute_url(),
        "/en/letters/",
        f"/en/letters/{letter.reference}/",
        "/en/partnership-areas/asgm/",
    ):
        page = text_of(client.get(address))
        for personal in ("main@example.org", "Main Contact", letter.applicant.email):
            assert personal not in page, address


def test_contact_is_shown_with_consent_only(client):
    organisation = partner()
    shown = PersonFactory(given_name="Shown", family_name="Person", email="shown@example.org")
    hidden = PersonFactory(given_name="Hidden", family_name="Other", email="hidden@example.org")
    gone = PersonFactory(family_name="Gone", email="gone@example.org")
    OrganisationPerson.objects.create(organisation=organisation, person=shown, is_public=True)
    OrganisationPerson.objects.create(organisation=organisation, person=hidden)
    OrganisationPerson.objects.create(
        organisation=organisation, person=gone, is_public=True, since=today(), until=today()
    )
    page = text_of(client.get(organisation.get_absolute_url()))
    assert "shown@example.org" in page
    assert "hidden@example.org" not in page
    assert "gone@example.org" not in page


@pytest.mark.rule("LOI-11")
def test_imported_partner_says_where_it_comes_from(client):
    organisation = partner(legal_name="Demonstration Imported")
    Membership.objects.filter(organisation=organisation).update(source="List of 2016")
    page = text_of(client.get(organisation.get_absolute_url()))
    assert "Imported, letter not held" in page
    assert "Source: List of 2016" in page
    assert client.get(organisation.get_absolute_url() + "letter.pdf").status_code == 404


def test_description_keeps_its_language(client):
    organisation = partner(legal_name="Institut", description="Nous mesurons.", language="fr")
    page = text_of(client.get(organisation.get_absolute_url()))
    assert 'lang="fr" dir="ltr"' in page
    assert "Original: French" in page
    assert "language-note" not in text_of(client.get(f"/fr/partners/{organisation.slug}/"))


def test_merged_organisation_leads_to_the_one_it_became(client):
    keep, gone = partner(slug="kept"), OrganisationFactory(slug="gone")
    gone.merged_into = keep
    gone.save()
    for end in ("", "letter.pdf"):
        response = client.get(f"/es/partners/gone/{end}")
        if end:
            assert response.status_code == 404  # the partner holds no letter
        else:
            assert (response.status_code, response["Location"]) == (301, "/es/partners/kept/")


def test_letter_sent_under_a_merged_name_is_shown_by_the_partner(client):
    letter = confirmed_letter()
    keep = partner(slug="kept")
    Membership.objects.filter(organisation=letter.organisation).update(
        ended_on=today(), ending="inactive", end_reason="Merged"
    )
    Organisation.objects.filter(pk=letter.organisation_id).update(merged_into=keep)
    assert newest_confirmed_letter(keep) == letter
    response = client.get(f"/en/partners/{letter.organisation.slug}/letter.pdf")
    assert (response.status_code, response["Location"]) == (301, "/en/partners/kept/letter.pdf")
    assert text_of(client.get(f"/en/letters/{letter.reference}/")).count("/en/partners/kept/")


@pytest.mark.rule("LOI-9")
def test_former_partner_keeps_a_page_that_says_so(client):
    letter = confirmed_letter(legal_name="Demonstration Former")
    person = letter.organisation.people.first()
    OrganisationPerson.objects.filter(pk=person.pk).update(is_public=True)
    end_membership(
        letter.organisation.memberships.get(), by=head(), ending="withdrawn", reason="They wrote to us"
    )
    page = text_of(client.get(letter.organisation.get_absolute_url()))
    assert "Was a partner until" in page
    assert "They wrote to us" not in page
    assert person.person.email not in page
    assert "Demonstration Former" not in text_of(client.get("/en/partners/"))


def test_organisation_that_never_was_a_partner_has_no_page(client):
    assert client.get(OrganisationFactory().get_absolute_url()).status_code == 404
    assert client.get("/en/partners/nobody/").status_code == 404
    assert client.get("/en/partners/nobody/letter.pdf").status_code == 404
    assert profile_of(OrganisationFactory()) is None


def test_individual_is_not_indexed_and_named_only_with_consent(client):
    letter = confirmed_letter(kind="individual", legal_name="Ann Example", description="", acronym="AEX")
    for address in (letter.organisation.get_absolute_url(), f"/en/letters/{letter.reference}/"):
        response = client.get(address)
        assert response["X-Robots-Tag"] == "noindex"
        assert "Ann Example" not in text_of(response)
        assert "AEX" not in text_of(response)
        assert "Individual partner" in text_of(response)
    Organisation.objects.filter(pk=letter.organisation.pk).update(description="I am Ann, of Nowhere.")
    assert "of Nowhere" not in client.get(letter.organisation.get_absolute_url()).content.decode()
    assert "Ann Example" not in text_of(client.get("/en/letters/"))


def test_individual_with_consent_is_named_until_it_is_taken_back(client):
    draft = complete_draft(kind="individual", legal_name="Ann Example", description="")
    consent = {"acknowledges_publication": True, "consents_to_data": True, "consents_to_name": True}
    draft = save_step(draft, Step.CONSENT, consent, by=draft.applicant, seen=1)
    letter = take_under_review(send_letter(draft, by=draft.applicant), by=officer())
    address = f"/en/letters/{letter.reference}/"
    assert "Ann Example" in text_of(client.get(address))
    assert "Ann Example" in text_of(client.get("/en/letters/"))
    type(letter).objects.filter(pk=letter.pk).update(consents_to_name=False)
    assert "Ann Example" not in text_of(client.get(address))
    type(letter).objects.filter(pk=letter.pk).update(consents_to_name=True)
    FrozenPeople.objects.all().delete()
    assert "Ann Example" not in text_of(client.get(address))
    assert "Ann Example" not in text_of(client.get("/en/letters/"))


def test_number_of_queries_of_a_partner_does_not_grow(client, assert_query_parity):
    organisation = confirmed_letter().organisation
    address = organisation.get_absolute_url()

    def grow() -> None:
        for number in range(3):
            OfferOrNeed.objects.create(
                organisation=organisation, direction="offer", topic="data", text=f"{number}"
            )
            OrganisationPerson.objects.create(
                organisation=organisation, person=PersonFactory(), is_public=True
            )
            partner()

    assert_query_parity(lambda: client.get(address), grow, at_most=22)


def test_figures_for_the_home_page():
    partner()
    letter_under_review()
    assert partner_figures() == {"partners": 1, "countries": 1, "received": 1}


# --- Letters --------------------------------------------------------------------------------------


@pytest.mark.rule("LOI-6")
def test_letter_received_is_published_and_labelled(client):
    letter = sent_letter(legal_name="Demonstration Waiting")
    address = f"/en/letters/{letter.reference}/"
    assert client.get(address).status_code == 404
    take_under_review(letter, by=officer())
    page = text_of(client.get(address))
    assert "Received, not yet confirmed by UNEP" in page
    assert "Head, Chemicals and Health Branch" in page
    assert "Received, not yet confirmed" in text_of(client.get("/en/letters/"))


@pytest.mark.rule("LOI-6")
def test_withdrawn_letter_leaves_the_site(client, run_jobs):
    letter = letter_under_review(legal_name="Demonstration Leaving")
    run_jobs()
    address = f"/en/letters/{letter.reference}/"
    assert b"".join(client.get(address + "letter.pdf").streaming_content).startswith(b"%PDF")
    withdraw_letter(letter, by=letter.applicant)
    for end in ("", "letter.pdf"):
        response = client.get(address + end)
        assert response.status_code == 410
        assert "Demonstration Leaving" not in text_of(response)
    assert "Demonstration Leaving" not in text_of(client.get("/en/letters/"))


@pytest.mark.rule("LOI-6")
def test_declined_letter_leaves_the_site_without_the_reason(client):
    letter = letter_under_review(legal_name="Demonstration Declined")
    decline_letter(letter, by=head(), reason="Out of scope entirely")
    response = client.get(f"/en/letters/{letter.reference}/")
    assert response.status_code == 410
    assert "Out of scope" not in text_of(response)


def test_public_sees_the_frozen_version_while_the_copy_changes(client):
    letter = letter_under_review(legal_name="Demonstration Before")
    request = ask_for_information(letter, [{"text": "Who?", "reopens": Step.WHO}], today(), by=officer())
    letter.refresh_from_db()
    values = {
        "kind": "ngo",
        "legal_name": "Demonstration After",
        "country": letter.country,
        "description": "Changed",
    }
    letter = save_step(letter, Step.WHO, values, by=letter.applicant, seen=letter.step_version(Step.WHO))
    address = f"/en/letters/{letter.reference}/"
    for page in (text_of(client.get(address)), text_of(client.get("/en/letters/"))):
        assert "Demonstration Before" in page
        assert "Demonstration After" not in page
    request.questions.update(answer="We are we.")
    send_answers(request, by=letter.applicant)
    assert "Demonstration After" in text_of(client.get(address))


def test_letters_stand_received_first_and_narrow_by_stage(client):
    confirmed_letter(legal_name="Demonstration One")
    letter_under_review(legal_name="Demonstration Two")

    def shown(query: str) -> list[str]:
        return [line.name for line in client.get(f"/en/letters/{query}").context["lines"]]

    assert shown("") == ["Demonstration Two", "Demonstration One"]
    assert shown("?stage=received") == ["Demonstration Two"]
    assert shown("?stage=confirmed") == ["Demonstration One"]
    for junk in ("?stage=junk", "?page=" + "9" * 5000, "?page=-3", "?stage=%ED%A0%80"):
        assert shown(junk) == ["Demonstration Two", "Demonstration One"]


def test_number_of_queries_of_letters_does_not_grow(client, assert_query_parity):
    letter_under_review(legal_name="Demonstration 0")
    assert_query_parity(
        lambda: client.get("/en/letters/"),
        lambda: [letter_under_review(legal_name=f"Demonstration {n}") for n in range(1, 4)],
        at_most=15,
    )


def test_letter_by_lower_case_reference_leads_to_its_page(client):
    letter = letter_under_review()
    response = client.get(f"/en/letters/{letter.reference.lower()}/")
    assert (response.status_code, response["Location"]) == (301, f"/en/letters/{letter.reference}/")


def test_letter_keeps_its_language_on_the_page(client):
    letter = letter_under_review(language="fr")
    page = text_of(client.get(f"/en/letters/{letter.reference}/"))
    assert '<div lang="fr" dir="ltr"><p>We share our inventory method.</p></div>' in page
    assert "Original: French" in page


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_pages_answer_in_each_language(client, language):
    letter = confirmed_letter()
    for address in ("letters/", f"letters/{letter.reference}/", f"partners/{letter.organisation.slug}/"):
        assert client.get(f"/{language}/{address}").status_code == 200


def test_empty_list_of_letters_says_so(client):
    assert "No letter is here" in text_of(client.get("/en/letters/"))
    assert "has been decided on" in text_of(client.get("/en/letters/?stage=received"))


# --- Areas ----------------------------------------------------------------------------------------


@pytest.mark.rule("AREA-6")
def test_area_lists_its_partners_now(client, assert_query_parity):
    partner(legal_name="Demonstration Taking Part", since=datetime.date(2020, 1, 1))
    left = partner(legal_name="Demonstration Left", since=datetime.date(2020, 1, 1))
    left.participations.update(until=datetime.date(2021, 1, 1))
    page = text_of(client.get("/en/partnership-areas/asgm/"))
    assert "Demonstration Taking Part" in page
    assert "Demonstration Left" not in page
    assert "/en/partners/?area=asgm" in page
    assert "1 partner" in text_of(client.get("/en/partnership-areas/"))
    assert_query_parity(
        lambda: client.get("/en/partnership-areas/asgm/"), lambda: [partner() for _n in range(3)], at_most=25
    )


def test_area_without_partners_says_so(client):
    assert "No partner has joined this area yet." in text_of(client.get("/en/partnership-areas/asgm/"))


def test_area_with_many_partners_names_fifty_and_counts_the_rest(client):
    for _number in range(52):
        partner()
    page = text_of(client.get("/en/partnership-areas/asgm/"))
    assert "52 partners take part." in page
    assert "2 more partners" in page
