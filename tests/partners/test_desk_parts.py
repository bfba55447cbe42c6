"""Pages of a letter's parts: nothing typed is lost, and hostile posts change nothing."""

import io
import logging

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from partners.actions.letters import save_step
from partners.enums import LetterStatus, Step
from partners.models import Letter
from portal.files.models import StoredFile
from portal.records.models import AuditLine
from tests.factories import UserFactory, complete_draft, head, officer, sent_letter
from tests.partners.desk import PAGES, post_part, signed_in, start, text_of, url, version_on, write_all

pytestmark = pytest.mark.django_db
AUTOSAVE = {"X-Autosave": "1"}


def pdf(name: str = "signed.pdf") -> SimpleUploadedFile:
    written = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(written)
    return SimpleUploadedFile(name, written.getvalue(), "application/pdf")


# --- Malformed, and saved all the same ------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "field", "value", "said"),
    [
        ("who", "website", "no site at all", "Write the address of a site"),
        ("who", "legal_name", "x" * 251, "use at most 250 characters"),
        ("who", "kind", "superuser", "Select a valid choice"),
        ("who", "place", "XX", "Select a valid choice"),
        ("who", "language", "tlh", "Select a valid choice"),
        ("people", "main-email", "nobody", "Write an e-mail address"),
        ("people", "main-phone", "1" * 51, "use at most 50 characters"),
        ("areas", "areas", "moon", "Select a valid choice"),
        ("statements", "contribution", "x" * 20_001, "use at most 20000 characters"),
        ("offers", "offers-0-text", "x" * 501, "use at most 500 characters"),
        ("offers", "offers-0-topic", "gold", "Select a valid choice"),
        ("signature", "signed_on", "tomorrow", "Write the date as"),
        ("signature", "signed_on", "2999-01-01", "cannot lie in the future"),
        ("signature", "signed_on", "0001-01-01", "check the year"),
    ],
)
def test_malformed_value_is_named_and_everything_typed_is_kept(step, field, value, said):
    client = signed_in(UserFactory())
    letter = start(client)
    answer = post_part(client, letter, step, **{field: value})
    page = text_of(answer)
    assert answer.status_code == 200
    assert said in page
    assert "<title>Error: " in page
    assert "There is a problem" in page
    if field not in ("kind", "place", "language", "areas", "offers-0-topic"):
        assert value in page


def test_sound_fields_beside_a_malformed_one_are_saved():
    client = signed_in(UserFactory())
    letter = start(client)
    post_part(client, letter, "who", website="no site at all")
    post_part(client, letter, "people", **{"main-email": "nobody"})
    letter.refresh_from_db()
    assert (letter.legal_name, letter.website) == (PAGES["who"]["legal_name"], "")
    assert letter.contact("main").family_name == "Contact"


