"""Decisions by consensus: who decides, what stands in the way, what stays on record (MTG-2, MTG-3)."""

import datetime

import pytest

from meetings.actions.decision_drafts import draft_decision, edit_draft
from meetings.actions.decisions import announce, open_decision, translate_decision, withdraw_decision
from meetings.actions.positions import take_back_objection, take_position
from meetings.enums import DecisionKind, DecisionStatus, EndReason, PositionKind, TermRole
from meetings.models import Decision, Term
from meetings.outcomes import adoption_guards, announced
from meetings.rules.decisions import own_voices, visible_decisions, voices
from meetings.texts.decisions import public_text
from meetings.texts.frozen_decisions import KIND
from partners.models import AreaParticipation
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.publishing.models import PdfJob
from portal.records.clock import today
from portal.records.data_map import frozen_with, redact
from portal.records.decisions import Forbidden, Problem, Refusal, StaleRecord, WrongState
from portal.records.frozen import holds, latest
from portal.records.models import AuditLine
from portal.records.personal import Erasure, Subject
from tests.factories import PersonFactory, UserFactory, focal_point, head, officer, partner
from tests.meetings.decisions import draft, long_open, opened, speaker
from tests.meetings.offices import body_of, chair, group, lead, member, term

pytestmark = pytest.mark.django_db
S, P = DecisionStatus, PositionKind
DAY = datetime.timedelta(days=1)


def fields(refusal: pytest.ExceptionInfo) -> set[str]:
    return {problem.field for problem in refusal.value.problems}


# --- From draft to the body -------------------------------------------------------------------------


def test_a_draft_names_every_problem_at_once():
    with pytest.raises(Refusal) as refused:
        draft_decision(
            body=group(),
            title=" ",
            text="",
            language="xx",
            by=member(),
            kind="leads",
            meeting_reference="PAG 13/2",
        )
    assert fields(refused) == {"title", "text", "language", "kind", "meeting_reference"}


@pytest.mark.rule("MTG-3")
def test_a_decision_gets_its_lasting_reference_when_it_is_opened():
    by = chair()
    assert draft(by=by).reference is None
    at_meeting = [opened(by=by, meeting_reference="pag-13").reference for _ in range(2)]
    between = [opened(by=by).reference for _ in range(2)]
    assert at_meeting == ["PAG-13/D1", "PAG-13/D2"]
    assert between == ["PAG-W1/D1", "PAG-W2/D1"]
    assert group().written_procedures == 2


def test_a_meeting_cannot_be_called_as_a_written_procedure():
    with pytest.raises(Refusal):
        draft(meeting_reference="PAG-W1")


def test_a_draft_is_changed_by_its_writer_and_not_over_somebody_else():
    writer = member()
    decision = draft(by=writer)
    edited = edit_draft(
        decision, by=writer, title="Better", text="Text", language="en", seen=decision.version
    )
    assert edited.title == "Better"
    with pytest.raises(StaleRecord):
        edit_draft(decision, by=writer, title="Older", text="Text", language="en", seen=decision.version)
    with pytest.raises(Forbidden):
        edit_draft(edited, by=member(), title="Mine", text="Text", language="en")


def test_nothing_is_decided_in_a_closed_area():
    user, _organisation = speaker()
    Area.objects.filter(code="asgm").update(
        status="closed", closed_on=datetime.date(2026, 1, 1), closed_reason="Demonstration"
    )
    with pytest.raises(Forbidden):
        draft(body_of("asgm"), by=user)


# --- Who decides ------------------------------------------------------------------------------------


@pytest.mark.rule("MTG-2")
def test_in_the_group_running_seats_decide_and_temporary_ones_too():
    first = member()
    member(ground="temporary", category="")
    member(since=today() - 40 * DAY, ended_on=today() - DAY, end_reason=EndReason.RESIGNED)
    member(since=today() + DAY)
    lead("asgm")
    decision = opened(by=first)
    assert len(voices(decision)) == 2
    assert {voice.seat.ground for voice in voices(decision)} == {"other", "temporary"}


