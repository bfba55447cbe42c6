"""What nobody does alone with a decision: outcomes on behalf, later words, masses (MTG-2, MTG-3)."""

import datetime
import re

import pytest

from meetings.actions import positions
from meetings.actions.decision_past import enter_past_decision
from meetings.actions.decisions import announce, open_decision, translate_decision
from meetings.actions.positions import take_position
from meetings.enums import DecisionStatus, PositionKind
from meetings.rules.decision_outcomes import in_words
from meetings.texts.differences import Piece, word_differences
from meetings.texts.frozen_decisions import KIND
from portal.records.clock import now, pretending, today
from portal.records.decisions import Forbidden, Refusal
from portal.records.frozen import latest
from tests.factories import head, officer
from tests.meetings.decisions import draft, opened, speaker
from tests.meetings.offices import body_of, chair, group, lead, member

pytestmark = pytest.mark.django_db
S, P = DecisionStatus, PositionKind
DAY = datetime.timedelta(days=1)
NOTE = "The chair presided over this on the phone."


def fields(refusal: pytest.ExceptionInfo) -> set[str]:
    return {problem.field for problem in refusal.value.problems}


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


# --- The secretariat does not decide ----------------------------------------------------------------


@pytest.mark.rule("MTG-2")
@pytest.mark.parametrize("who", [officer, head])
def test_on_behalf_the_note_says_who_presided_and_it_lay_open_for_days(who):
    by = who()
    decision = opened(by=chair(), just_now=True)
    for outcome in (S.ADOPTED, S.DEFERRED):
        with pytest.raises(Refusal) as refused:
            announce(decision, by=by, outcome=outcome)
        assert fields(refused) == {"note", "outcome"}
        with pretending(now() + 5 * DAY), pytest.raises(Refusal) as refused:
            announce(decision, by=by, outcome=outcome, note=NOTE)
        assert fields(refused) == {"outcome"}
    with pretending(now() + 6 * DAY):
        assert announce(decision, by=by, outcome=S.ADOPTED, note=NOTE).on_behalf


@pytest.mark.rule("MTG-2")
def test_between_meetings_nobody_adopts_before_those_who_decide_had_days_to_speak(client, settings):
    settings.DECISION_DAYS_OPEN = 3
    leader, presiding = lead("asgm"), chair()
    for decision, by in (
        (opened(body_of("asgm"), by=leader, just_now=True), leader),
        (opened(by=presiding, just_now=True), presiding),
    ):
        client.force_login(by)
        page = words_of(client.get(decision.desk_url))
        assert f"open until at least {in_words(today() + 3 * DAY)}: it cannot be adopted" in page
        for days in (0, 3):
            with pretending(now() + days * DAY), pytest.raises(Refusal) as refused:
                announce(decision, by=by, outcome=S.ADOPTED)
            assert "lies open for 3 days" in str(refused.value) and fields(refused) == {"outcome"}
        with pretending(now() + 4 * DAY):
            assert "it was open until at least" in words_of(client.get(decision.desk_url))
            with pytest.raises(Refusal) as refused:
                announce(decision, by=by, outcome=S.ADOPTED, decided_on=today() - DAY)
            assert fields(refused) == {"decided_on"}
            assert announce(decision, by=by, outcome=S.ADOPTED).status == S.ADOPTED
    in_meeting = opened(by=presiding, meeting_reference="PAG-90", just_now=True)
    assert announce(in_meeting, by=presiding, outcome=S.ADOPTED).status == S.ADOPTED
    for outcome in (S.DEFERRED, S.NO_CONSENSUS):  # nothing is adopted: who presides need not wait
        decision = opened(by=presiding, just_now=True)
        assert announce(decision, by=presiding, outcome=outcome, note="Views differ.").status == outcome


@pytest.mark.rule("MTG-2")
def test_taken_up_again_a_proposal_lies_open_anew():
    presiding = chair()
    decision = announce(opened(by=presiding), by=presiding, outcome=S.DEFERRED)
    decision = open_decision(decision, by=presiding)
    with pytest.raises(Refusal) as refused:
        announce(decision, by=presiding, outcome=S.ADOPTED)
    assert fields(refused) == {"outcome"}
    with pretending(now() + 6 * DAY):
        assert announce(decision, by=presiding, outcome=S.ADOPTED).status == S.ADOPTED


@pytest.mark.rule("MTG-2")
def test_nothing_is_put_before_nobody():
    decision = draft(by=officer())
    with pytest.raises(Refusal, match="before no one"):
        open_decision(decision, by=officer())
    member()
    assert open_decision(decision, by=decision.created_by).status == S.OPEN


@pytest.mark.rule("MTG-2")
def test_what_a_meeting_decided_is_announced_on_behalf_at_once():
    decision = opened(by=chair(), meeting_reference="PAG-90")
    assert announce(decision, by=officer(), outcome=S.ADOPTED, note=NOTE).on_behalf


