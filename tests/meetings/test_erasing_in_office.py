"""Who holds an office is not erased in it: nobody presides or decides without a name (GDPR, PAG-4)."""

import datetime

import pytest
from django.urls import reverse

from meetings.actions.terms import end_term
from meetings.models import Term
from meetings.rules.decisions import voices_of
from meetings.rules.offices import months_later
from partners.models import Person
from portal.privacy.actions import open_request
from portal.privacy.held import problems_of
from portal.privacy.models import PersonalDataRequest
from portal.records.clock import now, pretending, today
from portal.records.personal import subject_of
from tests.factories import focal_point, head
from tests.meetings.offices import body_of, chair, group, lead, member, term
from tests.partners.desk import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def demonstration(settings) -> None:
    """No second factor is asked for."""
    settings.DEMONSTRATION = True


def accompanied(user):
    """Somebody else stays as focal point of the partner."""
    focal_point(user.person.places.get().organisation)
    return user


def in_the_way(user) -> list[str]:
    return [str(problem.message) for problem in problems_of(subject_of(user.email))]


def test_who_presides_is_erased_after_the_terms_have_ended(client) -> None:
    presiding, by = accompanied(chair()), head()
    client.force_login(by)
    record = open_request(presiding.email, by=by)
    page = client.get(reverse("personal-data:inspect", args=[record.pk])).content.decode()
    for held in presiding.person.terms.all():
        assert f'href="{reverse("terms:inspect", args=[held.pk])}"' in page
    erase = reverse("personal-data:erase", args=[record.pk])
    answer = client.post(erase, {"confirm": presiding.email})
    assert answer.status_code == 422
    assert "holds an office" in text_of(answer)
    for role in ("chair", "member"):
        held = presiding.person.terms.get(role=role)
        end_term(held, by=by, ended_on=today() - DAY, reason="resigned")
    assert client.post(erase, {"confirm": presiding.email}).status_code == 302
    assert PersonalDataRequest.objects.get(pk=record.pk).state == "done"
    assert not Person.objects.get(pk=presiding.person.pk).family_name
    assert not voices_of(group())


def test_running_coming_and_acting_terms_are_in_the_way_and_others_are_not() -> None:
    acting = accompanied(lead(since=months_later(today(), -30), until=today() - DAY))
    to_come = accompanied(lead("waste-management", since=today() + 30 * DAY))
    over = accompanied(member(until=today() - DAY))
    last_day = accompanied(member(until=today()))
    wrong = accompanied(member(ended_on=today(), end_reason="entered_wrongly"))
    assert [len(in_the_way(user)) for user in (acting, to_come, over, last_day, wrong)] == [1, 1, 0, 1, 0]
    with pretending(now() + DAY):
        assert not in_the_way(last_day)
    term(body_of("asgm"), "lead", person=over.person, since=today() + 400 * DAY)
    assert "Lead" in in_the_way(over)[0] and "asgm" not in in_the_way(over)[0]
    held = Term.objects.get(person=acting.person)
    end_term(held, by=head(), ended_on=held.until, reason="resigned")
    assert not in_the_way(acting)


def test_person_who_asks_is_told_and_led_nowhere_closed(client) -> None:
    user = accompanied(member())
    client.force_login(user)
    page = client.get(reverse("privacy:erasure"))
    assert "holds an office" in text_of(page)
    assert "/admin/" not in page.content.decode()
