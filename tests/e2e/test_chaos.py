"""The running portal when things break: a killed worker, a lost broker, two deciders at once, a database away."""

import html
import http.cookiejar
import os
import re
import secrets
import shutil
import signal
import sqlite3
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import psycopg
import pytest
from playwright.sync_api import expect

from tests.e2e.people import PASSWORD, verb
from tests.infra.stack import Stack

pytestmark = [pytest.mark.e2e]

TWENTY = """
from partners.models import Letter
from partners.snapshot import KIND
from partners.actions.publication import publication_version
from portal.publishing.actions import request_pdf
letters = Letter.objects.filter(status="confirmed", applicant__email__endswith="@demo.example").order_by("pk")
wanted = [(letter, language) for letter in letters for language in ("en", "fr", "es")][:20]
assert len(wanted) == 20
jobs = []
for letter, language in wanted:
    version = publication_version(letter)
    jobs += request_pdf(letter, KIND, version=version, languages=[language], retypeset=True, reason="chaos")
print(",".join(str(job.pk) for job in jobs))
"""
UNDER_REVIEW = """
from tests.factories import UserFactory, letter_under_review
from portal.accounts.models import User
officer = User.objects.get(email="officer@demo.example")
for token in {tokens!r}:
    applicant = UserFactory(email=f"{{token}}@chaos.example")
    letter = letter_under_review(by=applicant, reviewer=officer, legal_name=f"Demonstration Chaos {{token}}")
    print(letter.pk, letter.reference, letter.uuid)
"""
SECOND_HEAD = """
from portal.accounts.models import StaffAppointment
from portal.demo.accounts import make_account
user = make_account("head2@demo.example", given_name="Second", family_name="Head")
StaffAppointment.objects.get_or_create(user=user, role="head", until=None)
"""


def rows(stack: Stack, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the running portal's database directly; ``?`` stands for a value."""
    url = stack.environment.get("DATABASE_URL")
    if url:
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(statement.replace("?", "%s"), values).fetchall()
    connection = sqlite3.connect(stack.data_dir / "db.sqlite3", timeout=20, isolation_level=None)
    try:
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def letters_under_review(stack: Stack, number: int = 1) -> list[tuple[int, str, str, str]]:
    """Make letters that wait for a decision; return key, reference, uuid and the applicant's address of each."""
    tokens = [secrets.token_hex(3) for _letter in range(number)]
    lines = stack.shell(UNDER_REVIEW.format(tokens=tokens)).strip().splitlines()[-number:]
    made = [(*line.split(), f"{token}@chaos.example") for line, token in zip(lines, tokens, strict=True)]
    return [(int(pk), reference, uuid, email) for pk, reference, uuid, email in made]


def none_open(stack: Stack, jobs: str) -> Callable[[], bool]:
    """Return a question: are these PDF jobs done? A failed one ends the waiting."""

    def done() -> bool:
        states = [
            state for (state,) in rows(stack, f"SELECT state FROM publishing_pdfjob WHERE id IN ({jobs})")
        ]
        assert "failed" not in states, f"a PDF failed\n{stack.log()[-3000:]}"
        return set(states) == {"done"}

    return done


# --- The worker ---------------------------------------------------------------------------------------


def test_worker_killed_amid_twenty_pdfs_leaves_twenty_valid_files(stack: Stack):
    jobs = stack.shell(TWENTY).strip().splitlines()[-1]
    done = f"SELECT count(*) FROM publishing_pdfjob WHERE state = 'done' AND id IN ({jobs})"
    running = f"SELECT count(*) FROM publishing_pdfjob WHERE state = 'running' AND id IN ({jobs})"
    stack.wait_for(
        lambda: rows(stack, done)[0][0] >= 2 and rows(stack, running)[0][0] > 0, what="a PDF begun"
    )
    old = stack.kill("worker")
    finished = rows(stack, done)[0][0]
    assert finished < 20, "the worker was killed too late to be in the middle"
    stack.wait_restarted("worker", old)
    # What the lost worker held is free when its lease has run out, after three minutes: let them have passed.
    rows(
        stack,
        "UPDATE publishing_pdfjob SET lease_until = created_at "
        f"WHERE state = 'running' AND attempts = 1 AND id IN ({jobs})",
    )
    stack.wait_for(none_open(stack, jobs), 90, "twenty PDFs after the restart")
    made = rows(
        stack,
        "SELECT p.id, p.path, p.sha256 FROM publishing_publication p "
        f"JOIN publishing_pdfjob j ON j.publication_id = p.id WHERE j.id IN ({jobs}) AND p.withdrawn_at IS NULL",
    )
    assert len({pk for pk, _path, _hash in made}) == 20
    assert len({path for _pk, path, _hash in made}) == 20
    for _pk, path, digest in made:
        file = stack.data_dir / "publications" / path
        assert sha256(file.read_bytes()).hexdigest() == digest
        with pikepdf.open(file) as pdf:
            assert pdf.pages
    twice = rows(
        stack,
        "SELECT object_type, object_id, kind, version, language FROM publishing_publication "
        "WHERE withdrawn_at IS NULL GROUP BY object_type, object_id, kind, version, language HAVING count(*) > 1",
    )
    assert twice == []


def test_without_the_brokers_folder_pages_answer_and_jobs_run(stack: Stack, page):
    before = stack.pid("worker")
    shutil.rmtree(stack.data_dir / "broker")
    page.goto("/en/join/")
    page.get_by_role("button", name="Start your letter").click()
    expect(page.locator("h1")).to_have_text("Your letter of intent")
    [(_pk, reference, _uuid, email)] = letters_under_review(stack)
    stack.wait_restarted("worker", before)
    stack.wait_mail(email, f"The review of your letter {reference} has begun")
    stack.wait_for(
        lambda: page.request.get(f"/en/letters/{reference}/letter.pdf").status == 200, what="the letter's PDF"
    )


def test_confirming_works_while_the_worker_stands_still(stack: Stack, page_of, page):
    [(pk, reference, _uuid, email)] = letters_under_review(stack)
    stack.wait_mail(email, "has begun")
    worker = stack.pid("worker")
    os.killpg(worker, signal.SIGSTOP)
    try:
        head = page_of("head")
        head.goto(f"/admin/letters/inspect/{pk}/")
        verb(head, "Confirm participation")
        expect(head.locator(".desk-head__facts")).to_contain_text("Confirmed")
        page.goto(f"/en/letters/{reference}/")
        expect(page.locator(".letter__status")).to_have_text("Confirmed by UNEP")
        answer = page.goto(f"/en/letters/{reference}/letter.pdf")
        assert answer.status == 202
        assert answer.headers["retry-after"]
        expect(page.locator("h1")).to_have_text("The PDF is being made")
    finally:
        os.killpg(worker, signal.SIGKILL)
    stack.wait_restarted("worker", worker)
    # The page that waits shows the file by itself.
    expect(page.get_by_role("link", name="Open the PDF")).to_be_visible(timeout=40_000)
    mail = stack.wait_mail(email, "Participation confirmed")
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]


