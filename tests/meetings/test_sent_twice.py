"""What is sent twice, by a double click or after the connection was lost, is there once (MTG-2, GDL-1, AREA-1)."""

import pytest
from django.urls import reverse

from meetings.actions.amendments import begin_amendment, save_draft
from meetings.actions.area_proposals import begin_area_proposal, save_area_proposal
from meetings.actions.positions import take_back_objection, take_position
from meetings.enums import PositionKind
from meetings.models import Amendment, AreaProposal, Position
from partners.models import Organisation
from portal.accounts.models import User
from portal.records.models import AuditLine
from tests.factories import focal_point, officer
from tests.meetings.amendments import guidelines
from tests.meetings.decisions import opened, speaker
from tests.meetings.offices import body_of, chair, member, person_with_account

pytestmark = pytest.mark.django_db
P = PositionKind


def said(decision) -> list[tuple[str, str]]:
    return list(Position.objects.filter(decision=decision).order_by("pk").values_list("kind", "text"))


def test_the_same_statement_stands_once(client):
    presiding, user = chair(), member()
    decision = opened(by=presiding)
    client.force_login(user)
    address = reverse("meetings_desk:decision_position", args=[decision.uuid])
    for _time in range(2):
        answer = client.post(address, {"kind": P.STATEMENT, "text": "Our view.", "language": "en"})
        assert answer.status_code == 302
    assert said(decision) == [(P.STATEMENT, "Our view.")]
    assert AuditLine.objects.filter(verb="decision.statement").count() == 1
    take_position(decision, by=user, kind=P.RESERVATION, text="Our view.")
    take_position(decision, by=user, kind=P.STATEMENT, text="Another view.")
    take_position(decision, by=presiding, kind=P.STATEMENT, text="Our view.")
    for _time in range(2):
        take_position(decision, by=officer(), kind=P.STATEMENT, text="Our view.")  # two people, no voice
    assert len(said(decision)) == 6


def test_what_a_colleague_said_with_the_same_voice_and_what_is_recorded_for_it():
    user, organisation = speaker("asgm")
    decision = opened(body_of("asgm"), by=user)
    first = take_position(decision, by=user, kind=P.STATEMENT, text="Our view.")
    assert (
        take_position(decision, by=focal_point(organisation), kind=P.STATEMENT, text=" Our view. ") == first
    )
    for _time in range(2):
        recorded = take_position(
            decision, by=officer(), kind=P.STATEMENT, text="Our view.", organisation=organisation
        )
    assert Position.objects.filter(decision=decision).count() == 2
    assert recorded.on_behalf


def test_an_objection_that_was_taken_back_is_raised_again_with_the_same_words():
    user = member()
    decision = opened(by=user)
    objection = take_position(decision, by=user, kind=P.OBJECTION, text="No.")
    take_back_objection(objection, by=user)
    assert take_position(decision, by=user, kind=P.OBJECTION, text="No.").is_maintained


def amendment_of(user: User, organisation: Organisation, clause: str = "4(a)(iv)") -> Amendment:
    values = {"document": guidelines(), "kind": "change", "language": "en"}
    return begin_amendment(clause_number=clause, organisation=organisation, by=user, **values)


def test_an_amendment_begun_twice_is_one_draft(client):
    user = person_with_account()
    organisation = user.person.places.get().organisation
    client.force_login(user)
    typed = {"clause": "guidelines:4(a)(iv)", "kind": "change", "language": "en"}
    addresses = {client.post(reverse("meetings_desk:amendment_new"), typed).url for _time in range(2)}
    assert len(addresses) == Amendment.objects.count() == 1
    first = Amendment.objects.get()
    assert amendment_of(focal_point(organisation), organisation) != first
    assert amendment_of(user, organisation, "4(a)(iii)") != first
    save_draft(first, {"reason": "We are at work on it."}, by=user, seen=first.version)
    assert amendment_of(user, organisation) != first


def test_a_new_area_begun_twice_is_one_draft(client):
    user = person_with_account()
    organisation = user.person.places.get().organisation
    client.force_login(user)
    address = reverse("meetings_desk:area_proposal_new")
    first = begin_area_proposal(organisation=organisation, language="en", by=user)
    assert client.post(address, {"area": "new", "language": "en"}).url.endswith(f"{first.uuid}/edit/")
    assert begin_area_proposal(organisation=organisation, language="fr", by=user) != first
    save_area_proposal(first, {"name": "Demonstration wells"}, by=user, seen=first.version)
    assert begin_area_proposal(organisation=organisation, language="en", by=user) != first
    assert AreaProposal.objects.count() == 3
