"""A letter of intent on the desk, from Start to the answer of a question."""

import pytest
from django.test import Client

from partners.enums import LetterStatus
from tests.factories import UserFactory
from tests.partners.desk import start, url, write_all

pytestmark = pytest.mark.django_db


def test_letter_is_written_checked_and_sent():
    user = UserFactory()
    client = Client()
    client.force_login(user)
    letter = start(client)
    assert client.get(url("letter", letter)).status_code == 200
    write_all(client, letter)
    page = client.get(url("check", letter))
    assert "error-summary" not in page.content.decode()
    assert client.get(url("preview", letter)).status_code == 200
    sent = client.post(url("check", letter), {"send": "1"})
    assert (sent.status_code, sent["Location"]) == (302, url("letter", letter))
    letter.refresh_from_db()
    assert letter.status == LetterStatus.SUBMITTED
    status = client.get(url("letter", letter)).content.decode()
    assert letter.reference in status
