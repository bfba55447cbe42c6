"""Which terms give rights on a day: running ones, and leads who act (AREA-3, AREA-5)."""

import datetime

import pytest

from meetings.enums import EndReason, TermRole
from meetings.models import Body, Decision, Term
from meetings.rules.offices import acting_until, is_acting, is_lead_of, months_later, terms_in_force
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.records.registries import roles_of
from tests.meetings.offices import body_of, chair, lead, member, term

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def area(code: str = "asgm") -> Area:
    return Area.objects.get(code=code)


def fresh(user: User) -> User:
    """The same user as the next request reads it."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-12-15", 18, "2026-06-15"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-01-01", -18, "2023-07-01"),
        ("2025-11-30", 1, "2025-12-30"),
        ("2024-08-31", 18, "2026-02-28"),
    ],
)
def test_months_later_stays_in_the_month(day: str, months: int, expected: str) -> None:
    assert str(months_later(datetime.date.fromisoformat(day), months)) == expected


def test_every_area_has_a_body_and_so_has_a_new_one() -> None:
    assert not Area.objects.filter(body__isnull=True).exists()
    new = Area.objects.create(
        code="demonstration-area", name="Demonstration area", short_name="Demonstration"
    )
    assert Body.objects.get(area=new).prefix == "DEMONSTRATION-AREA"


@pytest.mark.rule("AREA-5")
def test_a_running_term_leads_one_area_only() -> None:
    user = lead("asgm")
    assert is_lead_of(user, area("asgm"))
    assert not is_lead_of(user, area("waste-management"))
    assert "lead" in roles_of(fresh(user))


def test_seats_and_chairs_have_their_roles() -> None:
    assert roles_of(member()) >= {"member"}
    assert roles_of(chair()) >= {"member", "chair"}


@pytest.mark.rule("AREA-3")
def test_a_lead_acts_for_eighteen_months_after_the_term(time_machine) -> None:
    since = datetime.date(2022, 3, 1)
    user = lead("asgm", since=since, until=datetime.date(2024, 2, 29))
    the_term = user.person.terms.get()
    assert acting_until(the_term) == datetime.date(2025, 8, 29)
    for moment, acts, leads in (
        ("2024-02-29", False, True),
        ("2024-03-01", True, True),
        ("2025-08-29", True, True),
        ("2025-08-30", False, False),
    ):
        time_machine.move_to(f"{moment}T12:00:00+00:00", tick=False)
        assert is_acting(the_term) is acts, moment
        assert is_lead_of(fresh(user), area()) is leads, moment


@pytest.mark.rule("AREA-3")
def test_acting_ends_when_the_area_designates_anew(time_machine) -> None:
    time_machine.move_to("2024-06-01T12:00:00+00:00", tick=False)
    user = lead("asgm", since=datetime.date(2022, 3, 1), until=datetime.date(2024, 2, 29))
    assert is_lead_of(fresh(user), area())
    term(body_of("asgm"), TermRole.LEAD, since=datetime.date(2024, 7, 1))
    assert is_lead_of(fresh(user), area())
    time_machine.move_to("2024-07-01T12:00:00+00:00", tick=False)
    assert not is_lead_of(fresh(user), area())


def test_a_term_ended_early_leaves_nobody_acting(time_machine) -> None:
    time_machine.move_to("2024-06-01T12:00:00+00:00", tick=False)
    user = lead("asgm", since=datetime.date(2023, 3, 1), until=datetime.date(2025, 2, 28))
    the_term = user.person.terms.get()
    the_term.ended_on, the_term.end_reason = datetime.date(2024, 5, 31), EndReason.RESIGNED
    the_term.save()
    assert not is_lead_of(fresh(user), area())
    assert not terms_in_force().exists()


def test_nobody_leads_a_closed_area() -> None:
    user = lead("asgm")
    Area.objects.filter(code="asgm").update(
        status="closed", closed_on=datetime.date(2026, 1, 1), closed_reason="Demonstration"
    )
    assert not is_lead_of(fresh(user), area())


@pytest.mark.rule("AREA-3")
@pytest.mark.parametrize(
    ("since", "until", "acts"),
    [
        ("2024-02-29", "2026-02-27", False),  # the successor begins on the old term's last day
        ("2024-01-15", "2026-01-14", False),
        ("2024-01-15", "2024-02-29", True),  # both ran out
        ("2022-03-01", "2024-02-29", True),  # designated for the same time
    ],
)
def test_nobody_acts_beside_a_successor_who_began_before_the_end(time_machine, since, until, acts) -> None:
    user = lead("asgm", since=datetime.date(2022, 3, 1), until=datetime.date(2024, 2, 29))
    days = {"since": datetime.date.fromisoformat(since), "until": datetime.date.fromisoformat(until)}
    term(body_of("asgm"), TermRole.CO_LEAD, **days)
    time_machine.move_to("2024-03-01T12:00:00+00:00", tick=False)
    assert is_acting(user.person.terms.get()) is acts
    assert is_lead_of(fresh(user), area()) is acts


@pytest.mark.rule("AREA-3")
def test_who_was_designated_by_the_same_decision_acts_beside_the_other(time_machine) -> None:
    time_machine.move_to("2024-03-01T12:00:00+00:00", tick=False)
    decisions = [
        Decision.objects.create(
            body=body_of("asgm"),
            status="adopted",
            reference=f"ASGM-W{number}/D1",
            title="Demonstration",
            text="Demonstration",
            decided_on=datetime.date(2022, 3, 1),
        )
        for number in (1, 2)
    ]
    user = lead(
        "asgm", since=datetime.date(2022, 3, 1), until=datetime.date(2024, 2, 29), decision=decisions[0]
    )
    days = {"since": datetime.date(2022, 6, 1), "until": datetime.date(2024, 5, 31)}
    other = term(body_of("asgm"), TermRole.CO_LEAD, decision=decisions[0], **days)
    assert is_acting(user.person.terms.get())
    Term.objects.filter(pk=other.pk).update(decision=decisions[1])
    assert not is_acting(user.person.terms.get())
    Term.objects.filter(pk=other.pk).update(ended_on=datetime.date(2024, 2, 1), end_reason="resigned")
    assert is_acting(user.person.terms.get())
