"""The number of ordinary seats of the Advisory Group and of leads in an area are settings (PAG-1, AREA-3)."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from meetings.actions.bodies import set_body
from meetings.enums import EndReason, SeatGround, TermRole
from meetings.models import Body
from meetings.rules.bodies import setting_of
from meetings.rules.terms import term_warnings
from portal.accounts.models import User
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, StaleRecord
from portal.records.models import AuditLine
from tests.factories import PersonFactory, UserFactory, head, officer, partner
from tests.meetings.appointing import wanted
from tests.meetings.offices import body_of, chair, group, lead, member, term
from tests.meetings.test_seats import sent
from tests.partners.admin import browser, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LIST = "body-settings:index"


def administrator() -> User:
    return UserFactory(roles=("administrator",))


def put(number: int | None, *, body: Body | None = None, by: User | None = None) -> Body:
    body = body or group()
    return set_body(body, by=by or head(), seen=getattr(body, setting_of(body)), number=number)


def url(body: Body) -> str:
    return reverse("body-settings:set", args=[body.pk])


@pytest.mark.rule("PAG-1")
@pytest.mark.parametrize("who", [head, administrator])
def test_the_number_of_seats_is_set_and_counts(who: Any) -> None:
    for _each in range(2):
        term(group(), TermRole.MEMBER)
    assert put(2, by=who()).seats == 2
    line = AuditLine.objects.get(verb="body.set")
    assert (line.fields, line.data) == (["seats"], {"from": 25, "to": 2})
    with pytest.raises(Refusal, match="All 2 ordinary seats are taken"):
        sent()


@pytest.mark.rule("AREA-3")
def test_the_number_of_leads_is_set_and_the_portal_warns_beyond_it() -> None:
    body = put(1, body=body_of("asgm"))
    lead("asgm")
    values = wanted(body, TermRole.CO_LEAD, person=PersonFactory(), organisation=partner(areas=("asgm",)))
    assert "more than 1 lead on" in " ".join(str(warning.message) for warning in term_warnings(**values))
    put(5, body=body)
    values["body"] = body_of("asgm")
    assert "more than" not in " ".join(str(warning.message) for warning in term_warnings(**values))
    assert put(1, body=body_of("asgm")).most_leads == 1  # it only warns: who leads goes on


@pytest.mark.rule("PAG-1")
def test_seats_that_are_held_or_offered_are_not_taken_away() -> None:
    term(group(), TermRole.MEMBER)
    term(group(), TermRole.MEMBER, since=today() + 30 * DAY)
    ended = {"ended_on": today() - DAY, "end_reason": EndReason.RESIGNED}
    term(group(), TermRole.MEMBER, **ended)
    area = body_of("oil-gas").area
    term(group(), TermRole.MEMBER, ground=SeatGround.TEMPORARY, area=area, category="", need="")
    with pytest.raises(Refusal) as refused:
        put(1)
    (problem,) = refused.value.problems
    assert problem.field == "seats"
    assert str(problem.message).startswith("2 ordinary seats are held or offered on ")
    sent()
    with pytest.raises(Refusal, match="3 ordinary seats are held or offered"):
        put(2)
    assert group().seats == 25
    assert put(3).seats == 3


@pytest.mark.parametrize("number", [None, 0, -1, 100])
def test_a_number_that_is_none_is_refused(number: int | None) -> None:
    with pytest.raises(Refusal, match="Choose a number between 1 and 99"):
        put(number)


@pytest.mark.parametrize(
    "who", [officer, chair, member, lambda: UserFactory(roles=("auditor",)), UserFactory]
)
def test_others_set_nothing(who: Any) -> None:
    with pytest.raises(Forbidden):
        put(20, by=who())
    assert group().seats == 25


def test_two_who_set_it_at_once_do_not_overwrite_each_other() -> None:
    body = group()
    put(24)
    with pytest.raises(StaleRecord):
        set_body(body, by=head(), seen=body.seats, number=23)
    put(24)
    assert AuditLine.objects.filter(verb="body.set").count() == 1  # what is set already is no change


@pytest.mark.parametrize("role", ["head", "administrator"])
def test_the_screen_lists_every_body_and_saves(role: str) -> None:
    client = browser(role)
    text = text_of(client.get(reverse(LIST)))
    assert reverse(LIST) in text_of(client.get("/admin/"))
    assert all(url(body) in text for body in Body.objects.all())
    page = client.get(url(group()))
    assert page.context["form"]["seats"].value() == 25
    assert "most_leads" not in page.context["form"].fields
    answer = client.post(url(group()), {"seats": "24", "seen": "25"})
    assert (answer.status_code, answer.url) == (302, reverse(LIST))
    assert group().seats == 24
    area = body_of("asgm")
    assert client.post(url(area), {"most_leads": "4", "seen": "3"}).status_code == 302
    assert body_of("asgm").most_leads == 4


def test_the_screen_says_what_is_wrong_and_shows_both_numbers() -> None:
    client, body = browser("head"), group()
    term(body, TermRole.MEMBER)
    term(body, TermRole.MEMBER)
    answer = client.post(url(body), {"seats": "1", "seen": "25"})
    assert answer.status_code == 422
    assert "2 ordinary seats are held or offered" in text_of(answer)
    for senseless in ("", "many"):
        assert client.post(url(body), {"seats": senseless, "seen": "25"}).status_code == 422
    put(20)
    late = client.post(url(body), {"seats": "21", "seen": "25"})
    assert late.status_code == 409
    assert "Saved now: 20" in text_of(late)
    again = {"seats": "21", "seen": late.context["form"]["seen"].value()}
    assert client.post(url(body), again).status_code == 302
    assert group().seats == 21


def test_who_only_reads_is_offered_nothing_to_change() -> None:
    for role in ("officer", "auditor"):
        text = text_of(browser(role).get(reverse(LIST)))
        assert "Advisory Group" in text
        assert url(group()) not in text
    assert url(group()) in text_of(browser("head").get(reverse("bodies:inspect", args=[group().pk])))
    assert url(group()) not in text_of(browser("officer").get(reverse("bodies:inspect", args=[group().pk])))


def test_the_list_asks_as_often_for_many_bodies(django_assert_max_num_queries: Any) -> None:
    client = browser("administrator")
    client.get(reverse(LIST))
    with django_assert_max_num_queries(25):
        client.get(reverse(LIST))
