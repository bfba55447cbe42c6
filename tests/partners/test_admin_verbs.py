"""The verbs of the secretariat as pages: what is asked, who is refused, what is said when it is too late."""

import datetime

import pytest

from partners.actions.review import ask_for_information, confirm_letter, set_checks
from partners.enums import CheckPoint, LetterStatus
from partners.models import DueDiligenceCheck, InformationRequest, Letter, Membership
from portal.mail.models import OutboundEmail
from portal.publishing.models import PdfJob
from portal.records.clock import today
from portal.records.models import AuditLine
from tests.factories import (
    OrganisationFactory,
    confirmed_letter,
    letter_under_review,
    partner,
    sent_letter,
)
from tests.partners.admin import browser, browser_of, page, staff, text_of, verb

pytestmark = pytest.mark.django_db
S = LetterStatus


def status_of(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.status


def question_form(*texts: str, **values) -> dict:
    data = {"rows": len(texts), "due_on": today() + datetime.timedelta(days=14)}
    for row, text in enumerate(texts):
        data |= {f"text-{row}": text, f"reopens-{row}": ""}
    return data | values


# --- Take under review -----------------------------------------------------------------------------------


@pytest.mark.rule("LOI-6")
def test_take_under_review_says_that_it_will_be_public_and_does_it():
    letter, client = sent_letter(), browser("officer")
    assert "received, not yet confirmed" in text_of(client.get(verb(letter, "take_under_review")))
    assert status_of(letter) == S.SUBMITTED
    response = client.post(verb(letter, "take_under_review"), follow=True)
    assert response.redirect_chain == [(page(letter), 302)]
    assert "The review has begun." in text_of(response)
    assert status_of(letter) == S.UNDER_REVIEW
    assert letter.is_public


@pytest.mark.rule("LOI-8")
def test_take_a_held_letter_under_review_is_refused_with_the_reason():
    sent_letter()
    held = sent_letter()
    client = browser("officer")
    assert "take_under_review" not in text_of(client.get(page(held)))
    for response in (
        client.get(verb(held, "take_under_review")),
        client.post(verb(held, "take_under_review")),
    ):
        assert response.status_code == 403
        assert "held as a possible duplicate" in text_of(response)
    assert status_of(held) == S.SUBMITTED


# --- Ask -------------------------------------------------------------------------------------------------


@pytest.mark.rule("LOI-4")
def test_ask_makes_a_request_with_questions_parts_and_due_date():
    letter, client = letter_under_review(), browser("officer")
    due = today() + datetime.timedelta(days=5)
    form = question_form("Who pays?", "Name the years.", **{"reopens-1": "statements", "due_on": due})
    response = client.post(verb(letter, "ask"), form)
    assert response.status_code == 302
    assert response["Location"] == f"{page(letter)}#requests"
    request = InformationRequest.objects.get()
    assert request.due_on == due
    assert list(request.questions.values_list("text", "reopens")) == [
        ("Who pays?", ""),
        ("Name the years.", "statements"),
    ]
    assert status_of(letter) == S.INFORMATION_REQUESTED
    assert OutboundEmail.objects.filter(template="partners/information_requested").count() == 1


def test_ask_proposes_two_weeks():
    form = browser("officer").get(verb(letter_under_review(), "ask")).context["form"]
    assert form["due_on"].value() == today() + datetime.timedelta(days=14)


def test_ask_adds_a_question_without_script_and_keeps_what_was_typed():
    letter, client = letter_under_review(), browser("officer")
    response = client.post(verb(letter, "ask"), question_form("Who pays?", add="1"))
    assert response.status_code == 200
    form = response.context["form"]
    assert [text.value() for text, _reopens in form.rows] == ["Who pays?", None]
    assert not response.context["problems"]
    assert "This was not done" not in text_of(response)
    assert not InformationRequest.objects.exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"rows": "1", "due_on": "2099-01-01"}, "Write at least one question."),
        ({"rows": "1", "text-0": "Why?", "due_on": "2020-01-01"}, "cannot lie in the past"),
        ({"rows": "1", "text-0": "Why?", "due_on": "soon"}, "Enter a valid date"),
        ({"rows": "1", "text-0": "Why?", "reopens-0": "everything", "due_on": "2099-01-01"}, "valid choice"),
        (
            {"rows": "1", "text-0": "", "reopens-0": "who", "due_on": "2099-01-01"},
            "what the applicant should change",
        ),
        ({"rows": "1", "text-0": "x" * 4001, "due_on": "2099-01-01"}, "at most 4000 characters"),
    ],
)
def test_ask_with_something_wrong_says_it_and_keeps_the_text(form, words):
    letter = letter_under_review()
    response = browser("officer").post(verb(letter, "ask"), form)
    assert response.status_code == 422
    assert words in text_of(response)
    assert form.get("text-0", "") in response.content.decode()
    assert not InformationRequest.objects.exists()


