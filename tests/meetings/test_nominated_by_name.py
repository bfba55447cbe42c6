"""Partners without people in the portal lead too: somebody is designated by partner and name (AREA-3)."""

import datetime
import html
from typing import Any

import pytest
from django.urls import reverse

from meetings.actions.decision_drafts import discard_decision, edit_draft
from meetings.actions.decisions import announce, open_decision
from meetings.enums import DecisionStatus
from meetings.models import Decision, Nomination
from meetings.panels.offices import nominations_to_record, record_url
from partners.models import Organisation, Person
from portal.accounts.models import User
from portal.records.clock import today
from portal.records.models import AuditLine
from tests.factories import head, officer, partner
from tests.meetings.decisions import draft, speaker
from tests.meetings.offices import body_of, lead

pytestmark = pytest.mark.django_db
URL = "/desk/decisions/propose/asgm/leads/"


def posted(*rows: dict[str, Any], **values: str) -> dict[str, str]:
    data = {
        "title": "Demonstration designation",
        "text": "The partners designate.",
        "language": "en",
        "meeting_reference": "ASGM-9",
        "nominations-TOTAL_FORMS": "3",
        "nominations-INITIAL_FORMS": "0",
    }
    for number, row in enumerate(rows):
        row = {"role": "lead", "since": today().isoformat()} | row
        data |= {f"nominations-{number}-{name}": str(value) for name, value in row.items()}
    return data | values


def silent_partner() -> Organisation:
    return partner(areas=("asgm",), legal_name="Demonstration Partner of Old")


def proposed(client: Any, user: User, *rows: dict[str, Any]) -> Decision:
    client.force_login(user)
    answer = client.post(URL, posted(*rows))
    assert answer.status_code == 302, html.unescape(answer.content.decode())
    return Decision.objects.latest("pk")


@pytest.mark.rule("AREA-3")
def test_a_partner_without_people_here_is_designated_with_a_persons_name(client):
    (user, _own), silent, leader = speaker("asgm"), silent_partner(), lead("asgm")
    named = {"partner": silent.pk, "given_name": "Ada", "family_name": "Demonstration"}
    decision = proposed(client, user, named)
    nomination = decision.nominations.get()
    person = nomination.person
    assert (str(person), person.email, person.user) == ("Ada Demonstration", "", None)
    assert nomination.organisation == silent
    edit = client.get(reverse("meetings_desk:decision_edit", args=[decision.uuid])).content.decode()
    assert "Ada Demonstration – Demonstration Partner of Old" in edit
    decision = open_decision(decision, by=user)
    decision = announce(decision, by=leader, outcome=DecisionStatus.ADOPTED)
    (waiting,) = nominations_to_record()
    by = head()
    client.force_login(by)
    page = client.get(record_url(waiting))
    assert page.status_code == 200 and "Ada Demonstration" in page.content.decode()
    later = today() + datetime.timedelta(days=800)
    again = proposed(client, user, named | {"since": later.isoformat()})
    assert again.nominations.get().person == person


def test_every_mistake_is_said_at_its_field(client):
    (user, own), silent = speaker("asgm"), silent_partner()
    client.force_login(user)
    for row, field in (
        ({"family_name": "Demonstration"}, "partner"),
        ({"partner": silent.pk}, "family_name"),
        ({"who": f"{user.person.pk}-{own.pk}", "partner": silent.pk, "family_name": "Other"}, "who"),
        ({"partner": partner(areas=("cement",)).pk, "family_name": "Demonstration"}, "partner"),
    ):
        answer = client.post(URL, posted(row))
        assert answer.status_code == 422
        assert list(answer.context["people"].forms[0].errors) == [field]
    assert not Nomination.objects.exists()


def test_the_form_offers_it_where_the_list_is_empty(client):
    silent = silent_partner()
    client.force_login(officer())
    page = html.unescape(client.get(URL).content.decode())
    assert "<details open>" in page and silent.public_name in page
    assert "no account and no e-mail address is needed" in page
    leader = lead("asgm")
    client.force_login(leader)
    assert "<summary>Somebody who is not in the list</summary>" in client.get(URL).content.decode()


def test_who_is_there_by_name_only_goes_with_the_draft(client):
    (user, own), silent = speaker("asgm"), silent_partner()
    named = {"partner": silent.pk, "given_name": "Ada", "family_name": "Demonstration"}
    people = Person.objects.count()
    discard_decision(proposed(client, user, named), by=user)
    assert Person.objects.count() == people
    decision = proposed(client, user, named)
    assert Person.objects.count() == people + 1
    own_one = {"who": f"{user.person.pk}-{own.pk}"}
    changed = posted(own_one, version=str(decision.version))
    edit = reverse("meetings_desk:decision_edit", args=[decision.uuid])
    assert client.post(edit, changed).status_code == 302
    assert decision.nominations.get().person == user.person
    assert Person.objects.count() == people
    discard_decision(Decision.objects.get(pk=decision.pk), by=user)
    assert Person.objects.filter(pk=user.person.pk).exists()


@pytest.mark.rule("AREA-3")
def test_the_audit_trail_keeps_whom_a_draft_designated_without_a_name() -> None:
    by, organisation = speaker()
    row = {"role": "lead", "person": by.person, "organisation": organisation, "since": today()}
    decision = draft(body_of("asgm"), by=by, kind="leads", nominations=[row])

    def last() -> AuditLine:
        return AuditLine.objects.filter(object_type="meetings.decision").latest("number")

    assert [(one["role"], one["person"]) for one in last().data["nominations"]] == [("lead", by.person.pk)]
    same = {"title": decision.title, "text": decision.text, "language": "en", "by": by}
    decision = edit_draft(decision, nominations=[row | {"role": "co_lead"}], **same)
    line = last()
    assert (line.verb, line.fields) == ("decision.edit", ["nominations"])
    was, becomes = line.data["nominations"]["from"], line.data["nominations"]["to"]
    assert [one["role"] for one in (*was, *becomes)] == ["lead", "co_lead"]
    assert [one["organisation"] for one in becomes] == [organisation.pk]
    assert by.person.family_name not in str(line.data)
    edit_draft(decision, nominations=[row | {"role": "co_lead"}], **same)
    assert last() == line
