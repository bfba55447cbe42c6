"""Terms of office: who may sit, preside and lead, for how long; everything that stands in the way at once."""

import datetime
from typing import Any

import pytest

from meetings.actions.terms import appoint, end_term
from meetings.enums import EndReason, SeatGround, TermRole
from meetings.models import Body, Term
from meetings.rules.terms import term_problems, term_warnings
from partners.models import AreaParticipation, Membership, Person
from partnership_areas.models import Area
from portal.records.decisions import Forbidden, Refusal
from portal.records.models import AuditLine
from tests.factories import PersonFactory, UserFactory, head, officer, partner
from tests.meetings.appointing import date, fields, refused, sits, wanted
from tests.meetings.offices import body_of, group, lead, term

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def in_june(time_machine) -> None:
    time_machine.move_to("2026-06-01T12:00:00+00:00", tick=False)


def test_head_appoints_and_the_trail_says_so() -> None:
    by = head()
    made = appoint(by=by, **wanted(body_of("asgm"), TermRole.LEAD))
    assert made.until == date("2028-05-31")
    assert (made.entered_by, made.consent, made.consented_at) == (by, "", None)
    line = AuditLine.objects.get(verb="term.appoint")
    assert line.data == {
        "body": "asgm",
        "role": "lead",
        "person": made.person_id,
        "since": "2026-06-01",
        "until": "2028-05-31",
        "consent": "",
    }


def test_only_the_head_appoints_and_ends() -> None:
    for user in (officer(), lead(), UserFactory()):
        with pytest.raises(Forbidden):
            appoint(by=user, **wanted(body_of("asgm"), TermRole.LEAD))
        with pytest.raises(Forbidden):
            end_term(
                Term.objects.first() or term(group(), "member"), by=user, ended_on=TODAY, reason="resigned"
            )


def test_everything_that_stands_in_the_way_comes_at_once() -> None:
    Area.objects.filter(code="asgm").update(status="closed", closed_on=date("2026-05-01"), closed_reason="x")
    values = wanted(
        body_of("asgm"), TermRole.LEAD, organisation=partner(areas=()), until=date("2026-05-20"), source=" "
    )
    assert sorted(refused(**values)) == ["decision", "organisation", "until", "until"]


def test_what_a_form_leaves_out_is_named() -> None:
    found = term_problems(body=group(), role="", person=None, organisation=None, since=None, precision="week")
    assert sorted(fields(found)) == ["decision", "organisation", "person", "precision", "role", "since"]
    assert term_warnings(body=group(), role="", person=None, organisation=None, since=None) == []


@pytest.mark.parametrize(
    ("role", "code"), [("member", "asgm"), ("chair", "asgm"), ("lead", "pag"), ("co_lead", "pag")]
)
def test_each_body_has_its_own_offices(role: str, code: str) -> None:
    assert "role" in fields(term_problems(**wanted(Body.objects.get(code=code), role)))


@pytest.mark.parametrize("since", ["0206-06-01", "1999-12-31", "2030-01-01", "9999-12-31"])
def test_a_slip_in_the_year_is_told(since: str) -> None:
    assert "since" in refused(**wanted(group(), TermRole.CO_CHAIR, since=date(since)))


def test_two_years_are_the_default_and_the_most() -> None:
    person = sits()
    made = appoint(by=head(), **wanted(group(), TermRole.CHAIR, person=person, since=date("2026-06-15")))
    assert made.until == date("2028-06-14")
    for role in (TermRole.LEAD, TermRole.CO_LEAD):
        values = wanted(body_of("asgm"), role)
        assert term_problems(**values | {"until": date("2028-07-01")}) == []
        assert fields(term_problems(**values | {"until": date("2028-07-02")})) == ["until"]
        for precision, until in (("month", "2028-07-31"), ("year", "2029-06-30")):
            roughly = values | {"precision": precision}
            assert fields(term_problems(**roughly | {"until": date(until)})) == ["precision"]
            assert term_problems(**roughly | {"until": date("2028-07-01")}) == []
        assert fields(term_problems(**roughly | {"until": date("2030-01-01")})) == ["until"]
        # Wholly in the past it is entered as it is known.
        past = roughly | {"since": date("2021-01-01"), "until": date("2023-12-31")}
        assert term_problems(**past) == []