@pytest.mark.parametrize(("rows", "expected"), [("99", 10), ("0", 1), ("-1", 1), ("9" * 5000, 1), ("x", 1)])
def test_ask_with_a_tampered_number_of_rows_is_brought_into_range(rows, expected):
    response = browser("officer").post(verb(letter_under_review(), "ask"), {"rows": rows})
    assert response.status_code == 422
    assert response.context["form"].number == expected


def test_ask_has_no_eleventh_question():
    response = browser("officer").post(verb(letter_under_review(), "ask"), {"rows": "10", "add": "1"})
    assert response.context["form"].number == 10
    assert "Add another question" not in text_of(response)


# --- Resume, decline -------------------------------------------------------------------------------------


@pytest.mark.rule("LOI-4")
def test_resume_the_review_without_an_answer_closes_the_request():
    letter, user = letter_under_review(), staff("officer")
    ask_for_information(letter, [{"text": "Why?", "reopens": ""}], today(), by=user)
    client = browser_of(user)
    assert client.post(verb(letter, "resume_review"), {"reason": " "}).status_code == 422
    assert client.post(verb(letter, "resume_review"), {"reason": "They called."}).status_code == 302
    assert status_of(letter) == S.UNDER_REVIEW
    assert list(InformationRequest.objects.values_list("status", flat=True)) == ["closed"]
    assert "They called." in text_of(client.get(page(letter)))


@pytest.mark.rule("LOI-5")
def test_decline_needs_a_reason_that_the_applicant_reads():
    letter, client = letter_under_review(), browser("head")
    response = client.post(verb(letter, "decline"), {"reason": ""})
    assert response.status_code == 422
    assert status_of(letter) == S.UNDER_REVIEW
    assert client.post(verb(letter, "decline"), {"reason": "Nothing is offered."}).status_code == 302
    assert status_of(letter) == S.DECLINED
    assert "Nothing is offered." in OutboundEmail.objects.get(template="partners/letter_declined").text


# --- Confirm ---------------------------------------------------------------------------------------------


def seen(client, letter) -> dict:
    return {"seen": client.get(verb(letter, "confirm")).context["form"]["seen"].value()}


@pytest.mark.rule("LOI-5")
def test_confirm_by_the_head_makes_a_partner():
    letter, client = letter_under_review(), browser("head")
    set_checks(letter, {"exists": "fine", "conflict": "concern"}, by=staff("officer"))
    shown = text_of(client.get(verb(letter, "confirm")))
    for words in ("What will happen", "Concern", "Not checked yet", "We share our inventory method."):
        assert words in shown
    response = client.post(verb(letter, "confirm"), seen(client, letter), follow=True)
    assert "Participation is confirmed." in text_of(response)
    assert status_of(letter) == S.CONFIRMED
    assert Membership.objects.count() == 1
    assert PdfJob.objects.filter(kind="confirmation").count() == 1


