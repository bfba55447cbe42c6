"""A wrong year must not rewrite who held office: the day on which an area closes, or a partner leaves it."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions.areas import close
from meetings.actions.terms import appoint
from meetings.enums import EndReason, SeatGround
from meetings.models import Term
from meetings.rules.decisions import voices_of
from meetings.rules.offices import months_later
from partners.actions.membership import end_membership
from partnership_areas.models import Area
from portal.mail.models import OutboundEmail
from portal.records.clock import now, pretending, today
from portal.records.decisions import Refusal
from tests.factories import head, partner
from tests.meetings.appointing import fields, refused, wanted
from tests.meetings.decisions import opened
from tests.meetings.offices import body_of, chair, group, lead, member, term

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
D = datetime.date


def asgm() -> Area:
    return Area.objects.get(code="asgm")


def closed(on: datetime.date) -> Area:
    return close(asgm(), by=head(), on=on, reason="The work is done", source="Demonstration report")


def told(template: str) -> list[str]:
    return sorted(OutboundEmail.objects.filter(template=f"meetings/{template}").values_list("to", flat=True))


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
        "a term of office in this area, or a seat for it, began"
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


# --- Seats in the group -------------------------------------------------------------------------------


@pytest.mark.rule("PAG-2")
def test_seats_for_a_closed_area_end_with_it() -> None:
    decides = member(ground="area_lead", area=asgm(), category="", need="")
    temporary = member(ground="temporary", area=asgm(), category="", need="", until=today() + 300 * DAY)
    to_come = term(group(), "member", ground="area_designated", area=asgm(), since=today() + DAY)
    over = term(group(), "member", ground="area_lead", area=asgm(), until=today() - DAY)
    another = member(ground="area_lead", area=Area.objects.get(code="waste-management"))
    chosen = member()
    closed(today())
    for user in (decides, temporary):
        seat = user.person.terms.get()
        assert (seat.end_reason, seat.ended_on) == (EndReason.AREA_CLOSED, today())
    to_come.refresh_from_db()
    assert (to_come.end_reason, to_come.ended_on) == (EndReason.ENTERED_WRONGLY, to_come.since)
    over.refresh_from_db()
    assert over.end_reason == ""
    with pretending(now() + DAY):
        sitting = {voice.seat.person.user_id for voice in voices_of(group())}
    assert sitting == {another.pk, chosen.pk}
    assert decides.email in told("term_ending")


@pytest.mark.rule("PAG-4")
def test_who_presides_from_a_seat_for_a_closed_area_presides_no_more() -> None:
    presiding, also = chair("co_chair"), chair("co_chair")
    for user in (presiding, also):
        user.person.terms.filter(role="member").update(ground="area_lead", area=asgm())
    also.person.terms.filter(role="member").update(until=today())
    kept = {"person": also.person, "organisation": also.person.terms.first().organisation}
    term(group(), "member", since=today() + DAY, **kept)  # a seat of another kind follows
    closed(today())
    held = [(one.role, one.end_reason) for one in presiding.person.terms.order_by("role")]
    assert held == [("co_chair", EndReason.AREA_CLOSED), ("member", EndReason.AREA_CLOSED)]
    assert also.person.terms.get(role="co_chair").end_reason == ""


def test_an_area_does_not_close_before_a_seat_for_it_began() -> None:
    member(ground="area_lead", area=asgm(), since=today() - 5 * DAY)
    with pytest.raises(Refusal, match="began") as refusal:
        closed(today() - 6 * DAY)
    assert fields(refusal.value.problems) == ["on"]


@pytest.mark.rule("PAG-2")
def test_a_temporary_seat_lasts_as_long_as_an_area_is_new() -> None:
    area = Area.objects.filter(status="potential").first()
    last = months_later(today(), 24)
    values = wanted(group(), "member", ground="temporary", area=area, category="", need="")
    assert refused(**values, until=D(2099, 12, 31)) == ["until"]
    assert refused(**values, until=last + DAY) == ["until"]
    assert appoint(by=head(), **values, until=last).until == last


# --- What the page says before the press --------------------------------------------------------------


def ending_part(client: Client, area: Area) -> str:
    page = client.get(reverse("areas-admin:close", args=[area.pk])).content.decode()
    return " ".join(
        re.sub(r"<[^>]*>", " ", page.partition('id="ending"')[2].partition("</section>")[0]).split()
    )


@pytest.mark.rule("AREA-3")
@pytest.mark.rule("PAG-2")
def test_who_closes_an_area_reads_before_whose_terms_end_with_it(client: Client) -> None:
    leading = lead("asgm")
    seated = term(group(), "member", ground=SeatGround.AREA_LEAD, area=asgm(), person=leading.person)
    presiding = term(group(), "chair", person=leading.person, organisation=seated.organisation)
    coming = term(body_of("asgm"), "co_lead", since=today() + DAY)
    others = [
        term(body_of("asgm"), "co_lead", ended_on=today() - DAY, end_reason=EndReason.RESIGNED),
        term(body_of("waste-management"), "lead"),
        term(group(), "member", area=Area.objects.get(code="waste-management"), ground=SeatGround.AREA_LEAD),
    ]
    client.force_login(head())
    said = ending_part(client, asgm())
    here, _, seats = said.partition("In the Advisory Group, for this area")
    office = Term.objects.get(person=leading.person, body__area__code="asgm")
    assert str(office.person) in here and office.organisation.legal_name in here
    assert str(coming.person) in here
    assert "A term that has not begun is taken out." in said
    assert seats.count(str(leading.person)) == 2
    assert seats.count(seated.organisation.legal_name) == 2
    for other in others:
        assert str(other.person) not in said
    shown = {office.pk, seated.pk, presiding.pk, coming.pk}
    before = {held.pk: held.ended_on for held in Term.objects.all()}
    closed(today())
    assert {held.pk for held in Term.objects.all() if held.ended_on != before[held.pk]} == shown


def test_who_closes_an_area_without_offices_reads_that_no_term_ends(client: Client) -> None:
    client.force_login(head())
    empty = "Nobody holds an office in this area or has a seat for it: no term ends with it."
    assert ending_part(client, asgm()).endswith(empty)
    lead("asgm")
    assert "Nobody has a seat for this area." in ending_part(client, asgm())


def test_the_page_that_establishes_an_area_lists_no_ends(client: Client) -> None:
    client.force_login(head())
    page = client.get(reverse("areas-admin:establish", args=[Area.objects.get(code="vcm").pk]))
    assert 'id="ending"' not in page.content.decode()


def test_page_that_closes_an_area_same_number_of_queries(client: Client, assert_query_parity) -> None:
    def add() -> None:
        term(body_of("asgm"), "co_lead")
        term(group(), "member", ground=SeatGround.AREA_DESIGNATED, area=asgm())

    client.force_login(head())
    add()
    assert_query_parity(lambda: client.get(reverse("areas-admin:close", args=[asgm().pk])), add)
