"""That an area be closed or changed is proposed to the Advisory Group by those who decide there (AREA-1, MTG-2)."""

import pytest
from django.urls import reverse

from meetings.actions.areas import close
from meetings.actions.decision_drafts import draft_decision
from meetings.actions.decisions import announce, open_decision, translate_decision
from meetings.enums import DecisionKind, DecisionStatus
from meetings.models import Decision, Term
from meetings.rules.areas import decisions_for_status
from meetings.rules.decisions import visible_decisions
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal
from tests.factories import focal_point, head, officer, partner
from tests.meetings.offices import chair, group, member

pytestmark = pytest.mark.django_db
URL = "/desk/decisions/propose/pag/area/"
TEXT = {
    "title": "Closing of an area",
    "text": "The area is closed.",
    "language": "en",
    "meeting_reference": "PAG-90",
}


def asgm() -> Area:
    return Area.objects.get(code="asgm")


@pytest.mark.rule("AREA-1")
@pytest.mark.parametrize("who", [member, chair, officer])
def test_a_decision_about_a_chosen_area_is_proposed_adopted_and_stands_behind_its_closing(client, who):
    user, presiding = who(), None
    presiding = user if who is chair else chair()
    client.force_login(user)
    assert URL in client.get(reverse("meetings_desk:decisions")).content.decode()
    assert client.get(URL).status_code == 200
    refused = client.post(URL, TEXT)
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["area"]
    answer = client.post(URL, TEXT | {"area": asgm().pk})
    decision = Decision.objects.get()
    assert answer.url == decision.desk_url
    assert client.post(URL, TEXT | {"area": asgm().pk}).url == decision.desk_url
    other = client.post(URL, TEXT | {"area": Area.objects.get(code="cement").pk})
    assert other.url != decision.desk_url
    decision = translate_decision(decision, "fr", {"title": "Clôture d’un domaine"}, by=user)
    decision = announce(open_decision(decision, by=user), by=presiding, outcome=DecisionStatus.ADOPTED)
    assert decision in decisions_for_status(asgm())
    assert decision not in decisions_for_status(Area.objects.get(code="cement"))
    page = client.get(decision.get_absolute_url()).content.decode()
    assert asgm().get_absolute_url() in page
    close(asgm(), by=head(), decision=decision, on=today(), reason="Its work is done.")
    assert asgm().status == AreaStatus.CLOSED


@pytest.mark.rule("AREA-1")
def test_nobody_else_proposes_it_and_nothing_else_is_about_an_area(client):
    outsider, sitting = focal_point(partner(areas=("asgm",))), member()
    client.force_login(outsider)
    assert client.get(URL).status_code == 403
    assert client.get("/desk/decisions/propose/asgm/area/").status_code == 404
    values = {"body": group(), "title": "Title", "text": "Text", "language": "en", "about": asgm()}
    with pytest.raises(Forbidden):
        draft_decision(kind=DecisionKind.AREA, by=outsider, **values)
    with pytest.raises(Forbidden):
        draft_decision(kind=DecisionKind.AREA, by=outsider, **values | {"about": None})
    with pytest.raises(Refusal, match="Choose the area"):
        draft_decision(kind=DecisionKind.AREA, by=sitting, **values | {"about": None})
    with pytest.raises(Refusal, match="about no area"):
        draft_decision(kind=DecisionKind.GENERAL, by=sitting, **values)


def test_its_draft_follows_the_seat_of_its_writer(client):
    sitting = member()
    client.force_login(sitting)
    client.post(URL, TEXT | {"area": asgm().pk})
    assert visible_decisions(sitting).count() == 1
    Term.objects.update(ended_on=today(), end_reason="resigned", since="2020-01-01")
    Term.objects.update(ended_on="2021-01-01")
    fresh = type(sitting).objects.get(pk=sitting.pk)
    assert visible_decisions(fresh).count() == 0
