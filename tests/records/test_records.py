"""Frozen versions, references, transitions, stale saves, jobs, clock."""

import datetime
import json

import pytest
import time_machine

from partners.enums import LetterStatus
from partners.models import Letter
from partners.rules.letter_moves import LETTER_TRANSITIONS
from portal.mail.actions import queue_mail
from portal.mail.models import OutboundEmail
from portal.records import clock, registries
from portal.records.decisions import Allowed, Problem, Refusal, Refused, StaleRecord, refuse_if
from portal.records.enums import JobState
from portal.records.frozen import freeze, holds, latest
from portal.records.jobs import LEASE, MAX_ATTEMPTS
from portal.records.models import FrozenPeople
from portal.records.pointers import point_to, resolve
from portal.records.references import next_reference
from portal.records.work import unit_of_work
from tests.factories import UserFactory, complete_draft, head, officer

pytestmark = pytest.mark.django_db


def test_frozen_version_still_holds_when_its_people_are_erased():
    letter = complete_draft()
    frozen = freeze(letter, "letter", {"a": 1}, {"name": "Somebody"}, by=letter.applicant)
    assert (frozen.number, frozen.content(), frozen.people_content()) == (1, {"a": 1}, {"name": "Somebody"})
    assert "Somebody" not in frozen.body
    assert holds(frozen)
    people = FrozenPeople.objects.get()
    FrozenPeople.objects.update(body=json.dumps({"name": "Other"}))
    assert not holds(frozen)
    people.delete()
    assert holds(frozen)
    assert frozen.people_content() is None


def test_frozen_versions_are_numbered_per_record_and_kind():
    letter = complete_draft()
    for number in (1, 2, 3):
        assert freeze(letter, "letter", {}, {}, by=None).number == number
    assert freeze(letter, "other", {}, {}, by=None).number == 1
    assert latest(letter, "letter").number == 3


def test_references_count_per_series_and_year():
    assert [next_reference("LOI", 2026) for _ in range(2)] == ["LOI-2026-0001", "LOI-2026-0002"]
    assert next_reference("LOI", 2027) == "LOI-2027-0001"
    assert next_reference("PLAN", 2026) == "PLAN-2026-0001"


def test_stale_save_is_refused_and_writes_nothing():
    letter = complete_draft()
    other = Letter.objects.get(pk=letter.pk)
    with unit_of_work() as work:
        other.acronym = "OTHER"
        work.save(other, "acronym")
    letter.acronym = "MINE"
    with pytest.raises(StaleRecord), unit_of_work() as work:
        work.save(letter, "acronym")
    assert Letter.objects.get().acronym == "OTHER"


def test_pointer_leads_back_to_its_record():
    letter = complete_draft()
    assert point_to(letter) == {"object_type": "partners.letter", "object_id": letter.pk}
    assert resolve("partners.letter", letter.pk) == letter
    assert resolve("partners.letter", 0) is None


def test_refusal_carries_every_problem_at_once():
    refuse_if([])
    with pytest.raises(Refusal) as refused:
        refuse_if([Problem("a", "one"), Problem("b", "two")])
    assert [problem.field for problem in refused.value.problems] == ["a", "b"]
    assert bool(Allowed()) is True
    assert bool(Refused("no")) is False


def test_transition_table_offers_only_what_state_and_person_allow():
    letter = complete_draft()
    assert [t.verb for t in LETTER_TRANSITIONS.available(letter.applicant, letter)] == ["send", "discard"]
    assert LETTER_TRANSITIONS.available(officer(), letter) == []
    letter.status = LetterStatus.UNDER_REVIEW
    assert {t.verb for t in LETTER_TRANSITIONS.available(officer(), letter)} == {"ask", "join", "withdraw"}
    assert {t.verb for t in LETTER_TRANSITIONS.available(head(), letter)} == {
        "ask",
        "join",
        "withdraw",
        "confirm",
        "decline",
    }


def test_every_status_of_a_letter_is_reached_by_a_verb():
    reached = {transition.target for transition in LETTER_TRANSITIONS} - {None}
    assert reached == set(LetterStatus.values) - {LetterStatus.DRAFT}


def test_roles_end_at_the_next_request():
    user = officer()
    assert registries.roles_of(user) == {"officer"}
    appointment = user.appointments.get()
    appointment.until = clock.now()
    appointment.save()
    assert registries.has_role(user, "officer")  # the same request still knows
    assert not registries.has_role(type(user).objects.get(pk=user.pk), "officer")


def test_inactive_user_has_no_role():
    user = officer(is_active=False)
    assert registries.roles_of(user) == frozenset()


# --- Jobs -----------------------------------------------------------------------------------------


def a_job() -> OutboundEmail:
    user = UserFactory()
    return queue_mail("partners/letter_received", user.email, "en", MAIL_CONTEXT)


MAIL_CONTEXT = {"organisation": "O", "reference": "LOI-2026-0001", "url": "http://localhost/"}


def test_job_is_claimed_once():
    job = a_job()
    claimed = OutboundEmail.claim(job.pk)
    assert (claimed.state, claimed.attempts) == (JobState.RUNNING, 1)
    assert OutboundEmail.claim(job.pk) is None
    assert claimed.finish()
    assert OutboundEmail.claim(job.pk) is None
    assert not OutboundEmail.objects.due().exists()


def test_job_of_a_lost_worker_is_due_again_and_the_lost_worker_cannot_finish_it():
    job = a_job()
    lost = OutboundEmail.claim(job.pk)
    with time_machine.travel(clock.now() + LEASE + datetime.timedelta(seconds=1)):
        again = OutboundEmail.claim(job.pk)
        assert again.attempts == 2
        assert not lost.finish()
        assert again.finish()


def test_job_fails_for_good_after_three_lost_workers():
    job = a_job()
    moment = clock.now()
    for attempt in range(MAX_ATTEMPTS):
        with time_machine.travel(moment + attempt * 2 * LEASE):
            assert OutboundEmail.claim(job.pk) is not None
    with time_machine.travel(moment + 10 * LEASE):
        assert OutboundEmail.claim(job.pk) is None
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "three times" in job.error


def test_failing_job_is_tried_again_later_then_given_up():
    job = a_job()
    moment = clock.now()
    for attempt in (1, 2, 3):
        with time_machine.travel(moment + datetime.timedelta(minutes=5 * attempt)):
            claimed = OutboundEmail.claim(job.pk)
            assert claimed.fail("server said no")
            assert claimed.state == (JobState.FAILED if attempt == 3 else JobState.QUEUED)
            assert OutboundEmail.claim(job.pk) is None


def test_permanent_error_is_not_tried_again():
    claimed = OutboundEmail.claim(a_job().pk)
    assert claimed.fail("unknown address", permanent=True)
    assert OutboundEmail.objects.get().state == JobState.FAILED


def test_deadline_is_the_last_second_of_the_day_in_its_zone():
    due = clock.end_of_day(datetime.date(2026, 7, 1))
    assert due.isoformat() == "2026-07-01T23:59:59+02:00"
    with time_machine.travel(datetime.datetime(2026, 6, 30, 22, 30, tzinfo=datetime.UTC)):
        assert clock.today() == datetime.date(2026, 7, 1)


def test_pretended_moment_ends_with_its_block_and_is_refused_in_production(settings):
    moment = datetime.datetime(2019, 10, 8, 12, tzinfo=datetime.UTC)
    with clock.pretending(moment):
        assert (clock.now(), clock.today()) == (moment, moment.date())
    assert clock.now() > moment
    settings.PRODUCTION = True
    with pytest.raises(RuntimeError, match="production"), clock.pretending(moment):
        pass
