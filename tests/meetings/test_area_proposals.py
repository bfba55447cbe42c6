"""How a new area is born: proposed, supported, examined, decided on by the Advisory Group, established (AREA-1)."""

from typing import Any

import pytest
from django.urls import reverse

from meetings.actions.area_proposals import (
    begin_area_proposal,
    make_area,
    save_area_proposal,
    send_area_proposal,
    support,
    take_back_support,
)
from meetings.actions.areas import establish
from meetings.actions.decisions import announce
from meetings.actions.positions import take_position
from meetings.actions.proposals import examine, put_before_group, withdraw
from meetings.enums import DecisionStatus, PositionKind, ProposalStatus
from meetings.models import AreaChange, AreaProposal, Term
from meetings.rules.area_proposals import visible_area_proposals
from partnership_areas.actions import set_area_links, text_columns
from partnership_areas.models import Area
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState
from portal.records.registries import staff_waiting
from tests.factories import UserFactory, focal_point, head, officer, partner
from tests.meetings.decisions import long_open
from tests.meetings.offices import chair, member
from tests.partners.desk import text_of

pytestmark = pytest.mark.django_db

TIES = ("goal:goal", "objective:supply", "priority:a")
WORDS = {
    "name": "Demonstration dental amalgam",
    "issue": "Amalgam holds mercury.",
    "objective": "Less mercury in demonstrations",
    "reason": "No area covers it.",
}


def draft(user: Any = None, *, area: Area | None = None, **words: str) -> AreaProposal:
    user = user or focal_point(partner())
    organisation = user.person.places.get().organisation
    proposal = begin_area_proposal(organisation=organisation, language="en", by=user, area=area)
    return save_area_proposal(proposal, WORDS | words, by=user, seen=proposal.version, elements=TIES)


def sent(user: Any = None, **values: Any) -> AreaProposal:
    proposal = draft(user, **values)
    return send_area_proposal(proposal, by=proposal.created_by)


def before_group(**values: Any) -> AreaProposal:
    proposal = examine(sent(**values), by=officer(), opinion="It fits.", language="en")
    if not Term.objects.running().seats().exists():
        member()  # nothing is put before nobody
    long_open(put_before_group(proposal, by=proposal.created_by))
    return AreaProposal.objects.get(pk=proposal.pk)


