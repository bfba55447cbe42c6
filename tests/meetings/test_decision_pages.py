"""Decisions on the desk and in the public register."""

import datetime

import pytest
from django.urls import reverse

from meetings.actions.decisions import announce, open_decision, translate_decision, withdraw_decision
from meetings.actions.positions import take_position
from meetings.enums import DecisionKind, DecisionStatus, PositionKind
from meetings.models import Decision, Position
from meetings.texts.frozen_decisions import KIND
from portal.records.clock import now, pretending, today
from portal.records.frozen import latest
from tests.factories import PersonFactory, UserFactory, focal_point, officer, partner
from tests.meetings.decisions import draft, long_open, opened, speaker
from tests.meetings.offices import body_of, chair, lead, member

pytestmark = pytest.mark.django_db
S, P = DecisionStatus, PositionKind


def desk(decision: Decision, verb: str = "", *args) -> str:
    return reverse(f"meetings_desk:decision{verb}", args=[decision.uuid, *args])


def adopted(**values) -> Decision:
    presiding = chair()
    return announce(opened(by=presiding, **values), by=presiding, outcome=S.ADOPTED)


# --- The desk ---------------------------------------------------------------------------------------


def test_a_member_proposes_opens_and_the_chair_announces(client):
    presiding, writer = chair(), member()
    client.force_login(writer)
    page = client.get(reverse("meetings_desk:decisions"))
    assert "Propose a decision" in page.content.decode()
    url = reverse("meetings_desk:decision_propose", args=["pag", "general"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"title": "", "text": "", "language": "en"}).status_code == 422
    answer = client.post(url, {"title": "Demonstration", "text": "The group decides.", "language": "en"})
    decision = Decision.objects.get()
    assert answer.url == decision.desk_url
    edited = {"title": "Better", "text": "The group decides.", "language": "en", "version": decision.version}
    assert client.post(desk(decision, "_edit"), edited).status_code == 302
    stale = client.post(desk(decision, "_edit"), edited | {"title": "Older"})
    assert stale.status_code == 422
    assert "Somebody else saved" in stale.content.decode()
    assert client.get(desk(decision, "_open")).status_code == 200
    decision.refresh_from_db()
    assert decision.status == S.DRAFT
    client.post(desk(decision, "_open"))
    client.post(desk(decision, "_position"), {**_voice(writer), "kind": "objection", "language": "en"})
    assert Position.objects.maintained().count() == 1
    client.force_login(presiding)
    page = client.get(desk(decision, "_announce")).content.decode()
    assert "maintains an objection" in page
    values = {"outcome": "adopted", "decided_on": today().isoformat()}
    assert client.post(desk(decision, "_announce"), values).status_code == 422
    client.force_login(writer)
    objection = Position.objects.get()
    client.post(desk(decision, "_take_back", objection.pk))
    client.force_login(presiding)
    refused = client.post(desk(decision, "_announce"), values)
    assert refused.status_code == 422 and "lies open for 5 days" in refused.content.decode()
    decision.refresh_from_db()
    long_open(decision)
    assert client.post(desk(decision, "_announce"), values).status_code == 302
    decision.refresh_from_db()
    assert (decision.status, decision.reference) == (S.ADOPTED, "PAG-W1/D1")
    assert "PAG-W1/D1" in client.get(desk(decision)).content.decode()


def _voice(user) -> dict[str, str]:
    seat = user.person.terms.get(role="member")
    return {"voice": f"person-{seat.person_id}"}


