"""Messages to partners: who writes to whom, what is kept of it, who reads it (INFO-2)."""

import datetime
import uuid

import pytest
from django.core import mail

from partners.actions.contacts import (
    clear_old_messages,
    report_message,
    save_address,
    settle_report,
)
from partners.enums import ConsentPurpose
from partners.models import ContactMessage, OfferOrNeed
from partners.reach import messages_of, recipients
from partners.rules.contacts import can_read_words, can_report, can_write_to
from portal.mail.models import OutboundEmail
from portal.records.clock import now
from portal.records.decisions import Forbidden, Refusal
from portal.records.models import AuditLine
from tests.factories import UserFactory, focal_point, head, officer, partner
from tests.partners.admin import browser, browser_of, text_of
from tests.partners.contacts import known, send

pytestmark = pytest.mark.django_db


# --- Writing ----------------------------------------------------------------------------------------


@pytest.mark.rule("INFO-2")
def test_message_goes_by_mail_without_showing_the_address(run_jobs):
    organisation = partner(legal_name="Demonstration Lakes Institute")
    reader = known(organisation, ConsentPurpose.MESSAGES)
    writer = UserFactory(first_name="Amina", last_name="Writer")
    browser = browser_of(writer)
    url = f"/en/partners/{organisation.slug}/write/"
    page = text_of(browser.get(url))
    assert reader.email not in page and "Okello" not in page
    to = recipients(writer, organisation)[0].key
    values = {"to": to, "name": "Amina Writer", "subject": "Workshop", "text": "Can you help?\n\nYours"}
    answer = browser.post(url, values | {"key": str(uuid.uuid4())}, follow=True)
    assert answer.status_code == 200 and reader.email not in text_of(answer)
    run_jobs()
    received, copy = sorted(mail.outbox, key=lambda message: message.to != [reader.email])
    assert received.to == [reader.email] and received.reply_to == [writer.email]
    assert "Can you help?\n\nYours" in received.body and writer.email in received.body
    assert "Workshop" not in received.subject
    assert copy.to == [writer.email] and copy.reply_to == []
    assert reader.email not in copy.body + copy.subject and "Okello" not in copy.body
    assert not OutboundEmail.objects.exclude(text="").exists()  # the outbox does not keep the words


@pytest.mark.rule("INFO-2")
def test_only_who_agreed_can_be_written_to():
    organisation = partner()
    outsider, insider = UserFactory(), focal_point(partner())
    focal_point(organisation)
    assert recipients(outsider, organisation) == recipients(insider, organisation) == []
    shown = known(organisation, ConsentPurpose.PARTNERS, family_name="Shown")
    assert recipients(outsider, organisation) == []
    assert [recipient.email for recipient in recipients(insider, organisation)] == [shown.email]
    with pytest.raises(Refusal, match="Nobody at this partner"):
        send(organisation, outsider)
    known(organisation, ConsentPurpose.MESSAGES, family_name="Hidden")
    assert [recipient.name for recipient in recipients(outsider, organisation)] == [
        "A person who answers for it"
    ]
    assert len(recipients(insider, organisation)) == 2
    with pytest.raises(Refusal, match="Choose to whom"):
        send(organisation, outsider, to=f"person-{shown.person.places.get().pk}")


def test_office_takes_messages_before_people():
    organisation = partner()
    user = known(organisation, ConsentPurpose.MESSAGES)
    save_address(organisation, by=user, label="Chemicals unit", email="chemicals@lakes.example")
    message = send(organisation, UserFactory())
    assert message.to_office and message.to_place is None
    assert OutboundEmail.objects.get(template="partners/contact_message").to == "chemicals@lakes.example"
    assert messages_of(user).get() == message  # its focal points read it


@pytest.mark.parametrize("who", ["visitor", "unverified", "own", "former"])
def test_who_cannot_write(client, who):
    organisation = partner()
    colleague = known(organisation, ConsentPurpose.MESSAGES)
    user = {"unverified": lambda: UserFactory(verified=False), "own": lambda: colleague}.get(
        who, UserFactory
    )()
    if who == "former":
        organisation.memberships.update(
            ended_on=datetime.date(2026, 1, 1), ending="inactive", end_reason="No answer."
        )
    url = f"/en/partners/{organisation.slug}/write/"
    if who == "visitor":
        answer = client.post(url, {"text": "kept"})
        assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
        return
    assert not can_write_to(user, organisation)
    answer = browser_of(user).post(url, {"text": "x"})
    assert answer.status_code == (404 if who == "former" else 403)
    with pytest.raises(Forbidden):
        send(organisation, user)
    assert not ContactMessage.objects.exists()


def test_form_pressed_twice_sends_one_message():
    organisation = partner()
    known(organisation, ConsentPurpose.MESSAGES)
    writer, key = UserFactory(), uuid.uuid4()
    first = send(organisation, writer, key=key)
    assert send(organisation, writer, key=key) == first
    assert OutboundEmail.objects.count() == 2
    assert AuditLine.objects.filter(verb="message.send").count() == 1


