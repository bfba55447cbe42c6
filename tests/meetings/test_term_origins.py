"""Where a term comes from: an adopted decision, an invitation that was sent, a source; or nowhere."""

import datetime

import pytest

from meetings.actions.terms import appoint, end_term
from meetings.enums import InvitationStatus
from meetings.models import Decision, Nomination, SeatInvitation
from meetings.rules.term_days import end_of_term
from meetings.rules.terms import can_appoint, term_problems, term_warnings
from partners.models import Organisation, Person
from partnership_areas.models import Area
from portal.records.clock import now, today
from portal.records.decisions import Forbidden
from tests.factories import PersonFactory, focal_point, head, officer, partner
from tests.meetings.appointing import decided_before, fields, refused, wanted
from tests.meetings.offices import body_of, group, term

pytestmark = pytest.mark.django_db


KINDS = {"lead": "leads", "co_lead": "leads", "chair": "chairs", "member": "nominees"}


def decision(
    code: str = "asgm", status: str = "adopted", *nominated, role: str = "lead", **values
) -> Decision:
    """A decision that designates these people for the partner that each has a place in."""
    values = {"kind": KINDS[role]} | values
    made = Decision.objects.create(
        body=body_of(code) if code != "pag" else group(),
        status=status,
        reference=f"{code.upper()}-W1/D{Decision.objects.count() + 1}",
        title="Demonstration question",
        text="Demonstration text",
        decided_on=today() if status == "adopted" else None,
        **values,
    )
    for person in nominated:
        Nomination.objects.create(
            decision=made,
            role=role,
            person=person,
            organisation=person.places.get().organisation,
            since=today(),
        )
    return made


def chosen_person(organisation: Organisation | None = None) -> Person:
    return focal_point(organisation or partner()).person


def invitation(**values) -> SeatInvitation:
    values = {
        "body": group(),
        "person": PersonFactory(),
        "organisation": partner(),
        "ground": "other",
        "since": today(),
        "prepared_by": officer(),
        "status": InvitationStatus.SENT,
        "reference": f"SEAT-{SeatInvitation.objects.count() + 1}",
        "sent_at": now(),
        "sent_by": head(),
    } | values
    return SeatInvitation.objects.create(**values)


def by_decision(made: Decision, **values) -> dict:
    """What the decision designates, unless told otherwise."""
    named = made.nominations.first()
    if named is not None:
        values = {"person": named.person} | values
        values = {"organisation": values["person"].places.get().organisation} | values
    return wanted(body_of("asgm"), "lead", decision=made, source="", **values)


def test_a_term_comes_from_somewhere():
    assert refused(**wanted(body_of("asgm"), "lead", source="")) == ["decision"]


@pytest.mark.rule("AREA-3")
def test_only_an_adopted_decision_of_the_body_gives_a_term():
    chosen = chosen_person()
    assert refused(**by_decision(decision("asgm", "open", chosen))) == ["decision"]
    assert refused(**by_decision(decision("waste-management", "adopted", chosen))) == ["decision"]
    assert refused(**by_decision(decision("waste-management", "open", chosen))) == ["decision", "decision"]
    assert appoint(by=head(), **by_decision(decision("asgm", "adopted", chosen))).source == ""


@pytest.mark.rule("AREA-3")
def test_a_decision_about_something_else_gives_nobody_an_office():
    """Nor one that names nobody, unless it was entered from a record of the past."""
    chosen = chosen_person()
    for kind in ("general", "area", "chairs", "nominees", "amendment"):
        assert refused(**by_decision(decision("asgm", "adopted", chosen, kind=kind))) == ["decision"]
    assert refused(**by_decision(decision())) == ["decision"]
    of_the_past = decision(kind="general", source="Demonstration record")
    assert appoint(by=head(), **by_decision(of_the_past)).decision == of_the_past


@pytest.mark.rule("AREA-3")
def test_a_decision_designates_for_the_partner_that_it_names():
    kept, gone = partner(), partner()
    made = decision("asgm", "adopted", chosen_person(gone))
    assert refused(**by_decision(made, organisation=kept)) == ["organisation"]
    Organisation.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert appoint(by=head(), **by_decision(made, organisation=kept)).organisation == kept


def test_a_decision_gives_a_term_to_whom_it_designates_and_once():
    chosen, other = chosen_person(), chosen_person()
    made = decision("asgm", "adopted", chosen)
    assert refused(**by_decision(made, person=other)) == ["decision"]
    first = appoint(by=head(), **by_decision(made, person=chosen))
    assert made.nominations.get().term == first
    later = today() + datetime.timedelta(days=800)
    assert refused(**by_decision(made, person=chosen, since=later)) == ["decision"]
    end_term(first, by=head(), ended_on=today(), reason="entered_wrongly", note="Slip")
    assert made.nominations.get().term is None
    assert appoint(by=head(), **by_decision(made, person=chosen)).pk


