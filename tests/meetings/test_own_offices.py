"""One's own offices on the desk: term, rights, consent to be named, gender, handover."""

import datetime

import pytest
from django.urls import reverse

from meetings.actions.handover import declare_gender, keep_handover
from meetings.enums import NameConsent, TermRole
from meetings.models import HandoverCheck, Term
from meetings.rules.handover import handover_is_due
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Refusal
from portal.records.models import AuditLine
from tests.factories import UserFactory, head, officer
from tests.meetings.offices import body_of, chair, lead, member, term
from tests.partners.admin import browser_of, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
PAGE = "/desk/offices/"


def ending(days: int, **values) -> tuple:
    """A lead whose term ends in so many days (negative: ended before), and the term."""
    since = today() - datetime.timedelta(days=600)
    user = lead("asgm", since=since, until=today() + days * DAY, **values)
    the_term = user.person.terms.get()
    Term.objects.filter(pk=the_term.pk).update(created_at=now() - datetime.timedelta(days=600))
    the_term.refresh_from_db()
    return user, the_term


def test_offices_show_term_rights_and_state():
    user, _term = ending(40)
    page = text_of(browser_of(user).get(PAGE))
    assert "Lead, " in page
    assert "In office" in page
    assert "Write to the partners of the area" in page
    assert "0 of 6 done" in page


def test_offices_promise_nothing_that_the_portal_cannot_do_yet():
    """Business plans, reports and advisory papers have no place in it so far."""
    for user in (lead("asgm"), member()):
        page = text_of(browser_of(user).get(PAGE)).partition("What you can do")[2]
        assert page
        assert "plan" not in page.partition("To the desk")[0]
        assert "paper" not in page.partition("To the desk")[0]


@pytest.mark.rule("AREA-3")
def test_offices_say_until_when_one_acts():
    user, _term = ending(-10)
    page = text_of(browser_of(user).get(PAGE))
    assert "Acting" in page
    assert "You continue in an acting capacity until" in page
    assert "Write to the partners of the area" in page


@pytest.mark.rule("AREA-5")
def test_offices_that_ended_give_no_rights():
    user, the_term = ending(-10)
    the_term.ended_on, the_term.end_reason = the_term.until, "resigned"
    the_term.save()
    page = text_of(browser_of(user).get(PAGE))
    assert "Ended" in page
    assert "Write to the partners of the area" not in page


def test_offices_of_nobody_say_so():
    assert "You hold no office" in text_of(browser_of(UserFactory()).get(PAGE))


def test_offices_need_an_account(client):
    assert client.get(PAGE).status_code == 302
    assert client.post(f"{PAGE}1/consent/").status_code == 302


def test_consent_is_given_and_taken_back_on_the_desk():
    user, the_term = ending(40)
    client = browser_of(user)
    page = reverse("meetings_desk:office_consent", args=[the_term.pk])
    assert client.get(page).status_code == 405
    assert client.post(page, {"agree": "1"}).status_code == 302
    the_term.refresh_from_db()
    assert the_term.consent == NameConsent.GIVEN
    assert "Yes: you agreed on" in text_of(client.get(PAGE))
    client.post(page)
    the_term.refresh_from_db()
    assert the_term.consent == ""


def test_offices_of_others_are_not_there():
    _user, the_term = ending(40)
    client = browser_of(member())
    for name in ("office_consent", "handover"):
        assert client.post(reverse(f"meetings_desk:{name}", args=[the_term.pk])).status_code == 404
    the_term.refresh_from_db()
    assert the_term.consent == ""


# --- Handover ----------------------------------------------------------------------------------------


def test_handover_is_ticked_off_and_opened_again():
    user, the_term = ending(40)
    client = browser_of(user)
    page = reverse("meetings_desk:handover", args=[the_term.pk])
    assert "6 things to hand over" in text_of(client.get("/desk/"))
    client.post(page, {"done": ["documents", "contacts"]})
    assert "2 of 6 done" in text_of(client.get(PAGE))
    client.post(page, {"done": ["contacts", "successor"]})
    assert set(the_term.handover.values_list("item", flat=True)) == {"contacts", "successor"}
    line = AuditLine.objects.filter(verb="term.handover").order_by("-number").first()
    assert line.data == {"done": ["successor"], "open": ["documents"]}
    assert not line.on_behalf
    client.post(page, {"done": ["documents", "contacts", "mail-list", "open-actions"]})
    client.post(page, {"done": ["x"]})
    assert the_term.handover.count() == 4


