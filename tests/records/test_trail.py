"""The audit trail in the admin: who reads which lines, how they are found, what may be taken away."""

import csv
import io
import re

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from partners.models import Letter
from portal.accounts.models import User
from portal.records.models import AuditHead, AuditLine
from portal.records.work import unit_of_work
from tests.factories import UserFactory, confirmed_letter
from tests.meetings.offices import body_of, term

pytestmark = pytest.mark.django_db
INDEX = "/admin/trail/"


@pytest.fixture(autouse=True)
def demonstration(settings):
    """No second factor is asked for."""
    settings.DEMONSTRATION = True


@pytest.fixture
def letter() -> Letter:
    return confirmed_letter()


def read(client, role: str, address: str = INDEX):
    user = UserFactory(roles=(role,))
    client.force_login(user)
    return user, client.get(address)


@pytest.mark.parametrize("role", ["head", "administrator", "auditor"])
def test_whole_trail_is_read_newest_first(client, letter, role):
    _user, answer = read(client, role)
    page = answer.content.decode()
    last = AuditHead.objects.get().number
    assert f"/admin/trail/inspect/{AuditLine.objects.get(number=last).pk}/" in page
    assert "letter.confirm" in page


def test_officer_reads_the_own_lines_only(client, letter):
    officer, before = read(client, "officer")
    assert "letter.confirm" not in before.content.decode()
    with unit_of_work() as work:
        work.audit("letter.note", letter, by=officer)
    page = client.get(INDEX).content.decode()
    assert "letter.note" in page
    assert "letter.confirm" not in page
    others = AuditLine.objects.get(verb="letter.confirm")
    assert client.get(reverse("trail:inspect", args=[others.pk])).status_code == 404
    own = AuditLine.objects.get(verb="letter.note")
    answer = client.get(reverse("trail:inspect", args=[own.pk]))
    assert answer.status_code == 200
    assert "letter.confirm" not in answer.content.decode()  # nor in the history at the foot


def test_line_shows_hash_account_and_the_way_to_its_record(client, letter):
    line = AuditLine.objects.get(verb="letter.confirm")
    _user, answer = read(client, "auditor", reverse("trail:inspect", args=[line.pk]))
    page = answer.content.decode()
    assert line.hash in page
    assert line.previous in page
    assert reverse("letters:inspect", args=[letter.pk]) in page


def test_lines_are_found_by_deed_record_and_account(client, letter):
    actor = AuditLine.objects.get(verb="letter.confirm").actor_id
    email = User.objects.get(pk=actor).email
    _user, answer = read(
        client,
        "auditor",
        f"{INDEX}?verb=letter.&object_type=partners.letter&object_id={letter.pk}&account={email}",
    )
    page = answer.content.decode()
    assert "letter.confirm" in page
    assert "letter.submit" not in page
    assert "letter.confirm" not in client.get(f"{INDEX}?verb=membership").content.decode()


def test_export_holds_every_column_of_the_chain(client, letter):
    _user, answer = read(client, "auditor", f"{INDEX}?export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == AuditLine.objects.count() + 1
    assert AuditLine.objects.order_by("-number").first().hash in rows[1]


def test_queries_do_not_grow_with_the_trail(client, letter, django_assert_max_num_queries):
    reader, _page = read(client, "auditor")
    with unit_of_work() as work:
        for _number in range(60):
            work.audit("letter.note", letter, by=reader)
    with django_assert_max_num_queries(25):
        client.get(INDEX)


# --- In words ------------------------------------------------------------------------------------------


def plain(answer) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_trail_says_in_words_what_was_done_to_which_record(client):
    held = term(body_of("asgm"), "lead")
    with unit_of_work() as work:
        work.audit(
            "term.appoint", held, by=None, fields=["since"], data={"body": "asgm", "person": held.person_id}
        )
    line = AuditLine.objects.get(verb="term.appoint", object_id=held.pk)
    _user, listed = read(client, "head")
    assert f"Term recorded term.appoint Term of office {held.pk}" in plain(listed)
    assert f'href="{reverse("terms:inspect", args=[held.pk])}"' in listed.content.decode()
    at = localtime(line.at)
    assert f", {at:%H:%M} {at.tzname()}</time>" in listed.content.decode()
    shown = client.get(reverse("trail:inspect", args=[line.pk]))
    said = plain(shown)
    assert f"{at:%H:%M} {at.tzname()}" in said.partition("History")[0]
    assert f"{at:%H:%M}" in said.partition("History")[2]
    assert "Term recorded term.appoint" in said
    assert "Term of office meetings.term" in said
    assert "First day" in said
    assert f"Body: asgm Person: {held.person_id}" in said
    assert "{" not in said.partition("Details")[2].partition("Hash")[0]


def test_trail_speaks_the_language_of_its_reader(client):
    held = term(body_of("asgm"), "lead")
    with unit_of_work() as work:
        work.audit("term.appoint", held, by=None)
    _user, listed = read(client, "head", f"{INDEX}?lang=fr")
    assert "Term recorded" not in listed.content.decode()
    assert "Mandat" in listed.content.decode()


def test_a_line_about_what_is_there_no_more_can_be_read(client):
    row = AuditLine(verb="gone.away", object_type="gone.thing", object_id=7, data={"who": [1, 2], "on": "x"})
    with unit_of_work() as work:
        work.lines.append(row)
    _user, listed = read(client, "head")
    assert "gone.away gone.thing 7" in plain(listed)
    page = client.get(reverse("trail:inspect", args=[AuditLine.objects.get(verb="gone.away").pk]))
    assert "On: x Who: 1, 2" in plain(page)