def test_too_many_messages_are_refused(settings):
    settings.MESSAGES_PER_DAY = 2
    organisation = partner()
    known(organisation, ConsentPurpose.MESSAGES)
    writer = UserFactory()
    send(organisation, writer)
    send(organisation, writer)
    with pytest.raises(Refusal, match="2 messages"):
        send(organisation, writer)
    settings.MESSAGES_TO_ONE_PARTNER_PER_DAY = 2
    with pytest.raises(Refusal, match="many messages today"):
        send(organisation, UserFactory())
    ContactMessage.objects.update(sent_at=now() - datetime.timedelta(hours=25))
    send(organisation, writer)
    answer = browser_of(UserFactory()).get(f"/en/partners/{organisation.slug}/write/")
    assert answer.status_code == 200


def test_form_that_a_program_fills_in_sends_nothing(caplog):
    organisation = partner()
    known(organisation, ConsentPurpose.MESSAGES)
    writer = UserFactory()
    values = {"homepage": "https://spam.example", "to": "office", "key": str(uuid.uuid4())}
    answer = browser_of(writer).post(f"/en/partners/{organisation.slug}/write/", values)
    assert answer.status_code == 302
    assert not ContactMessage.objects.exists()
    assert "nothing was sent" in caplog.text


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"name": "", "subject": ""},
        {"text": "x" * 5001},
        {"subject": "x" * 151},
        {"key": "nonsense"},
        {"to": "person-0"},
        {"to": ""},
    ],
)
def test_message_that_is_not_whole_comes_back(values):
    organisation = partner()
    known(organisation, ConsentPurpose.MESSAGES)
    writer = UserFactory()
    whole = {
        "to": recipients(writer, organisation)[0].key,
        "name": "Amina",
        "subject": "Workshop",
        "text": "My words",
        "key": str(uuid.uuid4()),
    }
    answer = browser_of(writer).post(f"/en/partners/{organisation.slug}/write/", whole | values)
    assert answer.status_code == 422
    assert not ContactMessage.objects.exists()


def test_message_typed_before_the_sign_in_comes_back(client):
    organisation = partner()
    known(organisation, ConsentPurpose.MESSAGES)
    url = f"/en/partners/{organisation.slug}/write/"
    client.post(url, {"text": "Typed before", "subject": "Kept"})
    session = client.session
    kept = dict(session["kept_posts"])
    writer = UserFactory()
    client.force_login(writer)
    session = client.session
    session["kept_posts"] = kept
    session.save()
    assert "Typed before" in text_of(client.get(url))


def test_nobody_to_write_to_is_said():
    organisation = partner()
    browser = browser_of(UserFactory())
    url = f"/en/partners/{organisation.slug}/write/"
    assert "Nobody can be written to here" in text_of(browser.get(url))
    assert browser.post(url, {"text": "x"}).status_code == 422


def test_message_about_an_offer_names_it():
    organisation = partner()
    known(organisation, ConsentPurpose.MESSAGES)
    offer = OfferOrNeed.objects.create(
        organisation=organisation, direction="offer", topic="training", text="Courses on air"
    )
    writer = UserFactory()
    url = f"/en/partners/{organisation.slug}/write/?about={offer.pk}&to=nobody"
    page = text_of(browser_of(writer).get(url))
    assert "Courses on air" in page and "Your offer: Training" in page
    values = {"to": recipients(writer, organisation)[0].key, "name": "A", "subject": "B", "text": "C"}
    browser_of(writer).post(url, values | {"key": str(uuid.uuid4())})
    assert ContactMessage.objects.get().about == offer
    for senseless in ("abc", "9" * 30, "²"):
        url = f"/en/partners/{organisation.slug}/write/?about={senseless}"
        assert browser_of(writer).get(url).status_code == 200


def test_old_address_of_a_merged_partner_leads_to_the_form_of_the_new_one():
    old, new = partner(slug="old-partner"), partner(slug="new-partner")
    old.memberships.all().delete()
    old.merged_into = new
    old.save()
    answer = browser_of(UserFactory()).get("/en/partners/old-partner/write/")
    assert answer.status_code == 302 and answer["Location"] == "/en/partners/new-partner/write/"


# --- What was written -------------------------------------------------------------------------------


def test_message_is_read_by_who_wrote_and_who_got_it_only():
    organisation = partner()
    reader, colleague = known(organisation, ConsentPurpose.MESSAGES), focal_point(organisation)
    writer = UserFactory()
    message = send(organisation, writer)
    url = message.get_absolute_url()
    for user in (writer, reader):
        assert "Can you help us?" in text_of(browser_of(user).get(url))
        assert "Workshop" in text_of(browser_of(user).get("/desk/messages/"))
    for user in (colleague, UserFactory(), officer(), head(), UserFactory(roles=("auditor",))):
        assert browser_of(user).get(url).status_code == 404
        assert browser_of(user).get(f"{url}report/").status_code == 404
    reader.person.places.update(until=datetime.date(2099, 1, 1))
    assert browser_of(reader).get(url).status_code == 404


