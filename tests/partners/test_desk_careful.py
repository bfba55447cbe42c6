"""The applicant's side as an attacker, an unlucky and a careful person meet it."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from partners.actions.letters import (
    attach_signed_file,
    remove_signed_file,
    save_answers,
    save_step,
    send_answers,
    send_letter,
    start_letter,
)
from partners.actions.review import (
    ask_for_information,
    confirm_letter,
    decline_letter,
    release_letter,
    resume_review,
    take_under_review,
)
from partners.enums import LetterStatus, Step
from partners.models import Letter
from partners.public import letter_text
from partners.snapshot import KIND, letter_content
from partners.tasks import purge_unclaimed_drafts
from portal.accounts.models import StaffAppointment
from portal.files.actions import store_upload
from portal.files.models import StoredFile
from portal.records.clock import now, today
from portal.records.decisions import Forbidden
from portal.records.frozen import latest
from portal.records.models import AuditLine
from tests.factories import UserFactory, complete_draft, head, letter_under_review, officer, sent_letter
from tests.partners.desk import PAGES, post_part, signed_in, start, text_of, url, version_on
from tests.partners.test_desk_parts import AUTOSAVE, pdf

pytestmark = pytest.mark.django_db


def asked_to_change(letter, *steps):
    questions = [{"text": f"Please look at {step} again.", "reopens": step} for step in steps]
    return ask_for_information(letter, questions, today() + datetime.timedelta(days=9), by=officer())


def as_sent(letter):
    frozen = latest(letter, KIND)
    return frozen.content(), frozen.people_content()


# --- Letters without an account -------------------------------------------------------------------


def test_letters_begun_without_an_account_are_limited_per_address(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"start_draft": "2/h/ip"}
    for _letter in range(2):
        post_part(client, start(client), "who")
    refused = client.post("/en/join/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert f"{reverse('account_login')}?next=%2Fen%2Fjoin%2F" in text_of(refused)
    assert "Too many letters were begun from your network" in text_of(refused)
    assert Letter.objects.count() == 2
    assert client.post("/en/join/", REMOTE_ADDR="192.0.2.7").status_code == 302
    assert signed_in(UserFactory()).post("/en/join/").status_code == 302
    assert "Too many" not in text_of(client.get("/en/join/"))


def test_limit_counts_the_client_behind_the_trusted_proxy(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"start_draft": "1/h/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for forged in ("203.0.113.1", "203.0.113.2"):
        answer = client.post("/en/join/", headers={"X-Forwarded-For": f"{forged}, 192.0.2.1"})
        client.session.flush()
        client.cookies.clear()
    assert answer.status_code == 429, "an address that the client made up itself counts for nothing"
    assert client.post("/en/join/", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 302


def test_drafts_that_belong_to_nobody_are_deleted_after_thirty_days(client):
    with time_machine.travel(now() - datetime.timedelta(days=31)):
        old = start(client)
        post_part(client, old, "who")
        post_part(client, old, "people")
        store_upload(pdf(), owner=old, purpose="signed_letter", by=None)
        kept = [complete_draft(), start_letter(by=officer(), language="en", on_behalf=True), sent_letter()]
    fresh = Letter.objects.create(language="en")
    [path] = [stored.full_path for stored in StoredFile.objects.all()]
    assert purge_unclaimed_drafts() == 1
    assert set(Letter.objects.all()) == {*kept, fresh}
    assert not StoredFile.objects.exists()
    assert AuditLine.objects.get(verb="letter.purge").actor_id is None
    assert purge_unclaimed_drafts() == 0
    assert path.parent.is_dir()


# --- What was sent stays as it was sent (LOI-4) ---------------------------------------------------

CHANGES = {
    Step.WHO: {"legal_name": "Demonstration Other Name", "acronym": "DON"},
    Step.PEOPLE: {"main": {"family_name": "Other", "email": "other@example.org"}, "alternate": {}},
    Step.AREAS: {"areas": []},
    Step.STATEMENTS: {"contribution": "Something else.", "supports": False},
    Step.OFFERS: {"offers": []},
    Step.SIGNATURE: {"signatory_name": "Other Person", "declared": False},
    Step.CONSENT: {"acknowledges_publication": False},
}


def edit_everything(letter):
    for step, values in CHANGES.items():
        save_step(letter, step, values, by=letter.applicant, seen=1)


@pytest.mark.rule("LOI-4")
def test_reopened_parts_change_nothing_public_before_the_answers_are_sent(client):
    letter = letter_under_review()
    asked_to_change(letter, *Step.values)
    before = letter_text(Letter.objects.get())
    public = client.get(f"/en/letters/{letter.reference.lower()}/", follow=True).content
    edit_everything(letter)
    letter = Letter.objects.get()
    assert letter_text(letter) == before
    assert client.get(f"/en/letters/{letter.reference.lower()}/", follow=True).content == public
    for address in ("/en/letters/", "/en/letters/?q=other", "/en/partners/?q=other"):
        assert "Demonstration Other Name" not in text_of(client.get(address))
    assert "other" not in letter.search_key
    mine = signed_in(letter.applicant)
    assert "Something else." not in text_of(mine.get(url("preview", letter)))
    assert "Something else." in text_of(mine.get(url("check_answers", letter)))


@pytest.mark.rule("LOI-4")
@pytest.mark.parametrize("end", ["resume", "withdraw", "decline"])
def test_request_closed_without_an_answer_leaves_what_was_sent(end):
    letter = letter_under_review()
    asked_to_change(letter, *Step.values)
    edit_everything(letter)
    mine = signed_in(letter.applicant)
    if end == "resume":
        resume_review(Letter.objects.get(), by=officer(), reason="It is clear enough.")
    elif end == "withdraw":
        mine.post(url("withdraw", letter))
    else:
        decline_letter(Letter.objects.get(), by=head(), reason="Not clear.")
    letter = Letter.objects.get()
    assert letter_content(letter) == as_sent(letter)
    assert (letter.declared, letter.acknowledges_publication) == (True, True)
    page = text_of(mine.get(url("letter", letter)))
    assert "Demonstration Clean Rivers Network" in page or letter.reference in page
    assert "Demonstration Other Name" not in page
    if end == "resume":
        confirmed = confirm_letter(letter, by=head())
        assert confirmed.organisation.legal_name == "Demonstration Clean Rivers Network"
        assert [area.code for area in confirmed.areas.all()] == ["asgm"]


def test_consent_taken_back_stays_taken_back_when_the_request_is_closed():
    letter = letter_under_review(kind="individual", legal_name="Somebody Invented")
    letter.consents_to_name = True
    letter.save()
    asked_to_change(letter, Step.CONSENT)
    values = {"acknowledges_publication": True, "consents_to_data": True, "consents_to_name": False}
    save_step(letter, Step.CONSENT, values, by=letter.applicant, seen=1)
    resume_review(Letter.objects.get(), by=officer(), reason="Fine.")
    assert not Letter.objects.get().consents_to_name


@pytest.mark.rule("LOI-3")
def test_scan_that_was_sent_is_not_lost_by_a_request_that_is_closed():
    draft = complete_draft()
    attach_signed_file(draft, pdf("sent.pdf"), by=draft.applicant)
    letter = take_under_review(send_letter(draft, by=draft.applicant), by=officer())
    asked_to_change(letter, Step.SIGNATURE)
    attach_signed_file(letter, pdf("unsent.pdf"), by=letter.applicant)
    remove_signed_file(letter, by=letter.applicant)
    attach_signed_file(letter, pdf("later.pdf"), by=letter.applicant)
    resume_review(Letter.objects.get(), by=officer(), reason="Fine.")
    assert Letter.objects.get().signed_file.name == "sent.pdf"
    assert [stored.name for stored in StoredFile.objects.all()] == ["sent.pdf"]


# --- One letter per organisation (LOI-8) ----------------------------------------------------------


@pytest.mark.rule("LOI-8")
def test_name_changed_in_an_answer_to_one_that_is_taken_is_held_before_it_is_confirmed():
    first = sent_letter(legal_name="Demonstration First Network")
    letter = letter_under_review(legal_name="Demonstration Second Network")
    asked = asked_to_change(letter, Step.WHO)
    save_step(letter, Step.WHO, {"legal_name": "Démonstration FIRST network"}, by=letter.applicant, seen=1)
    asked.refresh_from_db()
    send_answers(asked, by=letter.applicant)
    letter.refresh_from_db()
    assert letter.identity_key == first.identity_key
    assert letter.held_at is not None
    page = text_of(signed_in(letter.applicant).get(url("letter", letter)))
    assert "is reviewing your letter" in page
    assert "duplicate" not in page
    assert first.reference not in page
    with pytest.raises(Forbidden, match="held as a possible duplicate"):
        confirm_letter(letter, by=head())
    released = release_letter(letter, by=officer(), reason="Another one of the same name.")
    assert confirm_letter(released, by=head()).status == LetterStatus.CONFIRMED


@pytest.mark.rule("LOI-8")
def test_name_changed_in_an_answer_to_a_free_one_is_the_new_key():
    letter = letter_under_review()
    asked = asked_to_change(letter, Step.WHO)
    save_step(letter, Step.WHO, {"legal_name": "Demonstration Free Name"}, by=letter.applicant, seen=1)
    send_answers(asked, by=letter.applicant)
    letter.refresh_from_db()
    assert (letter.identity_key, letter.held_at) == ("demonstration free name|KE", None)
    assert "free name" in letter.search_key
    assert sent_letter(legal_name="Demonstration Clean Rivers Network").held_at is None


@pytest.mark.rule("LOI-8")
def test_letter_switched_between_person_and_organisation_has_the_key_and_the_consents_of_its_kind():
    user = UserFactory()
    client = signed_in(user)
    letter = complete_draft(by=user)
    post_part(client, letter, "who", kind="individual", legal_name="Somebody Invented")
    check = text_of(client.get(url("check", letter)))
    assert "“Individual partner” is shown" in check
    assert "Director" in check, "a title that will be published is seen before sending"
    client.post(url("check", letter))
    letter.refresh_from_db()
    assert letter.identity_key.startswith("individual:")
    assert letter_content(letter)[0]["legal_name"] == ""
    page = text_of(client.get(url("preview", letter)))
    assert "Somebody Invented" not in page.split("<main")[1]


# --- Too late, twice, somebody else ---------------------------------------------------------------


def test_autosave_after_sending_says_why_and_not_that_one_is_signed_out():
    letter = sent_letter()
    client = signed_in(letter.applicant)
    typed = {**PAGES["statements"], "version": "1"}
    late = client.post(url("step", letter, "statements"), typed, headers=AUTOSAVE)
    assert (late.status_code, "can no longer be changed" in late.json()["reason"]) == (403, True)
    late = client.post(url("answer", letter), {"version": "0"}, headers=AUTOSAVE)
    assert late.status_code == 403
    assert late.json()["reason"]


def test_request_that_was_closed_takes_no_answer():
    letter = letter_under_review()
    asked = ask_for_information(
        letter, [{"text": "Why?", "reopens": ""}], today() + datetime.timedelta(days=3), by=officer()
    )
    question = asked.questions.get()
    client = signed_in(letter.applicant)
    resume_review(Letter.objects.get(), by=officer(), reason="Fine.")
    typed = {f"answer-{question.pk}": "Because.", "version": "0"}
    assert client.post(url("answer", letter), typed)["Location"] == url("letter", letter)
    assert client.post(url("check_answers", letter))["Location"] == url("letter", letter)
    with pytest.raises(Forbidden):
        save_answers(asked, {question.pk: "Because."}, by=letter.applicant, seen=0)
    question.refresh_from_db()
    assert question.answer == ""


def test_withdrawing_twice_is_one_withdrawal():
    letter = letter_under_review()
    client = signed_in(letter.applicant)
    for _press in range(2):
        assert client.post(url("withdraw", letter))["Location"] == url("letter", letter)
    assert AuditLine.objects.filter(verb="letter.withdraw").count() == 1


@pytest.mark.rule("LOI-5")
def test_applicant_who_joins_the_secretariat_acts_for_themselves_and_decides_nothing_on_their_letter():
    letter = letter_under_review()
    StaffAppointment.objects.create(user=letter.applicant, role="head")
    client = signed_in(letter.applicant)
    assert "You act on behalf" not in text_of(client.get(url("letter", letter)))
    with pytest.raises(Forbidden, match="You sent this letter yourself"):
        confirm_letter(letter, by=type(letter.applicant).objects.get(pk=letter.applicant_id))


def test_letter_follows_the_account_when_its_address_changes_and_closes_with_it():
    letter = letter_under_review()
    user = letter.applicant
    client = signed_in(user)
    user.emailaddress_set.update(email="changed@example.org")
    user.email = "changed@example.org"
    user.save()
    assert client.get(url("letter", letter)).status_code == 200
    user.is_active = False
    user.save()
    assert client.get(url("letter", letter))["Location"].startswith(reverse("account_login"))
    assert client.post(url("withdraw", letter))["Location"].startswith(reverse("account_login"))
    letter.refresh_from_db()
    assert letter.status == LetterStatus.UNDER_REVIEW


def test_letter_on_behalf_is_the_secretariats_only_and_only_while_in_office():
    clerk = officer()
    letter = start_letter(by=clerk, language="en", on_behalf=True)
    assert signed_in(UserFactory()).get(url("letter", letter)).status_code == 404
    client = signed_in(clerk)
    assert client.get(url("letter", letter)).status_code == 200
    assert signed_in(officer()).get(url("step", letter, "who")).status_code == 200
    StaffAppointment.objects.filter(user=clerk).update(until=now())
    assert client.get(url("letter", letter)).status_code == 404
    assert post_status(client, letter) == 404


def post_status(client, letter):
    return client.post(url("step", letter, "who"), {**PAGES["who"], "version": "0"}).status_code


def test_two_browsers_of_one_person_are_told_of_each_other():
    user = UserFactory()
    first, second = signed_in(user), signed_in(user)
    letter = start(first)
    page = url("step", letter, "who")
    seen = version_on(second.get(page))
    post_part(first, letter, "who", legal_name="Typed on the first")
    late = second.post(page, {**PAGES["who"], "legal_name": "Typed on the second", "version": seen})
    assert late.status_code == 409
    assert "Typed on the second" in text_of(late)
