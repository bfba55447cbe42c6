"""Reminders of questions that wait for an answer."""

import datetime

import pytest
import time_machine

from partners.actions.letters import save_answers, send_answers
from partners.actions.review import ask_for_information
from partners.tasks import remind_information_requests
from portal.mail.models import OutboundEmail
from portal.records.clock import now, today
from tests.factories import letter_under_review, officer

pytestmark = [pytest.mark.django_db, pytest.mark.rule("LOI-4")]
DAY = datetime.timedelta(days=1)


def asked(days: int):
    letter = letter_under_review()
    questions = [{"text": "Since when?", "reopens": ""}]
    return ask_for_information(letter, questions, today() + days * DAY, by=officer())


def reminders() -> list[str]:
    names = OutboundEmail.objects.filter(template__contains="information_").order_by("pk")
    return [name.removeprefix("partners/information_") for name in names.values_list("template", flat=True)]


def test_each_reminder_goes_out_once_on_its_day():
    asked(14)
    start = now()
    sent = {}
    for day in range(35):
        with time_machine.travel(start + day * DAY, tick=False):
            before = len(reminders())
            remind_information_requests()
            remind_information_requests()
            if new := reminders()[before:]:
                sent[day] = new
    assert sent == {11: ["due_soon"], 15: ["overdue"], 21: ["overdue"], 28: ["overdue"]}


def test_of_several_missed_reminders_only_the_newest_goes_out():
    asked(14)
    with time_machine.travel(now() + 22 * DAY):
        remind_information_requests()
    assert reminders() == ["requested", "overdue"]


def test_request_made_shortly_before_its_date_is_not_reminded_at_once():
    asked(2)
    remind_information_requests()
    with time_machine.travel(now() + DAY):
        remind_information_requests()
    assert reminders() == ["requested"]


def test_answered_request_is_not_reminded():
    request = asked(14)
    applicant = request.letter.applicant
    save_answers(request, {request.questions.get().pk: "Since 2019."}, by=applicant, seen=0)
    request.refresh_from_db()
    send_answers(request, by=applicant)
    with time_machine.travel(now() + 15 * DAY):
        remind_information_requests()
    assert reminders() == ["requested"]
