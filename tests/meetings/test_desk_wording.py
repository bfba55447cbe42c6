"""What the desk says of drafts without a name, of offices and their handover, and asks before a draft is deleted."""

import datetime

import pytest

from meetings.models import Decision
from meetings.panels.proposals import proposals_waiting
from portal.records.clock import today
from tests.meetings import decisions
from tests.meetings.amendments import sent as sent_amendment
from tests.meetings.browsing import page, signed_in
from tests.meetings.offices import chair, lead, member, person_with_account
from tests.meetings.test_area_proposals import draft as area_draft
from tests.meetings.test_area_proposals import sent as sent_area

pytestmark = pytest.mark.django_db


def title_of(text: str) -> str:
    return text[text.index("<title>") : text.index("</title>")]


# --- Putting a proposal before the group ------------------------------------------------------------


@pytest.mark.rule("MTG-3")
@pytest.mark.parametrize("sent", [sent_area, sent_amendment])
def test_the_chair_says_in_which_meeting_a_proposal_is_decided(sent) -> None:
    proposal = sent()
    type(proposal).objects.filter(pk=proposal.pk).update(proposed_at="2026-01-05T12:00:00Z")
    client = signed_in(chair())
    url = f"{proposal.desk_url}put-before-group/"
    assert "Meeting" in page(client, url)
    too_long = client.post(url, {"meeting_reference": "x" * 51})
    assert too_long.status_code == 422 and "Error:" in title_of(too_long.content.decode())
    assert client.post(url, {"meeting_reference": "PAG-13"}).status_code == 302
    assert Decision.objects.get(about_id=proposal.pk).meeting_reference == "PAG-13"


# --- Names, offices ---------------------------------------------------------------------------------


def test_a_proposal_without_a_name_is_called_so() -> None:
    user = person_with_account()
    proposal = area_draft(user, name="")
    client = signed_in(user)
    for url in (proposal.desk_url, f"{proposal.desk_url}discard/"):
        assert "Without a name yet" in page(client, url)
    assert "Without a name yet" in title_of(page(client, proposal.desk_url))
    (item,) = proposals_waiting(user)
    assert str(item.text) == "Your draft waits to be sent: a new area, without a name yet"


@pytest.mark.rule("AREA-3")
def test_an_office_without_its_checklist_yet_says_when_it_appears() -> None:
    user = lead()
    client = signed_in(user)
    later = "appears here 90 days before the last day"
    assert later in page(client, "/desk/offices/")
    user.person.terms.update(until=today() + datetime.timedelta(days=30))
    assert later not in page(signed_in(user), "/desk/offices/")


def test_an_office_without_an_end_says_since_when_on_the_desk() -> None:
    user = member()
    home = page(signed_in(user), "/desk/")
    assert "since " in home[home.index("my-offices") :].split("</ul>")[0]


def test_proposals_of_new_areas_are_none_of_ones_areas() -> None:
    home = page(signed_in(lead()), "/desk/")
    panel = home[home.index('id="areas-panel"') :]
    assert "Proposals of new areas" not in panel[: panel.index("</ul>")]
    assert "Proposals of new areas" in panel[: panel.index("</section>")]


# --- Deleting a draft -------------------------------------------------------------------------------


@pytest.mark.rule("MTG-3")
def test_a_draft_of_a_decision_is_deleted_after_asking() -> None:
    writer = member()
    decision = decisions.draft(by=writer)
    client = signed_in(writer)
    url = f"{decision.desk_url}discard/"
    asked = page(client, url)
    assert "Delete this draft?" in asked and "No, go back" in asked and decision.text in asked
    assert Decision.objects.filter(pk=decision.pk).exists()
    assert client.post(url).status_code == 302
    assert not Decision.objects.filter(pk=decision.pk).exists()