@pytest.mark.rule("MTG-2")
def test_in_an_area_partners_decide_with_one_voice_each():
    user, organisation = speaker("asgm")
    focal_point(organisation)  # a colleague has no second voice
    speaker("waste-management")
    leader = lead("asgm")
    decision = opened(body_of("asgm"), by=user)
    led = leader.person.terms.get().organisation
    assert {voice.organisation for voice in voices(decision)} == {organisation, led}
    assert len(own_voices(leader, body_of("asgm"))) == 1
    take_position(decision, by=leader, kind=P.OBJECTION)
    with pytest.raises(Refusal):  # the colleague speaks for the same partner
        take_position(decision, by=focal_point(led), kind=P.OBJECTION)


def test_a_lead_who_is_no_focal_point_speaks_for_the_partner_represented():
    organisation = partner(areas=("asgm",))
    user = UserFactory()
    person = PersonFactory(user=user, email=user.email)
    term(body_of("asgm"), TermRole.LEAD, person=person, organisation=organisation)
    assert [voice.organisation for voice in own_voices(user, body_of("asgm"))] == [organisation]


def test_a_partner_that_left_the_area_or_a_viewer_has_no_voice():
    user, organisation = speaker("asgm")
    viewer = focal_point(organisation, role="viewer")
    assert own_voices(viewer, body_of("asgm")) == []
    AreaParticipation.objects.filter(organisation=organisation).update(until=today())
    assert own_voices(user, body_of("asgm")) == []


# --- Positions --------------------------------------------------------------------------------------


@pytest.mark.rule("MTG-2")
def test_an_objection_that_is_maintained_stands_in_the_way_of_adoption():
    presiding, objecting = chair(), member()
    decision = opened(by=presiding)
    objection = take_position(decision, by=objecting, kind=P.OBJECTION, text="Too early.")
    with pytest.raises(Refusal) as refused:
        announce(decision, by=presiding, outcome=S.ADOPTED)
    assert objection.seat.organisation.public_name in str(refused.value)
    decision.refresh_from_db()
    assert decision.status == S.OPEN
    take_back_objection(objection, by=objecting)
    assert announce(decision, by=presiding, outcome=S.ADOPTED).status == S.ADOPTED


@pytest.mark.rule("MTG-2")
def test_absence_and_reservations_are_no_objection():
    presiding, other = chair(), member()
    member()
    decision = opened(by=presiding)
    take_position(decision, by=other, kind=P.RESERVATION, text="With a reservation.")
    assert announce(decision, by=presiding, outcome=S.ADOPTED).status == S.ADOPTED


@pytest.mark.rule("MTG-2")
@pytest.mark.parametrize("kind", [P.OBJECTION, P.RESERVATION])
def test_unep_and_ex_officio_speak_and_cannot_object(kind):
    decision = opened(by=chair())
    ex_officio = focal_point(partner())
    term(group(), TermRole.EX_OFFICIO, person=ex_officio.person, until=None)
    for user in (officer(), head(), ex_officio):
        assert take_position(decision, by=user, kind=P.STATEMENT, text="UNEP notes this.").seat is None
        with pytest.raises(Forbidden):
            take_position(decision, by=user, kind=kind, text="No.")


def test_others_put_nothing_on_record():
    decision = opened(by=chair())
    for user in (UserFactory(), lead("asgm"), speaker()[0], UserFactory(roles=("auditor",))):
        with pytest.raises(Forbidden):
            take_position(decision, by=user, kind=P.STATEMENT, text="Hello")


def test_a_voice_objects_once_and_takes_back_only_its_own():
    first, second = member(), member()
    decision = opened(by=first)
    objection = take_position(decision, by=first, kind=P.OBJECTION)
    with pytest.raises(Refusal):
        take_position(decision, by=first, kind=P.OBJECTION)
    for user in (second, head()):
        with pytest.raises(Forbidden):
            take_back_objection(objection, by=user)
    take_back_objection(objection, by=first)
    with pytest.raises(WrongState):
        take_back_objection(objection, by=first)
    assert take_position(decision, by=first, kind=P.OBJECTION).pk != objection.pk


