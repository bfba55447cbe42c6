"""The database is locked, the mail server hangs, the broker is gone: the request says so, or does not notice."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test import Client

from partners.models import Letter
from portal.mail.models import OutboundEmail
from portal.records.models import AuditLine
from tests.factories import UserFactory, complete_draft
from tests.partners.desk import url


@contextmanager
def locked_database() -> Iterator[None]:
    """Another connection holds what a letter needs; ours waits for a moment only."""
    other = connection.copy()
    try:
        with connection.cursor() as cursor, other.cursor() as holder:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 50")
                holder.execute("BEGIN IMMEDIATE")
            else:
                cursor.execute("SET lock_timeout = '50ms'")
                holder.execute("BEGIN")
                holder.execute("LOCK TABLE partners_letter IN ACCESS EXCLUSIVE MODE")
            try:
                yield
            finally:
                holder.execute("ROLLBACK")
                cursor.execute(
                    "PRAGMA busy_timeout = 20000" if connection.vendor == "sqlite" else "RESET lock_timeout"
                )
    finally:
        other.close()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_database_locked_is_503_with_retry_after_and_nothing_half_written():
    user = UserFactory()
    letter = complete_draft(by=user)
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    lines = AuditLine.objects.count()
    with locked_database():
        answer = browser.post(url("check", letter))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "no-store" in answer.headers["Cache-Control"]
    letter.refresh_from_db()
    assert (letter.status, letter.reference) == ("draft", None)
    assert (AuditLine.objects.count(), OutboundEmail.objects.count()) == (lines, 0)
    assert browser.post(url("check", letter)).status_code == 302
    letter.refresh_from_db()
    assert (letter.status, letter.reference is None) == ("submitted", False)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_database_locked_public_page_that_writes_nothing():
    """Readers do not wait for a writer on SQLite; on PostgreSQL a locked table is 503, never 500."""
    browser = Client(raise_request_exception=False)
    with locked_database():
        answer = browser.get("/en/partners/")
    assert answer.status_code == (200 if connection.vendor == "sqlite" else 503)


class HangingServer:
    """Takes connections and never says a word."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.callers: list[socket.socket] = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        while True:
            try:
                self.callers.append(self.socket.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        for caller in self.callers:
            caller.close()


@pytest.fixture
def hanging_server(settings) -> Iterator[HangingServer]:
    server = HangingServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
    yield server
    server.close()


@pytest.mark.django_db
def test_mail_server_that_hangs_is_not_called_by_the_request(
    client, hanging_server, django_capture_on_commit_callbacks
):
    user = UserFactory()
    letter = complete_draft(by=user)
    client.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url("check", letter))
    assert answer.status_code == 302
    assert hanging_server.callers == []
    assert not getattr(django_mail, "outbox", [])
    [queued] = OutboundEmail.objects.filter(template="partners/letter_received")
    assert (queued.state, queued.to) == ("queued", user.email)


@pytest.mark.django_db
def test_mail_server_that_hangs_leaves_the_mail_waiting(client, hanging_server, run_jobs):
    letter = complete_draft()
    client.force_login(letter.applicant)
    client.post(url("check", letter))
    run_jobs()
    assert hanging_server.callers
    [mail] = OutboundEmail.objects.filter(template="partners/letter_received")
    assert (mail.state, mail.sent_at) == ("queued", None)
    assert mail.error


@pytest.mark.django_db
def test_broker_gone_letters_are_sent_all_the_same(client, monkeypatch, django_capture_on_commit_callbacks):
    from celery import current_app

    def gone(*args: object, **kwargs: object) -> None:
        raise ConnectionError("nobody listens")

    monkeypatch.setattr(current_app, "send_task", gone)
    monkeypatch.setattr("portal.records.work._Broker.silent_until", 0.0)
    letter = complete_draft()
    client.force_login(letter.applicant)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("check", letter)).status_code == 302
    assert Letter.objects.get(pk=letter.pk).status == "submitted"
    assert OutboundEmail.objects.due().exists()