def test_an_area_designates_its_leads_on_the_desk(client):
    user, organisation = speaker("asgm")
    url = reverse("meetings_desk:decision_propose", args=["asgm", "leads"])
    client.force_login(user)
    page = client.get(url).content.decode()
    assert str(user.person) in page
    values = {
        "title": "Designation",
        "text": "The partners designate.",
        "language": "en",
        "nominations-TOTAL_FORMS": "3",
        "nominations-INITIAL_FORMS": "0",
        "nominations-0-who": f"{user.person.pk}-{organisation.pk}",
        "nominations-0-role": "lead",
        "nominations-0-since": "2026-12-01",
    }
    assert client.post(url, values).status_code == 302
    decision = Decision.objects.get()
    nomination = decision.nominations.get()
    assert (nomination.role, str(nomination.until)) == ("lead", "2028-11-30")
    assert decision.proposer == organisation
    page = client.get(desk(decision, "_edit")).content.decode()
    assert "2028-11-30" in page
    assert str(user.person) in client.get(desk(decision)).content.decode()


def test_people_who_did_not_agree_to_be_seen_are_not_offered_to_other_partners(client):
    user, _organisation = speaker("asgm")
    hidden = focal_point(partner(areas=("asgm",)))
    url = reverse("meetings_desk:decision_propose", args=["asgm", "leads"])
    client.force_login(user)
    assert str(hidden.person) not in client.get(url).content.decode()
    client.force_login(officer())
    assert str(hidden.person) in client.get(url).content.decode()


def test_what_one_may_not_see_is_not_there_and_a_refused_verb_says_why(client):
    decision = opened(by=member())
    outsider = lead("asgm")
    client.force_login(outsider)
    assert client.get(desk(decision)).status_code == 404
    assert client.get(reverse("meetings_desk:decision_propose", args=["pag", "general"])).status_code == 403
    assert client.get(reverse("meetings_desk:decision_propose", args=["pag", "leads"])).status_code == 404
    client.force_login(member())
    assert client.get(desk(decision)).status_code == 200
    refused = client.get(desk(decision, "_announce"))
    assert refused.status_code == 403
    assert "Only the chair" in refused.content.decode()
    assert client.post(desk(decision, "_withdraw")).status_code == 403
    client.logout()
    assert client.get(desk(decision)).status_code == 302


def test_who_is_not_concerned_reads_a_decision_as_the_public_does(client):
    user, organisation = speaker("asgm")
    nominee = PersonFactory(family_name="Quillfeather")
    row = {"role": "lead", "person": nominee, "organisation": organisation}
    decision = opened(
        body_of("asgm"), by=user, kind=DecisionKind.LEADS, nominations=[row], meeting_reference="ASGM-9"
    )
    partner_here, applicant = speaker("asgm")[0], UserFactory()
    client.force_login(partner_here)
    page = client.get(desk(decision)).content.decode()
    assert "Quillfeather" in page
    assert str(user.person) not in page  # of the proposer they read the partner
    announce(decision, by=officer(), outcome=S.ADOPTED, note="No lead presided.")
    decision.refresh_from_db()
    client.force_login(applicant)
    answer = client.get(desk(decision))
    assert answer.url == decision.get_absolute_url()
    assert "Quillfeather" not in client.get(answer.url).content.decode()
    assert "Quillfeather" not in client.get("/desk/decisions/").content.decode()
    client.force_login(partner_here)
    assert "Quillfeather" in client.get(desk(decision)).content.decode()


def test_the_name_of_an_individual_follows_their_consent(client):
    individual = partner(kind="individual", legal_name="Zora Quillfeather", name_is_public=True)
    decision = opened(body_of("asgm"), by=focal_point(individual), meeting_reference="ASGM-9")
    announce(decision, by=officer(), outcome=S.ADOPTED, note="No lead presided.")
    decision.refresh_from_db()
    url = decision.get_absolute_url()
    assert "Zora Quillfeather" in client.get(url).content.decode()
    assert "Quillfeather" not in latest(decision, KIND).body
    individual.name_is_public = False
    individual.save()
    assert "Quillfeather" not in client.get(url).content.decode()


