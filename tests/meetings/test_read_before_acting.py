"""What stands on the pages where somebody acts on a decision, a proposal or an invitation (MTG-2, GDL-1)."""

import pytest

from meetings.actions.positions import take_position
from meetings.enums import DecisionKind, PositionKind, TermRole
from portal.records.clock import today
from tests.meetings.amendments import before_group
from tests.meetings.browsing import page, signed_in
from tests.meetings.decisions import draft, opened
from tests.meetings.offices import body_of, chair, lead, member

pytestmark = pytest.mark.django_db


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


# --- Announcing an outcome, putting a draft forward -------------------------------------------------


@pytest.mark.rule("MTG-2")
def test_who_announces_reads_what_was_put_on_record_and_what_then_happens() -> None:
    presiding, speaker = chair(), member()
    decision = opened(by=presiding)
    seat = speaker.person.terms.get()
    words = {"kind": PositionKind.RESERVATION, "text": "Only with new funds.", "language": "en"}
    take_position(decision, by=speaker, seat=seat, **words)
    shown = page(signed_in(presiding), f"{decision.desk_url}announce/")
    assert decision.text in shown and "Only with new funds." in shown
    assert "Deferred: it can be put forward again." in shown and "new version" not in shown


@pytest.mark.rule("GDL-2")
def test_who_announces_on_an_amendment_reads_its_change_and_that_a_version_is_made_at_once() -> None:
    presiding = chair()
    amendment = before_group(text_en="Wholly other words: the group meets twice.")
    shown = page(signed_in(presiding), f"{amendment.decision.desk_url}announce/")
    for words in (
        "</del> <ins>",
        "Demonstration reason.",
        "Demonstration opinion.",
        "makes a new version of",
    ):
        assert words in shown, words
    assert "Nothing has been put on record." in shown


def test_who_puts_a_draft_forward_reads_its_text_and_whom_it_designates() -> None:
    writer = lead()
    body = body_of("asgm")
    seat = writer.person.terms.get()
    row = {
        "person": writer.person,
        "organisation": seat.organisation,
        "role": TermRole.LEAD,
        "since": today(),
    }
    values = {"kind": DecisionKind.LEADS, "nominations": [row | {"until": None}]}
    record = draft(body, by=writer, **values)
    shown = page(signed_in(writer), f"{record.desk_url}open/")
    assert record.text in shown and "Whom it designates" in shown and seat.organisation.public_name in shown
