"""Several people do the same to an area at the same moment: exact counts, on SQLite and PostgreSQL."""

import uuid

import pytest

from meetings.actions.area_proposals import support
from meetings.actions.areas import establish, save_area_texts, send_area_message
from meetings.models import AreaChange, AreaMessage, AreaProposalSupport
from partnership_areas.models import Area
from portal.mail.models import OutboundEmail
from portal.records.clock import today
from tests.factories import focal_point, head, partner
from tests.meetings.offices import lead
from tests.meetings.test_area_proposals import sent
from tests.meetings.test_areas import adopted, asgm, tied
from tests.partners.test_letter_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MESSAGE = {"subject": "Next meeting", "text": "We meet in spring.", "language": "en"}


def test_message_pressed_twice_at_once_goes_once():
    user, key = lead("asgm"), uuid.uuid4()
    focal_point(partner())
    results = at_once(*[lambda: send_area_message(asgm(), by=user, key=key, **MESSAGE)] * 4)
    assert len({message.pk for message in results}) == 1
    assert AreaMessage.objects.count() == 1
    assert OutboundEmail.objects.filter(template="meetings/area_message").count() == 1


def test_last_message_of_the_day_goes_once(settings):
    settings.AREA_MESSAGES_PER_DAY = 1
    users = [lead("asgm"), lead("asgm")]
    results = at_once(*[lambda by=by: send_area_message(asgm(), by=by, **MESSAGE) for by in users])
    assert len(refusals(results)) == 1
    assert AreaMessage.objects.count() == 1


def test_two_leads_save_and_one_is_shown_both_texts():
    users = [lead("asgm"), lead("asgm")]
    results = at_once(
        *[
            lambda by=by: save_area_texts(asgm(), {"issue_en": f"Words of {by.pk}"}, by=by, seen=0)
            for by in users
        ]
    )
    assert len(refusals(results)) == 1
    assert asgm().version == 1


@pytest.mark.rule("AREA-1")
def test_area_established_by_eight_at_once_is_established_once():
    area, people, decision = tied(), [head() for _number in range(8)], adopted()
    results = at_once(*[lambda by=by: establish(area, by=by, on=today(), decision=decision) for by in people])
    assert len(refusals(results)) == 7
    assert AreaChange.objects.filter(area=area).count() == 1
    assert Area.objects.get(pk=area.pk).status == "established"


def test_support_pressed_twice_counts_once():
    proposal, organisation = sent(), partner()
    users = [focal_point(organisation) for _number in range(4)]
    at_once(*[lambda by=by: support(proposal, organisation=organisation, by=by) for by in users])
    assert AreaProposalSupport.objects.count() == 1