def test_the_secretariat_makes_statements_in_the_group_and_records_on_behalf_in_areas(client):
    user, organisation = speaker("asgm")
    in_group, in_area = opened(by=chair()), opened(body_of("asgm"), by=user)
    client.force_login(officer())
    page = client.get(desk(in_group)).content.decode()
    assert 'value="statement"' in page
    assert 'value="objection"' not in page
    said = {"voice": "speaker", "kind": "statement", "text": "UNEP notes this.", "language": "en"}
    assert client.post(desk(in_group, "_position"), said).status_code == 302
    values = {"voice": f"partner-{organisation.pk}", "kind": "objection", "language": "en"}
    assert client.post(desk(in_area, "_position"), values).status_code == 302
    assert Position.objects.get(decision=in_area).on_behalf
    announcing = client.get(desk(in_area, "_announce")).content.decode()
    assert "on behalf of those who preside" in announcing


def test_get_and_head_change_nothing(client):
    writer = member()
    decision = draft(by=writer)
    client.force_login(writer)
    for verb in ("_open", "_withdraw", "_edit", "_discard"):
        assert client.get(desk(decision, verb)).status_code == 200
        assert client.head(desk(decision, verb)).status_code == 200
    decision.refresh_from_db()
    assert decision.status == S.DRAFT
    client.post(desk(decision, "_discard"))
    assert not Decision.objects.exists()


def test_a_translation_is_written_beside_the_original(client):
    decision = adopted()
    client.force_login(officer())
    assert client.get(desk(decision, "_translate", "en")).status_code == 404
    page = client.get(desk(decision, "_translate", "fr"))
    assert "The group decides to demonstrate." in page.content.decode()
    client.post(desk(decision, "_translate", "fr"), {"title": "Décision", "text": "Le groupe décide."})
    french = client.get(f"/fr/decisions/{decision.slug}/").content.decode()
    assert "Décision" in french
    assert "Le groupe décide." in french


def test_what_waits_ends_when_somebody_put_something_on_record(client):
    writer, other = chair(), member()
    decision = opened(by=writer)
    client.force_login(other)
    assert "Before you: PAG-W1/D1" in client.get("/desk/").content.decode()
    take_position(decision, by=other, kind=P.STATEMENT, text="We welcome this.")
    home = client.get("/desk/").content.decode()
    assert "Before you:" not in home
    assert "PAG-W1/D1" in home


def test_who_agrees_opens_the_page_and_is_asked_no_more_until_it_is_put_forward_again(client):
    writer, other, third = chair(), member(), member()
    decision = opened(by=writer)
    client.force_login(other)
    client.head(decision.desk_url)
    assert "Before you: PAG-W1/D1" in client.get("/desk/").content.decode()
    client.get(decision.desk_url)
    home = client.get("/desk/").content.decode()
    assert "Before you:" not in home
    assert "PAG-W1/D1" in home
    client.force_login(third)
    assert "Before you: PAG-W1/D1" in client.get("/desk/").content.decode()
    announce(decision, by=writer, outcome=S.DEFERRED)
    decision.refresh_from_db()
    with pretending(now() + datetime.timedelta(days=1)):
        open_decision(decision, by=writer)
        client.force_login(other)
        assert "Before you: PAG-W1/D1" in client.get("/desk/").content.decode()


@pytest.mark.parametrize("path", ["/desk/decisions/", "/desk/"])
def test_the_desk_asks_as_often_for_three_as_for_one(client, assert_query_parity, path):
    user = chair()

    def more() -> None:
        for _ in range(2):
            announce(opened(by=user), by=user, outcome=S.ADOPTED)
            opened(by=user)
            draft(by=user)

    more()
    client.force_login(user)
    assert_query_parity(lambda: client.get(path), more, at_most=40)


# --- The register -----------------------------------------------------------------------------------


