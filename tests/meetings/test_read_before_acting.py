"""What stands on the pages where somebody acts on a decision, a proposal or an invitation (MTG-2, GDL-1)."""

import pytest
from django.test import Client

from meetings.actions.positions import take_position
from meetings.enums import PositionKind
from portal.accounts.models import User
from tests.meetings.amendments import before_group
from tests.meetings.decisions import opened
from tests.meetings.offices import chair, member

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


# --- The page of a decision -------------------------------------------------------------------------


@pytest.mark.rule("MTG-2")
def test_what_an_objection_stands_against_is_not_called_ready_to_be_adopted() -> None:
    writer, objector = member(), member()
    decision = opened(by=writer)
    client = signed_in(writer)
    ready = page(client, decision.desk_url)
    assert "it can be adopted any day" in ready and "that day is over" not in ready
    seat = objector.person.terms.get()
    take_position(decision, by=objector, kind=PositionKind.OBJECTION, text="No.", language="en", seat=seat)
    stopped = page(client, decision.desk_url)
    assert "it can be adopted any day" not in stopped and "that day is over" in stopped


@pytest.mark.rule("GDL-2")
def test_an_amendment_without_its_translations_is_not_called_ready_to_be_adopted() -> None:
    chairing = chair()
    client = signed_in(chairing)
    complete = before_group()
    assert "it can be adopted any day" in page(client, complete.decision.desk_url)
    lacking = before_group(number="4(a)(ii)", translated=False)
    assert "it can be adopted any day" not in page(client, lacking.decision.desk_url)