@pytest.mark.rule("LOI-5")
@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_confirm_by_anybody_else_is_refused_with_the_reason(role):
    letter, client = letter_under_review(), browser(role)
    shown = text_of(client.get(page(letter)))
    for name in ("confirm", "decline"):
        assert verb(letter, name) not in shown
        for data in ({"seen": letter.version, "reason": "Because"}, {}):
            response = client.post(verb(letter, name), data)
            assert response.status_code == 403
            assert "Only the head of the secretariat" in text_of(response)
    assert status_of(letter) == S.UNDER_REVIEW
    assert not Membership.objects.exists()


@pytest.mark.rule("LOI-5")
def test_confirm_a_letter_of_ones_own_is_refused():
    head_user = staff("head")
    letter = letter_under_review(by=head_user)
    client = browser_of(head_user)
    assert "another person must decide" in text_of(client.get(page(letter)))
    response = client.post(verb(letter, "confirm"), {"seen": letter.version})
    assert response.status_code == 403
    assert "another person must decide" in text_of(response)
    assert status_of(letter) == S.UNDER_REVIEW


def test_confirm_without_having_read_the_letter_is_refused():
    letter, client = letter_under_review(), browser("head")
    assert client.post(verb(letter, "confirm")).status_code == 422
    assert client.post(verb(letter, "confirm"), {"seen": "x"}).status_code == 422
    assert status_of(letter) == S.UNDER_REVIEW


def test_confirm_a_letter_that_changed_since_is_refused_as_stale():
    letter, client = letter_under_review(), browser("head")
    data = seen(client, letter)
    Letter.objects.filter(pk=letter.pk).update(version=letter.version + 1)
    response = client.post(verb(letter, "confirm"), data)
    assert response.status_code == 409
    assert "Read it again before you decide" in text_of(response)
    assert status_of(letter) == S.UNDER_REVIEW


def test_the_second_of_two_decisions_sees_who_and_when():
    letter, client = letter_under_review(), browser("head")
    data = seen(client, letter)
    confirm_letter(letter, by=staff("head", first_name="Hedda", last_name="First"))
    response = client.post(verb(letter, "confirm"), data)
    assert response.status_code == 409
    assert "Hedda First" in text_of(response)
    response = client.post(verb(letter, "decline"), {"reason": "My long reason"})
    assert response.status_code == 409
    assert "My long reason" in text_of(response)
    assert Membership.objects.count() == 1
    assert AuditLine.objects.filter(verb="letter.confirm").count() == 1


@pytest.mark.rule("LOI-8")
def test_confirm_what_is_a_partner_already_says_so_and_loses_nothing():
    letter, client = letter_under_review(legal_name="Twice"), browser("head")
    partner(legal_name="Twice")
    response = client.post(verb(letter, "confirm"), seen(client, letter))
    assert response.status_code == 422
    assert "is a partner already" in text_of(response)
    assert status_of(letter) == S.UNDER_REVIEW


# --- Possible duplicates ---------------------------------------------------------------------------------


@pytest.mark.rule("LOI-8")
def test_held_letter_is_released_with_an_internal_reason():
    sent_letter()
    held = sent_letter()
    client = browser("officer")
    assert "Held as a possible duplicate." in text_of(client.get(page(held)))
    assert client.post(verb(held, "release"), {"reason": ""}).status_code == 422
    assert client.post(verb(held, "release"), {"reason": "Another city"}).status_code == 302
    held.refresh_from_db()
    assert held.held_at is None
    assert "Another city" not in " ".join(OutboundEmail.objects.values_list("text", flat=True))


@pytest.mark.rule("LOI-8")
def test_letter_is_held_by_hand():
    letter, client = sent_letter(), browser("officer")
    assert client.post(verb(letter, "hold"), {"reason": "Looks like a branch"}).status_code == 302
    letter.refresh_from_db()
    assert letter.held_at is not None
    assert client.post(verb(letter, "hold"), {"reason": "Again"}).status_code == 403