def test_in_an_area_the_secretariat_records_on_behalf():
    user, organisation = speaker("asgm")
    decision = opened(body_of("asgm"), by=user)
    objection = take_position(decision, by=officer(), kind=P.OBJECTION, organisation=organisation)
    assert objection.on_behalf
    assert objection.person is None
    stranger = partner(areas=("waste-management",))
    with pytest.raises(Refusal):
        take_position(decision, by=officer(), kind=P.OBJECTION, organisation=stranger)
    take_back_objection(objection, by=user)


def test_who_speaks_for_two_partners_says_for_which():
    user, first = speaker("asgm")
    second = partner(areas=("asgm",))
    user.person.places.create(organisation=second, role="focal")
    decision = draft(body_of("asgm"), by=user, proposer=first)
    decision = open_decision(decision, by=user)
    with pytest.raises(Refusal) as refused:
        take_position(decision, by=user, kind=P.OBJECTION)
    assert fields(refused) == {"voice"}
    assert take_position(decision, by=user, kind=P.OBJECTION, organisation=second).organisation == second


@pytest.mark.rule("MTG-2")
def test_where_nobody_decides_there_is_no_consensus():
    by, sat = officer(), member()
    decision = opened(by=by, meeting_reference="PAG-90")
    Term.objects.filter(person__user=sat).update(ended_on=today() - DAY, end_reason="resigned")
    with pytest.raises(Refusal, match="Nobody decides"):
        announce(decision, by=by, outcome=S.ADOPTED, note="The members presided in turn.")
    member()
    assert (
        announce(decision, by=by, outcome=S.ADOPTED, note="The members presided in turn.").status == S.ADOPTED
    )


@pytest.mark.rule("MTG-2")
def test_an_objection_lapses_with_its_seat_and_the_record_says_so():
    presiding, objecting = chair(), member()
    decision = opened(by=presiding)
    objection = take_position(decision, by=objecting, kind=P.OBJECTION, text="Not yet.")
    seat = objection.seat
    seat.ended_on, seat.end_reason = today() - DAY, EndReason.RESIGNED
    seat.save()
    announce(decision, by=presiding, outcome=S.ADOPTED)
    objection.refresh_from_db()
    assert objection.lapsed
    [row] = public_text(Decision.objects.get(pk=decision.pk)).objections
    assert row.lapsed
    assert not row.taken_back


@pytest.mark.rule("MTG-2")
def test_the_objection_of_a_partner_that_left_the_area_lapses():
    user, organisation = speaker("asgm")
    leader = lead("asgm")
    decision = opened(body_of("asgm"), by=user)
    take_position(decision, by=user, kind=P.OBJECTION)
    with pytest.raises(Refusal):
        announce(decision, by=leader, outcome=S.ADOPTED)
    AreaParticipation.objects.filter(organisation=organisation).update(until=today())
    assert announce(decision, by=leader, outcome=S.ADOPTED).status == S.ADOPTED


# --- The outcome ------------------------------------------------------------------------------------


def test_chair_and_leads_announce_and_the_secretariat_on_behalf():
    presiding, leader = chair(), lead("asgm")
    in_group = opened(by=presiding, meeting_reference="PAG-90")
    in_area = opened(body_of("asgm"), by=leader)
    for user in (member(), leader, lead("waste-management")):
        with pytest.raises(Forbidden):
            announce(in_group, by=user, outcome=S.ADOPTED)
    for user in (presiding, lead("waste-management"), speaker("asgm")[0]):
        with pytest.raises(Forbidden):
            announce(in_area, by=user, outcome=S.ADOPTED)
    assert announce(in_group, by=officer(), outcome=S.ADOPTED, note="The members presided in turn.").on_behalf
    assert not announce(in_area, by=leader, outcome=S.ADOPTED).on_behalf


