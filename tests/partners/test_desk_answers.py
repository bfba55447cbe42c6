"""Answering the secretariat's questions (LOI-4)."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partners.actions.review import ask_for_information
from partners.enums import LetterStatus
from partners.models import InformationRequest
from portal.files.models import StoredFile
from portal.records.clock import today
from portal.records.models import AuditLine
from tests.factories import UserFactory, letter_under_review, officer
from tests.partners.desk import post_part, signed_in, text_of, url, version_on
from tests.partners.test_desk_parts import AUTOSAVE, pdf

pytestmark = pytest.mark.django_db
QUESTIONS = [
    {"text": "Who funds you?", "reopens": ""},
    {"text": "Please name the workshops.", "reopens": "statements"},
]


@pytest.fixture
def asked():
    return ask_for_information(
        letter_under_review(), QUESTIONS, today() + datetime.timedelta(days=14), by=officer()
    )


def answers(asked: InformationRequest, text: str = "Our members.") -> dict[str, str]:
    funds, _workshops = asked.questions.all()
    return {f"answer-{funds.pk}": text, "version": str(asked.version)}


@pytest.mark.rule("LOI-4")
def test_questions_are_answered_and_only_what_was_asked_is_open(asked):
    letter = asked.letter
    client = signed_in(letter.applicant)
    status = text_of(client.get(url("letter", letter)))
    assert "2 questions wait for you" in status
    assert "Who funds you?" in status
    page = text_of(client.get(url("answer", letter)))
    assert url("step", letter, "statements") in page
    assert client.get(url("step", letter, "who")).status_code == 403
    changed = post_part(client, letter, "statements", contribution="Two named workshops.")
    assert changed["Location"] == url("answer", letter)
    saved = client.post(url("answer", letter), answers(asked))
    assert saved["Location"] == url("check_answers", letter)
    check = text_of(client.get(url("check_answers", letter)))
    for said in ("Our members.", "Two named workshops."):
        assert said in check
    for _press in range(2):
        assert client.post(url("check_answers", letter))["Location"] == url("letter", letter)
    letter.refresh_from_db()
    assert letter.status == LetterStatus.UNDER_REVIEW
    assert letter.published_version == 2
    assert AuditLine.objects.filter(verb="letter.answer").count() == 1
    assert client.get(url("answer", letter))["Location"] == url("letter", letter)


@pytest.mark.rule("LOI-4")
def test_question_without_an_answer_is_named_with_its_place(asked):
    letter = asked.letter
    client = signed_in(letter.applicant)
    answer = client.post(url("check_answers", letter))
    funds = asked.questions.first()
    assert answer.status_code == 422
    assert f"{url('answer', letter)}#id_answer-{funds.pk}" in text_of(answer)
    assert "<title>Error: " in text_of(answer)
    letter.refresh_from_db()
    assert letter.status == LetterStatus.INFORMATION_REQUESTED


def test_answers_are_autosaved_kept_and_compared(asked):
    letter = asked.letter
    client = signed_in(letter.applicant)
    page = url("answer", letter)
    saved = client.post(page, answers(asked), headers=AUTOSAVE)
    assert saved.json()["version"] == 1
    late = client.post(page, answers(asked, "Typed in an old tab."))
    assert late.status_code == 409
    for text in ("Our members.", "Typed in an old tab."):
        assert text in text_of(late)
    stale = client.post(page, answers(asked, "Typed in an old tab."), headers=AUTOSAVE)
    assert stale.status_code == 409
    assert client.get(stale.json()["conflict_url"]).status_code == 409
    funds = asked.questions.first()
    keep = {f"keep-answer-{funds.pk}": "yours", "version": version_on(late)}
    edit = client.post(page, answers(asked, "Typed in an old tab.") | keep | {"edit": "1"})
    assert "Typed in an old tab." in text_of(edit)
    settled = client.post(page, answers(asked, "Typed in an old tab.") | keep)
    assert settled.status_code == 302
    funds.refresh_from_db()
    assert funds.answer == "Typed in an old tab."


def test_answer_far_too_long_is_named_and_comes_back(asked):
    client = signed_in(asked.letter.applicant)
    page = url("answer", asked.letter)
    long = "x" * 20_001
    saved = client.post(page, answers(asked, long), headers=AUTOSAVE)
    assert [row["label"] for row in saved.json()["not_saved"]] == ["Question 1"]
    assert long in text_of(client.get(page))
    short = answers(asked) | {"version": version_on(client.get(page))}
    assert client.post(page, short).status_code == 302
    assert long not in text_of(client.get(page))


def test_answers_come_back_after_the_session_ended(asked):
    letter = asked.letter
    client = signed_in(letter.applicant)
    client.logout()
    client.post(url("answer", letter), answers(asked, "Typed before."))
    client.force_login(letter.applicant)
    assert "Typed before." in text_of(client.get(url("answer", letter)))


def test_answers_can_be_left_and_taken_up_later(asked):
    client = signed_in(asked.letter.applicant)
    left = client.post(url("answer", asked.letter), answers(asked) | {"later": "1"})
    assert left["Location"] == url("letter", asked.letter)
    assert "Our members." in text_of(client.get(url("answer", asked.letter)))


def test_answer_comes_with_a_file_and_a_bad_one_is_refused(asked):
    letter = asked.letter
    client = signed_in(letter.applicant)
    funds = asked.questions.first()
    bad = SimpleUploadedFile("budget.pdf", b"<html></html>", "application/pdf")
    refused = client.post(url("answer", letter), answers(asked) | {f"file-{funds.pk}": bad})
    assert "There is a problem" in text_of(refused)
    funds.refresh_from_db()
    assert (funds.answer, funds.file) == ("Our members.", None)
    asked.refresh_from_db()
    client.post(url("answer", letter), answers(asked) | {f"file-{funds.pk}": pdf("budget.pdf")})
    assert StoredFile.objects.get().name == "budget.pdf"
    for page in ("answer", "check_answers"):
        assert "budget.pdf" in text_of(client.get(url(page, letter)))


def test_overdue_answers_are_said_to_be_so(asked):
    InformationRequest.objects.update(due_on=today() - datetime.timedelta(days=1))
    client = signed_in(asked.letter.applicant)
    assert "Your answers are overdue" in text_of(client.get(url("letter", asked.letter)))
    assert "Overdue" in text_of(client.get(url("answer", asked.letter)))


def test_secretariat_answers_on_behalf(asked):
    client = signed_in(officer())
    assert "You act on behalf" in text_of(client.get(url("answer", asked.letter)))
    client.post(url("answer", asked.letter), answers(asked))
    client.post(url("check_answers", asked.letter))
    assert AuditLine.objects.get(verb="letter.answer").on_behalf


def test_letter_without_questions_has_nothing_to_answer():
    letter = letter_under_review()
    client = signed_in(letter.applicant)
    for page in ("answer", "check_answers"):
        assert client.get(url(page, letter))["Location"] == url("letter", letter)
        assert client.post(url(page, letter))["Location"] == url("letter", letter)
    assert signed_in(UserFactory()).get(url("answer", letter)).status_code == 404