@pytest.mark.rule("LOI-8")
def test_letter_is_joined_to_an_organisation_found_by_search():
    known = partner(legal_name="Institut für Gewässer", acronym="IFG")
    merged = OrganisationFactory(legal_name="Merged away", merged_into=known)
    letter, client = letter_under_review(), browser("officer")
    assert "Nothing looks alike" in text_of(client.get(verb(letter, "join")))
    assert "No organisation is found" in text_of(client.get(verb(letter, "join"), {"q": "nowhere"}))
    assert known.legal_name in text_of(client.get(verb(letter, "join"), {"q": "gewasser kenya"}))
    chosen = client.get(verb(letter, "join"), {"organisation": known.pk})
    assert f'value="{known.pk}" checked' in text_of(chosen)
    for wrong in ("", "x", "9" * 30, merged.pk):
        assert client.post(verb(letter, "join"), {"organisation": wrong}).status_code == 422
    assert client.get(verb(letter, "join"), {"organisation": "9" * 30}).status_code == 200
    assert client.post(verb(letter, "join"), {"organisation": known.pk}).status_code == 302
    letter.refresh_from_db()
    assert letter.organisation == known
    head_client = browser("head")
    assert f"The letter joins “{known.legal_name}”" in text_of(head_client.get(verb(letter, "confirm")))
    head_client.post(verb(letter, "confirm"), seen(head_client, letter))
    assert Membership.objects.get().organisation == known


# --- Due diligence ---------------------------------------------------------------------------------------


def test_notes_are_added():
    letter, client = sent_letter(), browser("officer")
    response = client.post(verb(letter, "note"), {"text": "Looked at the register."})
    assert response["Location"] == f"{page(letter)}#due-diligence"
    assert "Looked at the register." in text_of(client.get(page(letter)))
    assert client.post(verb(letter, "note"), {"text": "  "}).status_code == 422


def test_checklist_records_who_and_only_what_this_person_changed():
    letter, first, second = sent_letter(), staff("officer"), staff("officer")
    untouched = dict.fromkeys(CheckPoint.values, "open") | {f"was-{p}": "open" for p in CheckPoint.values}
    browser_of(first).post(verb(letter, "checks"), untouched | {"exists": "fine"})
    response = browser_of(second).post(verb(letter, "checks"), untouched | {"conflict": "concern"})
    assert response["Location"] == f"{page(letter)}#due-diligence"
    assert set(DueDiligenceCheck.objects.values_list("point", "result", "by")) == {
        ("exists", "fine", first.pk),
        ("conflict", "concern", second.pk),
    }
    assert (
        browser_of(first).post(verb(letter, "checks"), untouched | {"exists": "perfect"}).status_code == 422
    )


@pytest.mark.parametrize("name", ["note", "checks"])
def test_due_diligence_has_its_own_page_when_something_is_wrong(name):
    letter = sent_letter()
    response = browser("officer").get(verb(letter, name))
    assert response.status_code == 200
    assert "Internal: never shown" in text_of(response)


# --- Mails and documents ---------------------------------------------------------------------------------


def test_page_shows_mails_and_pdfs_and_sends_again(run_jobs):
    letter = confirmed_letter()
    client = browser("officer")
    assert "Waiting" in text_of(client.get(page(letter)))
    run_jobs()
    response = client.get(page(letter))
    pdfs = [(entry["job"].kind, entry["state"].value, entry["gone"]) for entry in response.context["pdfs"]]
    assert sorted(pdfs) == [
        ("confirmation", "ready", False),
        *[("letter", "none", True)] * 3,  # asked for as received, replaced before they were made
        *[("letter", "ready", False)] * 3,
    ]
    mail = next(entry for entry in response.context["mails"] if entry["resend_url"])
    assert client.post(mail["resend_url"]).status_code == 302
    assert OutboundEmail.objects.filter(resend_of=mail["mail"]).count() == 1
    assert not [
        entry for entry in browser("auditor").get(page(letter)).context["mails"] if entry["resend_url"]
    ]
