"""A deferred decision that is before its body again stays in the register until the next outcome (MTG-3, MTG-10)."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions.decisions import announce, open_decision, translate_decision, withdraw_decision
from meetings.actions.positions import take_position
from meetings.actions.proposals import withdraw
from meetings.enums import DecisionKind, DecisionStatus, PositionKind
from meetings.models import Decision
from meetings.texts.decisions import public_text
from meetings.texts.frozen_decisions import KIND
from portal.accounts.models import User
from portal.mail.models import Notice
from portal.publishing.models import PdfJob
from portal.publishing.tasks import make_pdf
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal
from portal.records.frozen import latest
from portal.records.pointers import point_to
from tests.factories import officer
from tests.meetings.amendments import before_group
from tests.meetings.decisions import long_open, opened, speaker
from tests.meetings.offices import body_of, chair, lead, member
from tests.publishing.test_typeset import text_of

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


def plain(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", answer.content.decode()).split())


def withdrawn_later(time_machine: Any, *, again: bool = True) -> Decision:
    time_machine.move_to("2026-03-02T12:00:00+00:00")
    presiding = chair()
    decision = announce(
        opened(by=presiding), by=presiding, outcome=S.DEFERRED, note="More figures are needed."
    )
    time_machine.move_to("2026-04-07T12:00:00+00:00")
    if again:
        decision = open_decision(decision, by=presiding)
        take_position(decision, by=member(), kind=P.STATEMENT, text="Said since.")
    return withdraw_decision(decision, by=presiding)


@pytest.mark.rule("MTG-3")
@pytest.mark.parametrize("again", [True, False], ids=["opened again", "still deferred"])
def test_withdrawn_it_stays_in_the_register_with_both_days(
    client: Client, time_machine: Any, again: bool
) -> None:
    decision = withdrawn_later(time_machine, again=again)
    assert (decision.status, decision.is_public) == (S.WITHDRAWN, True)
    page = plain(client.get(f"/en/decisions/{decision.slug}/"))
    assert "Deferred on 2 March 2026, withdrawn by its proposer on 7 April 2026: nothing was decided." in page
    assert "Note on the deferral More figures are needed." in page
    assert ("Said since." in page) == again
    (line,) = client.get("/en/decisions/?outcome=withdrawn").context["lines"]
    assert (line.decision, str(line.decision.outcome_label)) == (decision, "Deferred, then withdrawn")
    assert not client.get("/en/decisions/?outcome=deferred").context["lines"]
    feed = client.get("/en/decisions/feed.atom").content.decode()
    assert "Deferred, then withdrawn" in feed
    assert "<updated>2026-04-07T" in feed
    rows = b"".join(client.get("/en/decisions/?format=csv").streaming_content).decode()
    assert '"Deferred, then withdrawn",withdrawn,2026-03-02' in rows
    assert rows.strip().endswith(",2026-04-07")


@pytest.mark.parametrize("language", ["fr", "es"])
def test_withdrawn_it_is_read_in_the_other_languages(
    client: Client, time_machine: Any, language: str
) -> None:
    decision = withdrawn_later(time_machine)
    answer = client.get(f"/{language}/decisions/{decision.slug}/")
    assert answer.status_code == 200
    days = re.findall(r'datetime="([^"]+)"', answer.content.decode())
    assert days[:2] == ["2026-03-02", "2026-04-07"]


def test_withdrawn_its_pdf_says_what_happened(client: Client, time_machine: Any) -> None:
    decision = withdrawn_later(time_machine)
    frozen = latest(decision, KIND)
    assert frozen.number == 2
    for job in PdfJob.objects.filter(kind=KIND, language="en").order_by("pk"):
        make_pdf(job.pk)
    answer = client.get(f"/en/decisions/{decision.slug}.pdf")
    assert answer.status_code == 200
    said = " ".join(text_of(b"".join(answer.streaming_content)).split())
    assert "deferred on 2 March 2026 and withdrawn by its proposer on 7 April 2026." in said
    assert "Note on the deferral" in said


def test_who_decided_at_the_deferral_stays_with_a_withdrawal(time_machine: Any) -> None:
    decision = withdrawn_later(time_machine)
    assert len(public_text(decision).who_decides) == 1  # the member came with the second round


def test_the_proposer_reads_before_the_press_that_it_stays_in_the_register() -> None:
    presiding = chair()
    words_of_it = "It stays in the public register, with the day of this."
    client = Client()
    client.force_login(presiding)
    assert words_of_it in words(client.get(f"{open_again(presiding).desk_url}withdraw/"))
    assert words_of_it not in words(client.get(f"{opened(by=presiding).desk_url}withdraw/"))


def test_withdrawn_without_an_earlier_outcome_it_was_never_public(client: Client) -> None:
    presiding = chair()
    decision = withdraw_decision(opened(by=presiding), by=presiding)
    assert (decision.is_public, decision.withdrawn_on) == (False, today())
    assert client.get(f"/en/decisions/{decision.slug}/").status_code == 404
    assert not PdfJob.objects.filter(kind=KIND).exists()


def test_the_page_of_a_withdrawn_amendment_leads_nobody_to_the_desk(client: Client) -> None:
    amendment = before_group()
    announce(amendment.decision, by=chair(), outcome=S.DEFERRED)
    withdraw(amendment, by=amendment.created_by)
    page = words(client.get(f"/en/decisions/{amendment.decision.slug}/"))
    assert amendment.reference in page
    assert amendment.desk_url not in page


def test_the_page_and_the_feed_of_the_area_say_so(client: Client) -> None:
    user, organisation = speaker("asgm")
    presiding = lead("asgm")
    body = body_of("asgm")
    decision = opened(body, by=user, kind=DecisionKind.GENERAL, meeting_reference="ASGM-9")
    decision = announce(decision, by=presiding, outcome=S.DEFERRED)
    open_decision(decision, by=presiding)
    for address in (body.area.get_absolute_url(), f"{body.area.get_absolute_url()}feed.atom"):
        assert "Deferred, open again" in words(client.get(address)), address


@pytest.mark.rule("MTG-2")
def test_deferred_in_a_meeting_and_taken_up_between_meetings_it_lies_open_for_the_days() -> None:
    presiding = chair()
    decision = open_again(presiding, meeting_reference="PAG-13")
    assert (decision.reference, decision.meeting_reference) == ("PAG-13/D1", "")
    with pytest.raises(Refusal, match="lies open"):
        announce(decision, by=presiding, outcome=S.ADOPTED)
    announce(long_open(decision), by=presiding, outcome=S.ADOPTED)


@pytest.mark.rule("MTG-2")
def test_taken_up_again_in_a_meeting_nothing_is_waited_for(client: Client) -> None:
    presiding = chair()
    decision = opened(by=presiding, meeting_reference="PAG-13")
    decision = announce(decision, by=presiding, outcome=S.DEFERRED, note="More figures are needed.")
    client.force_login(presiding)
    address = reverse("meetings_desk:decision_open", args=[decision.uuid])
    assert "It is open until at least" in words(client.get(address))
    answer = client.post(address, {"meeting_reference": "pag 14"})
    assert answer.status_code == 422
    assert "letters, digits and hyphens" in words(answer)
    assert client.post(address, {"meeting_reference": "pag-14"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.reference, decision.meeting_reference) == ("PAG-13/D1", "PAG-14")
    announce(decision, by=presiding, outcome=S.ADOPTED)
    assert latest(decision, KIND).content()["meeting"] == "PAG-14"
