"""Nobody sends mails in masses: whoever presides or proposes goes on tomorrow (MTG-3, GDL-1)."""

import datetime

import pytest
from django.urls import reverse

from meetings.actions.amendments import send_amendment
from meetings.actions.area_proposals import send_area_proposal
from meetings.actions.decisions import open_decision
from partners.models import Organisation
from portal.mail.models import OutboundEmail
from portal.records.clock import now, pretending
from portal.records.decisions import Refusal
from tests.factories import focal_point, officer, partner
from tests.meetings import amendments
from tests.meetings.decisions import draft, opened, speaker
from tests.meetings.offices import body_of, chair, lead
from tests.meetings.test_area_proposals import draft as area_draft
from tests.partners.desk import text_of

pytestmark = pytest.mark.django_db
TOMORROW = datetime.timedelta(days=1, minutes=1)


@pytest.mark.rule("MTG-3")
@pytest.mark.parametrize("code", ["asgm", "pag"])
def test_who_presides_puts_the_points_of_a_long_meeting_before_a_body_and_no_more(settings, code) -> None:
    settings.DECISIONS_PER_DAY, settings.DECISIONS_PER_DAY_PRESIDING = 1, 3
    presiding, body = (chair(), None) if code == "pag" else (lead(), body_of("asgm"))
    speaker("asgm")
    for number in range(3):
        opened(body, by=presiding, just_now=True, meeting_reference=f"{code.upper()}-90" if number else "")
    another = draft(body, by=presiding)
    before = OutboundEmail.objects.count()
    with pytest.raises(Refusal, match="3 proposals"):
        open_decision(another, by=presiding)
    assert OutboundEmail.objects.count() == before
    for _time in range(2):
        opened(body, by=officer(), just_now=True)  # the secretariat goes on for a longer meeting
    with pretending(now() + TOMORROW):
        open_decision(another, by=presiding)


@pytest.mark.rule("GDL-1")
def test_a_partner_sends_so_many_proposals_in_a_day_whoever_writes_them(settings, client) -> None:
    settings.PROPOSALS_PER_DAY = 2
    organisation = partner()
    user, colleague = focal_point(organisation), focal_point(organisation)
    amendments.sent(user)
    send_area_proposal(area_draft(user), by=user)
    third = amendments.draft(colleague, number="4(a)(v)")
    before = OutboundEmail.objects.count()
    with pytest.raises(Refusal, match="2 proposals"):
        send_amendment(third, by=colleague)
    assert OutboundEmail.objects.count() == before
    client.force_login(colleague)
    answer = client.post(reverse("meetings_desk:amendment_verb", args=[third.uuid, "send"]))
    assert answer.status_code == 422
    assert "2 proposals in a day" in text_of(answer)
    assert amendments.sent().status == "proposed"  # another partner
    with pretending(now() + TOMORROW):
        assert send_amendment(third, by=colleague).status == "proposed"


def test_the_limit_follows_a_partner_through_its_merger(settings) -> None:
    settings.PROPOSALS_PER_DAY = 1
    organisation, other = partner(), partner()
    amendments.sent(focal_point(organisation))
    Organisation.objects.filter(pk=organisation.pk).update(merged_into=other)
    with pytest.raises(Refusal, match="in a day"):
        amendments.sent(focal_point(other))
