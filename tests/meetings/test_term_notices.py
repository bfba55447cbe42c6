"""Who is told that a term ends, has ended, or goes on as acting: 90, 30 and 7 days before, and nothing twice."""

import datetime

import pytest
from django.conf import settings

from meetings.enums import EndReason, TermRole
from meetings.models import Term
from meetings.tasks import tell_of_terms
from portal.mail.models import Notice, OutboundEmail
from portal.records.clock import now
from tests.factories import PersonFactory, officer
from tests.meetings.offices import body_of, chair, group, lead, member, term

pytestmark = pytest.mark.django_db
D = datetime.date
END = D(2026, 6, 30)


@pytest.fixture
def at(time_machine):
    """Return a function that moves the clock to noon of a day and lets the scheduler ask."""

    def move(day: datetime.date, *, tell: bool = True) -> None:
        time_machine.move_to(f"{day.isoformat()}T12:00:00+00:00", tick=False)
        if tell:
            tell_of_terms()

    move(D(2024, 7, 1), tell=False)
    return move


def titles(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


@pytest.mark.rule("AREA-3")
def test_end_is_told_90_30_and_7_days_before_and_nothing_twice(at):
    user = lead("asgm", since=D(2024, 7, 1), until=END)
    at(END - datetime.timedelta(days=91))
    assert titles(user) == []
    for days, told in ((90, 1), (90, 1), (89, 1), (31, 1), (30, 2), (8, 2), (7, 3), (1, 3), (0, 3)):
        at(END - datetime.timedelta(days=days))
        assert len(titles(user)) == told, days
    assert all("your term ends on 30 June 2026" in title for title in titles(user))


@pytest.mark.rule("AREA-3")
def test_acting_is_told_with_its_last_day_and_once_more_before_it(at):
    user = lead("asgm", since=D(2024, 7, 1), until=END)
    at(END + datetime.timedelta(days=1))
    at(END + datetime.timedelta(days=20))
    assert [title for title in titles(user) if "acting" in title] == [
        f"{TermRole.LEAD.label}, {body_of('asgm')}: you continue in an acting capacity"
    ]
    assert "30 December 2027 at most" in Notice.objects.get(user=user).text
    at(D(2027, 11, 29))
    assert len(titles(user)) == 1
    at(D(2027, 11, 30))
    at(D(2027, 12, 15))
    assert "your acting period ends on 30 December 2027" in titles(user)[-1]
    assert len(titles(user)) == 2
    at(D(2027, 12, 31))
    assert len(titles(user)) == 2


@pytest.mark.rule("AREA-3")
def test_co_leads_and_the_secretariat_are_told_too(at):
    secretary = officer()
    ending = lead("asgm", since=D(2024, 7, 1), until=END)
    beside = lead("asgm", since=D(2025, 7, 1), until=D(2027, 6, 30))
    elsewhere = lead("waste-management", since=D(2025, 7, 1), until=D(2027, 6, 30))
    at(END - datetime.timedelta(days=30))
    name = str(ending.person)
    for user in (secretary, beside):
        (title,) = titles(user)
        assert f"the term of {name} ends on 30 June 2026" in title
    assert titles(elsewhere) == []
    assert Notice.objects.get(user=beside).url == "/en/partnership-areas/asgm/history/"
    assert Notice.objects.get(user=secretary).url == f"/admin/terms/inspect/{ending.person.terms.get().pk}/"


def test_chairs_are_told_of_seats_that_end(at):
    presiding = chair(since=D(2025, 7, 1), until=D(2027, 6, 30))
    seat = presiding.person.terms.get(role=TermRole.MEMBER)
    Term.objects.filter(pk=seat.pk).update(until=None)
    sitting = member(since=D(2024, 7, 1), until=END)
    at(END - datetime.timedelta(days=7))
    assert len(titles(sitting)) == 1
    assert len(titles(presiding)) == 1
    at(END + datetime.timedelta(days=1))
    assert "your term ended on 30 June 2026" in titles(sitting)[-1]


def test_people_without_account_get_a_mail_and_only_one(at):
    person = PersonFactory(email="lead@away.example", language="fr")
    term(body_of("asgm"), TermRole.LEAD, person=person, since=D(2024, 7, 1), until=END)
    for _time in range(2):
        at(END - datetime.timedelta(days=7))
    mail = OutboundEmail.objects.get(to="lead@away.example")
    assert "votre mandat prend fin le 30 juin 2026" in mail.subject
    assert f"{settings.BASE_URL}/desk/offices/?lang=fr" in mail.text


def test_nobody_is_told_of_what_was_ended_renewed_wrong_or_entered_later(at):
    ended = lead("asgm", since=D(2024, 7, 1), until=END)
    Term.objects.filter(person=ended.person).update(ended_on=D(2026, 2, 1), end_reason=EndReason.RESIGNED)
    wrong = lead("asgm", since=D(2024, 7, 1), until=END)
    Term.objects.filter(person=wrong.person).update(
        ended_on=D(2024, 7, 1), end_reason=EndReason.ENTERED_WRONGLY
    )
    renewed = lead("asgm", since=D(2024, 7, 1), until=END)
    again = {"person": renewed.person, "organisation": renewed.person.terms.get().organisation}
    term(body_of("asgm"), TermRole.LEAD, since=D(2026, 7, 1), until=D(2028, 6, 30), **again)
    at(D(2026, 8, 1), tell=False)
    late = lead("products", since=D(2024, 7, 1), until=END, created_at=now())
    for day in (D(2026, 6, 25), D(2026, 8, 1)):
        at(day)
    for user in (ended, wrong, renewed, late):
        assert titles(user) == []


def test_notice_missed_while_the_portal_stood_still_comes_later_and_only_the_last(at):
    user = lead("asgm", since=D(2024, 7, 1), until=END)
    at(END - datetime.timedelta(days=5))
    assert len(titles(user)) == 1
    sitting = member(since=D(2024, 7, 1), until=D(2026, 6, 27))
    at(D(2026, 9, 1))
    assert titles(sitting) == []


def test_open_seats_and_erased_people_are_left_alone(at):
    member(until=None)
    erased = PersonFactory(family_name="", email="")
    term(group(), TermRole.MEMBER, person=erased, since=D(2024, 7, 1), until=END)
    secretary = officer()
    at(END - datetime.timedelta(days=7))
    assert "Erased person" in titles(secretary)[0]
    assert not OutboundEmail.objects.exclude(to=secretary.email).exists()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_notices_speak_the_language_of_the_person(at, language):
    user = lead("asgm", since=D(2024, 7, 1), until=END)
    type(user).objects.filter(pk=user.pk).update(language=language)
    at(END - datetime.timedelta(days=90))
    words = {"en": "ends on 30 June 2026", "fr": "30 juin 2026", "es": "30 de junio de 2026"}
    (title,) = titles(user)
    assert words[language] in title
    assert "{" not in Notice.objects.get(user=user).text
