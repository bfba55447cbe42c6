"""The staff's pages on personal data."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from portal.desk.queries import waiting_for_staff
from portal.mail.models import OutboundEmail
from portal.privacy.actions import ask_erasure, erase, open_request
from portal.privacy.models import Mention, PersonalDataRequest
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from tests.factories import UserFactory
from tests.partners.admin import browser_of, staff, text_of
from tests.privacy.people import EMAIL, NAME, PHONE, somebody

pytestmark = pytest.mark.django_db
NEW = "/admin/personal-data/new/"


@pytest.fixture
def zora(db):
    return somebody()


@pytest.fixture
def boss(db):
    return staff("head", email="boss@example.org")


def page(record):
    return reverse("personal-data:inspect", args=[record.pk])


def verb(record, name):
    return reverse(f"personal-data:{name}", args=[record.pk])


def test_look_up_leads_to_a_rehearsal_without_values(zora, boss):
    answer = browser_of(boss).post(NEW, {"email": EMAIL.upper()}, follow=True)
    told = text_of(answer)
    assert "This is a rehearsal: nothing has been changed." in told
    assert "Name and contact" in told and "family name only" in told
    assert PHONE not in told
    assert AuditLine.objects.filter(verb="personal.open", actor_id=boss.pk).exists()
    assert PersonalDataRequest.objects.get().email == EMAIL


@pytest.mark.parametrize("email, reason", [("nobody@example.org", "Nothing is held"), ("nonsense", "valid")])
def test_look_up_of_nobody_says_so(boss, email, reason):
    answer = browser_of(boss).post(NEW, {"email": email})
    assert answer.status_code == 422 and reason in text_of(answer)


def test_erasing_on_the_page(zora, boss):
    record = open_request(EMAIL, by=boss)
    browser = browser_of(boss)
    assert "cannot be taken back" in text_of(browser.get(verb(record, "erase")))
    wrong = browser.post(verb(record, "erase"), {"confirm": "other@example.org"})
    assert wrong.status_code == 422
    answer = browser.post(verb(record, "erase"), {"confirm": EMAIL}, follow=True)
    told = text_of(answer)
    assert "The person is erased" in told and "What was done" in told and NAME not in told
    assert browser.post(verb(record, "erase"), {"confirm": EMAIL}).status_code == 409


def test_blockers_stand_on_the_page(zora, boss):
    zora.organisation.people.exclude(person=zora.person).update(role="viewer")
    record = open_request(EMAIL, by=boss)
    assert "last focal point" in text_of(browser_of(boss).get(page(record)))
    answer = browser_of(boss).post(verb(record, "erase"), {"confirm": EMAIL})
    assert answer.status_code == 422 and "last focal point" in text_of(answer)


def test_person_who_asked_is_told_why_not(zora, boss):
    record = ask_erasure(zora.user)
    assert [item.text for item in waiting_for_staff(boss) if item.kind == "privacy"] == [
        "A person asks to be erased"
    ]
    answer = browser_of(boss).post(verb(record, "refuse"), {"reason": "A legal duty to keep it."})
    assert answer.status_code == 302
    mail = OutboundEmail.objects.get(template="privacy/erasure_refused")
    assert mail.to == EMAIL and "A legal duty to keep it." in mail.text
    assert browser_of(boss).post(verb(record, "close")).status_code == 409


def test_look_up_by_staff_becomes_the_persons_request(zora, boss):
    record = open_request(EMAIL, by=boss)
    assert ask_erasure(zora.user).pk == record.pk
    assert browser_of(boss).post(verb(record, "close")).status_code == 409


def test_look_up_is_closed_without_erasing(zora, boss):
    record = open_request(EMAIL, by=boss)
    assert browser_of(boss).post(verb(record, "close")).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.email) == ("closed", EMAIL)


def test_data_is_given_out_and_noted(zora, boss):
    record = open_request(EMAIL, by=boss)
    answer = browser_of(boss).post(verb(record, "download"))
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "data.json" in archive.namelist()
    assert AuditLine.objects.get(verb="personal.export").object_id == record.pk
    assert browser_of(boss).get(verb(record, "download")).status_code == 302
    erase(record, by=boss, confirm=EMAIL)
    assert browser_of(boss).post(verb(record, "download")).status_code == 403


def test_officer_reads_what_is_left(zora, boss):
    officer = staff("officer")
    record = erase(open_request(EMAIL, by=boss), by=boss, confirm=EMAIL)
    left = record.mentions.count()
    assert any("that mention" in str(item.text) for item in waiting_for_staff(officer))
    told = text_of(browser_of(officer).get(page(record)))
    assert f"/admin/letters/inspect/{zora.letter.pk}/" in told and "Keep it" in told
    mention = record.mentions.first()
    settle = reverse("personal-data:settle", args=[mention.pk])
    assert browser_of(officer).post(settle, {"state": "kept"}).status_code == 302
    mention.refresh_from_db()
    assert (mention.state, mention.settled_by) == ("kept", officer)
    told = text_of(browser_of(officer).post(settle, {"state": "changed"}, follow=True))
    assert "Somebody else has settled this already." in told
    assert Mention.objects.filter(state="open").count() == left - 1
    senseless = reverse("personal-data:settle", args=[record.mentions.last().pk])
    assert "Say what you did." in text_of(browser_of(officer).post(senseless, {"state": "x"}, follow=True))


def test_officer_may_not_erase(zora):
    officer = staff("officer")
    record = open_request(EMAIL, by=officer)
    told = text_of(browser_of(officer).get(page(record)))
    assert "Erase the person" not in told
    assert browser_of(officer).post(verb(record, "erase"), {"confirm": EMAIL}).status_code == 403


@pytest.mark.parametrize("role", ["editor", "auditor"])
def test_others_do_not_look_up(zora, role):
    with pytest.raises(Forbidden):
        open_request(EMAIL, by=UserFactory(roles=(role,)))


def test_actions_refuse_what_the_pages_do_not_offer(zora, boss):
    from portal.privacy.actions import refuse_request, take_back

    record = open_request(EMAIL, by=boss)
    assert open_request(EMAIL, by=boss).pk == record.pk
    with pytest.raises(Refusal, match="Give a reason"):
        refuse_request(record, by=boss, reason=" ")
    with pytest.raises(Forbidden, match="not yours"):
        take_back(record, by=zora.user)
    with pytest.raises(Refusal, match="name@example.org"):
        open_request("nonsense", by=boss)
    refuse_request(record, by=boss, reason="Kept by law.")
    with pytest.raises(WrongState, match="Refused"):
        refuse_request(record, by=boss, reason="Again.")


def test_list_makes_the_same_queries(zora, boss, assert_query_parity):
    browser = browser_of(boss)
    open_request(EMAIL, by=boss)

    def grow():
        for _row in range(3):
            PersonalDataRequest.objects.create(
                state="closed", origin="staff", decided_at="2026-01-01T00:00Z", opened_by=UserFactory()
            )

    assert_query_parity(lambda: browser.get("/admin/personal-data/").status_code == 200 or None, grow)