def test_secretariat_reads_the_words_only_once_they_are_reported():
    organisation = partner()
    reader = known(organisation, ConsentPurpose.MESSAGES)
    message = send(organisation, UserFactory())
    assert not can_read_words(officer(), message)
    assert not can_report(message.sender, message)
    url = f"{message.get_absolute_url()}report/"
    assert browser_of(message.sender).get(url).status_code == 403
    browser = browser_of(reader)
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"reason": " "}).status_code == 422
    assert browser.post(url, {"reason": "It is advertising."}).status_code == 302
    message.refresh_from_db()
    assert can_read_words(officer(), message) and can_read_words(UserFactory(roles=("auditor",)), message)
    assert not can_read_words(UserFactory(roles=("editor",)), message)
    assert browser.post(url, {"reason": "Again"}).status_code == 403
    with pytest.raises(Forbidden):
        settle_report(message, by=reader, reason="No.")
    message = settle_report(message, by=officer(), reason="The sender was told.")
    with pytest.raises(Forbidden):
        settle_report(message, by=officer(), reason="Again.")
    verbs = list(
        AuditLine.objects.filter(object_type="partners.contactmessage").values_list("verb", flat=True)
    )
    assert verbs == ["message.send", "message.report", "message.settle"]


def test_report_without_a_word_is_refused():
    organisation = partner()
    reader = known(organisation, ConsentPurpose.MESSAGES)
    message = send(organisation, UserFactory())
    with pytest.raises(Refusal, match="Say what is wrong"):
        report_message(message, by=reader, reason="  ")


def test_words_are_blanked_after_a_time_but_not_while_a_report_waits(settings):
    organisation = partner()
    reader = known(organisation, ConsentPurpose.MESSAGES)
    old, reported, new = (send(organisation, UserFactory()) for _row in range(3))
    report_message(reported, by=reader, reason="Advertising.")
    past = now() - datetime.timedelta(days=settings.MESSAGE_DAYS + 1)
    ContactMessage.objects.filter(pk__in=[old.pk, reported.pk]).update(sent_at=past)
    ContactMessage.objects.filter(pk=reported.pk).update(reported_at=past)
    assert clear_old_messages() == 1
    assert clear_old_messages() == 0
    old.refresh_from_db()
    assert (old.text, old.subject, old.sender_name) == ("", "", "")
    assert "not kept any more" in text_of(browser_of(reader).get(old.get_absolute_url()))
    reported.refresh_from_db()
    assert reported.text
    settle_report(reported, by=officer(), reason="Told.")
    assert clear_old_messages() == 1
    new.refresh_from_db()
    assert new.text


def test_list_of_messages_makes_the_same_number_of_queries(assert_query_parity):
    organisation = partner()
    reader = known(organisation, ConsentPurpose.MESSAGES)
    writer = focal_point(partner())
    send(organisation, writer)
    browser = browser_of(reader)

    def load():
        assert browser.get("/desk/messages/").status_code == 200

    assert_query_parity(load, lambda: [send(organisation, focal_point(partner())) for _row in range(3)])
    assert "No message yet" in text_of(browser_of(UserFactory()).get("/desk/messages/"))


# --- The secretariat and the desk -------------------------------------------------------------------


def test_log_of_messages_shows_words_only_when_reported():
    organisation = partner(legal_name="Demonstration Lakes Institute")
    reader = known(organisation, ConsentPurpose.MESSAGES)
    message = send(organisation, UserFactory(first_name="Amina", last_name="Writer"))
    url = f"/admin/messages/inspect/{message.pk}/"
    page = text_of(browser("officer").get(url))
    assert "Demonstration Lakes Institute" in page and "Can you help us?" not in page
    assert "Workshop" not in text_of(browser("head").get("/admin/messages/"))
    report_message(message, by=reader, reason="It is advertising.")
    for role in ("officer", "auditor"):
        page = text_of(browser(role).get(url))
        assert "Can you help us?" in page and "It is advertising." in page
    secretary = browser("officer")
    assert "Reported as misuse" in text_of(secretary.get("/admin/messages/?state=reported"))
    assert "1 message was reported as misuse" in text_of(secretary.get("/admin/"))
    answer = secretary.post(f"/admin/messages/settle/{message.pk}/", {"reason": "The sender was told."})
    assert answer.status_code == 302
    assert "The sender was told." in text_of(secretary.get(url))
    assert f"Message {message.pk}" not in text_of(secretary.get("/admin/messages/?state=reported"))
    assert f"Message {message.pk}" in text_of(secretary.get("/admin/messages/?state=settled"))
    assert "reported as misuse" not in text_of(secretary.get("/admin/"))


def test_log_of_messages_makes_the_same_number_of_queries(assert_query_parity):
    organisation = partner()
    known(organisation, ConsentPurpose.MESSAGES)
    send(organisation, UserFactory())
    secretary = browser("officer")

    def load():
        assert secretary.get("/admin/messages/").status_code == 200

    assert_query_parity(load, lambda: [send(organisation, focal_point(partner())) for _row in range(3)])
