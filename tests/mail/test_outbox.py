"""The outbox: queued once, sent at most once, visible when it failed."""

import asyncio
import datetime
import smtplib
import socket
import threading

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage as DjangoEmail
from django.core.mail import get_connection
from django.db import connection

from portal.mail.actions import queue_mail, resend
from portal.mail.backends import FolderBackend
from portal.mail.models import OutboundEmail
from portal.mail.rules import can_read_mails
from portal.mail.tasks import send, sweep
from portal.mail.texts import MailTextError
from portal.publishing.actions import give_up, request_pdf, withdraw_publications
from portal.publishing.documents import DocumentKind
from portal.publishing.models import PdfJob
from portal.publishing.tasks import make_pdf
from portal.records import registries
from portal.records.clock import now
from portal.records.decisions import Forbidden, Refusal
from portal.records.models import AuditLine, ReferenceCounter
from tests.factories import UserFactory, focal_point, partner
from tests.mail.conftest import arrived

pytestmark = pytest.mark.django_db
TO = "anna@demo.example"


@pytest.fixture
def queue(received, values):
    """Return a function that queues a mail."""
    return lambda **options: queue_mail(received, options.pop("to", TO), "en", values, **options)


@pytest.fixture
def record(db):
    return ReferenceCounter.objects.create(series="TEST", year=2026)


def make_due(mail: OutboundEmail) -> None:
    OutboundEmail.objects.filter(pk=mail.pk).update(not_before=now())


def test_mail_is_queued_with_the_record_and_the_worker_is_asked(
    queue, record, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        mail = queue(about=record)
    assert (mail.state, mail.about, mail.language) == ("queued", record, "en")
    assert mail.message_id == f"<{mail.uuid}@localhost>"
    assert len(callbacks) == 1
    assert queue().about is None


def test_same_key_gives_one_mail(queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        first, second = queue(dedupe_key="confirm-7"), queue(dedupe_key="confirm-7")
    assert first == second
    assert len(callbacks) == 1
    assert queue(dedupe_key=None) != queue(dedupe_key=None)


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "A <a@b.c>"]
)
def test_what_is_no_single_address_is_refused(queue, to):
    with pytest.raises(ValidationError):
        queue(to=to)
    assert not OutboundEmail.objects.exists()


def test_unknown_placeholder_is_refused_when_queueing(received):
    with pytest.raises(MailTextError):
        queue_mail(received, TO, "en", {})


