"""What follows from the adoption of a new area: its words are taken over, partners are told and join (AREA-1)."""

import html
from typing import Any

import pytest
from django.urls import reverse

from meetings.actions.area_proposals import (
    begin_area_proposal,
    make_area,
    save_area_proposal,
    send_area_proposal,
    support,
)
from meetings.actions.areas import establish
from meetings.actions.proposals import examine, follow_outcome, put_before_group
from meetings.enums import DecisionStatus
from meetings.models import AreaProposal, Decision
from partners.models import AreaParticipation
from partnership_areas.actions import text_columns
from partnership_areas.models import Area, AreaLink
from portal.mail.models import OutboundEmail
from portal.records.clock import today
from portal.records.decisions import Refusal
from tests.factories import focal_point, head, officer, partner
from tests.meetings.offices import chair

pytestmark = pytest.mark.django_db

TIES = ("goal:goal", "objective:supply", "priority:a")
WORDS = {
    "name": "Demonstration wells",
    "issue": "Wells emit mercury. " * 150,
    "objective": "Less mercury from demonstration wells.",
    "reason": "No area covers it.",
}


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def topic() -> Area:
    return Area.objects.get(code="oil-gas")


def put(area: Area | None, *supporters: Any, **words: str) -> AreaProposal:
    """A proposal before the Advisory Group, supported by the partners of ``supporters``."""
    user = focal_point(partner())
    proposal = begin_area_proposal(
        organisation=user.person.places.get().organisation, language="en", by=user, area=area
    )
    proposal = save_area_proposal(proposal, WORDS | words, by=user, seen=proposal.version, elements=TIES)
    send_area_proposal(proposal, by=user)
    for supporter in supporters:
        support(proposal, organisation=supporter.person.places.get().organisation, by=supporter)
    proposal = examine(proposal, by=officer(), opinion="It fits.", language="en")
    chair()  # nothing is put before nobody
    put_before_group(proposal, by=user)
    return AreaProposal.objects.get(pk=proposal.pk)


def adopt(proposal: AreaProposal) -> AreaProposal:
    """As the group does; how it comes to adopt something is proved elsewhere."""
    Decision.objects.filter(pk=proposal.decision_id).update(status=DecisionStatus.ADOPTED, decided_on=today())
    follow_outcome(Decision.objects.get(pk=proposal.decision_id), chair())
    return AreaProposal.objects.get(pk=proposal.pk)


@pytest.mark.rule("AREA-1")
def test_a_known_topic_takes_over_what_was_adopted(client) -> None:
    old_name = topic().name_en
    AreaLink.objects.filter(area=topic()).delete()
    adopt(put(topic()))
    area = topic()
    assert area.objective_en == "Less mercury from demonstration wells"  # the page sets the full stop
    assert area.issue_en == WORDS["issue"].strip()
    assert {element.key for element in area.elements.all()} == set(TIES)
    assert not area.links.filter(own_reading=True).exists()
    assert (area.name_en, area.status) == (old_name, "potential")
    client.force_login(head())
    texts = client.get(reverse("areas-admin:texts", args=[area.pk])).context["form"]
    assert texts["issue_en"].value() == area.issue_en
    typed = {name: field.initial if field.initial is not None else "" for name, field in texts.fields.items()}
    typed |= {name: "" if value is None else value for name, value in texts.initial.items()}
    saved = client.post(reverse("areas-admin:texts", args=[area.pk]), typed | {"note_en": "Demonstration"})
    assert saved.status_code == 302


def test_what_the_secretariat_wrote_already_stands() -> None:
    proposal = put(topic())
    Area.objects.filter(code="oil-gas").update(objective_en="Written before")
    area = Area.objects.get(pk=adopt(proposal).area_id)
    assert (area.objective_en, area.issue_en) == ("Written before", WORDS["issue"].strip())


@pytest.mark.rule("AREA-1")
def test_another_objective_than_the_adopted_one_is_confirmed_first(client) -> None:
    proposal = adopt(put(topic(), name=topic().name_en))
    Area.objects.filter(code="oil-gas").update(objective_en="Something else altogether")
    client.force_login(head())
    page = reverse("areas-admin:establish", args=[topic().pk])
    assert "Less mercury from demonstration wells" in text_of(client.get(page))
    typed = {"on": str(today()), "decision": proposal.decision_id}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "not those that the group adopted" in text_of(refused)
    assert topic().status == "potential"
    assert client.post(page, typed | {"differs": "on"}).status_code == 302
    assert topic().status == "established"


def test_the_adopted_objective_needs_no_confirmation(client) -> None:
    proposal = adopt(put(topic(), name=topic().name_en))
    client.force_login(head())
    page = reverse("areas-admin:establish", args=[topic().pk])
    assert "differs" not in client.get(page).context["form"].fields
    assert client.post(page, {"on": str(today()), "decision": proposal.decision_id}).status_code == 302
    assert proposal.reference in text_of(client.get(reverse("areas-admin:inspect", args=[topic().pk])))


def test_establishing_takes_the_objective_of_an_older_adoption() -> None:
    proposal = adopt(put(topic(), name=topic().name_en))
    Area.objects.filter(code="oil-gas").update(objective_en="", issue_en="")
    area = establish(topic(), by=head(), on=today(), decision=proposal.decision)
    assert (area.status, area.objective_en) == ("established", "Less mercury from demonstration wells")


def test_another_name_than_the_adopted_one_is_named() -> None:
    proposal = adopt(put(topic()))
    with pytest.raises(Refusal, match="not those that the group adopted"):
        establish(topic(), by=head(), on=today(), decision=proposal.decision)


@pytest.mark.parametrize("known", [True, False])
def test_proposer_and_supporters_are_told_and_led_to_join(client, known: bool) -> None:
    supporter = focal_point(partner())
    proposal = adopt(put(topic() if known else None, supporter))
    told = OutboundEmail.objects.filter(template="meetings/area_adopted")
    assert {mail.to for mail in told} == {supporter.email}
    by = head()
    if known:
        area = establish(topic(), by=by, on=today(), decision=proposal.decision, differs=True)
    else:
        texts = {column: f"Demonstration {column}" for column in text_columns(Area)}
        area = make_area(proposal, by=by, code="wells", texts=texts)
        area = establish(area, by=by, on=today(), decision=proposal.decision, differs=True)
    told = OutboundEmail.objects.filter(template="meetings/area_established")
    assert {mail.to for mail in told} == {supporter.email, proposal.created_by.email}
    organisation = supporter.person.places.get().organisation
    join = reverse("partners_desk:areas", args=[organisation.slug])
    assert join in told.get(to=supporter.email).text
    client.force_login(supporter)
    assert client.post(join, {"join": area.code}).status_code == 302
    assert AreaParticipation.objects.filter(organisation=organisation, area=area).exists()