def test_the_past_is_entered_as_it_was() -> None:
    """People without accounts, long terms, partners that left since: with a source, and the doubts said."""
    values = wanted(
        body_of("asgm"),
        TermRole.LEAD,
        organisation=partner(areas=()),
        person=Person.objects.create(family_name="Demonstration"),
        since=date("2009-01-01"),
        until=date("2013-12-31"),
        precision="year",
    )
    assert sorted(fields(term_warnings(**values))) == ["consent", "organisation", "until"]
    made = appoint(by=head(), **values)
    assert (made.precision, made.until) == ("year", date("2013-12-31"))
    chaired = wanted(group(), TermRole.CHAIR, since=date("2010-01-01"))
    assert appoint(by=head(), **chaired).role == TermRole.CHAIR
    assert "person" in fields(term_warnings(**chaired))


# --- Overlap, areas, partners ---------------------------------------------------------------------------


@pytest.mark.rule("AREA-3")
@pytest.mark.parametrize(
    ("since", "until", "meets"),
    [
        ("2023-01-01", "2023-12-31", False),
        ("2023-06-01", "2024-01-01", True),
        ("2024-06-01", "2024-12-31", True),
        ("2023-12-31", "2026-01-02", True),
        ("2025-12-31", "2026-11-30", True),
        ("2026-01-01", "2027-12-31", False),
    ],
)
def test_the_same_person_does_not_lead_twice_at_once(since: str, until: str, meets: bool) -> None:
    person = PersonFactory()
    term(body_of("asgm"), "lead", person=person, since=date("2024-01-01"), until=date("2025-12-31"))
    for role in (TermRole.LEAD, TermRole.CO_LEAD):
        values = wanted(body_of("asgm"), role, person=person, since=date(since), until=date(until))
        assert ("since" in fields(term_problems(**values))) is meets
    elsewhere = wanted(
        body_of("waste-management"), "lead", person=person, since=date(since), until=date(until)
    )
    elsewhere["organisation"] = partner(areas=("waste-management",))
    assert "since" not in fields(term_problems(**elsewhere))
    another = wanted(body_of("asgm"), "co_lead", since=date(since), until=date(until))
    assert "since" not in fields(term_problems(**another))


def test_a_term_that_ended_early_or_was_a_mistake_leaves_its_days_free() -> None:
    person = PersonFactory()
    held = term(body_of("asgm"), "lead", person=person, since=date("2026-01-01"), until=date("2027-12-31"))
    values = wanted(body_of("asgm"), "lead", person=person)
    assert refused(**values) == ["since"]
    held = end_term(held, by=head(), ended_on=date("2026-05-31"), reason=EndReason.RESIGNED)
    made = appoint(by=head(), **values)
    assert held.end_reason == EndReason.RESIGNED and refused(**values) == ["since"]
    end_term(made, by=head(), ended_on=TODAY, reason=EndReason.ENTERED_WRONGLY, note="Twice entered")
    assert appoint(by=head(), **values).pk


@pytest.mark.rule("AREA-3")
def test_a_lead_represents_a_partner_of_the_area() -> None:
    body = body_of("asgm")
    elsewhere, ended, left = partner(areas=("waste-management",)), partner(), partner()
    Membership.objects.filter(organisation=ended).update(
        ended_on=date("2026-05-01"), ending="withdrawn", end_reason="Demonstration"
    )
    AreaParticipation.objects.filter(organisation=left).update(since=None, until=date("2026-05-01"))
    for organisation in (elsewhere, ended, left):
        assert refused(**wanted(body, TermRole.LEAD, organisation=organisation)) == ["organisation"]
    assert refused(**wanted(body, TermRole.LEAD, organisation=None)) == ["organisation"]


def test_a_merged_partner_is_the_one_it_was_merged_into() -> None:
    kept, gone = partner(areas=("waste-management",)), partner()
    gone.merged_into = kept
    gone.save()
    made = appoint(by=head(), **wanted(body_of("asgm"), TermRole.LEAD, organisation=gone))
    assert made.organisation == kept


