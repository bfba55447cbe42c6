"""Drafts that were never sent go after a set time, and their writers are told before."""

import datetime

import pytest

from partners.actions.letters import save_step, start_letter
from partners.drafts import key_of
from partners.models import Letter
from partners.tasks import purge_claimed_drafts
from portal.mail.models import OutboundEmail
from portal.records.clock import now, pretending
from portal.records.models import AuditLine
from tests.factories import UserFactory, complete_draft, officer, sent_letter

pytestmark = pytest.mark.django_db


def aged(letter: Letter, days: int) -> Letter:
    Letter.objects.filter(pk=letter.pk).update(updated_at=now() - datetime.timedelta(days=days))
    letter.refresh_from_db()
    return letter


def later(days: int):
    return pretending(now() + datetime.timedelta(days=days))


def notices(letter: Letter) -> list[OutboundEmail]:
    return list(OutboundEmail.objects.filter(template="partners/draft_goes_soon", object_id=letter.pk))


def test_writer_is_told_once_and_then_the_draft_goes():
    draft = aged(complete_draft(by=UserFactory(email="writer@example.org", language="fr")), 336)
    assert purge_claimed_drafts() == {"told": 1, "deleted": 0}
    assert purge_claimed_drafts() == {"told": 0, "deleted": 0}
    [mail] = notices(draft)
    assert mail.to == "writer@example.org" and "sera supprimé le" in mail.subject
    with later(29):
        assert purge_claimed_drafts() == {"told": 0, "deleted": 0}
    with later(31):
        assert purge_claimed_drafts() == {"told": 0, "deleted": 1}
    assert not Letter.objects.filter(pk=draft.pk).exists()
    assert AuditLine.objects.get(verb="letter.purge").object_id == draft.pk


def test_draft_that_is_long_overdue_still_gets_its_notice():
    draft = aged(complete_draft(), 900)
    assert purge_claimed_drafts() == {"told": 1, "deleted": 0}
    assert Letter.objects.filter(pk=draft.pk).exists()


def test_whoever_changes_the_draft_keeps_it():
    draft = aged(complete_draft(), 340)
    purge_claimed_drafts()
    key = key_of(draft)
    draft = save_step(draft, "statements", {"contribution": "More."}, by=draft.applicant, seen=1)
    draft.refresh_from_db()
    assert key_of(draft) != key
    with later(40):
        assert purge_claimed_drafts() == {"told": 0, "deleted": 0}


def test_who_writes_along_is_told_too():
    draft = complete_draft()
    draft.authors.create(user=UserFactory(email="along@example.org"))
    aged(draft, 340)
    assert purge_claimed_drafts()["told"] == 2
    assert {mail.to for mail in notices(draft)} == {draft.applicant.email, "along@example.org"}


def test_draft_on_behalf_is_the_secretariats():
    me = officer(email="officer@example.org")
    draft = aged(start_letter(by=me, language="en", on_behalf=True), 340)
    assert purge_claimed_drafts()["told"] == 1
    [mail] = notices(draft)
    assert mail.to == "officer@example.org" and "an organisation that has no name yet" in mail.text


def test_letters_that_were_sent_stay():
    letter = aged(sent_letter(), 2000)
    assert purge_claimed_drafts() == {"told": 0, "deleted": 0}
    assert Letter.objects.filter(pk=letter.pk).exists()


def test_draft_of_a_closed_account_goes_without_a_notice():
    draft = complete_draft()
    draft.applicant.is_active = False
    draft.applicant.save()
    aged(draft, 366)
    assert purge_claimed_drafts() == {"told": 0, "deleted": 1}