@pytest.mark.rule("MTG-3")
def test_the_register_shows_outcomes_and_nothing_before(client):
    presiding, other = chair(), member()
    decision = opened(by=presiding, title="Demonstration of a register")
    take_position(decision, by=other, kind=P.OBJECTION, text="We object to this.")
    take_position(decision, by=other, kind=P.STATEMENT, text="And we say so.")
    assert client.get(f"/en/decisions/{decision.slug}/").status_code == 404
    announce(decision, by=presiding, outcome=S.NO_CONSENSUS, follow_up="Consult again.")
    page = client.get(f"/en/decisions/{decision.slug}/").content.decode()
    for text in ("We object to this.", "And we say so.", "Consult again.", "No consensus", "Maintained"):
        assert text in page
    assert str(other.person) not in page
    assert decision.slug in client.get("/en/decisions/").content.decode()
    later = draft(by=presiding, title="Still a draft")
    withdraw_decision(opened(by=presiding, title="Soon withdrawn"), by=presiding)
    listed = client.get("/en/decisions/").content.decode()
    assert later.title not in listed
    assert "Soon withdrawn" not in listed


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_register_and_page_answer_in_every_language(client, language):
    decision = adopted()
    assert client.get(f"/{language}/decisions/").status_code == 200
    assert client.get(f"/{language}/decisions/{decision.slug}/").status_code == 200
    feed = client.get(f"/{language}/decisions/feed.atom")
    assert decision.reference in feed.content.decode()


def test_the_register_is_narrowed_by_body_kind_year_outcome_and_words(client):
    decision = adopted(title="Mercury in demonstration lamps")
    user, _organisation = speaker("asgm")
    other = opened(body_of("asgm"), by=user, title="Other", meeting_reference="ASGM-9")
    in_area = announce(other, by=officer(), outcome=S.DEFERRED, note="No lead presided.")
    translate_decision(decision, "fr", {"title": "Le mercure dans les lampes"}, by=officer())
    year = today().year
    for query, found in (
        ("body=asgm", {in_area}),
        ("body=pag&kind=general", {decision}),
        (f"year={year}", {decision, in_area}),
        ("outcome=deferred", {in_area}),
        ("q=demonstration+lamps", {decision}),
        ("q=lampes", {decision}),
        ("q=PAG-W1", {decision}),
        ("kind=leads", set()),
        ("body=nowhere&year=abc", {decision, in_area}),
    ):
        page = client.get(f"/en/decisions/?{query}")
        assert {line.decision for line in page.context["lines"]} == found, query


def test_the_register_can_be_taken_along(client):
    decision = adopted(title="=HYPERLINK(1)")
    csv = b"".join(client.get("/en/decisions/?format=csv").streaming_content).decode()
    assert decision.reference in csv
    assert "'=HYPERLINK" in csv
    assert client.get("/en/decisions/?format=xlsx").status_code == 200


@pytest.mark.parametrize("path", ["/en/decisions/", "/en/decisions/feed.atom", "/en/decisions/?format=xlsx"])
def test_the_register_asks_as_often_for_three_as_for_one(client, assert_query_parity, path):
    user = chair()

    def more() -> None:
        for _ in range(2):
            announce(opened(by=user), by=user, outcome=S.ADOPTED)

    more()
    assert_query_parity(lambda: client.get(path), more)


def test_a_decision_asks_as_often_with_three_positions_as_with_one(client, assert_query_parity):
    presiding = chair()
    first = announce(opened(by=presiding), by=presiding, outcome=S.DEFERRED)

    def more() -> None:
        for _ in range(2):
            open_decision(first, by=presiding)
            take_position(first, by=member(), kind=P.STATEMENT, text="We say this.")
            announce(first, by=presiding, outcome=S.DEFERRED)

    more()
    assert_query_parity(lambda: client.get(f"/en/decisions/{first.slug}/"), more)


def test_addresses_that_are_none_are_not_found(client):
    adopted()
    for slug in ("pag-w1-d2", "pag", "pag-w1-d1x", "d1"):
        assert client.get(f"/en/decisions/{slug}/").status_code == 404
