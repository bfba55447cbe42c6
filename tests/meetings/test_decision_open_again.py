"""A deferred decision that is before its body again stays in the register until the next outcome (MTG-3, MTG-10)."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from meetings.actions.decisions import (
    announce,
    open_decision,
    take_position,
    translate_decision,
    withdraw_decision,
)
from meetings.enums import DecisionKind, DecisionStatus, PositionKind
from meetings.models import Decision
from meetings.texts.decisions import public_text
from meetings.texts.frozen_decisions import KIND
from portal.accounts.models import User
from portal.mail.models import Notice
from portal.publishing.models import PdfJob
from portal.publishing.tasks import make_pdf
from portal.records.clock import today
from portal.records.decisions import Forbidden
from portal.records.frozen import latest
from portal.records.pointers import point_to
from tests.factories import officer
from tests.meetings.decisions import long_open, opened, speaker
from tests.meetings.offices import body_of, chair, lead, member

pytestmark = pytest.mark.django_db
S, P = DecisionStatus, PositionKind
DAY = datetime.timedelta(days=1)


def open_again(by: User, **values: Any) -> Decision:
    deferred = announce(opened(by=by, **values), by=by, outcome=S.DEFERRED, note="More figures are needed.")
    return open_decision(deferred, by=by)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.rule("MTG-3")
def test_a_recorded_deferral_stays_public_until_the_next_outcome(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T12:00:00+00:00")
    presiding = chair()
    deferred = announce(
        opened(by=presiding), by=presiding, outcome=S.DEFERRED, note="More figures are needed."
    )
    time_machine.move_to("2026-04-07T12:00:00+00:00")
    decision = open_decision(deferred, by=presiding)
    take_position(decision, by=member(), kind=P.OBJECTION, text="Said since.")
    page = words(client.get(f"/en/decisions/{decision.slug}/"))
    assert re.search(r"Deferred on <time[^>]*>2 March 2026</time>, open again", page)
    assert "More figures are needed." in page
    assert "Said since." not in page
    (line,) = client.get("/en/decisions/?outcome=deferred").context["lines"]
    assert (line.decision, str(line.decision.outcome_label)) == (decision, "Deferred, open again")
    assert "Deferred, open again" in words(client.get("/en/decisions/"))
    assert "Deferred, open again" in words(client.get("/en/decisions/feed.atom"))
    rows = b"".join(client.get("/en/decisions/?format=csv").streaming_content).decode()
    assert '"Deferred, open again",deferred,2026-03-02' in rows

    announce(decision, by=presiding, outcome=S.NO_CONSENSUS)
    page = words(client.get(f"/en/decisions/{decision.slug}/"))
    assert "open again" not in page
    assert "Said since." in page
    assert (public_text(decision).decided_on, latest(decision, KIND).number) == (today(), 2)


@pytest.mark.rule("MTG-3")
def test_its_pdf_is_the_one_of_the_deferral(client: Client) -> None:
    decision = open_again(chair())
    for job in PdfJob.objects.filter(kind=KIND, language="en"):
        make_pdf(job.pk)
    answer = client.get(f"/en/decisions/{decision.slug}.pdf")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_an_open_decision_without_an_earlier_outcome_is_not_public(client: Client) -> None:
    decision = opened(by=chair())
    assert not decision.is_public
    assert decision not in Decision.objects.public()
    assert client.get(f"/en/decisions/{decision.slug}/").status_code == 404


def test_those_who_decide_are_led_to_the_desk_and_find_it_before_them() -> None:
    presiding = chair()
    sitting = member()
    decision = open_again(presiding)
    told = Notice.objects.filter(user=sitting, kind="decision_before_you", **point_to(decision))
    assert {notice.url for notice in told} == {decision.desk_url}
    client = Client()
    client.force_login(sitting)
    page = words(client.get(decision.desk_url))
    assert "Deferred on" in page
    assert "Put something on record" in page
    assert "voice decides" in page or "voices decide" in page
    listed = client.get("/desk/decisions/").context
    assert [line.decision for line in listed["before"]] == [decision]
    assert decision not in [line.decision for line in listed["recent"]]


def test_somebody_else_reads_it_in_the_register() -> None:
    decision = open_again(chair())
    client = Client()
    client.force_login(speaker("asgm")[0])
    answer = client.get(decision.desk_url)
    assert (answer.status_code, answer.url) == (302, decision.get_absolute_url())
    assert client.get(answer.url).status_code == 200


def test_a_translation_meanwhile_is_the_secretariats_and_frozen_with_the_next_outcome() -> None:
    presiding = chair()
    decision = open_again(presiding)
    with pytest.raises(Forbidden):
        translate_decision(decision, "fr", {"title": "Autre chose"}, by=presiding)
    translate_decision(decision, "fr", {"title": "Décision"}, by=officer())
    assert latest(decision, KIND).number == 1
    decision.refresh_from_db()
    announce(long_open(decision), by=presiding, outcome=S.ADOPTED)
    assert str(public_text(decision, "fr").title) == "Décision"


def test_withdrawn_it_leaves_the_register_with_its_pdfs(client: Client) -> None:
    presiding = chair()
    decision = withdraw_decision(open_again(presiding), by=presiding)
    assert not decision.is_public
    assert client.get(f"/en/decisions/{decision.slug}/").status_code == 404
    assert set(PdfJob.objects.filter(kind=KIND).values_list("state", flat=True)) == {"cancelled"}


def test_the_page_and_the_feed_of_the_area_say_so(client: Client) -> None:
    user, organisation = speaker("asgm")
    presiding = lead("asgm")
    body = body_of("asgm")
    decision = opened(body, by=user, kind=DecisionKind.GENERAL, meeting_reference="ASGM-9")
    decision = announce(decision, by=presiding, outcome=S.DEFERRED)
    open_decision(decision, by=presiding)
    for address in (body.area.get_absolute_url(), f"{body.area.get_absolute_url()}feed.atom"):
        assert "Deferred, open again" in words(client.get(address)), address
