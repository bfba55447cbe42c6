"""What forms offer is what the rules accept: decisions behind terms and areas, outcomes of a closed area."""

from typing import Any

import pytest
from django.urls import reverse

from meetings.admin.seat_preparing import PrepareForm
from meetings.admin.term_forms import TermForm
from meetings.enums import TermRole
from meetings.forms.areas import CloseWithOriginForm, EstablishWithOriginForm
from meetings.models import AreaProposal, Decision
from partners.models import Organisation
from partnership_areas.models import Area
from portal.records.clock import now, pretending, today
from portal.records.pointers import point_to
from tests.factories import focal_point, partner
from tests.meetings.decisions import opened, speaker
from tests.meetings.offices import body_of, group, lead, term
from tests.meetings.test_areas import DAY, adopted
from tests.meetings.test_decision_voices import close
from tests.meetings.test_term_origins import chosen_person
from tests.meetings.test_term_origins import decision as made
from tests.partners.admin import browser, text_of

pytestmark = pytest.mark.django_db


def offered(form: Any) -> set[int]:
    return {int(str(key)) for key, _label in form.fields["decision"].choices if key}


def keys(*decisions: Decision) -> set[int]:
    return {decision.pk for decision in decisions}


def told(by: Organisation | None, code: str) -> TermForm:
    return TermForm(body=group() if code == "pag" else body_of(code), organisation=by)


# --- Terms of office ------------------------------------------------------------------------------


@pytest.mark.rule("AREA-3")
def test_for_a_lead_only_what_designates_somebody_or_has_a_source_is_offered() -> None:
    organisation = partner(areas=("asgm",))
    designates = made("asgm", "adopted", chosen_person(organisation))
    recorded = made("asgm", "adopted", chosen_person(organisation))
    recorded.nominations.update(term=term(body_of("asgm"), TermRole.LEAD))
    of_the_past = made("asgm", kind="general", source="Report of 2012")
    for useless in (
        {"kind": "general"},
        {"kind": "leads"},  # names nobody
        {"status": "open", "kind": "leads"},
    ):
        made("asgm", **useless)
    made("asgm", "adopted", chosen_person(organisation), role="member")
    made("products", "adopted", chosen_person(organisation))
    made("pag", kind="general", source="Report of 2012")
    assert offered(told(organisation, "asgm")) == keys(designates, of_the_past)


@pytest.mark.rule("PAG-2", "PAG-4")
def test_in_the_group_elections_designations_of_areas_and_the_past_are_offered() -> None:
    organisation = partner(areas=("asgm",))
    elects = made("pag", "adopted", chosen_person(organisation), role="chair")
    designates = made("asgm", "adopted", chosen_person(organisation), role="member")
    of_the_past = made("pag", kind="general", source="Report of 2012")
    general = made("pag", kind="general")
    made("pag", kind="area")
    made("asgm", "adopted", chosen_person(organisation))
    assert offered(told(organisation, "pag")) == keys(elects, designates, of_the_past)
    # UNEP's ex officio place is nobody's to designate: any decision of the group can stand behind it.
    assert general.pk in offered(told(None, "pag"))
    assert designates.pk not in offered(told(None, "pag"))


@pytest.mark.rule("PAG-2")
def test_for_a_seat_designations_of_areas_and_the_past_are_offered() -> None:
    organisation = partner(areas=("asgm",))
    designates = made("asgm", "adopted", chosen_person(organisation), role="member")
    of_the_past = made("asgm", kind="general", source="Report of 2012")
    made("asgm", kind="general")
    made("asgm", "adopted", chosen_person(organisation))
    made("pag", kind="general", source="Report of 2012")
    assert offered(PrepareForm(organisation=organisation, asked={})) == keys(designates, of_the_past)


def test_one_that_is_sent_all_the_same_is_refused_with_its_reason() -> None:
    organisation = partner(areas=("asgm",))
    person = focal_point(organisation).person
    general = made("asgm", kind="general")
    values = {"organisation": organisation.pk, "person": person.pk, "role": "lead", "since": "2026-01-05"}
    answer = browser("head").post(
        reverse("bodies:appoint", args=[body_of("asgm").pk]), values | {"decision": general.pk}
    )
    assert answer.status_code == 422
    assert "A decision of this kind designates nobody for this office." in text_of(answer)


