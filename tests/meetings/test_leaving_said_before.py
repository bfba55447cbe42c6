"""A partner that leaves an area reads before whose term of office ends with it (AREA-3, AREA-5)."""

import datetime

import pytest
from django.urls import reverse

from meetings.models import Term
from partners.departures import what_would_end
from partners.models import AreaParticipation
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.records.clock import today
from tests.factories import focal_point, partner
from tests.meetings.offices import body_of, group, lead, term
from tests.partners.admin import browser_of, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LEAVE = {"leave": "asgm"}


def page_of(user: User) -> str:
    return reverse("partners_desk:areas", args=[user.person.places.get().organisation.slug])


def takes_part(user: User) -> bool:
    place = user.person.places.get().organisation
    return AreaParticipation.objects.running().filter(organisation=place, area__code="asgm").exists()


@pytest.mark.rule("AREA-3")
@pytest.mark.rule("AREA-5")
def test_the_last_lead_is_named_before_the_area_is_left() -> None:
    user = lead()
    client, page = browser_of(user), page_of(user)
    answer = client.post(page, LEAVE)
    text = text_of(answer)
    assert answer.status_code == 200 and "Leave this area?" in text
    assert f"The term of office of {user.person} ends: Lead" in text
    assert "is then without a lead" in text
    assert takes_part(user) and Term.objects.get().ended_on is None
    assert client.post(page, LEAVE | {"sure": "1"}).status_code == 302
    assert not takes_part(user) and Term.objects.get().end_reason == "partner_left"
    # It is left: to ask again would say what is no more so.
    assert client.post(page, LEAVE).status_code == 302


def test_where_nothing_ends_nobody_is_asked() -> None:
    user = focal_point(partner(areas=("asgm",)))
    assert browser_of(user).post(page_of(user), LEAVE).status_code == 302
    assert not takes_part(user)


@pytest.mark.rule("AREA-3")
def test_what_is_said_is_what_ends() -> None:
    organisation = partner(areas=("asgm", "products"))
    of_it = {"organisation": organisation}
    area = Area.objects.get(code="asgm")
    term(body_of("asgm"), "co_lead", **of_it)
    term(body_of("asgm"), "co_lead")
    term(body_of("asgm"), "lead", since=today() - 3000 * DAY, until=today() - 2300 * DAY, **of_it)
    term(body_of("products"), "lead", **of_it)
    term(group(), "member", **of_it)
    [line] = what_would_end(organisation, area, today())
    assert "Co-lead" in line  # another leads on; other areas and the group are not touched
    assert len(what_would_end(organisation, None, today())) == 4