def test_no_term_goes_beyond_the_closing_of_its_area() -> None:
    Area.objects.filter(code="asgm").update(status="closed", closed_on=date("2026-03-31"), closed_reason="x")
    values = wanted(body_of("asgm"), TermRole.LEAD, since=date("2024-04-01"))
    assert fields(term_problems(**values, until=date("2026-04-01"))) == ["until"]
    assert appoint(by=head(), **values, until=date("2026-03-31")).pk


@pytest.mark.rule("AREA-3")
def test_more_leads_than_usual_are_a_warning() -> None:
    body = body_of("asgm")
    values = wanted(body, TermRole.CO_LEAD)
    for _number in range(2):
        term(body, TermRole.CO_LEAD)
    assert "role" not in fields(term_warnings(**values))
    term(body, TermRole.CO_LEAD, since=date("2027-01-01"))
    [warning] = [w for w in term_warnings(**values) if w.field == "role"]
    assert "3" in str(warning.message) and "January" in str(warning.message)
    assert appoint(by=head(), **values).pk
    Body.objects.filter(pk=body.pk).update(most_leads=5)
    assert "role" not in fields(term_warnings(**wanted(body_of("asgm"), TermRole.CO_LEAD)))


def test_leads_who_lead_together_are_co_leads() -> None:
    term(body_of("asgm"), TermRole.CO_LEAD)
    assert "role" in fields(term_warnings(**wanted(body_of("asgm"), TermRole.LEAD)))
    assert "role" not in fields(term_warnings(**wanted(body_of("asgm"), TermRole.CO_LEAD)))


def test_a_new_designation_says_whose_acting_it_ends() -> None:
    acting = term(body_of("asgm"), "lead", since=date("2024-01-01"), until=date("2025-12-31"))
    [warning] = [w for w in term_warnings(**wanted(body_of("asgm"), "lead")) if w.field == "since"]
    assert str(acting.person) in str(warning.message)


def test_a_potential_area_is_told() -> None:
    potential = Area.objects.potential().first()
    values = wanted(potential.body, "lead", organisation=partner(areas=(potential.code,)))
    assert "body" in fields(term_warnings(**values))


# --- Seats -----------------------------------------------------------------------------------------------


@pytest.mark.rule("PAG-1")
def test_a_26th_ordinary_seat_is_refused_on_any_day() -> None:
    for number in range(25):
        sits("2026-01-01", "2027-12-31" if number else "2026-12-31")
    values = wanted(group(), TermRole.MEMBER)
    assert refused(**values) == [""]
    assert refused(**values | {"since": date("2025-06-01"), "until": date("2026-01-01")}) == [""]
    assert refused(**values | {"since": date("2026-12-31")}) == [""]
    assert term_problems(**values | {"since": date("2025-06-01"), "until": date("2025-12-31")}) == []
    appoint(by=head(), **values | {"since": date("2027-01-01")})
    assert refused(**wanted(group(), TermRole.MEMBER, since=date("2027-01-01"))) == [""]


def temporary_seat(code: str = "oil-gas", **values: Any) -> dict[str, Any]:
    bare = {"ground": SeatGround.TEMPORARY, "area": Area.objects.get(code=code), "category": "", "need": ""}
    return wanted(group(), TermRole.MEMBER, until=date("2027-12-31"), **bare) | values


@pytest.mark.rule("PAG-1")
def test_a_temporary_seat_is_for_a_time_and_for_an_area_that_is_new_or_coming_up() -> None:
    assert term_problems(**temporary_seat()) == []
    assert refused(**temporary_seat(until=None)) == ["until"]
    assert refused(**temporary_seat("asgm")) == ["area"]
    asgm = Area.objects.filter(code="asgm")
    asgm.update(established_on=date("2024-06-01"))  # 24 months before the first day
    assert term_problems(**temporary_seat("asgm")) == []
    asgm.update(established_on=date("2024-05-31"))
    assert refused(**temporary_seat("asgm")) == ["area"]
    past = {"since": date("2012-01-01"), "until": date("2013-12-31")}
    assert term_problems(**temporary_seat("asgm", **past)) == []