def test_an_outcome_is_announced_once_and_not_for_the_future():
    presiding = chair()
    decision = opened(by=presiding)
    with pytest.raises(Refusal) as refused:
        announce(decision, by=presiding, outcome="withdrawn", decided_on=today() + DAY)
    assert fields(refused) == {"outcome", "decided_on"}
    announce(decision, by=presiding, outcome=S.NO_CONSENSUS, note="Views differed.")
    with pytest.raises(WrongState):
        announce(decision, by=presiding, outcome=S.ADOPTED)


def test_a_deferred_decision_is_taken_up_again_with_its_reference_and_positions():
    presiding, objecting = chair(), member()
    decision = opened(by=presiding)
    reference = decision.reference
    take_position(decision, by=objecting, kind=P.OBJECTION)
    announce(decision, by=presiding, outcome=S.DEFERRED)
    decision = open_decision(decision, by=presiding)
    assert (decision.reference, decision.status) == (reference, S.OPEN)
    with pytest.raises(Refusal):
        announce(decision, by=presiding, outcome=S.ADOPTED)


def test_guards_and_followers_of_other_parts_are_asked(monkeypatch):
    told = []
    monkeypatch.setattr(adoption_guards, "_functions", [lambda decision: [Problem("", "Not translated.")]])
    monkeypatch.setattr(announced, "_functions", [lambda decision, by: told.append(decision.status)])
    presiding, objecting = chair(), member()
    decision = opened(by=presiding)
    take_position(decision, by=objecting, kind=P.OBJECTION)
    with pytest.raises(Refusal) as refused:
        announce(decision, by=presiding, outcome=S.ADOPTED)
    assert len(refused.value.problems) == 2
    announce(decision, by=presiding, outcome=S.NO_CONSENSUS)
    assert told == [S.NO_CONSENSUS]


@pytest.mark.rule("MTG-3")
def test_only_the_proposer_withdraws():
    user, organisation = speaker("asgm")
    leader = lead("asgm")
    decision = opened(body_of("asgm"), by=user)
    for other in (leader, head(), speaker("asgm")[0]):
        with pytest.raises(Forbidden):
            withdraw_decision(decision, by=other)
    assert withdraw_decision(decision, by=focal_point(organisation)).status == S.WITHDRAWN
    with pytest.raises(WrongState):
        announce(decision, by=leader, outcome=S.ADOPTED)


@pytest.mark.rule("MTG-3")
def test_what_was_decided_is_frozen_with_who_decided_and_what_was_said():
    presiding, other = chair(), member()
    decision = opened(by=presiding)
    take_position(decision, by=other, kind=P.STATEMENT, text="We welcome this.")
    announce(decision, by=presiding, outcome=S.ADOPTED, note="Adopted as proposed.", follow_up="Report back.")
    frozen = latest(decision, KIND)
    content = frozen.content()
    assert holds(frozen)
    assert (content["status"], content["outcome_note"]) == ("adopted", "Adopted as proposed.")
    assert len(content["who_decides"]) == 2
    assert [row["text"] for row in content["positions"]] == ["We welcome this."]
    assert other.person.family_name not in frozen.body
    assert other.person.family_name in str(frozen.people_content())
    assert PdfJob.objects.filter(kind=KIND, object_id=decision.pk).count() == 3
    assert AuditLine.objects.filter(verb="decision.announce").count() == 1


def test_an_erased_person_leaves_the_record_and_its_hash():
    presiding = chair()
    other = member()
    announce(opened(by=presiding), by=presiding, outcome=S.ADOPTED)
    frozen = latest(Decision.objects.get(), KIND)
    subject = Subject(emails={other.email})
    subject.note(family=other.person.family_name)
    redact(Erasure(subject, by=None, work=None), frozen_with(subject))
    left = str(frozen.people_content())
    assert other.email not in left
    assert other.person.family_name not in left
    assert presiding.email in left
    assert holds(frozen)