@pytest.mark.rule("AREA-3")
@pytest.mark.rule("PAG-2")
@pytest.mark.rule("PAG-4")
def test_a_source_alone_stands_for_what_began_before_today():
    """From today on there is a decision, if need be one of the past with its source; for seats an invitation."""
    sits = PersonFactory()
    term(group(), "member", person=sits, since=today() - datetime.timedelta(days=900))
    offices = [
        (body_of("asgm"), "lead", PersonFactory()),
        (group(), "chair", sits),
        (group(), "member", None),
    ]
    for body, role, person in offices:
        values = wanted(body, role, person=person or PersonFactory(), source="Report")
        assert "decision" in refused(**values)
        assert "decision" in refused(**values | {"since": today() + datetime.timedelta(days=30)})
        began = values | {"since": today() - datetime.timedelta(days=1)}
        assert "decision" not in fields(term_problems(**began))
        behind = values | {"decision": decided_before(body), "source": ""}
        assert "decision" not in fields(term_problems(**behind))
    assert term_problems(**wanted(group(), "ex_officio", organisation=None, source="Letter of UNEP")) == []


@pytest.mark.rule("AREA-3")
@pytest.mark.rule("PAG-4")
def test_the_office_recorded_is_the_office_decided():
    made = decision("asgm", "adopted", chosen_person(), role="co_lead")
    last = end_of_term(today())
    day = datetime.timedelta(days=1)
    values = by_decision(made) | {"role": "co_lead"}
    assert term_problems(**values) == []
    assert refused(**values | {"role": "lead"}) == ["role"]
    assert refused(**values, until=last + day) == ["until"]
    assert refused(**values | {"since": today() + day}, until=last + day) == ["until"]
    assert term_problems(**values, until=last - 100 * day) == []
    made.nominations.update(since=today() + 10 * day, until=today() + 40 * day)
    assert refused(**values) == ["since", "until"]
    assert refused(**values | {"since": today() + 100 * day}) == ["until"]
    assert term_problems(**values | {"since": today() + 20 * day}, until=today() + 40 * day) == []


def test_a_term_before_the_day_of_its_decision_is_told():
    made = decision("asgm", "adopted", chosen_person())
    made.nominations.update(since=today() - datetime.timedelta(days=5))
    early = by_decision(made, since=today() - datetime.timedelta(days=1))
    assert "since" in fields(term_warnings(**early))
    assert "since" not in fields(term_warnings(**by_decision(made)))


@pytest.mark.rule("PAG-2")
def test_an_area_designates_a_partner_for_a_seat():
    area = Area.objects.get(code="asgm")
    seat = {"ground": "area_designated", "area": area, "category": "", "need": "", "source": ""}
    designated = chosen_person()
    made = decision("asgm", "adopted", designated, role="member")
    organisation = designated.places.get().organisation
    values = wanted(group(), "member", person=designated, organisation=organisation, **seat)
    assert term_problems(**values, decision=made) == []
    assert "decision" in fields(term_problems(**values, decision=decision("waste-management")))


@pytest.mark.rule("PAG-2")
def test_an_invitation_that_was_sent_makes_the_seat_without_the_head():
    sent = invitation()
    values = wanted(
        group(), "member", person=sent.person, organisation=sent.organisation, invitation=sent, source=""
    )
    assert "invitation" not in fields(term_warnings(**values))
    assert "invitation" in fields(term_warnings(**values | {"invitation": None}))
    seat = appoint(by=None, **values)
    assert (seat.invitation, seat.entered_by) == (sent, None)
    assert "invitation" in refused(**values | {"since": today() - datetime.timedelta(days=900)})


def test_an_invitation_gives_nothing_else_and_to_nobody_else():
    sent = invitation()
    to_other = wanted(group(), "member", invitation=sent, source="")
    assert refused(**to_other) == ["invitation"]
    presiding = wanted(group(), "ex_officio", person=sent.person, invitation=sent, source="")
    assert refused(**presiding) == ["role"]
    taken_back = invitation(status=InvitationStatus.WITHDRAWN)
    mine = wanted(group(), "member", person=taken_back.person, invitation=taken_back, source="")
    assert refused(**mine) == ["invitation"]
    prepared = invitation(status=InvitationStatus.PREPARED, sent_at=None, sent_by=None)
    assert not can_appoint(officer(), group(), prepared)
    with pytest.raises(Forbidden):
        appoint(by=None, **wanted(group(), "member", person=prepared.person, invitation=prepared, source=""))
