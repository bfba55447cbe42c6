"""Terms that are entered when they are over: they tell of the past, and give nobody a right of today."""

import datetime

import pytest

from meetings.actions.terms import appoint
from meetings.rules.offices import acting_until, is_acting, is_lead_of, terms_in_force
from meetings.rules.terms import term_warnings
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.records.clock import today
from tests.factories import PersonFactory, UserFactory, head, partner
from tests.meetings.appointing import wanted
from tests.meetings.offices import body_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SAYS = "does not act as lead"


def led(**days: datetime.date) -> dict:
    """A lead of the area by a source, with an account."""
    person = PersonFactory(user=UserFactory())
    return wanted(body_of("asgm"), "lead", person=person, source="Report", **days)


def words(values: dict) -> str:
    return " ".join(str(warning.message) for warning in term_warnings(**values))


@pytest.mark.rule("AREA-3")
@pytest.mark.rule("AREA-5")
def test_who_is_entered_as_lead_after_the_end_does_not_act() -> None:
    values = led(since=today() - 1500 * DAY, until=today() - DAY) | {"organisation": partner(areas=())}
    said = words(values)
    assert SAYS in said and "more than two years" in said and "not recorded as a partner" in said
    made = appoint(by=head(), **values)
    user = User.objects.get(pk=values["person"].user_id)
    assert not is_lead_of(user, Area.objects.get(code="asgm"))
    assert not is_acting(made) and acting_until(made) is None
    assert not terms_in_force().filter(pk=made.pk).exists()


@pytest.mark.rule("AREA-3")
def test_who_is_entered_while_the_term_runs_acts_after_it(time_machine) -> None:
    """The last day itself is early enough; and the guards for today hold for such a term."""
    time_machine.move_to("2026-06-01T12:00:00+00:00", tick=False)
    values = led(since=today() - 700 * DAY, until=today())
    assert SAYS not in words(values)
    made = appoint(by=head(), **values)
    time_machine.move_to("2026-06-02T12:00:00+00:00", tick=False)
    assert is_acting(made)


def test_what_nobody_would_act_on_any_more_is_not_warned_of() -> None:
    assert SAYS not in words(led(since=today() - 1500 * DAY, until=today() - 800 * DAY))
