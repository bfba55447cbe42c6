"""A wrong year must not rewrite who held office: the day on which an area closes, or a partner leaves it."""

import datetime

import pytest
from django.urls import reverse

from meetings.actions.areas import close
from meetings.enums import EndReason
from meetings.models import Term
from partners.actions.membership import end_membership
from partnership_areas.models import Area
from portal.records.clock import now, today
from portal.records.decisions import Refusal
from tests.factories import head, partner
from tests.meetings.appointing import fields
from tests.meetings.decisions import opened
from tests.meetings.offices import body_of, lead, term

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
D = datetime.date


def asgm() -> Area:
    return Area.objects.get(code="asgm")


def closed(on: datetime.date) -> Area:
    return close(asgm(), by=head(), on=on, reason="The work is done", source="Demonstration report")


def ends() -> list[tuple[str, datetime.date | None]]:
    return [(held.end_reason, held.ended_on) for held in Term.objects.order_by("since", "pk")]


@pytest.mark.rule("AREA-1")
def test_an_area_does_not_close_before_a_term_in_it_began(client, settings) -> None:
    settings.DEMONSTRATION = True
    for year in (2010, 2018, 2026):
        term(body_of("asgm"), "lead", since=D(year, 1, 1), until=D(year + 1, 12, 31))
    before = ends()
    client.force_login(head())
    address = reverse("areas-admin:close", args=[asgm().pk])
    for slip in ("2006-11-21", "2025-12-31", "0001-01-01"):
        answer = client.post(address, {"on": slip, "reason": "Over", "source": "Demonstration report"})
        assert answer.status_code == 422, slip
    assert (
        "a term of office in this area began"
        in client.post(
            address, {"on": "2025-12-31", "reason": "Over", "source": "Demonstration report"}
        ).content.decode()
    )
    assert (ends(), asgm().status) == (before, "established")


@pytest.mark.rule("AREA-1")
def test_terms_whose_last_day_is_past_keep_it_when_their_area_closes() -> None:
    day = today() - 20 * DAY
    term(body_of("asgm"), "lead", since=D(2010, 1, 1), until=D(2011, 12, 31))
    ran_out = term(body_of("asgm"), "lead", since=today() - 700 * DAY, until=today() - 3 * DAY)
    running = term(body_of("asgm"), "co_lead", since=today() - 60 * DAY)
    to_come = term(body_of("asgm"), "co_lead", since=today() + DAY)
    closed(day)
    assert ends() == [
        ("", None),
        ("", None),
        (EndReason.AREA_CLOSED, day),
        (EndReason.ENTERED_WRONGLY, to_come.since),
    ]
    assert ran_out.since < running.since


@pytest.mark.rule("AREA-1")
def test_an_area_does_not_close_before_what_its_partners_have_before_them() -> None:
    decision = opened(body_of("asgm"), by=lead("asgm"), just_now=True)
    with pytest.raises(Refusal, match="put before the partners") as refusal:
        closed(today() - DAY)
    assert fields(refusal.value.problems) == ["on"]
    type(decision).objects.filter(pk=decision.pk).update(opened_at=now() - 5 * DAY)
    assert closed(today() - DAY).status == "closed"


def test_a_partner_does_not_leave_before_an_office_held_for_it_began() -> None:
    organisation = partner(areas=("asgm",))
    organisation.memberships.update(since=None)
    [membership] = organisation.memberships.all()
    term(body_of("asgm"), "lead", organisation=organisation, since=D(2018, 1, 1), until=D(2019, 12, 31))
    running = term(body_of("asgm"), "lead", organisation=organisation, since=today() - 30 * DAY)
    before = ends()
    values = {"by": head(), "ending": "withdrawn", "reason": "Demonstration"}
    for slip in (D(1, 1, 1), D(2006, 11, 21), running.since - DAY):
        with pytest.raises(Refusal) as refusal:
            end_membership(membership, on=slip, **values)
        assert fields(refusal.value.problems) == ["on"]
    assert ends() == before
    assert not type(membership).objects.get(pk=membership.pk).ended_on
    end_membership(membership, on=running.since, **values)
    assert ends() == [("", None), (EndReason.PARTNER_LEFT, running.since)]


def test_an_office_that_is_over_keeps_its_end_when_the_partner_leaves() -> None:
    organisation = partner(areas=("asgm",), since=D(2010, 1, 1))
    resigned = {"ended_on": today() - 3 * DAY, "end_reason": EndReason.RESIGNED}
    term(body_of("asgm"), "lead", organisation=organisation, since=today() - 90 * DAY, **resigned)
    [membership] = organisation.memberships.all()
    on = today() - 10 * DAY
    end_membership(membership, by=head(), ending="withdrawn", reason="Demonstration", on=on)
    assert ends() == [(EndReason.RESIGNED, resigned["ended_on"])]