@pytest.mark.rule("AREA-1")
def test_a_new_area_is_born() -> None:
    presiding = chair()
    proposal = before_group()
    assert proposal.reference == f"AREA-{today().year}-0001"
    decision = proposal.decision
    assert (decision.kind, decision.proposer) == ("area", proposal.proposer)
    assert "Demonstration dental amalgam" in decision.title
    announce(decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.ADOPTED
    by = head()
    (item,) = [item for item in staff_waiting.collect(by) if item.kind == "area"]
    assert item.url == reverse("area-proposals:inspect", args=[proposal.pk])
    texts = {column: f"Demonstration {column}" for column in text_columns(Area)}
    texts |= {"name_en": WORDS["name"], "objective_en": WORDS["objective"]}
    area = make_area(proposal, by=by, code="amalgam", texts=texts)
    assert set(area.elements.all()) == set(proposal.elements.all())
    (item,) = [item for item in staff_waiting.collect(by) if item.kind == "area"]
    assert item.url == reverse("areas-admin:inspect", args=[area.pk])
    decision.refresh_from_db()
    other = set_area_links(Area.objects.get(code="vcm"), area.elements.all(), by=by)
    Area.objects.filter(pk=other.pk).update(objective_en="Less mercury in demonstrations.")
    with pytest.raises(Refusal, match="not about this area"):
        establish(other, by=by, on=today(), decision=decision)
    area = establish(area, by=by, on=today(), decision=decision)
    assert area.status == "established"
    assert AreaChange.objects.get(area=area).decision_id == decision.pk
    assert area.body.code == "amalgam"
    assert not [item for item in staff_waiting.collect(by) if item.kind == "area"]
    proposal.refresh_from_db()
    with pytest.raises(Forbidden, match="there already"):
        make_area(proposal, by=by, code="amalgam-2", texts=texts)


@pytest.mark.rule("AREA-1")
def test_with_an_objection_no_area_is_established() -> None:
    presiding, against = chair(), member()
    proposal = before_group()
    seat = against.person.terms.get()
    take_position(
        proposal.decision, by=against, kind=PositionKind.OBJECTION, text="Not now", language="en", seat=seat
    )
    with pytest.raises(Refusal):
        announce(proposal.decision, by=presiding, outcome=DecisionStatus.ADOPTED)
    announce(proposal.decision, by=presiding, outcome=DecisionStatus.NO_CONSENSUS, note="Views differed.")
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.NOT_ADOPTED
    with pytest.raises(Forbidden, match="not adopted"):
        make_area(proposal, by=head(), code="amalgam", texts={})


@pytest.mark.rule("AREA-2")
def test_sending_names_all_that_is_missing() -> None:
    user = focal_point(partner())
    proposal = begin_area_proposal(organisation=user.person.places.get().organisation, language="fr", by=user)
    with pytest.raises(Refusal) as refused:
        send_area_proposal(proposal, by=user)
    assert [problem.field for problem in refused.value.problems] == [
        "name",
        "issue",
        "objective",
        "goal",
        "objective",
        "priority",
        "reason",
    ]
    assert AreaProposal.objects.get().status == ProposalStatus.DRAFT


def test_a_known_topic_is_taken_up_with_its_words() -> None:
    area = Area.objects.get(code="oil-gas")
    user = focal_point(partner())
    proposal = begin_area_proposal(
        organisation=user.person.places.get().organisation, language="fr", by=user, area=area
    )
    assert proposal.name == area.name_fr
    assert set(proposal.elements.all()) == set(area.elements.all())
    with pytest.raises(Refusal):
        begin_area_proposal(
            organisation=proposal.proposer, language="xx", by=user, area=Area.objects.get(code="asgm")
        )
    Area.objects.filter(pk=area.pk).update(status="established", established_on=today())
    proposal = save_area_proposal(proposal, WORDS, by=user, seen=0, elements=TIES)
    with pytest.raises(Refusal) as refused:
        send_area_proposal(proposal, by=user)
    assert [problem.field for problem in refused.value.problems] == ["area"]


def test_draft_is_kept_by_its_partner_alone() -> None:
    proposal = draft()
    colleague = focal_point(proposal.proposer)
    save_area_proposal(proposal, {"name": "Another"}, by=colleague, seen=proposal.version)
    for user in (officer(), focal_point(partner()), UserFactory()):
        with pytest.raises(Forbidden):
            save_area_proposal(proposal, WORDS, by=user, seen=2)
    with pytest.raises(StaleRecord):
        save_area_proposal(proposal, WORDS, by=colleague, seen=0)
    with pytest.raises(Refusal) as refused:
        save_area_proposal(proposal, {"name": "n" * 151, "reason": "r" * 10_001}, by=colleague, seen=2)
    assert [problem.field for problem in refused.value.problems] == ["name", "reason"]
    done = sent()
    with pytest.raises(WrongState):
        save_area_proposal(done, WORDS, by=done.created_by, seen=done.version)


def test_only_who_speaks_for_a_partner_begins_one() -> None:
    organisation = partner()
    for user in (UserFactory(), officer(), focal_point(organisation, role="viewer")):
        with pytest.raises(Forbidden):
            begin_area_proposal(organisation=organisation, language="en", by=user)


# --- Support ----------------------------------------------------------------------------------------


def test_partners_support_once_and_take_it_back() -> None:
    proposal, other = sent(), partner()
    user = focal_point(other)
    assert support(proposal, organisation=other, by=user) == support(proposal, organisation=other, by=user)
    assert proposal.supporters.count() == 1
    take_back_support(proposal, organisation=other, by=user)
    take_back_support(proposal, organisation=other, by=user)
    assert not proposal.supporters.exists()
    with pytest.raises(Forbidden):  # the proposer itself
        support(proposal, organisation=proposal.proposer, by=proposal.created_by)
    with pytest.raises(Forbidden):  # somebody else's partner
        support(proposal, organisation=partner(), by=user)
    with pytest.raises(Forbidden):  # a viewer
        support(proposal, organisation=other, by=focal_point(other, role="viewer"))
    with pytest.raises(Forbidden):  # a draft
        support(draft(), organisation=other, by=user)


def test_who_sees_it_and_list_agree() -> None:
    everything = [draft(), sent(), before_group()]
    own = everything[0].created_by
    people = [
        own,
        focal_point(partner()),
        officer(),
        UserFactory(roles=("auditor",)),
        member(),
        UserFactory(),
    ]
    found = []
    for user in people:
        seen = set(visible_area_proposals(user).values_list("pk", flat=True))
        found.append([each.pk in seen for each in everything])
    assert found == [
        [True, True, True],
        [False, True, True],
        [False, True, True],
        [False, True, True],
        [False, True, True],
        [False, False, True],
    ]


# --- Screens ----------------------------------------------------------------------------------------


def test_partner_writes_sends_and_others_support(client) -> None:
    user = focal_point(partner())
    client.force_login(user)
    assert "Propose a new area" in text_of(client.get(reverse("meetings_desk:area_proposals")))
    new = reverse("meetings_desk:area_proposal_new")
    assert client.get(new).status_code == 200
    assert client.post(new, {}).status_code == 422
    begun = client.post(new, {"area": "new", "language": "en"})
    proposal = AreaProposal.objects.get()
    assert begun.url == reverse("meetings_desk:area_proposal_edit", args=[proposal.uuid])
    page = client.get(begun.url)
    typed = WORDS | {"tie_goal": ["goal:goal"], "version": page.context["version"]}
    kept = client.post(begun.url, typed, headers={"X-Autosave": "1"})
    assert kept.json() | {"saved_at": ""} == {"version": 1, "saved_at": "", "not_saved": []}
    proposal.refresh_from_db()
    assert {name: getattr(proposal, name) for name in WORDS} == WORDS
    verb = reverse("meetings_desk:area_proposal_verb", args=[proposal.uuid, "send"])
    missing = client.post(verb)
    assert missing.status_code == 422
    assert "Choose at least one of the seven priorities" in text_of(missing)
    typed |= {"tie_objective": ["objective:supply"], "tie_priority": ["priority:a"], "version": "1"}
    too_long = client.post(begun.url, typed | {"name": "n" * 151})
    assert too_long.status_code == 422
    assert client.post(begun.url, typed | {"version": "2"}).url == proposal.desk_url
    assert {element.key for element in proposal.elements.all()} == set(TIES)
    assert client.post(verb).url == proposal.desk_url
    assert client.get(begun.url).url == proposal.desk_url  # sent: its text stands
    assert client.post(begun.url, typed, headers={"X-Autosave": "1"}).status_code == 403


def test_desk_page_shows_buttons_and_support(client) -> None:
    proposal = sent()
    url = reverse("meetings_desk:area_proposal", args=[proposal.uuid])
    client.force_login(proposal.created_by)
    assert [button["label"] for button in client.get(url).context["buttons"]] == ["Withdraw the proposal"]
    other = partner(legal_name="Demonstration Supporter")
    client.force_login(focal_point(other))
    page = client.get(url)
    assert page.context["buttons"] == []
    assert "Support it for Demonstration Supporter" in text_of(page)
    give = reverse("meetings_desk:area_proposal_support", args=[proposal.uuid])
    assert client.post(give, {"organisation": other.pk}).url == url
    assert "Take back the support of Demonstration Supporter" in text_of(client.get(url))
    assert client.post(give, {"organisation": proposal.proposer_id}).status_code == 403
    assert client.post(give, {"organisation": "x" * 50}).status_code == 403
    client.post(give, {"take_back": other.pk})
    assert not proposal.supporters.exists()
    withdraw = reverse("meetings_desk:area_proposal_verb", args=[proposal.uuid, "withdraw"])
    assert client.post(withdraw).status_code == 403
    client.force_login(proposal.created_by)
    assert "Withdraw this proposal?" in text_of(client.get(withdraw))
    assert client.post(withdraw).url == url
    assert client.post(withdraw).url == url  # done already: said on the page
    nonsense = reverse("meetings_desk:area_proposal_verb", args=[proposal.uuid, "burn"])
    assert client.get(nonsense).status_code == 404


def test_draft_is_deleted(client) -> None:
    proposal = draft()
    client.force_login(proposal.created_by)
    url = reverse("meetings_desk:area_proposal_verb", args=[proposal.uuid, "discard"])
    assert "Delete this draft?" in text_of(client.get(url))
    assert client.post(url).url == reverse("meetings_desk:area_proposals")
    assert not AreaProposal.objects.exists()


def test_stale_draft_shows_both_texts(client) -> None:
    proposal = draft()
    client.force_login(proposal.created_by)
    url = reverse("meetings_desk:area_proposal_edit", args=[proposal.uuid])
    page = client.get(url)
    save_area_proposal(proposal, {"name": "Theirs"}, by=proposal.created_by, seen=proposal.version)
    data = WORDS | {"name": "Mine", "version": page.context["version"], "tie_goal": ["goal:goal"]}
    answer = client.post(url, data)
    assert answer.status_code == 409
    assert ("Mine", "Theirs") in [(item["yours"], item["stored"]) for item in answer.context["items"]]
    silent = client.post(url, data, headers={"X-Autosave": "1"})
    assert silent.status_code == 409
    assert client.get(silent.json()["conflict_url"]).status_code == 409


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_public_pages_from_the_group_on(client, language: str) -> None:
    hidden, shown = sent(), before_group(name="Demonstration shown")
    listed = text_of(client.get(f"/{language}/area-proposals/"))
    assert "Demonstration shown" in listed
    assert "Demonstration shown" in text_of(client.get(f"/{language}/partnership-areas/"))
    assert hidden.name not in listed
    page = client.get(f"/{language}/area-proposals/{shown.slug}/")
    assert page.status_code == 200
    for words in ("Amalgam holds mercury.", "It fits.", "No area covers it."):
        assert words in text_of(page)
    assert client.get(f"/{language}/area-proposals/{hidden.slug}/").status_code == 404
    assert client.get(f"/{language}/area-proposals/{shown.slug.upper()}/").status_code == 404


def test_lists_same_number_of_queries(client, assert_query_parity) -> None:
    chair()
    first = before_group()

    def grow() -> None:
        for number in range(2):
            each = before_group(name=f"Demonstration {number}")
            other = partner()
            support(first, organisation=other, by=focal_point(other))
            support(each, organisation=other, by=focal_point(other))

    pages = ["/en/area-proposals/", f"/en/area-proposals/{first.slug}/", "/en/partnership-areas/"]
    for path in pages:
        assert_query_parity(lambda path=path: client.get(path), grow)
    client.force_login(officer())
    for url in (reverse("meetings_desk:area_proposals"), first.desk_url):
        assert_query_parity(lambda url=url: client.get(url), grow)
    assert_query_parity(lambda: client.get(reverse("area-proposals:index")), grow, at_most=40)


def test_secretariat_examines_and_head_adds_the_area(client) -> None:
    presiding = chair()
    hidden, proposal = draft(), sent()
    client.force_login(officer())
    listed = text_of(client.get(reverse("area-proposals:index")))
    assert proposal.reference in listed
    for name in ("inspect", "examine", "put_before_group", "make_area"):
        assert client.get(reverse(f"area-proposals:{name}", args=[hidden.pk])).status_code == 404
    inspect = client.get(reverse("area-proposals:inspect", args=[proposal.pk]))
    assert "Amalgam holds mercury." in text_of(inspect)
    examine_url = reverse("area-proposals:examine", args=[proposal.pk])
    assert client.post(examine_url, {"opinion": "Fits.", "language": "en"}).status_code == 302
    put = reverse("area-proposals:put_before_group", args=[proposal.pk])
    assert client.post(put, {"meeting_reference": ""}).status_code == 302
    proposal.refresh_from_db()
    announce(long_open(proposal.decision), by=presiding, outcome=DecisionStatus.ADOPTED)
    make = reverse("area-proposals:make_area", args=[proposal.pk])
    assert client.get(make).status_code == 403
    client.force_login(head())
    form = client.get(make).context["form"]
    assert form["name_en"].value() == WORDS["name"]
    assert form["objective_en"].value() == WORDS["objective"]
    texts = {column: f"Demonstration {column}" for column in text_columns(Area)}
    assert client.post(make, {"code": "asgm"} | texts).status_code == 422
    assert client.post(make, {"code": "amalgam"} | texts).status_code == 302
    assert AreaProposal.objects.get(pk=proposal.pk).area == Area.objects.get(code="amalgam")
    page = client.get(reverse("areas-admin:establish", args=[Area.objects.get(code="amalgam").pk]))
    assert page.context["form"]["decision"].value() == proposal.decision_id


# --- The page of the area ---------------------------------------------------------------------------


def ways(client, code: str) -> list[str]:
    found = client.get(f"/en/partnership-areas/{code}/").context["ways_in"]
    return [way.get("label") or way["text"] for way in found]


def test_page_of_the_area_leads_to_its_proposal(client) -> None:
    hidden = sent(area=Area.objects.get(code="oil-gas"), name="Not public yet")
    page = client.get("/en/partnership-areas/oil-gas/")
    assert hidden.name not in text_of(page)
    shown = before_group(area=Area.objects.get(code="oil-gas"), name="Demonstration wells")
    page = text_of(client.get("/en/partnership-areas/oil-gas/"))
    assert "Demonstration wells" in page
    assert f'href="{shown.get_absolute_url()}"' in page
    assert shown.desk_url not in page
    assert "Propose this area" not in page


def test_potential_area_is_proposed_from_its_page(client) -> None:
    assert ways(client, "vcm") == ["Propose this area, as a partner"]
    user = focal_point(partner())
    client.force_login(user)
    (way,) = client.get("/en/partnership-areas/vcm/").context["ways_in"]
    assert client.get(way["url"]).context["form"]["area"].value() == "vcm"
    assert client.get(f"{reverse('meetings_desk:area_proposal_new')}?area=asgm").status_code == 200
    proposal = sent(area=Area.objects.get(code="vcm"))
    assert ways(client, "vcm") == [f"Support the proposal: {proposal.reference}"]
    client.force_login(UserFactory())
    assert ways(client, "vcm") == []


def test_area_is_joined_from_its_page(client) -> None:
    assert ways(client, "cement") == ["Begin a letter of intent"]
    own = partner(legal_name="Demonstration Joiner")
    client.force_login(focal_point(own, role="viewer"))
    assert ways(client, "cement") == ["A focal point of Demonstration Joiner can join this area."]
    client.force_login(focal_point(own))
    (way,) = client.get("/en/partnership-areas/cement/").context["ways_in"]
    assert way["label"] == "Join for Demonstration Joiner"
    assert client.post(way["url"], {"join": "cement"}).status_code == 302
    assert ways(client, "cement") == ["Demonstration Joiner takes part in this area."]
    client.force_login(officer())
    assert ways(client, "cement") == []


@pytest.mark.rule("AREA-1")
def test_a_proposal_that_was_before_the_group_stays_readable_when_it_is_withdrawn(client) -> None:
    early = sent()
    withdraw(early, by=early.created_by)
    early.refresh_from_db()
    assert not early.is_public
    assert early.get_absolute_url() == early.desk_url
    topic = Area.objects.get(code="vcm")
    proposal = before_group(area=topic)
    withdraw(proposal, by=proposal.created_by)
    proposal.refresh_from_db()
    address = proposal.get_absolute_url()
    assert address == reverse("meetings:area_proposal", args=[proposal.slug])
    assert "Withdrawn by its proposer" in text_of(client.get(address))
    assert address in client.get(reverse("meetings:area_proposals")).content.decode()
    assert address in client.get(topic.get_absolute_url()).content.decode()
    assert early.reference not in client.get(reverse("meetings:area_proposals")).content.decode()