@pytest.mark.rule("PAG-1")
def test_an_area_has_one_temporary_seat_at_a_time() -> None:
    appoint(by=head(), **temporary_seat())
    assert refused(**temporary_seat()) == ["area"]
    assert term_problems(**temporary_seat("vcm")) == []
    after = {"since": date("2028-01-01"), "until": date("2028-12-31")}
    assert term_problems(**temporary_seat(**after)) == []


@pytest.mark.rule("PAG-1")
def test_temporary_seats_and_unep_stand_beside_the_25() -> None:
    for _number in range(25):
        sits()
    beside = temporary_seat()
    appoint(by=head(), **beside)
    unep = appoint(by=head(), **wanted(group(), TermRole.EX_OFFICIO, organisation=None))
    assert unep.organisation is None
    Body.objects.filter(pk=group().pk).update(seats=26)
    assert appoint(by=head(), **wanted(group(), TermRole.MEMBER)).pk


@pytest.mark.rule("PAG-2")
def test_a_seat_has_a_ground_and_what_belongs_to_it() -> None:
    bare = {"ground": "", "category": "", "need": ""}
    assert refused(**wanted(group(), "member", **bare)) == ["ground"]
    assert refused(**wanted(group(), "member", **bare | {"ground": "other"})) == ["category", "need"]
    assert refused(**wanted(group(), "member", **bare | {"ground": "area_designated"})) == ["area"]
    assert refused(**temporary_seat(area=None)) == ["area"]
    area = Area.objects.get(code="asgm")
    leading = wanted(group(), "member", **bare | {"ground": "area_lead", "area": area})
    assert refused(**leading) == ["ground"]
    term(
        body_of("asgm"), "lead", person=leading["person"], since=date("2024-01-01"), until=date("2025-12-31")
    )
    assert term_problems(**leading) == []  # acts
    term(body_of("waste-management"), "lead")
    assert "area" in refused(**wanted(body_of("asgm"), "lead", area=area))
    past = bare | {"ground": "other", "since": date("2015-01-01"), "until": date("2016-12-31")}
    assert term_problems(**wanted(group(), "member", **past)) == []


def test_a_second_seat_of_a_partner_is_told() -> None:
    organisation = partner()
    sits(organisation=organisation)
    assert "organisation" in fields(term_warnings(**wanted(group(), "member", organisation=organisation)))


# --- Chairs ----------------------------------------------------------------------------------------------


@pytest.mark.rule("PAG-4")
def test_no_chair_beside_a_co_chair_and_no_two_chairs() -> None:
    term(group(), "chair", person=sits(), since=date("2026-01-01"), until=date("2026-12-31"))
    for role in (TermRole.CHAIR, TermRole.CO_CHAIR):
        assert refused(**wanted(group(), role, person=sits())) == ["role"]
        later = wanted(group(), role, person=sits(), since=date("2027-01-01"))
        assert term_problems(**later) == []
    term(group(), "co_chair", person=sits(), since=date("2027-06-01"), until=date("2028-12-31"))
    assert refused(**wanted(group(), "chair", person=sits(), since=date("2027-01-01"))) == ["role"]


@pytest.mark.rule("PAG-4")
def test_a_third_co_chair_is_refused_on_any_day() -> None:
    term(group(), "co_chair", person=sits(), since=date("2026-01-01"), until=date("2027-12-31"))
    values = wanted(group(), "co_chair", person=sits(), since=date("2026-07-01"))
    assert term_problems(**values) == []
    term(group(), "co_chair", person=sits(), since=date("2027-12-31"), until=date("2028-12-31"))
    assert refused(**values) == ["role"]
    assert term_problems(**values | {"until": date("2027-12-30")}) == []


