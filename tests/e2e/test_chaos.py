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
from playwright.sync_api import Page, expect

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
PREPARE = """
from portal.accounts.models import StaffAppointment, User
from portal.demo.accounts import make_account
from tests.factories import UserFactory, letter_under_review
second = make_account("head2@demo.example", given_name="Second", family_name="Head")
StaffAppointment.objects.get_or_create(user=second, role="head", until=None)
officer = User.objects.get(email="officer@demo.example")
for token in {tokens!r}:
    applicant = UserFactory(email=f"{{token}}@chaos.example")
    letter = letter_under_review(by=applicant, reviewer=officer, legal_name=f"Demonstration Chaos {{token}}")
    print(letter.pk, letter.reference, applicant.email)
"""
LETTERS = 5


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


@pytest.fixture(scope="module")
def letters(stack: Stack) -> list[tuple[int, str, str]]:
    """Letters that wait for a decision: key, reference and the applicant's address of each; a test pops its own."""
    tokens = [secrets.token_hex(3) for _letter in range(LETTERS)]
    lines = stack.shell(PREPARE.format(tokens=tokens)).strip().splitlines()[-LETTERS:]
    return [(int(pk), reference, email) for pk, reference, email in map(str.split, lines)]


def confirm(head: Page, pk: int) -> None:
    head.goto(f"/admin/letters/inspect/{pk}/")
    verb(head, "Confirm participation")
    expect(head.locator(".desk-head__facts")).to_contain_text("Confirmed")


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
    idle = "SELECT count(*) FROM publishing_pdfjob WHERE state IN ('queued', 'running')"
    stack.wait_for(lambda: rows(stack, idle) == [(0,)], "the demonstration's own PDFs")
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
    stack.wait_for(none_open(stack, jobs), "twenty PDFs after the restart")
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


def test_without_the_brokers_folder_pages_answer_and_jobs_run(stack: Stack, letters, page_of, page):
    pk, reference, email = letters.pop()
    head = page_of("head")
    head.goto(f"/admin/letters/confirm/{pk}/")
    before = stack.pid("worker")
    # Gone in one step: the worker writes in it while it is deleted, and a folder that is not empty stays.
    gone = (stack.data_dir / "broker").rename(stack.data_dir / "broker-deleted")
    shutil.rmtree(gone)
    head.locator("form.record-verb").get_by_role("button", name="Confirm participation").click()
    expect(head.locator(".desk-head__facts")).to_contain_text("Confirmed")
    page.goto("/en/join/")
    page.get_by_role("button", name="Start your letter").click()
    expect(page.locator("h1")).to_have_text("Your letter of intent")
    stack.wait_restarted("worker", before)
    stack.wait_mail(email, "Participation confirmed")
    stack.wait_for(
        lambda: page.request.get(f"/en/letters/{reference}/letter.pdf").status == 200, "the letter's PDF"
    )


def test_confirming_works_while_the_worker_stands_still(stack: Stack, letters, page_of, page):
    pk, reference, email = letters.pop()
    worker = stack.pid("worker")
    os.killpg(worker, signal.SIGSTOP)
    try:
        confirm(page_of("head"), pk)
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
    expect(page.get_by_role("link", name="Open the PDF")).to_be_visible()
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


WELCOME = "Participation confirmed: welcome to the Global Mercury Partnership"
ONE_OF_EACH = {
    "partners_membership": "letter_id = ?",
    "records_auditline": "object_id = ? AND verb = 'letter.confirm'",
    "mail_outboundemail": "object_id = ? AND template = 'partners/letter_confirmed'",
}


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
def test_two_heads_confirm_at_once_and_one_of_them_does(stack: Stack, letters):
    heads = {
        "Head Demonstration": Session(stack.url, "head@demo.example"),
        "Second Head": Session(stack.url, "head2@demo.example"),
    }
    three = [letters.pop() for _round in range(3)]
    for pk, _reference, _email in three:
        answers = press_at_once(heads, f"/admin/letters/confirm/{pk}/")
        by_status = {status: name for name, (status, _body) in answers.items()}
        assert sorted(by_status) == [200, 409], {name: answer[0] for name, answer in answers.items()}
        winner, said = by_status[200], answers[by_status[409]][1]
        assert re.search(rf"{winner} decided on [^<]*\d{{4}}[^<]*: Confirmed", said), (
            "who and when is not said"
        )
        for table, condition in ONE_OF_EACH.items():
            counted = rows(stack, f"SELECT count(*) FROM {table} WHERE {condition}", pk)
            assert counted == [(1,)], f"{counted} in {table}"
    for _pk, _reference, email in three:
        stack.wait_mail(email, "Participation confirmed")
        assert [str(mail["Subject"]) for mail in stack.mails(email)].count(WELCOME) == 1


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

    stack.wait_for(answers, "the directory after the database is back")
