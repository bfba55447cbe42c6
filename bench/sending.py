"""Sending a letter: what the request does itself, and what it leaves to the worker."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.measure import Row, in_turns, row, say
from partners.models import Letter
from portal.mail.models import OutboundEmail
from portal.publishing.models import PdfJob, Publication
from tests.factories import UserFactory, complete_draft, officer

ROUNDS, WARM_UP = 30, 3


class Outside:
    """Counts what leaves this process: connections to the network and programs started."""

    def __init__(self) -> None:
        self.count, self.watching = 0, False
        sys.addaudithook(self.note)

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.watching and event in {"socket.connect", "subprocess.Popen", "smtplib.connect"}:
            self.count += 1

    @contextmanager
    def watched(self) -> Iterator[None]:
        self.watching = True
        yield
        self.watching = False


def sending() -> Iterator[Row]:
    """Yield the time of sending against an empty view, and the rows and files that it made."""
    say("sending letters")
    officer()
    applicant = UserFactory()
    drafts = iter(
        [
            complete_draft(by=applicant, legal_name=f"Demonstration Sender {number}")
            for number in range(ROUNDS + WARM_UP)
        ]
    )
    client = Client()
    client.force_login(applicant)
    connection.ensure_connection()
    outside = Outside()

    def send() -> None:
        letter = next(drafts)
        with outside.watched():
            response = client.post(reverse("partners_desk:check", args=[letter.uuid]))
        assert response.status_code == 302, response.status_code

    def empty() -> None:
        assert client.get("/desk/empty/").status_code == 200

    time, reference = in_turns([send, empty], ROUNDS, warm_up=WARM_UP)
    sent = Letter.objects.filter(applicant=applicant, submitted_at__isnull=False).count()
    assert sent == ROUNDS + WARM_UP, sent
    yield row("sending a letter, against an empty view", time, "ms", reference)
    yield row("sending a letter, mails queued", OutboundEmail.objects.count() / sent, "rows", 2)
    yield row("sending a letter, PDFs queued", PdfJob.objects.count() / sent, "rows", 0)
    yield row("sending a letter, PDFs made", Publication.objects.count(), "files", 0)
    yield row("sending a letter, mails sent", len(list(settings.MAIL_DIR.rglob("*.eml"))), "files", 0)
    yield row("sending a letter, connections and programs", outside.count, "calls", 0)