@pytest.mark.rule("PAG-4")
def test_who_presides_sits() -> None:
    assert refused(**wanted(group(), "chair")) == ["person"]
    person = sits("2026-07-01", "2026-12-31")
    assert refused(**wanted(group(), "chair", person=person)) == ["person"]
    values = wanted(group(), "chair", person=person, since=date("2026-07-01"))
    assert refused(**values) == ["until"]
    sits("2027-01-01", person=person)
    made = appoint(by=head(), **values)
    seat = person.terms.filter(role="member").get(until__isnull=True)
    with pytest.raises(Refusal, match="presides"):
        end_term(seat, by=head(), ended_on=date("2028-01-31"), reason="resigned")
    with pytest.raises(Refusal, match="presides"):
        end_term(seat, by=head(), ended_on=date("2028-12-31"), reason="entered_wrongly", note="Slip")
    end_term(made, by=head(), ended_on=date("2028-01-31"), reason="resigned")
    assert end_term(seat, by=head(), ended_on=date("2028-01-31"), reason="resigned").ended_on


@pytest.mark.rule("PAG-5")
def test_a_third_term_in_a_lifetime_is_refused() -> None:
    person = sits("2010-01-01")
    term(group(), "chair", person=person, since=date("2012-01-01"), until=date("2013-12-31"))
    values = wanted(group(), "chair", person=person)
    assert term_problems(**values) == []
    to_come = term(group(), "co_chair", person=person, since=date("2028-07-01"), until=date("2029-06-30"))
    assert refused(**values) == ["person"]
    assert refused(**values | {"role": "co_chair", "since": date("2016-01-01")}) == ["person"]
    end_term(to_come, by=head(), ended_on=date("2028-07-01"), reason="entered_wrongly", note="Slip")
    assert appoint(by=head(), **values).pk


@pytest.mark.rule("PAG-5")
def test_replacing_somebody_for_under_a_year_does_not_count() -> None:
    person = sits("2010-01-01")
    for year in (2012, 2014):
        term(group(), "chair", person=person, since=date(f"{year}-01-01"), until=date(f"{year + 1}-12-31"))
    before = term(group(), "chair", person=sits(), since=date("2025-05-01"), until=date("2027-04-30"))
    values = wanted(group(), "chair", person=person, since=date("2026-05-31"))
    assert "person" in refused(**values)
    assert "replaces" in refused(**values, replaces=before)
    before = end_term(before, by=head(), ended_on=date("2026-05-30"), reason="resigned")
    made = appoint(by=head(), **values, replaces=before)
    assert made.until == date("2027-04-30")
    assert refused(**wanted(group(), "chair", person=person, since=date("2027-05-01"))) == ["person"]


@pytest.mark.rule("PAG-5")
def test_replacing_for_a_year_or_more_counts() -> None:
    person = sits("2010-01-01")
    for year in (2012, 2014):
        term(group(), "chair", person=person, since=date(f"{year}-01-01"), until=date(f"{year + 1}-12-31"))
    before = term(group(), "chair", person=sits(), since=date("2025-12-01"), until=date("2027-11-30"))
    before = end_term(before, by=head(), ended_on=date("2026-05-31"), reason="resigned")
    values = wanted(group(), "chair", person=person, replaces=before)
    assert refused(**values) == ["person"]
    assert refused(**values | {"until": date("2027-05-31")}) == ["person"]
    assert term_problems(**values | {"until": date("2027-05-30")}) == []
    assert "replaces" in refused(**values | {"until": date("2027-12-01")})


def test_nobody_replaces_themselves_or_another_office() -> None:
    person = sits("2010-01-01")
    held = term(group(), "chair", person=person, since=date("2025-06-01"), until=date("2027-05-31"))
    held = end_term(held, by=head(), ended_on=date("2026-05-31"), reason="resigned")
    assert refused(**wanted(group(), "chair", person=person, replaces=held)) == ["replaces"]
    assert refused(**wanted(group(), "member", replaces=held)) == ["replaces"]


def test_somebody_of_the_same_name_presided() -> None:
    term(group(), "chair", person=sits(), since=date("2012-01-01"), until=date("2013-12-31"))
    held = Term.objects.chairs().get().person
    twin = PersonFactory(family_name=held.family_name.upper(), given_name=held.given_name)
    assert "person" in fields(term_warnings(**wanted(group(), "chair", person=sits(person=twin))))
