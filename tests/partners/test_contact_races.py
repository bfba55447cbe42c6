"""Messages and addresses of offices, written twice at the same moment: exact counts, on SQLite and PostgreSQL."""

import uuid

import pytest

from partners.actions.contacts import save_address, write_message
from partners.models import ContactMessage, FunctionalAddress
from portal.mail.models import OutboundEmail
from tests.factories import UserFactory, focal_point, partner
from tests.partners.test_letter_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def office():
    organisation = partner()
    user = focal_point(organisation)
    save_address(organisation, by=user, label="Unit", email="unit@lakes.example")
    return organisation, user


def message(organisation, by, key):
    words = {"name": "Amina", "subject": "Workshop", "text": "Can you help?"}
    return write_message(organisation, by=by, key=key, to="office", **words)


def test_button_pressed_twice_at_once_sends_one_message():
    organisation, _user = office()
    writer, key = UserFactory(), uuid.uuid4()
    first, second = at_once(*[lambda: message(organisation, writer, key)] * 2)
    assert first == second
    assert ContactMessage.objects.count() == 1 and OutboundEmail.objects.count() == 2


def test_last_message_of_the_day_is_sent_once(settings):
    settings.MESSAGES_PER_DAY = 1
    organisation, _user = office()
    writer = UserFactory()
    results = at_once(*[lambda: message(organisation, writer, uuid.uuid4())] * 2)
    assert len(refusals(results)) == 1
    assert ContactMessage.objects.count() == 1


def test_two_people_save_the_address_and_one_is_told():
    organisation, user = office()
    labels = ("Water unit", "Air unit")
    results = at_once(
        *(
            lambda label=label: save_address(
                organisation, by=user, label=label, email="unit@lakes.example", seen=0
            )
            for label in labels
        )
    )
    assert len(refusals(results)) == 1
    assert FunctionalAddress.objects.get().version == 1