@pytest.mark.rule("MTG-2", "GDL-2")
def test_nobody_of_the_secretariat_puts_forward_and_announces_alone_by_naming_a_meeting():
    chair()
    writer, other = officer(), officer()
    decision = opened(by=writer, meeting_reference="PAG-88", just_now=True)
    with pytest.raises(Refusal) as refused:
        announce(decision, by=writer, outcome=S.ADOPTED, note=NOTE)
    assert fields(refused) == {"outcome"}
    with pretending(now() + 6 * DAY):
        assert announce(decision, by=writer, outcome=S.DEFERRED, note=NOTE).on_behalf
    second = opened(by=writer, meeting_reference="PAG-88", just_now=True)
    assert announce(second, by=other, outcome=S.ADOPTED, note=NOTE).on_behalf


@pytest.mark.rule("MTG-2")
def test_without_an_objection_only_who_presides_says_that_there_is_no_consensus_and_why():
    presiding, objecting = chair(), member()
    decision = opened(by=presiding, meeting_reference="PAG-90")
    with pytest.raises(Refusal) as refused:
        announce(decision, by=officer(), outcome=S.NO_CONSENSUS, note=NOTE)
    assert fields(refused) == {"outcome"}
    with pytest.raises(Refusal) as refused:
        announce(decision, by=presiding, outcome=S.NO_CONSENSUS)
    assert fields(refused) == {"note"}
    announce(decision, by=presiding, outcome=S.NO_CONSENSUS, note="Views differed.")
    other = opened(by=presiding, meeting_reference="PAG-90")
    take_position(other, by=objecting, kind=P.OBJECTION)
    assert announce(other, by=officer(), outcome=S.NO_CONSENSUS, note=NOTE).status == S.NO_CONSENSUS


# --- Words stand ------------------------------------------------------------------------------------


@pytest.mark.rule("MTG-3")
def test_after_the_outcome_the_secretariat_alone_translates_and_the_same_words_freeze_nothing():
    presiding = chair()
    decision = opened(by=presiding)
    translate_decision(decision, "fr", {"title": "Décision"}, by=presiding)
    announce(decision, by=presiding, outcome=S.ADOPTED)
    with pytest.raises(Forbidden):
        translate_decision(decision, "fr", {"title": "Autre"}, by=presiding)
    translate_decision(decision, "fr", {"title": " Décision ", "text": ""}, by=officer())
    assert latest(decision, KIND).number == 1
    translate_decision(decision, "fr", {"title": "La décision"}, by=officer())
    assert latest(decision, KIND).number == 2


# --- Masses -----------------------------------------------------------------------------------------


def test_a_person_or_partner_puts_so_many_proposals_before_a_body_in_a_day(settings):
    settings.DECISIONS_PER_DAY = 2
    user, _organisation = speaker("asgm")
    presiding, body = chair(), body_of("asgm")
    for _time in range(2):
        opened(body, by=user, just_now=True)
    third = draft(body, by=user)
    with pytest.raises(Refusal) as refused:
        open_decision(third, by=user)
    assert "2 proposals" in str(refused.value)
    opened(body, by=speaker("asgm")[0])
    with pretending(now() + DAY + datetime.timedelta(minutes=1)):
        open_decision(third, by=user)
    for by in (presiding, officer()):
        for _time in range(3):
            opened(by=by, just_now=True)


def test_statements_are_limited_and_use_up_nobodys_right_to_object(monkeypatch):
    monkeypatch.setattr(positions, "MOST_POSITIONS", 2)
    first, second = member(), member()
    decision = opened(by=first)
    for kind in (P.STATEMENT, P.RESERVATION):
        take_position(decision, by=first, kind=kind, text="Words.")
    for kind in (P.STATEMENT, P.RESERVATION):
        with pytest.raises(Refusal) as refused:
            take_position(decision, by=first, kind=kind, text="More words.")
        assert fields(refused) == {"kind"}
    assert take_position(decision, by=first, kind=P.OBJECTION).is_maintained
    take_position(decision, by=second, kind=P.STATEMENT, text="Mine.")


def test_a_text_that_is_no_prose_is_compared_as_a_whole():
    old, new = "." * 5000, ".," * 2500
    assert word_differences(old, new) == [Piece("gone", old), Piece("new", new)]
    assert word_differences(old, old) == [Piece("same", old)]


# --- References -------------------------------------------------------------------------------------


@pytest.mark.rule("MTG-3")
def test_a_body_takes_no_reference_of_another_body():
    user, _organisation = speaker("asgm")
    for meeting in ("PAG-13", "pag", "WASTE-MANAGEMENT-2"):
        with pytest.raises(Refusal) as refused:
            draft(body_of("asgm"), by=user, meeting_reference=meeting)
        assert fields(refused) == {"meeting_reference"}
    with pytest.raises(Refusal) as refused:
        enter_past_decision(
            body=body_of("asgm"),
            title="Old",
            text="Text",
            language="en",
            decided_on=today() - 900 * DAY,
            by=officer(),
            source="Demonstration record",
            meeting_reference="PAG-3",
        )
    assert fields(refused) == {"meeting_reference"}
    member()
    joint = [opened(body, by=officer(), meeting_reference="COP-5") for body in (body_of("asgm"), group())]
    assert [row.reference for row in joint] == ["COP-5/D1", "COP-5/D2"]
    assert opened(body_of("asgm"), by=user, meeting_reference="ASGM-4").reference == "ASGM-4/D1"
