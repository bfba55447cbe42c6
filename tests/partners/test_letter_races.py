"""Two people at the same moment: exact counts, on SQLite and PostgreSQL."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from partners.actions.letters import save_step, send_letter, withdraw_letter
from partners.actions.review import confirm_letter, take_under_review
from partners.enums import LetterStatus, Step
from partners.models import Letter, Membership, Organisation
from portal.mail.models import OutboundEmail
from portal.records.audit import broken_lines
from portal.records.decisions import Refusal, StaleRecord
from portal.records.models import AuditLine
from portal.records.references import next_reference
from portal.records.work import unit_of_work
from tests.factories import UserFactory, complete_draft, head, letter_under_review, officer, sent_letter
from tests.infra.processes import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run ``calls`` in threads that start together; return each one's result or the refusal it met."""
    barrier = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(index: int, call: Callable[[], object]) -> None:
        try:
            barrier.wait()
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, Refusal)]
    assert unexpected == []
    return results


def refusals(results: list[object]) -> list[object]:
    return [result for result in results if isinstance(result, Refusal)]


@pytest.mark.rule("LOI-5")
def test_two_heads_confirm_at_once_and_one_wins():
    letter = letter_under_review()
    heads = [head(first_name="First", last_name="Head"), head(first_name="Second", last_name="Head")]
    results = at_once(*(lambda by=by: confirm_letter(letter, by=by) for by in heads))
    [lost] = refusals(results)
    letter.refresh_from_db()
    assert str(letter.decided_by) in str(lost)
    assert Membership.objects.count() == 1
    assert Organisation.objects.count() == 1
    assert AuditLine.objects.filter(verb="letter.confirm").count() == 1
    assert OutboundEmail.objects.filter(template="partners/letter_confirmed").count() == 1


def test_confirm_and_withdraw_at_once_end_in_one_state():
    letter = letter_under_review()
    decider = head()
    at_once(
        lambda: confirm_letter(letter, by=decider, seen=letter.version),
        lambda: withdraw_letter(letter, by=letter.applicant),
    )
    letter.refresh_from_db()
    confirmed = letter.status == LetterStatus.CONFIRMED
    assert letter.status in {LetterStatus.CONFIRMED, LetterStatus.WITHDRAWN}
    assert Membership.objects.count() == int(confirmed)
    moves = AuditLine.objects.filter(verb__in=["letter.confirm", "letter.withdraw"])
    assert moves.count() == 1


@pytest.mark.rule("LOI-8")
def test_two_letters_of_one_organisation_sent_at_once_are_both_kept_and_one_is_held():
    drafts = [complete_draft(), complete_draft()]
    results = at_once(*(lambda d=d: send_letter(d, by=d.applicant) for d in drafts))
    assert refusals(results) == []
    letters = Letter.objects.order_by("reference")
    assert [letter.status for letter in letters] == [LetterStatus.SUBMITTED] * 2
    assert sorted(letter.held_at is None for letter in letters) == [False, True]
    assert len({letter.reference for letter in letters}) == 2


def test_double_click_on_send_sends_once():
    letter = complete_draft()
    results = at_once(*[lambda: send_letter(letter, by=letter.applicant)] * 4)
    assert len(refusals(results)) == 3
    assert AuditLine.objects.filter(verb="letter.send").count() == 1
    assert OutboundEmail.objects.filter(template="partners/letter_received").count() == 1


def test_two_tabs_save_one_part_and_nothing_is_lost_unseen():
    letter = complete_draft()
    names = ["One", "Two", "Three", "Four"]
    results = at_once(
        *(
            lambda name=name: save_step(letter, Step.WHO, {"acronym": name}, by=letter.applicant, seen=1)
            for name in names
        )
    )
    assert [type(lost) for lost in refusals(results)] == [StaleRecord] * 3
    [won] = [result for result in results if isinstance(result, Letter)]
    assert Letter.objects.get().acronym == won.acronym


def test_two_officers_take_a_letter_up_at_once():
    letter = sent_letter()
    staff = [officer(), officer()]
    results = at_once(*(lambda by=by: take_under_review(letter, by=by) for by in staff))
    assert len(refusals(results)) == 1
    assert AuditLine.objects.filter(verb="letter.take_under_review").count() == 1


def test_references_given_at_once_are_all_different():
    def give() -> str:
        with unit_of_work():
            return next_reference("LOI", 2026)

    results = at_once(*[give] * 8)
    assert sorted(results) == [f"LOI-2026-{number:04d}" for number in range(1, 9)]


def test_audit_lines_written_at_once_form_one_chain():
    users = [UserFactory() for _ in range(8)]

    def write(user) -> None:
        for _ in range(5):
            with unit_of_work() as work:
                work.audit("test.verb", user, by=user)

    at_once(*(lambda user=user: write(user) for user in users))
    assert AuditLine.objects.count() == 40
    assert list(broken_lines()) == []