def test_handover_by_the_secretariat_is_on_behalf():
    _user, the_term = ending(40)
    secretary = officer()
    assert keep_handover(the_term, done=["documents"], by=secretary) == {"documents"}
    assert keep_handover(the_term, done=["documents"], by=secretary) == set()
    assert AuditLine.objects.get(verb="term.handover").on_behalf
    assert HandoverCheck.objects.get().done_by == secretary
    with pytest.raises(Forbidden):
        keep_handover(the_term, done=[], by=lead("asgm"))
    with pytest.raises(Refusal):
        keep_handover(the_term, done=["crown"], by=secretary)


@pytest.mark.parametrize(
    ("days", "due"), [(91, False), (90, True), (0, True), (-300, True), (-700, True), (-1000, False)]
)
def test_handover_is_due_around_the_end(days, due):
    _user, the_term = ending(0)
    the_term.until = today() + days * DAY
    the_term.created_at = now() - datetime.timedelta(days=2000)
    assert handover_is_due(the_term) is due


def test_handover_is_not_asked_of_terms_entered_from_the_past():
    days = {"since": today() - 800 * DAY, "until": today() - 70 * DAY}
    past = term(body_of("asgm"), TermRole.LEAD, created_at=now(), **days)
    assert not handover_is_due(past)
    with pytest.raises(Forbidden):
        keep_handover(past, done=["documents"], by=head())


def test_handover_of_a_seat_knows_no_business_plan():
    user = member(until=today() + 20 * DAY)
    assert "0 of 4 done" in text_of(browser_of(user).get(PAGE))


# --- Gender ----------------------------------------------------------------------------------------


@pytest.mark.rule("PAG-3")
def test_gender_is_said_by_the_person_and_taken_back():
    user = member()
    client = browser_of(user)
    client.post("/desk/offices/about-you/", {"gender": "woman"})
    user.person.refresh_from_db()
    assert user.person.gender == "woman"
    line = AuditLine.objects.get(verb="person.gender")
    assert (line.fields, line.data) == (["gender"], {})
    client.post("/desk/offices/about-you/", {"gender": "unknown"})
    client.post("/desk/offices/about-you/", {"gender": ""})
    user.person.refresh_from_db()
    assert user.person.gender == ""


def test_gender_of_nobody_is_not_there():
    assert browser_of(UserFactory()).post("/desk/offices/about-you/", {"gender": "man"}).status_code == 404
    with pytest.raises(Forbidden):
        declare_gender(gender="man", by=officer())


def test_desk_home_leads_to_the_offices():
    page = text_of(browser_of(chair()).get("/desk/"))
    assert "Your offices" in page
    assert "Chair, Partnership Advisory Group" in page
    assert "Your offices" not in text_of(browser_of(UserFactory()).get("/desk/"))


def test_offices_ask_as_often_with_more_rows(assert_query_parity):
    user, the_term = ending(40)
    past = {"since": today() - 3000 * DAY, "until": today() - 2500 * DAY}
    term(body_of("asgm"), TermRole.LEAD, person=user.person, **past)

    def grow() -> None:
        for code in ("waste-management", "products"):
            term(body_of(code), TermRole.CO_LEAD, person=user.person, until=today() + 30 * DAY)
        keep_handover(the_term, done=["documents", "contacts"], by=user)

    def grow_again() -> None:
        for code in ("products", "chlor-alkali"):
            term(body_of(code), TermRole.LEAD, person=user.person, **past)

    client = browser_of(user)
    assert_query_parity(lambda: client.get(PAGE), grow, at_most=25)
    # The home page gathers what every part of the portal has for somebody with an office.
    assert_query_parity(lambda: client.get("/desk/"), grow_again, at_most=32)
