"""What the secretariat sees before it acts: the words examined, where terms are recorded, where a lack is mended."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import Body
from partnership_areas.models import Area
from portal.accounts.groups import sync_user
from portal.accounts.models import User
from tests.factories import UserFactory
from tests.meetings.amendments import sent
from tests.meetings.offices import chair, group, member, term

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(settings: Any) -> Callable[[str], Client]:
    settings.DEMONSTRATION = True

    def make(role: str) -> Client:
        user = UserFactory(roles=(role,))
        sync_user(user)
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return make


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


@pytest.mark.rule("GDL-1")
@pytest.mark.parametrize("verb", ["examine", "put_before_group", "translate"])
def test_who_acts_on_an_amendment_reads_clause_change_and_reason(browser: Callable, verb: str) -> None:
    amendment = sent()
    page = browser("officer").get(reverse(f"amendments:{verb}", args=[amendment.pk]))
    assert "<ins>" in page.content.decode()
    said = words(page)
    assert "What would change" in said
    assert amendment.reason in said
    assert "4(a)(iv)" in said
    assert amendment.proposer.legal_name in said


def test_the_words_stay_when_the_opinion_is_refused(browser: Callable) -> None:
    amendment = sent()
    answer = browser("officer").post(reverse("amendments:examine", args=[amendment.pk]), {"language": "en"})
    assert answer.status_code == 422
    assert amendment.reason in words(answer)


def row_of(page: Any, body: Body) -> str:
    address = reverse("bodies:inspect", args=[body.pk])
    row = next(row for row in re.findall(r"<tr.*?</tr>", page.content.decode(), re.DOTALL) if address in row)
    return " ".join(re.sub(r"<[^>]*>", " ", row).split())


def test_bodies_count_people_not_terms(browser: Callable) -> None:
    chair()  # a seat and the chair
    member()
    page = browser("officer").get(reverse("bodies:index"))
    assert row_of(page, group()).endswith(" 2")


def test_bodies_say_what_is_no_area_yet(browser: Callable) -> None:
    page = browser("officer").get(reverse("bodies:index"))
    area = Area.objects.get(code="vcm")
    Area.objects.filter(pk=area.pk).update(status="potential", cross_cutting=True)
    closed = Area.objects.get(code="asgm")
    Area.objects.filter(pk=closed.pk).update(status="closed", closed_on="2026-01-01", closed_reason="Over")
    page = browser("officer").get(reverse("bodies:index"))
    assert "Cross-cutting topic · Potential area – 0" in row_of(page, area.body)
    assert "Closed area – 0" in row_of(page, closed.body)
    established = Body.objects.filter(area__status="established").first()
    assert "Partnership area Nobody leads it 0" in row_of(page, established)


def test_the_head_finds_from_the_terms_where_one_is_recorded(browser: Callable) -> None:
    term(group(), "member")
    said = "Record a term: choose the body"
    page = browser("head").get(reverse("terms:index"))
    assert said in page.content.decode()
    assert f'href="{reverse("bodies:index")}"' in page.content.decode()
    assert said not in browser("officer").get(reverse("terms:index")).content.decode()


@pytest.mark.parametrize(("role", "said"), [("head", False), ("officer", True), ("auditor", True)])
def test_who_cannot_record_a_term_reads_who_can(browser: Callable, role: str, said: bool) -> None:
    page = browser(role).get(reverse("bodies:inspect", args=[group().pk]))
    assert ("Terms of office are recorded by the head of the secretariat." in page.content.decode()) is said


@pytest.mark.rule("AREA-2")
def test_what_an_area_lacks_leads_to_where_it_is_mended(browser: Callable) -> None:
    area = Area.objects.get(code="vcm")
    area.links.all().delete()
    Area.objects.filter(pk=area.pk).update(status="potential", objective_en="", established_on=None)
    values = {"on": "2026-01-01", "source": "Demonstration report"}
    answer = browser("head").post(reverse("areas-admin:establish", args=[area.pk]), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    ties, texts = (reverse(f"areas-admin:{name}", args=[area.pk]) for name in ("set_links", "texts"))
    assert page.count(f'<a href="{ties}">Set ties to the framework</a>') == 3
    assert page.count(f'<a href="{texts}">Correct names and texts</a>') == 1
    area.refresh_from_db()
    assert area.status == "potential"
