"""The same thing told, gathered or rewritten at the same moment: once, on SQLite and PostgreSQL."""

import datetime

import pytest

from portal.mail.digests import send_digest
from portal.mail.kinds import NoticeKind, _kinds, register_kind
from portal.mail.models import MailTextOverride, Notice, NoticePreference, OutboundEmail
from portal.mail.notices import notify
from portal.mail.preferences import choose
from portal.mail.rewriting import save_text
from portal.records.clock import now
from portal.records.decisions import StaleRecord
from portal.records.models import AuditLine, FrozenVersion
from tests.factories import UserFactory, officer
from tests.partners.test_letter_races import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def kind():
    before = dict(_kinds)
    register_kind(NoticeKind("news", "News"))
    yield
    _kinds.clear()
    _kinds.update(before)


def tell(user, key="one"):
    return notify("news", user, "mail/digest", {"number": "1", "notices": "- One"}, key=key, url="/desk/")


def test_same_event_told_twice_at_once_is_one_notice_and_one_mail():
    user = UserFactory()
    first, *others = at_once(*[lambda: tell(user)] * 4)
    assert all(other == first for other in others)
    assert Notice.objects.count() == OutboundEmail.objects.count() == 1


def test_two_workers_gather_one_digest():
    user = UserFactory()
    choose(user, {"news": "daily"})
    tell(user, "one")
    tell(user, "two")
    until = now() + datetime.timedelta(minutes=1)
    results = at_once(*[lambda: send_digest(user.pk, "daily", until)] * 4)
    assert sum(result is not None for result in results) == 1
    assert OutboundEmail.objects.count() == 1
    assert not Notice.objects.filter(mail__isnull=True).exists()


def test_two_choices_at_once_leave_one():
    user = UserFactory()
    at_once(*[lambda to=to: choose(user, {"news": to}) for to in ("daily", "weekly", "portal")])
    assert NoticePreference.objects.count() == 1


def test_two_people_rewrite_a_text_at_once_and_one_is_told():
    def save(subject, by):
        body = "{organisation}: {areas}\n\n{url}"
        return save_text("partners/new_partner", "en", subject=subject, body=body, seen=0, by=by)

    people = [officer(), officer()]
    results = at_once(*(lambda by=by: save(f"From {by.pk}: {{organisation}}", by) for by in people))
    assert sum(isinstance(result, StaleRecord) for result in results) == 1
    assert MailTextOverride.objects.get().version == 1
    assert FrozenVersion.objects.filter(kind="mail_text").count() == 1
    assert AuditLine.objects.filter(verb="mail_text.save").count() == 1
