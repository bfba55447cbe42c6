"""A letter of intent on the desk, from Start to the decision."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from partners.actions.review import ask_for_information, decline_letter
from partners.enums import LetterStatus, PartnerKind, Step
from partners.models import Letter
from portal.records.clock import today
from portal.records.models import AuditLine
from tests.factories import (
    UserFactory,
    complete_draft,
    confirmed_letter,
    head,
    letter_under_review,
    officer,
    sent_letter,
)
from tests.partners.desk import PAGES, post_part, signed_in, start, text_of, url, write_all

pytestmark = pytest.mark.django_db


@pytest.mark.rule("LOI-3")
def test_letter_is_written_checked_and_sent():
    client = signed_in(UserFactory())
    letter = start(client)
    write_all(client, letter)
    page = text_of(client.get(url("check", letter)))
    assert "error-summary" not in page
    for said in ("Demonstration Clean Rivers Network", "main@example.org", "Workshops", "Director"):
        assert said in page
    preview = text_of(client.get(url("preview", letter)))
    assert "We share our inventory method." in preview
    assert "main@example.org" not in preview
    sent = client.post(url("check", letter), {"send": "1"})
    assert (sent.status_code, sent["Location"]) == (302, url("letter", letter))
    letter.refresh_from_db()
    assert letter.status == LetterStatus.SUBMITTED
    assert letter.website == "https://www.example.org"
    first = text_of(client.get(url("letter", letter)))
    assert "Letter sent" in first
    assert letter.reference in first


def test_sending_twice_or_going_back_leads_to_the_same_letter():
    client = signed_in(UserFactory())
    letter = start(client)
    write_all(client, letter)
    answers = [client.post(url("check", letter), {"send": "1"}) for _press in range(2)]
    assert {answer["Location"] for answer in answers} == {url("letter", letter)}
    assert client.get(url("check", letter))["Location"] == url("letter", letter)
    assert Letter.objects.count() == 1
    assert AuditLine.objects.filter(verb="letter.send").count() == 1


def test_start_pressed_twice_makes_one_draft():
    client = signed_in(UserFactory())
    assert start(client) == start(client)
    assert Letter.objects.count() == 1


@pytest.mark.rule("LOI-1")
@pytest.mark.parametrize("kind", PartnerKind.values)
def test_each_of_the_eight_kinds_can_send_a_letter(kind):
    client = signed_in(UserFactory())
    letter = start(client)
    write_all(client, letter)
    place = "none" if kind in ("reio", "igo") else "KE"
    assert post_part(client, letter, "who", kind=kind, place=place).status_code == 302
    client.post(url("check", letter), {"send": "1"})
    letter.refresh_from_db()
    assert (letter.status, letter.kind) == (LetterStatus.SUBMITTED, kind)
    assert letter.country is None if place == "none" else letter.country.alpha2 == "KE"


@pytest.mark.rule("LOI-1")
def test_join_page_names_the_eight_kinds_and_what_happens_next():
    page = text_of(Client().get("/en/join/"))
    for kind in PartnerKind:
        assert str(kind.label) in page
    assert page.count('class="steps__title"') == 4


@pytest.mark.rule("LOI-2")
@pytest.mark.parametrize("missing", ["supports", "commits", "contribution"])
def test_a_missing_statement_is_named_and_the_letter_stays_a_draft(missing):
    client = signed_in(UserFactory())
    letter = start(client)
    write_all(client, letter)
    without = {missing: ""} if missing == "contribution" else {missing: None}
    assert post_part(client, letter, "statements", **without).status_code == 302
    answer = client.post(url("check", letter), {"send": "1"})
    assert answer.status_code == 422
    assert f'href="{url("step", letter, "statements")}?from=check#id_{missing}"' in text_of(answer)
    letter.refresh_from_db()
    assert letter.status == LetterStatus.DRAFT
    mended = post_part(client, letter, "statements", query="?from=check")
    assert mended["Location"] == url("check", letter)
    assert client.post(url("check", letter), {"send": "1"})["Location"] == url("letter", letter)


def test_statement_of_251_words_is_kept_and_refused_with_the_count():
    client = signed_in(UserFactory())
    letter = start(client)
    write_all(client, letter)
    assert post_part(client, letter, "statements", contribution="word " * 251).status_code == 302
    answer = client.post(url("check", letter), {"send": "1"})
    assert "now there are 251" in text_of(answer)
    assert "There is a problem" in text_of(client.get(url("letter", letter)))
    letter.refresh_from_db()
    assert letter.contribution == ("word " * 251).strip()


def test_empty_draft_names_every_part_and_nothing_is_refused():
    client = signed_in(UserFactory())
    letter = start(client)
    page = text_of(client.get(url("letter", letter)))
    for step in Step:
        assert str(step.label) in page
    assert page.count("Not started") == len(Step)
    for step in Step.values:
        answer = post_part(client, letter, step, **dict.fromkeys(set(PAGES[step]) - {"language"} - KEEP))
        assert answer.status_code == 302, step


KEEP = {"offers-TOTAL_FORMS", "offers-INITIAL_FORMS", "offers-0-direction"}


def test_part_saved_incomplete_says_how_much_is_missing():
    client = signed_in(UserFactory())
    letter = start(client)
    answer = post_part(client, letter, "statements", contribution="", commits=None)
    assert answer["Location"] == url("step", letter, "offers")
    assert "2 of 3 answers are missing" in text_of(client.get(url("letter", letter)))


def test_save_and_come_back_later_saves_and_leads_to_the_task_list():
    client = signed_in(UserFactory())
    letter = start(client)
    answer = post_part(client, letter, "who", later="1")
    assert answer["Location"] == url("letter", letter)
    letter.refresh_from_db()
    assert letter.legal_name == PAGES["who"]["legal_name"]


def test_visitor_writes_signs_up_and_sends_what_was_typed():
    client = Client()
    letter = start(client, "fr")
    assert (letter.applicant, letter.language) == (None, "fr")
    write_all(client, letter)
    page = text_of(client.get(url("letter", letter) + "?lang=en"))
    assert "kept in this browser only" in page
    assert reverse("account_signup") + "?next=" in page
    refused = client.post(url("check", letter), {"send": "1"})
    assert refused["Location"] == url("check", letter)
    assert "continue" in text_of(client.get("/en/join/")).lower()
    user = UserFactory()
    client.force_login(user)
    letter.refresh_from_db()
    assert letter.applicant == user
    assert client.post(url("check", letter), {"send": "1"})["Location"] == url("letter", letter)
    assert "LOI-" in text_of(client.get(url("letter", letter)))


def test_unverified_address_cannot_send_and_is_told_why():
    user = UserFactory(verified=False)
    letter = complete_draft(by=user)
    client = signed_in(user)
    assert "First confirm your e-mail address" in text_of(client.get(url("check", letter)))
    assert client.post(url("check", letter))["Location"] == url("check", letter)
    letter.refresh_from_db()
    assert letter.status == LetterStatus.DRAFT


@pytest.mark.rule("LOI-8")
def test_sender_of_a_second_letter_reads_the_same_words_as_of_a_first():
    first, second = sent_letter(), sent_letter()
    assert (first.held_at, second.held_at is not None) == (None, True)
    pages = []
    for letter in (first, second):
        page = text_of(signed_in(letter.applicant).get(url("letter", letter)))
        for own in (letter.reference, str(letter.uuid), letter.applicant.email):
            page = page.replace(own, "X")
        pages.append(without_token(page))
    assert pages[0] == pages[1]


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|datetime="[^"]+"', "", page)


def test_withdrawing_asks_first_and_leads_to_a_plain_status():
    letter = letter_under_review()
    client = signed_in(letter.applicant)
    assert "leaves the public site" in text_of(client.get(url("withdraw", letter)))
    letter.refresh_from_db()
    assert letter.status == LetterStatus.UNDER_REVIEW
    for _press in range(2):
        assert client.post(url("withdraw", letter))["Location"] == url("letter", letter)
    assert "This letter was withdrawn" in text_of(client.get(url("letter", letter)))


def test_deleting_a_draft_asks_first():
    client = signed_in(UserFactory())
    letter = start(client)
    assert client.get(url("delete", letter)).status_code == 200
    assert Letter.objects.exists()
    assert client.post(url("delete", letter)).status_code == 302
    assert not Letter.objects.exists()
    assert client.get(url("letter", letter)).status_code == 404


def test_a_sent_letter_cannot_be_deleted_or_changed():
    letter = sent_letter()
    client = signed_in(letter.applicant)
    assert client.post(url("delete", letter))["Location"] == url("letter", letter)
    assert client.get(url("step", letter, "who")).status_code == 403
    assert Letter.objects.get().status == LetterStatus.SUBMITTED


def test_declined_letter_shows_the_reason_and_the_way_to_a_new_one():
    letter = decline_letter(letter_under_review(), by=head(), reason="Not concerned with mercury.")
    page = text_of(signed_in(letter.applicant).get(url("letter", letter)))
    assert "Not concerned with mercury." in page
    assert reverse("partners:join") in page


@pytest.mark.rule("LOI-11")
def test_confirmed_letter_leads_to_the_profile_and_the_confirmation_letter(run_jobs):
    letter = confirmed_letter()
    client = signed_in(letter.applicant)
    page = text_of(client.get(url("letter", letter)))
    assert letter.organisation.get_absolute_url() in page
    assert client.get(url("confirmation", letter)).status_code == 404
    run_jobs()
    answer = client.get(url("confirmation", letter))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert signed_in(UserFactory()).get(url("confirmation", letter)).status_code == 404


def test_history_tells_public_steps_only():
    letter = letter_under_review()
    page = text_of(signed_in(letter.applicant).get(url("letter", letter)))
    assert "Review begun" in page
    assert "Held" not in page


def test_desk_names_what_waits_and_what_is_mine():
    letter = letter_under_review()
    ask_for_information(
        letter,
        [{"text": "Who funds you?", "reopens": ""}],
        today() + datetime.timedelta(days=5),
        by=officer(),
    )
    client = signed_in(letter.applicant)
    draft = start(client)
    page = text_of(client.get("/desk/"))
    assert f"Answer 1 question on {letter.reference}" in page
    assert url("answer", letter) in page
    assert url("letter", draft) in page
    assert "Your letters of intent" in page
    member = confirmed_letter(legal_name="Another Network")
    assert "Another Network" in text_of(signed_in(member.applicant).get("/desk/"))


def test_pages_make_the_same_number_of_queries_with_more_rows(assert_query_parity):
    user = UserFactory()
    client = signed_in(user)
    letter = start(client)
    write_all(client, letter)

    def grow():
        rows = {"offers-TOTAL_FORMS": "3", "version": "1"}
        for index in (1, 2):
            rows |= {f"offers-{index}-{name}": PAGES["offers"][f"offers-0-{name}"] for name in ROW}
        assert post_part(client, letter, "offers", **rows).status_code == 302
        assert (
            post_part(client, letter, "areas", areas=["asgm", "waste-management", "cement"]).status_code
            == 302
        )

    names = [url("letter", letter), url("check", letter), url("preview", letter)]
    names += [url("step", letter, step) for step in Step.values]
    assert_query_parity(lambda: [client.get(name) for name in names], grow, at_most=17 * len(names))


ROW = ("direction", "topic", "area", "text")