def test_text_with_nul_surrogates_and_marks_is_cleaned_never_a_fault():
    client = signed_in(UserFactory())
    letter = start(client)
    for step in PAGES:
        values = {name: f"{value}\x00\u202e" for name, value in PAGES[step].items() if isinstance(value, str)}
        keep = {"kind", "place", "language", "offers-TOTAL_FORMS", "offers-INITIAL_FORMS"}
        answer = post_part(client, letter, step, **{k: v for k, v in values.items() if k not in keep})
        assert answer.status_code in (200, 302)
    body = b"version=1&legal_name=A%ED%A0%80B%00&kind=ngo"
    answer = client.post(url("step", letter, "who"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code < 500
    letter.refresh_from_db()
    assert letter.legal_name.isprintable()


def test_language_and_place_of_the_letter_are_saved():
    client = signed_in(UserFactory())
    letter = start(client)
    post_part(client, letter, "who", language="es", place="global")
    letter.refresh_from_db()
    assert (letter.language, letter.country, letter.is_global) == ("es", None, True)
    assert 'value="global" selected' in text_of(client.get(url("step", letter, "who")))
    post_part(client, letter, "who", kind="reio", place="none")
    letter.refresh_from_db()
    assert (letter.country, letter.is_global) == (None, False)
    assert 'value="none" selected' in text_of(client.get(url("step", letter, "who")))


def test_part_asks_what_is_missing_of_those_who_come_from_the_check_page():
    client = signed_in(UserFactory())
    letter = start(client)
    page = text_of(client.get(url("step", letter, "areas") + "?from=check"))
    assert '<a href="#id_areas_0">Choose at least one area.</a>' in page
    assert "error-summary" not in text_of(client.get(url("step", letter, "areas")))


# --- Offers: rows ---------------------------------------------------------------------------------


def rows(count: int) -> dict[str, str]:
    values = {"offers-TOTAL_FORMS": str(count)}
    for index in range(count):
        values |= {
            f"offers-{index}-direction": "offer",
            f"offers-{index}-topic": "training",
            f"offers-{index}-text": f"Course {index}",
        }
    return values


@pytest.mark.rule("LOI-7")
def test_rows_are_added_and_removed_without_script():
    client = signed_in(UserFactory())
    letter = start(client)
    added = post_part(client, letter, "offers", add="1")
    assert added["Location"] == url("step", letter, "offers") + "?add=1#last-row"
    assert 'name="offers-1-topic"' in text_of(client.get(added["Location"]))
    post_part(client, letter, "offers", **rows(3))
    removed = post_part(client, letter, "offers", **rows(3), remove="1")
    assert removed["Location"] == url("step", letter, "offers")
    assert [offer.text for offer in letter.offers.all()] == ["Course 0", "Course 2"]
    for senseless in ("7", "-1", "x", "9" * 50, ""):
        post_part(client, letter, "offers", **rows(2), remove=senseless)
    assert letter.offers.count() == 2


def test_row_without_a_topic_is_saved_and_asked_for_before_sending():
    client = signed_in(UserFactory())
    letter = start(client)
    write_all(client, letter)
    post_part(client, letter, "offers", **{"offers-0-topic": ""})
    assert client.get(url("preview", letter)).status_code == 200
    answer = client.post(url("check", letter))
    assert answer.status_code == 422
    assert "#id_offers-0-topic" in text_of(answer)


@pytest.mark.parametrize(
    "tampered",
    [
        {"offers-TOTAL_FORMS": "0"},
        {"offers-TOTAL_FORMS": "-1"},
        {"offers-TOTAL_FORMS": "5"},
        {"offers-TOTAL_FORMS": "9" * 5000},
        {"offers-TOTAL_FORMS": "1000000"},
        {"offers-TOTAL_FORMS": "all"},
        {"offers-TOTAL_FORMS": None},
        {"offers-INITIAL_FORMS": "x"},
        {"offers-7-topic": "training"},
        rows(11),
        rows(40),
    ],
)
def test_tampered_count_of_rows_is_refused_with_a_message(tampered):
    client = signed_in(UserFactory())
    letter = start(client)
    post_part(client, letter, "offers")
    before = list(letter.offers.values_list("text", flat=True))
    answer = post_part(client, letter, "offers", **tampered)
    assert answer.status_code == 200
    assert "There is a problem" in text_of(answer)
    assert list(letter.offers.values_list("text", flat=True)) == before


# --- Autosave, two tabs, session gone -------------------------------------------------------------


def test_autosave_answers_version_and_time():
    client = signed_in(UserFactory())
    letter = start(client)
    answer = post_part(client, letter, "statements", headers=AUTOSAVE)
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert answer.json()["saved_at"][-4:] in (" CET", "CEST")
    again = post_part(client, letter, "statements", headers=AUTOSAVE, contribution="More.")
    assert again.json()["version"] == 2


def test_two_tabs_both_texts_are_shown_and_one_is_chosen():
    client = signed_in(UserFactory())
    letter = start(client)
    page = url("step", letter, "statements")
    seen = version_on(client.get(page))
    post_part(client, letter, "statements", contribution="Saved in the other tab.")
    typed = {**PAGES["statements"], "contribution": "Typed here.", "version": seen}
    late = client.post(page, typed)
    assert late.status_code == 409
    for text in ("Typed here.", "Saved in the other tab."):
        assert text in text_of(late)
    letter.refresh_from_db()
    assert letter.contribution == "Saved in the other tab."
    now = version_on(late)
    stored = client.post(page, {**typed, "version": now, "keep-contribution": "stored"})
    assert stored.status_code == 302
    letter.refresh_from_db()
    assert letter.contribution == "Saved in the other tab."
    edit = client.post(page, {**typed, "version": now, "keep-contribution": "yours", "edit": "1"})
    assert (edit.status_code, "Typed here." in text_of(edit)) == (200, True)
    mine = client.post(page, {**typed, "version": now, "keep-contribution": "yours"})
    assert mine.status_code == 302
    letter.refresh_from_db()
    assert letter.contribution == "Typed here."


@pytest.mark.parametrize("step", Step.values)
def test_every_part_can_be_compared(step):
    user = UserFactory()
    letter = complete_draft(by=user)
    client = signed_in(user)
    other = {
        "who": {"acronym": "NEW", "place": "PE"},
        "people": {"main-family_name": "Other", "main-is_public": "on"},
        "areas": {"areas": ["cement"]},
        "statements": {"supports": None},
        "offers": {"offers-0-text": "Something else", "offers-0-direction": "seek"},
        "signature": {"signatory_name": "Somebody Else"},
        "consent": {"consents_to_data": None},
    }[step]
    assert post_part(client, letter, step, **other).status_code == 302
    typed = {**PAGES[step], "version": "0"}
    late = client.post(url("step", letter, step), typed)
    assert late.status_code == 409
    names = {name.split('"')[0] for name in text_of(late).split('type="radio" id="')[1:]}
    keep = {name.rsplit("-", 1)[0]: "stored" for name in names}
    assert keep
    settled = client.post(url("step", letter, step), {**typed, **keep, "version": version_on(late)})
    assert settled.status_code == 302


def test_autosave_of_a_stale_page_leads_to_both_texts():
    client = signed_in(UserFactory())
    letter = start(client)
    page = url("step", letter, "statements")
    post_part(client, letter, "statements", contribution="Saved in the other tab.")
    typed = {**PAGES["statements"], "contribution": "Typed here.", "version": "0"}
    late = client.post(page, typed, headers=AUTOSAVE)
    assert late.status_code == 409
    both = client.get(late.json()["conflict_url"])
    assert both.status_code == 409
    assert "Typed here." in text_of(both)
    assert "Saved in the other tab." in text_of(both)
    assert "Typed here." in text_of(client.get(late.json()["conflict_url"])), "again, until it is settled"
    chosen = {"keep-contribution": "yours", "version": version_on(both)}
    assert client.post(page, typed | chosen).status_code == 302
    assert client.get(late.json()["conflict_url"]).status_code == 200


@pytest.mark.parametrize("headers", [AUTOSAVE, None])
@pytest.mark.parametrize(
    ("step", "field", "value", "label"),
    [
        ("who", "website", "no site at all", "Your site"),
        ("people", "main-email", "half@", "Main focal point: E-mail address"),
        ("people", "alternate-email", "half@", "Alternate: E-mail address"),
        ("statements", "contribution", "x" * 20_001, "How will you contribute?"),
        ("offers", "offers-0-text", "x" * 501, "Your rows"),
        ("signature", "signed_on", "tomorrow or so", "Date of signature"),
    ],
)
def test_malformed_value_is_named_and_comes_back_until_it_is_put_right(step, field, value, label, headers):
    client = signed_in(UserFactory())
    letter = start(client)
    answer = post_part(client, letter, step, headers=headers, **{field: value})
    if headers:
        assert {row["label"] for row in answer.json()["not_saved"]} == {label}
        assert field in {row["name"] for row in answer.json()["not_saved"]}
    page = url("step", letter, step)
    for _visit in range(2):
        back = client.get(page)
        assert value in text_of(back)
        assert "There is a problem" in text_of(back)
    right = {**PAGES[step], "version": version_on(back)}
    assert client.post(page, right).status_code == 302
    assert value not in text_of(client.get(page))
    again = client.post(page, right | {"version": version_on(client.get(page))}, headers=AUTOSAVE)
    assert again.json()["not_saved"] == []


def test_tampered_rows_are_said_not_to_be_saved_and_do_not_come_back():
    client = signed_in(UserFactory())
    letter = start(client)
    answer = post_part(client, letter, "offers", headers=AUTOSAVE, **{"offers-TOTAL_FORMS": "7"})
    assert answer.json()["not_saved"]
    assert "There is a problem" not in text_of(client.get(url("step", letter, "offers")))


def test_session_gone_in_mid_form_everything_typed_comes_back_after_signing_in():
    user = UserFactory()
    client = signed_in(user)
    letter = start(client)
    page = url("step", letter, "statements")
    version = version_on(client.get(page))
    client.logout()
    typed = {**PAGES["statements"], "contribution": "Typed before.", "version": version}
    assert client.post(page, typed, headers=AUTOSAVE).status_code == 401
    asked = client.post(page, typed)
    assert asked["Location"].startswith(reverse("account_login") + "?next=")
    client.force_login(user)
    back = client.get(page)
    assert "Typed before." in text_of(back)
    assert client.post(page, {**typed, "version": version_on(back)}).status_code == 302
    letter.refresh_from_db()
    assert letter.contribution == "Typed before."
    assert "Typed before." not in text_of(client.get(url("step", letter, "who")))


# --- Whose letter ---------------------------------------------------------------------------------

NAMES = ("letter", "check", "preview", "withdraw", "delete", "confirmation", "answer", "check_answers")


@pytest.mark.parametrize("method", ["get", "post"])
def test_letter_of_another_person_is_not_there(method):
    letters = [complete_draft(), sent_letter(legal_name="Other")]
    client = signed_in(UserFactory())
    for letter in letters:
        pages = [url(name, letter) for name in NAMES] + [url("step", letter, "who")]
        for page in pages:
            answer = getattr(client, method)(page)
            assert answer.status_code == (405 if is_read_only(page) and method == "post" else 404), page
    assert {letter.status for letter in Letter.objects.all()} == {"draft", "submitted"}


def is_read_only(page: str) -> bool:
    return page.endswith(("preview/", ".pdf")) or page.rstrip("/").count("/") == 3


def test_unknown_letter_and_part_are_not_there():
    client = signed_in(UserFactory())
    letter = start(client)
    assert client.get("/desk/letters/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert client.get("/desk/letters/no-uuid/").status_code == 404
    assert client.get(url("step", letter, "nothing")).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to_whether_the_letter_exists_or_not():
    letter = complete_draft()
    absent = "/desk/letters/00000000-0000-4000-8000-000000000000/"
    for page in (url("letter", letter), absent):
        assert Client().get(page)["Location"].startswith(reverse("account_login"))
        assert (
            Client()
            .post(page + "who/", {"legal_name": "Mine"})["Location"]
            .startswith(reverse("account_login"))
        )
    letter.refresh_from_db()
    assert letter.legal_name == "Demonstration Clean Rivers Network"


def test_posted_status_applicant_and_reference_are_ignored_and_noted(caplog):
    user = UserFactory()
    client = signed_in(user)
    letter = start(client)
    with caplog.at_level(logging.WARNING, logger="portal.hostile"):
        post_part(
            client, letter, "who", status="confirmed", applicant="999", reference="LOI-1999-0001", version="0"
        )
    [line] = [record for record in caplog.records if record.name == "portal.hostile"]
    assert "applicant, reference, status" in line.getMessage()
    assert "999" not in line.getMessage()
    letter.refresh_from_db()
    assert (letter.status, letter.reference, letter.applicant) == (LetterStatus.DRAFT, None, user)


# --- The signed file ------------------------------------------------------------------------------


@pytest.mark.rule("LOI-3")
def test_signed_pdf_is_added_replaced_downloaded_and_removed():
    client = signed_in(UserFactory())
    letter = start(client)
    post_part(client, letter, "signature", signed_file=pdf())
    letter.refresh_from_db()
    first = letter.signed_file
    answer = client.get(first.get_absolute_url())
    assert (answer.status_code, b"".join(answer.streaming_content)[:5]) == (200, b"%PDF-")
    assert signed_in(UserFactory()).get(first.get_absolute_url()).status_code == 404
    post_part(client, letter, "signature", signed_file=pdf("second.pdf"))
    assert "second.pdf" in text_of(client.get(url("step", letter, "signature")))
    assert StoredFile.objects.count() == 1
    post_part(client, letter, "signature", remove_file="1")
    letter.refresh_from_db()
    assert (letter.signed_file, StoredFile.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("letter.pdf", b"<html><script>alert(1)</script></html>", "application/pdf"),
        SimpleUploadedFile("letter.html", b"<html></html>", "text/html"),
        SimpleUploadedFile("letter.pdf", b"%PDF-1.7", "application/pdf"),
    ],
)
def test_html_as_pdf_is_refused_with_a_message_and_the_fields_are_saved(upload):
    upload.seek(0)
    client = signed_in(UserFactory())
    letter = start(client)
    answer = post_part(client, letter, "signature", signed_file=upload)
    assert answer.status_code == 200
    assert "There is a problem" in text_of(answer)
    letter.refresh_from_db()
    assert (letter.signed_file, letter.signatory_name) == (None, "Main Contact")
    assert not StoredFile.objects.exists()


def test_files_are_taken_only_once_the_address_is_confirmed():
    client = Client()
    letter = start(client)
    page = text_of(client.get(url("step", letter, "signature")))
    assert 'type="file"' not in page
    assert "once your e-mail address is confirmed" in page
    assert post_part(client, letter, "signature", signed_file=pdf()).status_code == 302
    assert not StoredFile.objects.exists()
    unverified = UserFactory(verified=False)
    draft = complete_draft(by=unverified)
    assert 'type="file"' not in text_of(signed_in(unverified).get(url("step", draft, "signature")))


# --- On behalf ------------------------------------------------------------------------------------


def test_secretariat_writes_and_sends_on_behalf_and_this_is_recorded():
    client = signed_in(officer())
    begun = client.post(reverse("partners_desk:start_on_behalf"))
    letter = Letter.objects.get()
    assert begun["Location"] == url("letter", letter)
    assert "You act on behalf of the applicant" in text_of(client.get(url("letter", letter)))
    write_all(client, letter)
    assert client.post(url("check", letter))["Location"] == url("letter", letter)
    letter.refresh_from_db()
    assert (letter.status, letter.applicant, letter.on_behalf) == (LetterStatus.SUBMITTED, None, True)
    assert AuditLine.objects.get(verb="letter.send").on_behalf
    assert "on behalf of the applicant" in text_of(client.get(url("letter", letter)))


def test_only_the_secretariat_starts_on_behalf():
    assert signed_in(UserFactory()).post(reverse("partners_desk:start_on_behalf")).status_code == 403
    assert Client().post(reverse("partners_desk:start_on_behalf")).status_code == 403
    assert signed_in(head()).get(reverse("partners_desk:start_on_behalf")).status_code == 405
    assert not Letter.objects.exists()


def test_auditor_reads_a_sent_letter_and_changes_nothing():
    letter = sent_letter()
    client = signed_in(UserFactory(roles=("auditor",)))
    page = text_of(client.get(url("letter", letter)))
    assert url("withdraw", letter) not in page
    assert client.post(url("withdraw", letter)).status_code == 403
    assert client.get(url("step", letter, "who")).status_code == 403
    assert client.post(url("step", letter, "who"), {}, headers=AUTOSAVE).status_code == 403
    letter.refresh_from_db()
    assert letter.status == LetterStatus.SUBMITTED


def test_draft_somebody_writes_is_not_there_for_the_secretariat():
    letter = complete_draft()
    assert signed_in(head()).get(url("letter", letter)).status_code == 404


def test_send_of_a_page_opened_before_another_save_sends_what_is_stored():
    user = UserFactory()
    letter = complete_draft(by=user)
    client = signed_in(user)
    client.get(url("check", letter))
    save_step(letter, Step.WHO, {"acronym": "NEW"}, by=user, seen=1)
    client.post(url("check", letter))
    letter.refresh_from_db()
    assert (letter.status, letter.acronym) == (LetterStatus.SUBMITTED, "NEW")