# --- Two at once --------------------------------------------------------------------------------------


class Session:
    """A signed-in person without a browser: fast enough to press a button in the same instant as another one."""

    def __init__(self, base: str, email: str) -> None:
        self.base = base
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        token = self.token("/accounts/login/")
        status, _body = self.post("/accounts/login/", token=token, login=email, password=PASSWORD)
        assert status == 200
        assert self.get("/desk/")[0] == 200

    def get(self, path: str) -> tuple[int, str]:
        return self._answer(urllib.request.Request(self.base + path))

    def post(self, path: str, *, token: str, **values: str) -> tuple[int, str]:
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **values}).encode()
        return self._answer(urllib.request.Request(self.base + path, data))

    def _answer(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=60) as response:
                return response.status, html.unescape(response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, html.unescape(error.read().decode())

    def field(self, path: str, name: str) -> str:
        _status, page = self.get(path)
        tags = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert tags, f"no {name} on {path}"
        return re.findall(r'value="([^"]*)"', tags[-1])[0]

    def token(self, path: str) -> str:
        return self.field(path, "csrfmiddlewaretoken")


def press_at_once(people: dict[str, Session], path: str) -> dict[str, tuple[int, str]]:
    """Let everybody open a page and press its button in the same instant; return what each was answered."""
    fields = {
        name: {"token": session.token(path), "seen": session.field(path, "seen")}
        for name, session in people.items()
    }
    answers: dict[str, tuple[int, str]] = {}
    barrier = threading.Barrier(len(people))

    def press(name: str) -> None:
        barrier.wait(30)
        answers[name] = people[name].post(path, **fields[name])

    threads = [threading.Thread(target=press, args=(name,)) for name in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.journey
@pytest.mark.rule("LOI-5")
def test_two_heads_confirm_at_once_and_one_of_them_does(stack: Stack):
    letters = letters_under_review(stack, 3)
    stack.shell(SECOND_HEAD)
    heads = {
        "Head Demonstration": Session(stack.url, "head@demo.example"),
        "Second Head": Session(stack.url, "head2@demo.example"),
    }
    for pk, _reference, _uuid, email in letters:
        answers = press_at_once(heads, f"/admin/letters/confirm/{pk}/")
        by_status = {status: name for name, (status, _body) in answers.items()}
        assert sorted(by_status) == [200, 409], {name: answer[0] for name, answer in answers.items()}
        winner, loser = by_status[200], by_status[409]
        said = answers[loser][1]
        assert re.search(rf"{winner} decided on [^<]*\d{{4}}[^<]*: Confirmed", said), (
            "who and when is not said"
        )

        count = "SELECT count(*) FROM partners_membership WHERE letter_id = ?"
        assert rows(stack, count, pk) == [(1,)]
        trail = "SELECT count(*) FROM records_auditline WHERE verb = 'letter.confirm' AND object_id = ?"
        assert rows(stack, trail, pk) == [(1,)]
        outbox = "SELECT count(*) FROM mail_outboundemail WHERE object_id = ? AND template = ?"
        assert rows(stack, outbox, pk, "partners/letter_confirmed") == [(1,)]
        stack.wait_mail(email, "Participation confirmed")
        assert (
            len([mail for mail in stack.mails(email) if "Participation confirmed" in str(mail["Subject"])])
            == 1
        )


# --- The database -------------------------------------------------------------------------------------


@pytest.mark.journey
@pytest.mark.postgres
def test_database_that_restarts_gives_503_and_then_pages(stack: Stack):
    url = urlsplit(stack.environment["DATABASE_URL"])
    name = url.path.strip("/")
    maintenance = url._replace(path="/postgres").geturl()
    page = f"{stack.url}/en/partners/"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        try:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(page, timeout=30)
            with caught.value as answer:
                assert answer.code == 503
                assert answer.headers["Retry-After"]
                assert "<h1" in answer.read().decode()
        finally:
            connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")

    def answers() -> bool:
        try:
            with urllib.request.urlopen(page, timeout=30) as response:
                return response.status == 200
        except urllib.error.HTTPError as error:
            with error:
                return False

    stack.wait_for(answers, 30, "the directory after the database is back")