def test_a_translation_after_the_outcome_keeps_who_decided():
    presiding = chair()
    decision = opened(by=presiding)
    announce(decision, by=presiding, outcome=S.ADOPTED)
    member()
    translate_decision(decision, "fr", {"title": "Décision", "text": "Le groupe décide."}, by=officer())
    text = public_text(Decision.objects.get(pk=decision.pk), "fr")
    assert (str(text.title), text.title.is_translation, len(text.who_decides)) == ("Décision", True, 1)
    assert latest(decision, KIND).number == 2
    with pytest.raises(Refusal):
        translate_decision(decision, "en", {"title": "No"}, by=officer())
    with pytest.raises(Forbidden):
        translate_decision(decision, "es", {"title": "No"}, by=member())


# --- Designations -----------------------------------------------------------------------------------


def test_a_designation_names_partners_of_the_area():
    user, organisation = speaker("asgm")
    stranger = partner(areas=("waste-management",))
    row = {"role": "lead", "person": user.person, "organisation": organisation, "since": today()}
    body = body_of("asgm")
    with pytest.raises(Refusal):
        open_decision(draft(body, by=user, kind=DecisionKind.LEADS), by=user)
    for wrong in ([row | {"organisation": stranger}], [row, row], [row | {"role": "chair"}]):
        with pytest.raises(Refusal) as refused:
            draft(body, by=user, kind=DecisionKind.LEADS, nominations=wrong)
        assert fields(refused) == {"nominations"}
    decision = opened(body, by=user, kind=DecisionKind.LEADS, nominations=[row], meeting_reference="ASGM-9")
    nomination = decision.nominations.get()
    assert (nomination.until - nomination.since).days in (729, 730)
    AreaParticipation.objects.filter(organisation=organisation).update(until=today())
    with pytest.raises(Refusal):
        announce(decision, by=officer(), outcome=S.ADOPTED, note="The members presided in turn.")


def test_a_chair_or_two_co_chairs_who_sit_in_the_group_are_elected():
    first, second = member(), member()

    def row(user, role):
        return {"role": role, "person": user.person, "organisation": user.person.places.get().organisation}

    outsider = speaker()[0]
    for wrong in (
        [row(first, "chair"), row(second, "co_chair")],
        [row(first, "chair"), row(second, "chair")],
        [row(outsider, "chair")],
    ):
        with pytest.raises(Refusal):
            draft(by=first, kind=DecisionKind.CHAIRS, nominations=wrong)
    both = [row(first, "co_chair"), row(second, "co_chair")]
    decision = opened(by=first, kind=DecisionKind.CHAIRS, nominations=both, meeting_reference="PAG-90")
    assert (
        announce(decision, by=officer(), outcome=S.ADOPTED, note="The members presided in turn.").status
        == S.ADOPTED
    )


# --- What one sees ----------------------------------------------------------------------------------


def test_drafts_and_open_proposals_are_seen_by_those_concerned():
    user, organisation = speaker("asgm")
    colleague, leader, stranger = focal_point(organisation), lead("asgm"), speaker("waste-management")[0]
    decision = draft(body_of("asgm"), by=user)

    def reads(person: User) -> bool:
        return visible_decisions(person).filter(pk=decision.pk).exists()

    seen = {
        name: reads(person)
        for name, person in {"own": user, "colleague": colleague, "lead": leader, "head": head()}.items()
    }
    assert seen == {"own": True, "colleague": True, "lead": False, "head": False}
    decision = open_decision(decision, by=user)
    for person in (leader, speaker("asgm")[0], head(), UserFactory(roles=("auditor",))):
        assert reads(person)
    for person in (stranger, UserFactory()):
        assert not reads(person)
    announce(long_open(decision), by=leader, outcome=S.ADOPTED)
    assert reads(stranger)
