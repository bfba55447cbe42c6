"""A partner's amendment of the guidelines, from the draft to a new version (GDL-1, GDL-2)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from meetings.actions.amendments import save_draft, send_amendment, take_over, translate_amendment
from meetings.actions.decisions import announce
from meetings.actions.positions import take_back_objection, take_position
from meetings.actions.proposals import discard_draft, examine, put_before_group, withdraw
from meetings.enums import AmendmentKind, DecisionStatus, PositionKind, ProposalStatus
from meetings.forms.amendments import TranslationForm
from meetings.models import Amendment
from meetings.queries.guidelines import proposed_words
from meetings.rules.proposals import can_propose, partners_to_propose_for, visible_proposals
from meetings.texts.amended import amended_clauses, clause_called, current_version, wording
from meetings.texts.differences import clause_differences
from partners.models import Organisation
from portal.accounts.models import User
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState
from tests.factories import UserFactory, focal_point, head, officer, partner
from tests.meetings.amendments import NEW_WORDS, before_group, draft, guidelines, sent
from tests.meetings.decisions import long_open
from tests.meetings.offices import chair, lead, member, person_with_account

pytestmark = pytest.mark.django_db


def auditor() -> User:
    return UserFactory(roles=("auditor",))


def viewer(organisation: Organisation) -> User:
    return focal_point(organisation, role="viewer")


def fields(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [problem.field for problem in refusal.value.problems]


# --- Proposing ------------------------------------------------------------------------------------


@pytest.mark.rule("GDL-1")
def test_any_partner_can_propose_through_those_who_speak_for_it() -> None:
    organisation = partner()
    assert can_propose(focal_point(organisation), organisation)
    assert not can_propose(viewer(organisation), organisation)
    assert not can_propose(officer(), organisation)
    assert not can_propose(focal_point(partner()), organisation)
    sitting = member()
    assert [one.pk for one in partners_to_propose_for(sitting)] == [
        sitting.person.places.get().organisation_id
    ]


def test_who_leads_or_sits_for_a_partner_proposes_without_being_its_focal_point() -> None:
    user = lead()
    place = user.person.places.get()
    organisation = place.organisation
    place.role = "viewer"
    place.save()
    assert can_propose(User.objects.get(pk=user.pk), organisation)
    user.person.terms.update(until=datetime.date(2020, 1, 1), since=datetime.date(2019, 1, 1))
    assert not can_propose(User.objects.get(pk=user.pk), organisation)


@pytest.mark.rule("GDL-1")
def test_everything_missing_is_said_at_once() -> None:
    amendment = draft(reason="", text_en="Observers may attend.", number="4(a)(iv)")
    with pytest.raises(Refusal) as refused:
        send_amendment(amendment, by=amendment.created_by)
    assert fields(refused) == ["text", "reason"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"kind": AmendmentKind.ADD, "number": "4(a)", "new_number": ""}, "new_number"),
        ({"kind": AmendmentKind.ADD, "number": "4(a)", "new_number": "3(a)"}, "new_number"),
        ({"kind": AmendmentKind.ADD, "number": "4(a)", "new_number": "<b>"}, "new_number"),
        ({"kind": AmendmentKind.ADD, "number": "4(a)(iv)", "new_number": "9(z)(x)"}, "new_number"),
        ({"kind": AmendmentKind.REMOVE, "number": "4(a)"}, "clause_number"),
        ({"text_en": ""}, "text"),
    ],
)
def test_what_makes_no_sense_is_not_sent(values: dict, problem: str) -> None:
    amendment = draft(**values)
    with pytest.raises(Refusal) as refused:
        send_amendment(amendment, by=amendment.created_by)
    assert fields(refused) == [problem]


def test_a_draft_saved_by_two_people_at_once_loses_nothing() -> None:
    amendment = draft()
    seen = amendment.version
    save_draft(amendment, {"reason": "First."}, by=amendment.created_by, seen=seen)
    with pytest.raises(StaleRecord):
        save_draft(amendment, {"reason": "Second."}, by=amendment.created_by, seen=seen)
    amendment.refresh_from_db()
    assert amendment.reason == "First."


def test_what_was_sent_stands() -> None:
    amendment = sent()
    assert amendment.reference.startswith("AMD-")
    with pytest.raises(WrongState):
        save_draft(amendment, {"reason": "Other."}, by=amendment.created_by, seen=amendment.version)
    with pytest.raises(WrongState):
        discard_draft(amendment, by=amendment.created_by)


def test_a_draft_is_thrown_away_by_its_partner_only() -> None:
    amendment = draft()
    for user in (officer(), person_with_account()):
        with pytest.raises(Forbidden):
            discard_draft(amendment, by=user)
    discard_draft(amendment, by=amendment.created_by)
    assert not Amendment.objects.exists()


# --- Examination ----------------------------------------------------------------------------------


@pytest.mark.rule("GDL-1")
def test_the_opinion_is_recorded_once_by_the_secretariat() -> None:
    amendment = sent()
    for user in (amendment.created_by, member(), auditor()):
        with pytest.raises(Forbidden):
            examine(amendment, by=user, opinion="Mine.", language="en")
    secretariat = officer()
    with pytest.raises(Refusal) as refused:
        examine(amendment, by=secretariat, opinion=" ", language="xx")
    assert fields(refused) == ["opinion", "language"]
    amendment = examine(amendment, by=secretariat, opinion="We advise against it.", language="en")
    assert amendment.status == ProposalStatus.EXAMINED
    with pytest.raises(Forbidden):
        examine(amendment, by=secretariat, opinion="Another.", language="en")


@pytest.mark.rule("GDL-1")
def test_the_secretariat_cannot_hold_it_back(time_machine) -> None:
    time_machine.move_to("2026-03-01T12:00:00+00:00", tick=False)
    presiding = chair()
    amendment = sent()
    time_machine.move_to("2026-03-31T12:00:00+00:00", tick=False)
    for user in (amendment.created_by, presiding, officer()):
        with pytest.raises(Forbidden):
            put_before_group(amendment, by=user)
    time_machine.move_to("2026-04-01T12:00:00+00:00", tick=False)
    for user in (viewer(amendment.proposer), member(), auditor()):
        with pytest.raises(Forbidden):
            put_before_group(amendment, by=user)
    decision = put_before_group(amendment, by=amendment.created_by)
    amendment.refresh_from_db()
    assert amendment.status == ProposalStatus.BEFORE_GROUP
    assert decision.status == DecisionStatus.OPEN
    examine(amendment, by=officer(), opinion="Late.", language="en")
    amendment.refresh_from_db()
    assert (amendment.status, amendment.opinion) == (ProposalStatus.BEFORE_GROUP, "Late.")


@pytest.mark.rule("GDL-1")
def test_after_an_opinion_against_it_the_chair_can_put_it_before_the_group() -> None:
    amendment = examine(sent(), by=officer(), opinion="We advise against it.", language="en")
    decision = put_before_group(amendment, by=chair())
    assert decision.proposer == amendment.proposer
    assert NEW_WORDS in decision.text


@pytest.mark.rule("GDL-1")
def test_only_the_proposer_withdraws_and_the_decision_goes_with_it() -> None:
    amendment = before_group()
    for user in (officer(), head(), chair(), member(), person_with_account()):
        with pytest.raises(Forbidden):
            withdraw(amendment, by=user)
    withdraw(amendment, by=focal_point(amendment.proposer))
    amendment.refresh_from_db()
    assert amendment.status == ProposalStatus.WITHDRAWN
    assert amendment.decision.status == DecisionStatus.WITHDRAWN
    with pytest.raises(WrongState):
        withdraw(amendment, by=amendment.created_by)


@pytest.mark.rule("GDL-1")
@pytest.mark.parametrize("deferred", [False, True])
def test_what_was_before_the_group_stays_readable_when_it_is_withdrawn(client, deferred: bool) -> None:
    amendment = before_group()
    address = amendment.get_absolute_url()
    if deferred:
        announce(amendment.decision, by=chair(), outcome=DecisionStatus.DEFERRED, note="Next time.")
        amendment.refresh_from_db()
    withdraw(amendment, by=amendment.created_by)
    amendment.refresh_from_db()
    assert amendment.get_absolute_url() == address == f"/en/guidelines/amendments/{amendment.slug}/"
    assert "Withdrawn by its proposer" in client.get(address).content.decode()
    assert address in client.get(reverse("meetings:amendments")).content.decode()
    assert visible_proposals(person_with_account(), Amendment).filter(pk=amendment.pk).exists()


def test_what_was_withdrawn_before_the_group_had_it_is_not_public(client) -> None:
    amendment = sent()
    withdraw(amendment, by=amendment.created_by)
    amendment.refresh_from_db()
    assert client.get(reverse("meetings:amendment", args=[amendment.slug])).status_code == 404
    assert not visible_proposals(person_with_account(), Amendment).filter(pk=amendment.pk).exists()


# --- Adoption -------------------------------------------------------------------------------------


@pytest.mark.rule("GDL-2")
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_adoption_makes_a_version_that_differs_in_exactly_one_clause(language: str) -> None:
    amendment = before_group()
    decided = announce(amendment.decision, by=chair(), outcome=DecisionStatus.ADOPTED)
    amendment.refresh_from_db()
    version = current_version(guidelines())
    assert amendment.status == ProposalStatus.ADOPTED
    assert amendment.result == version
    assert version.decision == decided
    assert version.label == f"{decided.decided_on:%Y-%m}"
    with translation.override(language):
        found = clause_differences(amendment.base.clauses.all(), version.clauses.all())
    assert [(one.number, one.state) for one in found] == [("4(a)(iv)", "changed")]
    assert version.clauses.count() == amendment.base.clauses.count()


@pytest.mark.rule("GDL-2")
def test_with_a_maintained_objection_there_is_no_new_version() -> None:
    objecting, presiding = member(), chair()
    amendment = before_group()
    objection = take_position(
        amendment.decision, by=objecting, kind=PositionKind.OBJECTION, text="Demonstration objection."
    )
    with pytest.raises(Refusal):
        announce(amendment.decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    assert guidelines().versions.count() == 1
    take_back_objection(objection, by=objecting)
    amendment.decision.refresh_from_db()
    announce(amendment.decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    assert guidelines().versions.count() == 2


@pytest.mark.rule("GDL-2")
def test_without_consensus_the_text_stays() -> None:
    amendment = before_group()
    announce(amendment.decision, by=chair(), outcome=DecisionStatus.NO_CONSENSUS, note="Views differed.")
    amendment.refresh_from_db()
    assert amendment.status == ProposalStatus.NOT_ADOPTED
    assert guidelines().versions.count() == 1


def test_a_deferred_amendment_stays_before_the_group() -> None:
    amendment = before_group()
    announce(amendment.decision, by=chair(), outcome=DecisionStatus.DEFERRED)
    amendment.refresh_from_db()
    assert amendment.status == ProposalStatus.BEFORE_GROUP


@pytest.mark.rule("GDL-2")
def test_all_languages_must_be_there_before_adoption() -> None:
    presiding = chair()
    amendment = before_group(translated=False)
    with pytest.raises(Refusal) as refused:
        announce(amendment.decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    assert fields(refused) == ["translations"]
    words = {
        "text_fr": "Texte de démonstration.",
        "text_es": "Texto de demostración.",
        "text_en": "Not this one.",
    }
    with pytest.raises(Forbidden):
        translate_amendment(amendment, words, by=presiding)
    amendment = translate_amendment(amendment, {"text_fr": words["text_fr"]}, by=amendment.created_by)
    for by in (amendment.created_by, officer()):  # what the group has before it stands
        with pytest.raises(Refusal) as refused:
            translate_amendment(amendment, {"text_fr": "Autre chose."}, by=by)
        assert fields(refused) == ["text_fr"]
    amendment = translate_amendment(amendment, words, by=officer())
    assert (amendment.text_en, amendment.text_fr) == (NEW_WORDS, "Texte de démonstration.")
    with pytest.raises(Forbidden):
        translate_amendment(amendment, words, by=officer())
    announce(amendment.decision, by=presiding, outcome=DecisionStatus.ADOPTED)


@pytest.mark.rule("GDL-2")
def test_an_amendment_of_a_text_that_moved_on_is_taken_over_first() -> None:
    presiding = chair()
    first, second = before_group(), before_group(number="4(a)(ii)")
    clash = before_group(text_en="Nobody may attend.")
    announce(first.decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    with pytest.raises(Refusal) as refused:
        announce(second.decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    assert fields(refused) == ["base"]
    with pytest.raises(Forbidden):
        take_over(clash, by=officer())
    take_over(second, by=officer())
    announce(second.decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    second.refresh_from_db()
    version = current_version(guidelines())
    assert version.label.endswith("-2")
    found = clause_differences(second.base.clauses.all(), version.clauses.all())
    assert [one.number for one in found] == ["4(a)(ii)"]
    assert version.clauses.get(number="4(a)(iv)").text == NEW_WORDS


@pytest.mark.rule("GDL-2")
@pytest.mark.parametrize(
    ("number", "new", "previous"),
    [
        ("3(c)", "3(c)(iv)", "3(c)"),
        ("3(c)(iii)", "3(c)(iv)", "3(c)(iii)"),
        ("2", "2(f)", "2"),
        ("6", "7", "6(d)(vii)"),
    ],
)
def test_an_added_clause_stands_after_the_one_it_follows(number: str, new: str, previous: str) -> None:
    amendment = before_group(number=number, kind=AmendmentKind.ADD, new_number=new)
    announce(amendment.decision, by=chair(), outcome=DecisionStatus.ADOPTED)
    numbers = list(current_version(guidelines()).clauses.values_list("number", flat=True))
    assert numbers[numbers.index(new) - 1] == previous
    assert len(numbers) == amendment.base.clauses.count() + 1


@pytest.mark.rule("GDL-2")
def test_a_removed_clause_is_gone_and_nothing_else() -> None:
    amendment = before_group(number="6(a)(vii)", kind=AmendmentKind.REMOVE)
    announce(amendment.decision, by=chair(), outcome=DecisionStatus.ADOPTED)
    found = clause_differences(amendment.base.clauses.all(), current_version(guidelines()).clauses.all())
    assert [(one.number, one.state) for one in found] == [("6(a)(vii)", "removed")]


@pytest.mark.rule("GDL-2")
def test_no_language_says_what_the_original_does_not() -> None:
    user = person_with_account()
    amendment = draft(user, heading_fr="Un titre de trop", text_fr="Texte", text_es="Texto")
    with pytest.raises(Refusal, match="The original has nothing here") as refused:
        send_amendment(amendment, by=user)
    assert [problem.field for problem in refused.value.problems] == ["heading_fr"]
    amendment = save_draft(amendment, {"heading_fr": ""}, by=user, seen=amendment.version)
    amendment = send_amendment(amendment, by=user)
    assert "heading_fr" not in TranslationForm(amendment=amendment).fields
    amendment = translate_amendment(amendment, {"heading_fr": "Un titre de trop", "text_fr": "Mots"}, by=user)
    assert (amendment.heading_fr or "", amendment.text_fr) == ("", "Mots")
    Amendment.objects.filter(pk=amendment.pk).update(heading_fr="Un titre de trop")  # as older rows have it
    amendment.refresh_from_db()
    (clause,) = [one for one in amended_clauses(amendment) if one.number == amendment.clause_number]
    assert (clause.heading_fr, clause.text_fr) == ("", "Mots")
    assert "Un titre de trop" not in wording(amendment, "fr")[1]
    assert not proposed_words(amendment, "fr").heading


@pytest.mark.rule("GDL-2")
def test_a_language_left_as_in_force_is_pointed_out(client) -> None:
    amendment, presiding = sent(), chair()
    present = clause_called(amendment.base, amendment.clause_number)
    words = {"text_fr": present.text_fr, "text_es": "Pueden asistir invitados."}
    amendment = translate_amendment(amendment, words, by=officer())
    warning = "these languages keep the words in force: French."
    member()
    examine(amendment, by=officer(), opinion="Demonstration opinion.", language="en")
    decision = long_open(put_before_group(amendment, by=presiding))
    inspected = reverse("amendments:inspect", args=[amendment.pk])
    client.force_login(presiding)
    announced = reverse("meetings_desk:decision_announce", args=[decision.uuid])
    for address in (amendment.desk_url, decision.desk_url, announced):
        assert warning in client.get(address).content.decode(), address
    amendment.refresh_from_db()
    assert warning not in client.get(amendment.get_absolute_url()).content.decode()
    client.force_login(officer())
    assert warning in client.get(inspected).content.decode()


# --- Reading --------------------------------------------------------------------------------------


def test_who_sees_an_amendment_before_it_is_public() -> None:
    amendment = draft()
    others = {"officer": officer(), "auditor": auditor(), "member": member(), "chair": chair()}
    stranger, colleague = person_with_account(), viewer(amendment.proposer)

    def reads(user: User) -> bool:
        return visible_proposals(user, Amendment).filter(pk=amendment.pk).exists()

    def readers() -> set[str]:
        return {name for name, user in others.items() if reads(user)}

    assert readers() == set()
    assert reads(colleague)
    send_amendment(amendment, by=amendment.created_by)
    amendment.refresh_from_db()
    assert readers() == set(others)
    assert not reads(stranger)
