"""A person's own page: what is held, consents taken back, download, erasure asked for."""

import json
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from partners.models import ImportJob, ImportRow, Letter, OrganisationPerson
from partners.public import contacts_shown
from portal.mail.models import OutboundEmail
from portal.privacy.models import PersonalDataRequest
from portal.publishing.models import Publication
from portal.records.models import AuditLine
from tests.factories import UserFactory
from tests.partners.desk import signed_in, text_of
from tests.privacy.people import EMAIL, NAME, PHONE, individual, somebody

pytestmark = pytest.mark.django_db
PAGE, ERASURE = "/desk/my-data/", "/desk/my-data/erasure/"


def test_page_shows_what_is_held_in_words():
    zora = somebody()
    page = zora.session.get(PAGE)
    told = text_of(page)
    for text in ("Places in organisations", "Emptied.", "Deleted."):
        assert text in told
    everything = "".join(text_of(zora.session.get(group["url"])) for group in page.context["groups"])
    for text in (PHONE, EMAIL, "Focal point", "192.0.2.1", "Dear Zora"):
        assert text in everything
    assert "Ms Quillfeather answered" not in everything  # internal notes are not the person's record


def test_entries_of_a_table_that_holds_nothing_are_not_there():
    browser = signed_in(UserFactory())
    for code in ("partners.letter-0", "records.frozenpeople-0", "nothing"):
        assert browser.get(reverse("privacy:held", args=[code])).status_code == 404


def test_page_of_somebody_of_whom_only_the_account_is_held():
    told = text_of(signed_in(UserFactory(first_name="Only", last_name="Account")).get(PAGE))
    assert "Account" in told and "Nothing at present." in told


def test_pages_ask_to_sign_in(client):
    assert client.get(PAGE).status_code == 302
    assert client.post(reverse("privacy:download")).status_code == 302


def test_queries_do_not_grow(assert_query_parity):
    zora = somebody()
    places = iter("ABCDEFG")

    def grow():
        for _row in range(2):
            from tests.factories import partner

            organisation = partner(legal_name=f"Demonstration {next(places)}")
            OrganisationPerson.objects.create(organisation=organisation, person=zora.person, is_public=True)

    def load():
        assert zora.session.get(PAGE).status_code == 200

    def load_places():
        assert zora.session.get("/desk/my-data/held/partners.organisationperson-0/").status_code == 200

    assert_query_parity(load, grow)
    assert_query_parity(load_places, grow)


@pytest.mark.rule("INFO-2")
def test_consent_to_be_shown_is_dated_and_taken_back_at_once():
    zora = somebody()
    place = OrganisationPerson.objects.get(person=zora.person)
    page = zora.session.get(PAGE)
    [consent] = [item for item in page.context["consents"] if item.key.endswith("-public")]
    assert consent.given_at == place.consented_at
    assert f'value="{consent.key}"' in text_of(page)
    answer = zora.session.post(reverse("privacy:take_back_consent"), {"consent": consent.key})
    assert answer.status_code == 302
    place.refresh_from_db()
    assert not place.is_public
    assert contacts_shown(zora.organisation) == []
    again = zora.session.post(reverse("privacy:take_back_consent"), {"consent": consent.key})
    assert again.status_code == 404


def test_consents_of_others_are_not_there():
    zora = somebody()
    place = OrganisationPerson.objects.get(person=zora.person)
    stranger = signed_in(UserFactory())
    data = {"consent": f"place-{place.pk}-public"}
    assert stranger.post(reverse("privacy:take_back_consent"), data).status_code == 404
    place.refresh_from_db()
    assert place.is_public


def test_individual_is_no_longer_named_anywhere(run_jobs):
    zora = individual()
    run_jobs()
    page = zora.session.get(PAGE)
    [consent] = [item for item in page.context["consents"] if item.key.startswith("name-")]
    zora.session.post(reverse("privacy:take_back_consent"), {"consent": consent.key})
    run_jobs()
    zora.organisation.refresh_from_db()
    assert zora.organisation.slug == f"individual-partner-{zora.organisation.pk}"
    for address in (
        f"/en/letters/{zora.letter.reference}/",
        zora.organisation.get_absolute_url(),
        "/en/partners/?q=quillfeather",
    ):
        told = text_of(signed_in(UserFactory()).get(address))
        assert NAME not in told and "zora.example" not in told, address
    titles = Publication.objects.filter(withdrawn_at=None, kind="letter").values_list("title", flat=True)
    assert len(titles) == 3 and not any(NAME in title for title in titles)
    assert Letter.objects.get(pk=zora.letter.pk).legal_name == NAME  # still known to the secretariat


def test_download_holds_data_and_files():
    zora = somebody()
    answer = zora.session.post(reverse("privacy:download"))
    assert answer["Content-Disposition"] == 'attachment; filename="personal-data.zip"'
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        data = json.loads(archive.read("data.json"))
        files = [name for name in archive.namelist() if name.startswith("files/")]
    tables = {entry["table"] for entry in data["held"]}
    assert {"accounts.user", "partners.person", "partners.lettercontact", "mail.outboundemail"} <= tables
    [person] = [entry for entry in data["held"] if entry["table"] == "partners.person"]
    assert person["rows"][0]["phone"] == PHONE and person["when_erased"] == "Emptied."
    assert files and files[0].endswith("quillfeather-signed.pdf")
    assert "other@somewhere.example" not in json.dumps(
        [entry for entry in data["held"] if entry["table"] == "partners.lettercontact"]
    )
    assert AuditLine.objects.filter(verb="personal.export", actor_id=zora.user.pk).count() == 1


def test_download_holds_nothing_found_by_reading_through_texts():
    lure, secret = "Brindle Example", "of somebody else"
    job = ImportJob.objects.create(name="list.csv", sha256="0" * 64, source="List")
    ImportRow.objects.create(job=job, number=1, outcome="refused", name=lure, cells=[lure, secret])
    browser = signed_in(UserFactory(first_name="Brindle", last_name="Example"))
    answer = browser.post(reverse("privacy:download"))
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        told = archive.read("data.json").decode()
    assert '"accounts.user"' in told
    assert secret not in told and "partners.importrow" not in told


def test_erasure_is_asked_once_and_taken_back():
    zora = somebody()
    assert zora.session.post(ERASURE).status_code == 302
    assert zora.session.post(ERASURE).status_code == 302
    record = PersonalDataRequest.objects.get()
    assert (record.origin, record.user, record.state) == ("person", zora.user, "open")
    mails = set(OutboundEmail.objects.filter(template__startswith="privacy/").values_list("template", "to"))
    assert ("privacy/erasure_asked", EMAIL) in mails
    assert ("privacy/erasure_to_decide", zora.head.email) in mails
    assert "You asked on" in text_of(zora.session.get(PAGE))
    assert zora.session.post(reverse("privacy:take_back_erasure")).status_code == 302
    record.refresh_from_db()
    assert record.state == "closed"
    assert zora.session.post(reverse("privacy:take_back_erasure")).status_code == 404


def test_last_focal_point_reads_what_to_do_first():
    zora = somebody()
    OrganisationPerson.objects.exclude(person=zora.person).update(role="viewer")
    told = text_of(zora.session.get(ERASURE))
    assert "invite a colleague, or change the role of a viewer" in told
    assert "No, go back" not in told
    answer = zora.session.post(ERASURE)
    assert answer.status_code == 422 and not PersonalDataRequest.objects.exists()