# --- The status of an area ------------------------------------------------------------------------


@pytest.mark.rule("AREA-1")
@pytest.mark.parametrize("form", [EstablishWithOriginForm, CloseWithOriginForm])
def test_a_change_of_an_area_is_offered_decisions_that_may_carry_it(form: Any) -> None:
    area, other = Area.objects.get(code="vcm"), Area.objects.get(code="asgm")
    user = lead("asgm")
    proposals = [
        AreaProposal.objects.create(
            area=about,
            name="Demonstration",
            language="en",
            proposer=user.person.places.get().organisation,
            proposed_by=user.person,
            created_by=user,
        )
        for about in (area, other, None)
    ]
    mine, of_another, of_none = (adopted(**_about(proposal)) for proposal in proposals)
    about_it, says_nothing = adopted(**_about(area)), adopted()
    of_the_past = adopted(kind="general", source="Report of 2012", **_about(other))
    adopted(**_about(other))
    adopted(kind="general")
    adopted(status="deferred")
    adopted(body=body_of("asgm"))
    assert offered(form(record=area)) == keys(mine, about_it, says_nothing, of_the_past)
    assert not keys(of_another, of_none) & offered(form(record=area))


def _about(record: Any) -> dict[str, Any]:
    pointer = point_to(record)
    return {"about_type": pointer["object_type"], "about_id": pointer["object_id"]}


def test_a_decision_about_another_area_is_refused_with_its_reason() -> None:
    other = adopted(**_about(Area.objects.get(code="products")))
    url = reverse("areas-admin:close", args=[Area.objects.get(code="asgm").pk])
    values = {"on": "2026-01-05", "reason": "It is done.", "decision": other.pk}
    answer = browser("head").post(url, values)
    assert answer.status_code == 422
    assert "This decision is not about this area." in text_of(answer)


# --- The outcome in a closed area -----------------------------------------------------------------


@pytest.mark.rule("MTG-2")
@pytest.mark.parametrize("address", ["meetings_desk:decision_announce", "decisions:announce"])
def test_in_a_closed_area_only_the_lack_of_a_consensus_is_offered(address: str) -> None:
    decision = opened(body_of("asgm"), by=speaker("asgm")[0])
    key = decision.uuid if "desk" in address else decision.pk
    url, client = reverse(address, args=[key]), browser("officer")

    def outcomes(page: Any) -> list[str]:
        return [code for code, _label in page.context["form"].fields["outcome"].choices]

    page = client.get(url)
    assert outcomes(page) == ["adopted", "no_consensus", "deferred"]
    assert "nothing is adopted or deferred in it any more" not in text_of(page)
    close()
    page = client.get(url)
    assert outcomes(page) == ["no_consensus"]
    assert "nothing is adopted or deferred in it any more. Who proposed it can withdraw it." in text_of(page)
    assert "It cannot be adopted now" not in text_of(page)
    assert page.context["form"]["outcome"].value() == "no_consensus"
    values = {"decided_on": str(today()), "note": "The area has been closed."}
    answer = client.post(url, values | {"outcome": "adopted"})
    assert answer.status_code == 422
    assert "nothing is decided in it any more" in text_of(answer)
    with pretending(now() + 10 * DAY):
        values["decided_on"] = str(today())
        assert client.post(url, values | {"outcome": "no_consensus"}).status_code == 302
    decision.refresh_from_db()
    assert decision.status == "no_consensus"


def test_the_page_is_drawn_without_a_decision_at_all() -> None:
    """Nothing to offer is no error: the source stands in its place."""
    client = browser("head")
    organisation = partner(areas=("asgm",))
    url = reverse("bodies:appoint", args=[body_of("asgm").pk])
    page = text_of(client.get(url, {"partner": organisation.pk}))
    assert "None: there is a source" in page
