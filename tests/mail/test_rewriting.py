"""Texts of mails rewritten by the secretariat: what they must keep, versions, the file again."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from portal.mail.actions import queue_mail
from portal.mail.models import MailTextOverride
from portal.mail.rewriting import (
    allowed_placeholders,
    listed_texts,
    needed_placeholders,
    preview,
    problems_of,
    reset_text,
    row_of,
    sample,
    save_text,
    wordings_of,
)
from portal.mail.texts import MailTextError, all_texts, load_text, text_in_use
from portal.records.decisions import Forbidden, Refusal, StaleRecord
from portal.records.frozen import holds
from portal.records.models import AuditLine
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
BODY = "Good day {name},\n\nyour letter {reference} is here. {note}\n\n{url}"


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMONSTRATION = True


@pytest.fixture
def officer(client):
    user = UserFactory(roles=("officer",), first_name="Ola", last_name="Officer")
    client.force_login(user)
    return user


@pytest.fixture
def rewrite(received, officer):
    """Return a function that saves a wording of the text in English."""

    def rewrite(subject="It is here: {reference}", body=BODY, seen=0, language="en", by=officer):
        return save_text(received, language, subject=subject, body=body, seen=seen, by=by)

    return rewrite


def send_one(received, values, language="en"):
    return queue_mail(received, "anna@demo.example", language, values)


def test_rewritten_text_is_sent_instead_of_the_file(rewrite, received, values):
    rewrite()
    mail = send_one(received, values)
    assert mail.subject == "It is here: LOI-2026-0007"
    assert mail.text.startswith("Good day Anna,\n\nyour letter LOI-2026-0007 is here.")
    assert send_one(received, values, "fr").subject == "Lettre LOI-2026-0007 reçue"


def test_language_without_a_file_of_its_own_can_be_written(rewrite, received, values):
    assert send_one(received, values, "es").language == "en"
    rewrite()
    assert send_one(received, values, "es").subject.startswith("It is here")
    rewrite(subject="Ya está: {reference}", language="es")
    mail = send_one(received, values, "es-MX")
    assert (mail.language, mail.subject) == ("es", "Ya está: LOI-2026-0007")


def test_each_wording_is_frozen_and_on_the_audit_trail(rewrite, received, officer):
    rewrite()
    row = rewrite(subject="Second: {reference}", seen=1)
    wordings = wordings_of(row)
    assert [wording.number for wording in wordings] == [2, 1]
    assert wordings[1].content() == {"subject": "It is here: {reference}", "body": BODY}
    assert wordings[0].created_by == officer
    assert all(holds(wording) for wording in wordings)
    line = AuditLine.objects.filter(verb="mail_text.save").last()
    assert (line.actor_id, line.fields) == (officer.pk, ["body", "subject"])
    assert line.data == {"template": received, "language": "en", "number": 2}


def test_going_back_sends_the_file_again_and_keeps_the_wordings(rewrite, received, values, officer):
    rewrite()
    row = reset_text(received, "en", seen=1, by=officer)
    assert not row.in_use
    assert send_one(received, values).subject == "Letter LOI-2026-0007 received"
    assert len(wordings_of(row)) == 1
    assert AuditLine.objects.get(verb="mail_text.reset").actor_id == officer.pk
    with pytest.raises(Refusal, match="not rewritten"):
        reset_text(received, "en", seen=2, by=officer)
    rewrite(seen=2)
    assert send_one(received, values).subject.startswith("It is here")


def test_text_that_was_never_rewritten_cannot_go_back(received, officer):
    with pytest.raises(Refusal, match="not rewritten"):
        reset_text(received, "fr", seen=0, by=officer)
    assert row_of(received, "fr") is None


def test_what_is_sent_already_is_not_saved_again(rewrite, received, officer):
    text = text_in_use(received, "en")
    assert rewrite(subject=text.subject, body=text.body) is None
    assert not wordings_of(row_of(received, "en"))
    rewrite()
    assert rewrite(seen=1) is None


def test_stale_save_changes_nothing(rewrite, received):
    rewrite()
    with pytest.raises(StaleRecord):
        rewrite(subject="Mine: {reference}", seen=0)
    assert text_in_use(received, "en").subject == "It is here: {reference}"


@pytest.mark.parametrize("role", ["auditor", "administrator", "editor"])
def test_only_officers_and_heads_rewrite(rewrite, received, role):
    someone = UserFactory(roles=(role,))
    with pytest.raises(Forbidden):
        rewrite(by=someone)
    with pytest.raises(Forbidden):
        reset_text(received, "en", seen=0, by=someone)
    assert rewrite(by=UserFactory(roles=("head",)))


def test_text_that_no_app_has_cannot_be_made(officer):
    with pytest.raises(MailTextError):
        save_text("humanize/nothing", "en", subject="a", body="b", seen=0, by=officer)


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("", BODY, "subject: Write a subject."),
        ("a\nb", BODY, "subject: The subject is one line"),
        ("x" * 301, BODY, "subject: The subject is one line"),
        ("a", "", "body: Write the text."),
        ("a", BODY + "x" * 10_001, "body: The text has at most"),
        ("a", BODY + "{nothing}", "body: This text has no placeholder {nothing}."),
        ("{nothing}", BODY, "subject: This text has no placeholder {nothing}."),
        ("a", BODY + "{Name}", "body: Curly brackets"),
        ("a", BODY + "}", "body: Curly brackets"),
        ("a", BODY + "{{ name }}", "body: Curly brackets"),
        ("a", BODY.replace("{url}", ""), "body: Keep {url}"),
    ],
)
def test_wording_that_could_not_be_sent_is_refused(received, subject, body, said):
    problems = [f"{problem.field}: {problem.message}" for problem in problems_of(received, subject, body)]
    assert any(said in problem for problem in problems), problems


def test_all_problems_are_said_at_once(rewrite):
    with pytest.raises(Refusal) as refused:
        rewrite(subject="", body="{nothing}")
    assert [problem.field for problem in refused.value.problems] == ["subject", "body", "body"]


def test_code_stands_in_no_subject():
    said = problems_of("accounts/login_code", "{code}", load_text("accounts/login_code", "en").body)
    assert [str(problem.message) for problem in said] == ["{code} may not stand in the subject."]


def test_every_text_of_the_portal_passes_its_own_check_and_has_a_preview():
    for template in all_texts():
        for language in ("en", "fr", "es"):
            text = load_text(template, language)
            assert not problems_of(template, text.subject, text.body), (template, language)
            mail = preview(template, language, text.subject, text.body)
            assert mail.language == language
            assert "{" not in mail.subject


def test_placeholders_are_those_of_the_file(received):
    assert allowed_placeholders(received) == ["reference", "name", "note", "url"]
    assert needed_placeholders(received) == ["url"]


def test_samples_show_what_will_stand_there():
    assert sample("sign_in_url").startswith("http://localhost:8000/")
    assert sample("to_email") == "anna@demo.example"
    assert sample("areas") == "[areas]"


def test_preview_of_a_wording_that_names_something_unknown_is_none(received):
    assert preview(received, "en", "a", "{nothing}") is None


# --- Screens ----------------------------------------------------------------------------------------

INDEX = "/admin/mail-texts/"


def address(received: str, name: str = "edit", language: str = "en") -> str:
    return reverse(f"mail-texts:{name}", args=[received.replace("/", "-", 1), language])


def test_list_shows_every_text_and_which_were_rewritten(client, officer):
    save_text(
        "partners/new_partner",
        "fr",
        subject="Du nouveau : {organisation}",
        body="{organisation} {areas}\n\n{url}",
        seen=0,
        by=officer,
    )
    page = client.get(INDEX).content.decode()
    for template in all_texts():
        assert f"<code>{template}</code>" in page
    assert page.count(">rewritten ") == 1
    assert "Du nouveau" not in page
    found = client.get(INDEX, {"q": "PASSKEY"}).content.decode()
    assert "accounts/webauthn_added" in found
    assert "partners/new_partner" not in found
    assert "No text has these words." in client.get(INDEX, {"q": "zzzz"}).content.decode()
    assert client.get(INDEX, {"q": "x" * 200}).status_code == 200


def test_list_counts_the_mails_and_reads_in_the_language_of_the_reader(received, values, rewrite):
    send_one(received, values)
    send_one(received, values)
    text = next(each for each in listed_texts("en") if each["template"] == "partners/new_partner")
    assert text["sent"] == 0
    french = next(each for each in listed_texts("fr") if each["template"] == "partners/new_partner")
    assert french["subject"].startswith("Un nouveau partenaire")


def test_list_makes_the_same_number_of_queries_with_more_rows(
    client, officer, received, values, assert_query_parity
):
    def grow():
        for language in ("en", "fr", "es"):
            text = load_text("partners/new_partner", language)
            subject = f"+ {text.subject}"
            save_text("partners/new_partner", language, subject=subject, body=text.body, seen=0, by=officer)
            send_one(received, values)

    assert_query_parity(lambda: client.get(INDEX), grow)


def test_page_shows_text_placeholders_and_preview(client, officer, received):
    page = client.get(address(received)).content.decode()
    assert "Letter {reference} received" in page
    assert "<code>{url}</code>" in page
    assert "LOI-2026-0001" in page
    assert "<iframe" in page
    assert "Earlier wordings" not in page


def test_preview_of_what_was_typed_is_not_saved(client, officer, received):
    answer = client.post(
        address(received), {"subject": "New {reference}", "body": BODY, "version": 0, "preview": "1"}
    )
    assert answer.status_code == 200
    assert answer.context["preview"].subject == "New LOI-2026-0001"
    answer = client.post(
        address(received), {"subject": "New", "body": "{other}", "version": 0, "preview": "1"}
    )
    assert answer.context["preview"] is None
    assert "{other}" in answer.content.decode()
    assert not MailTextOverride.objects.exists()


def test_saving_going_back_and_beginning_with_an_earlier_wording(client, officer, received):
    answer = client.post(address(received), {"subject": "New {reference}", "body": BODY, "version": 0})
    assert (answer.status_code, answer.url) == (302, address(received))
    assert [str(m) for m in get_messages(answer.wsgi_request)] == [
        "Saved: mails are written with this text from now on."
    ]
    page = client.get(address(received)).content.decode()
    assert "Rewritten by the secretariat" in page
    assert "Ola Officer" in page
    assert address(received, "reset") in page
    assert client.get(address(received, "reset")).status_code == 200
    assert client.post(address(received, "reset"), {"version": 0}).status_code == 409
    assert client.post(address(received, "reset"), {}).status_code == 409
    assert client.post(address(received, "reset"), {"version": 1}).url == address(received)
    assert client.post(address(received, "reset"), {"version": 2}).status_code == 422
    assert text_in_use(received, "en").subject == "Letter {reference} received"
    page = client.get(address(received), {"wording": 1}).content.decode()
    assert 'value="New {reference}"' in page
    for nonsense in ("9", "abc", "0"):
        page = client.get(address(received), {"wording": nonsense}).content.decode()
        assert 'value="Letter {reference} received"' in page
    text = load_text(received, "en")
    answer = client.post(
        address(received), {"subject": text.subject, "body": text.body, "version": 2}, follow=True
    )
    assert "Nothing was changed." in answer.content.decode()


def test_refused_wording_stays_in_the_form(client, officer, received):
    answer = client.post(address(received), {"subject": "Mine", "body": "Mine {other}", "version": 0})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mine {other}" in page
    assert "This text has no placeholder {other}." in page
    assert "Keep {url}" in page
    assert client.post(address(received), {"subject": "Mine", "body": BODY}).status_code == 422


def test_stale_save_shows_both_wordings_and_can_be_sent_again(client, rewrite, received):
    rewrite()
    answer = client.post(address(received), {"subject": "Mine {reference}", "body": BODY, "version": 0})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Mine {reference}"' in page
    assert "It is here: {reference}" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    client.post(address(received), {"subject": "Mine {reference}", "body": BODY, "version": version})
    assert text_in_use(received, "en").subject == "Mine {reference}"


def test_auditor_reads_and_may_not_write(client, received, rewrite):
    rewrite()
    client.force_login(UserFactory(roles=("auditor",)))
    page = client.get(address(received)).content.decode()
    assert "It is here: {reference}" in page
    assert "<textarea" not in page
    answer = client.post(address(received), {"subject": "x", "body": BODY, "version": 1})
    assert answer.status_code == 403
    assert "Only the secretariat rewrites" in answer.content.decode()
    assert client.get(address(received, "reset")).status_code == 403
    assert client.post(address(received, "reset"), {"version": 1}).status_code == 403


def test_texts_are_not_there_for_others_and_unknown_ones_for_nobody(client, officer, received):
    for path in ("humanize-nothing/en/", "nothing/en/", "partners-new_partner/de/"):
        assert client.get(f"{INDEX}{path}").status_code == 404
    client.force_login(UserFactory(roles=("editor",)))
    for path in (INDEX, address(received), address(received, "reset")):
        assert client.get(path).status_code == 404