def test_sent_mail_has_two_parts_and_headers(queue):
    mail = queue()
    send(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("done", 1, "")
    assert mail.sent_at
    (message,) = arrived()
    assert message["To"] == TO
    assert message["Subject"] == "Letter LOI-2026-0007 received"
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == mail.text
    assert "<!doctype html>" in message.get_body(("html",)).get_content()
    send(mail.pk)
    sweep()
    assert len(arrived()) == 1


def test_task_for_a_mail_that_is_gone_does_nothing():
    send(404)
    assert sweep() == 0


def test_confidential_text_is_cleared_once_sent(queue):
    mail = queue(sensitive=True)
    send(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == ("done", "", "")
    assert "Dear Anna" in arrived()[0].get_body(("plain",)).get_content()


def test_folder_backend_writes_whole_files_named_by_time_and_recipient(mail_folder, monkeypatch):
    message = DjangoEmail("Subject", "Grüße\nFrom the portal", "a@b.example", ["Ärger+x/../y@demo.example"])
    assert get_connection().send_messages([message]) == 1
    (file,) = mail_folder.iterdir()
    assert file.name.endswith("-_rger+x_.._y@demo.example.eml")

    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr("portal.mail.backends.os.replace", full)
    with pytest.raises(OSError, match="No space"):
        FolderBackend().send_messages([message])
    assert list(mail_folder.iterdir()) == [file]


# --- with a PDF ---------------------------------------------------------------------------------------


@pytest.fixture
def job(record, monkeypatch):
    kind = DocumentKind(
        kind="letter",
        template="publishing/pdf/base.html",
        context=lambda *args: {},
        title="Confirmation",
        filename=lambda record, language: f"confirmation-{language}.pdf",
    )
    monkeypatch.setitem(registries.documents, "letter", kind)
    return request_pdf(record, "letter", version=1, languages=["en"])[0]


def test_mail_waits_for_its_pdf_and_goes_when_it_is_there(queue, job, django_capture_on_commit_callbacks):
    mail = queue(attach=job)
    send(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("queued", 0)
    assert mail.not_before > now()
    assert arrived() == []
    with django_capture_on_commit_callbacks() as callbacks:
        make_pdf(job.pk)
    assert len(callbacks) == 1
    sweep()
    (message,) = arrived()
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "confirmation-en.pdf"
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_content() == PdfJob.objects.get().publication.full_path.read_bytes()


def test_mail_whose_pdf_failed_fails_with_the_reason(queue, job):
    mail = queue(attach=job)
    give_up(PdfJob.claim(job.pk), "no layout", permanent=True)
    sweep()
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert "no layout" in mail.error
    assert arrived() == []


def test_mail_whose_pdf_was_withdrawn_or_lost_is_not_sent_without_it(queue, job, record):
    mail, other = queue(attach=job), queue(attach=job)
    make_pdf(job.pk)
    PdfJob.objects.get().publication.full_path.unlink()
    send(other.pk)
    withdraw_publications(record, reason="withdrawn")
    send(mail.pk)
    assert set(OutboundEmail.objects.values_list("state", flat=True)) == {"failed"}
    assert arrived() == []


# --- a real mail server -------------------------------------------------------------------------------


class Server:
    """Notes what arrives; refuses as it is told."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.answer_to_rcpt = ""
        self.answer_to_data = "250 OK"
        self.seconds_before_answer = 0.0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer_to_rcpt:
            return self.answer_to_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer_to_data.startswith("250"):
            self.messages.append(envelope.content)
        await asyncio.sleep(self.seconds_before_answer)
        return self.answer_to_data


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ClosingController(Controller):
    """A server that closes every conversation before it goes."""

    def __init__(self, *args, **values):
        super().__init__(*args, **values)
        self.conversations = []

    def factory(self):
        self.conversations.append(super().factory())
        return self.conversations[-1]

    async def close_conversations(self) -> None:
        for conversation in self.conversations:
            if conversation.transport is not None:
                conversation.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait(others, timeout=5) if others else None
        await asyncio.sleep(0.05)


@pytest.fixture
def smtp(settings):
    """A mail server on this machine; ``smtp.stop()`` takes it away."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    handler, running = Server(), []

    def start() -> None:
        running.append(ClosingController(handler, hostname="127.0.0.1", port=settings.EMAIL_PORT))
        running[-1].start()

    def stop() -> None:
        controller = running.pop()
        asyncio.run_coroutine_threadsafe(controller.close_conversations(), controller.loop).result(10)
        controller.stop()

    handler.start, handler.stop = start, stop
    start()
    yield handler
    if running:
        handler.stop()


def test_mail_reaches_a_mail_server(queue, smtp):
    mail = queue()
    send(mail.pk)
    mail.refresh_from_db()
    assert mail.state == "done"
    assert len(smtp.messages) == 1
    assert mail.message_id.encode() in smtp.messages[0]


def test_mail_server_that_is_away_is_waited_for_without_counting(queue, smtp):
    smtp.stop()
    mail = queue()
    for _try in range(5):
        send(mail.pk)
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == ("queued", 0)
        assert "Connection" in mail.error
        make_due(mail)
    smtp.start()
    sweep()
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("done", "")
    assert len(smtp.messages) == 1


def test_mail_server_that_stays_away_for_two_days_fails_the_mail(queue, smtp):
    smtp.stop()
    mail = queue()
    OutboundEmail.objects.update(created_at=now() - datetime.timedelta(days=3))
    send(mail.pk)
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_waiting_grows_with_the_age_of_the_mail(queue, smtp):
    smtp.stop()
    mail = queue()
    OutboundEmail.objects.update(created_at=now() - datetime.timedelta(hours=10))
    send(mail.pk)
    mail.refresh_from_db()
    assert datetime.timedelta(minutes=14) < mail.not_before - now() <= datetime.timedelta(minutes=15)


@pytest.mark.parametrize("where", ["answer_to_rcpt", "answer_to_data"])
def test_mail_refused_for_now_is_tried_again_and_for_good_has_failed(queue, smtp, where):
    later, never = queue(), queue()
    setattr(smtp, where, "451 try later")
    send(later.pk)
    later.refresh_from_db()
    assert (later.state, later.handed_over_at) == ("queued", None)
    assert "451" in later.error
    setattr(smtp, where, "550 no such person")
    send(never.pk)
    never.refresh_from_db()
    assert (never.state, never.handed_over_at) == ("failed", None)
    assert "550" in never.error
    setattr(smtp, where, "" if where == "answer_to_rcpt" else "250 OK")
    make_due(later)
    sweep()
    assert len(smtp.messages) == 1


def test_mail_server_that_never_answers_keeps_nobody_waiting_and_is_seen(queue, settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        mail = queue()
        send(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.handed_over_at) == ("queued", None)
    assert "timed out" in mail.error


def test_answer_that_is_lost_after_the_message_was_given_is_never_followed_by_a_second_mail(
    queue, smtp, settings
):
    settings.EMAIL_TIMEOUT = 0.3
    smtp.seconds_before_answer = 1
    mail = queue()
    send(mail.pk)
    mail.refresh_from_db()
    assert mail.state == "failed"
    assert "not known whether this mail arrived" in mail.error
    make_due(mail)
    sweep()
    smtp.stop()
    assert len(smtp.messages) == 1


def test_worker_killed_while_sending_sends_no_second_mail(queue, monkeypatch):
    mail = queue(sensitive=True)

    def killed(self, messages):
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(FolderBackend, "send_messages", killed)
        send(mail.pk)
    mail.refresh_from_db()
    assert mail.state == "running"
    assert mail.handed_over_at
    assert sweep() == 0
    OutboundEmail.objects.update(lease_until=now() - datetime.timedelta(seconds=1))
    assert sweep() == 1
    mail.refresh_from_db()
    assert (mail.state, mail.text) == ("failed", "")
    assert "worker was lost" in mail.error
    assert arrived() == []


def test_sweep_of_mails_ends_in_time(queue, monkeypatch):
    queue()
    monkeypatch.setattr("portal.mail.tasks.SWEEP_SECONDS", -1)
    assert sweep() == 0


def test_mail_that_went_to_another_worker_is_left_to_it(queue, monkeypatch):
    mail = queue()
    monkeypatch.setattr(
        FolderBackend, "open", lambda self: OutboundEmail.objects.update(attempts=2), raising=False
    )
    send(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.handed_over_at) == ("running", None)
    assert arrived() == []


@pytest.mark.parametrize(
    ("role", "reads"), [("officer", True), ("auditor", True), ("editor", False), ("focal", False)]
)
def test_who_reads_the_outbox(role, reads):
    assert bool(can_read_mails(somebody(role))) == reads


def test_worker_killed_before_sending_is_followed_by_one_mail(queue):
    mail = queue()
    assert OutboundEmail.claim(mail.pk)
    OutboundEmail.objects.update(lease_until=now() - datetime.timedelta(seconds=1))
    sweep()
    assert len(arrived()) == 1


def test_server_that_cannot_take_the_address_fails_the_mail(queue, monkeypatch):
    def unsupported(self, messages):
        raise smtplib.SMTPNotSupportedError("SMTPUTF8")

    monkeypatch.setattr(FolderBackend, "send_messages", unsupported)
    mail = queue()
    send(mail.pk)
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_farewell_that_fails_changes_nothing(queue, monkeypatch):
    def hang_up(self):
        raise OSError

    monkeypatch.setattr(FolderBackend, "close", hang_up)
    mail = queue()
    send(mail.pk)
    mail.refresh_from_db()
    assert mail.state == "done"


# --- again --------------------------------------------------------------------------------------------


def somebody(role):
    return focal_point(partner()) if role == "focal" else UserFactory(roles=(role,) if role else ())


@pytest.fixture
def secretary():
    return somebody("officer")


def test_mail_is_sent_again_as_a_copy_with_its_own_message_id(queue, secretary, record):
    mail = queue(about=record)
    send(mail.pk)
    mail.refresh_from_db()
    copy = resend(mail, by=secretary)
    assert (copy.resend_of, copy.to, copy.text, copy.about) == (mail, mail.to, mail.text, record)
    assert copy.message_id != mail.message_id
    sweep()
    assert len(arrived()) == 2
    line = AuditLine.objects.get(verb="mail.resend")
    assert (line.actor_id, line.object_id, line.data) == (secretary.pk, mail.pk, {"copy": copy.pk})


def test_mail_that_is_on_its_way_or_was_confidential_is_not_sent_again(queue, secretary):
    mail = queue(sensitive=True)
    with pytest.raises(Refusal, match="on its way"):
        resend(mail, by=secretary)
    send(mail.pk)
    with pytest.raises(Refusal, match="confidential"):
        resend(mail, by=secretary)


@pytest.mark.parametrize("role", ["", "auditor", "editor", "focal"])
def test_only_the_secretariat_sends_again(queue, role):
    mail = queue()
    with pytest.raises(Forbidden):
        resend(mail, by=somebody(role))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_workers_send_one_mail(queue):
    mail, barrier = queue(), threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait(10)
            send(mail.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(arrived()) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("done", 1)
