"""Decisions in the admin."""

import datetime

import pytest

from meetings.actions.decisions import announce
from meetings.actions.positions import take_position
from meetings.enums import DecisionStatus, PositionKind
from meetings.models import Decision
from portal.records.clock import today
from tests.factories import UserFactory, head, officer
from tests.meetings.decisions import draft, opened, speaker
from tests.meetings.offices import body_of, chair, member

pytestmark = pytest.mark.django_db
S, P = DecisionStatus, PositionKind
PAST = {
    "kind": "general",
    "title": "Demonstration decision of 2010",
    "text": "The group took note.",
    "language": "en",
    "decided_on": "2010-09-24",
    "outcome": "adopted",
    "meeting_reference": "PAG-2",
    "source": "Demonstration record",
}


def test_the_list_shows_what_is_under_way_and_no_draft_of_a_partner(client):
    draft(by=member(), title="Draft of a member")
    running = opened(by=member(), title="Before the group")
    presiding = chair()
    done = announce(opened(by=presiding, title="Long done"), by=presiding, outcome=S.ADOPTED)
    client.force_login(officer())
    page = client.get("/admin/decisions/").content.decode()
    assert running.title in page
    assert done.title not in page
    assert "Draft of a member" not in page
    assert done.title in client.get("/admin/decisions/?status=all").content.decode()
    assert done.title in client.get("/admin/decisions/?q=Long").content.decode()
    assert client.get("/admin/decisions/?status=all&export=csv").status_code == 200


def test_a_decision_shows_what_stands_in_its_way(client):
    other = member()
    decision = opened(by=chair())
    take_position(decision, by=other, kind=P.OBJECTION, text="Not like this.")
    for reader in (officer(), head(), UserFactory(roles=("auditor",))):
        client.force_login(reader)
        page = client.get(f"/admin/decisions/inspect/{decision.pk}/").content.decode()
        assert "Not like this." in page
        assert "maintains an objection" in page
    client.force_login(UserFactory(roles=("editor",)))
    assert client.get(f"/admin/decisions/inspect/{decision.pk}/").status_code == 404
    hidden = draft(by=member())
    client.force_login(officer())
    assert client.get(f"/admin/decisions/inspect/{hidden.pk}/").status_code == 404
    assert client.get(f"/admin/decisions/announce/{hidden.pk}/").status_code == 404


def test_the_secretariat_announces_on_behalf_and_the_record_says_so(client):
    decision = opened(by=chair(), meeting_reference="PAG-90")
    objection = take_position(decision, by=member(), kind=P.OBJECTION)
    client.force_login(officer())
    url = f"/admin/decisions/announce/{decision.pk}/"
    assert client.get(url).status_code == 200
    values = {"outcome": "adopted", "decided_on": today().isoformat(), "note": "The chair presided."}
    refused = client.post(url, values)
    assert refused.status_code == 422
    assert objection.seat.organisation.public_name in refused.content.decode()
    assert client.post(url, values | {"outcome": "no_consensus"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.status, decision.on_behalf) == (S.NO_CONSENSUS, True)
    assert client.post(url, values).status_code == 409


def test_the_secretariat_does_not_withdraw_what_others_proposed(client):
    user, _organisation = speaker("asgm")
    decision = opened(body_of("asgm"), by=user)
    client.force_login(head())
    assert client.post(f"/admin/decisions/withdraw/{decision.pk}/").status_code == 403
    assert "/withdraw/" not in client.get(f"/admin/decisions/inspect/{decision.pk}/").content.decode()


def test_a_decision_of_the_past_is_entered(client):
    client.force_login(officer())
    assert client.get("/admin/decisions/past/").status_code == 200
    wrong = client.post("/admin/decisions/past/", PAST | {"body": "pag", "source": "", "title": ""})
    assert wrong.status_code == 422
    future = PAST | {"body": "pag", "decided_on": (today() + datetime.timedelta(days=9)).isoformat()}
    assert client.post("/admin/decisions/past/", future).status_code == 422
    assert client.post("/admin/decisions/past/", PAST | {"body": "pag"}).status_code == 302
    decision = Decision.objects.get()
    assert decision.reference == "PAG-2/D1"
    assert "Demonstration record" in client.get("/en/decisions/pag-2-d1/").content.decode()
    client.force_login(UserFactory(roles=("auditor",)))
    assert client.get("/admin/decisions/past/").status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(client, assert_query_parity):
    client.force_login(officer())

    def more() -> None:
        for _ in range(2):
            opened(by=member())
            opened(body_of("asgm"), by=speaker("asgm")[0])

    more()
    assert_query_parity(lambda: client.get("/admin/decisions/"), more, at_most=40)
