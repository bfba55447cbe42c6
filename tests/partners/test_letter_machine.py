"""Any sequence of verbs on a letter, tried by Hypothesis: only legal paths, one audit line per move."""

import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from partners.actions.letters import save_answers, save_step, send_answers, send_letter, withdraw_letter
from partners.actions.membership import end_membership
from partners.actions.review import (
    ask_for_information,
    confirm_letter,
    decline_letter,
    hold_letter,
    join_letter,
    release_letter,
    resume_review,
    take_under_review,
)
from partners.enums import DECIDED, PUBLIC, LetterStatus, Step
from partners.models import InformationRequest, Letter, Membership, Organisation
from partners.rules.letter_moves import LETTER_TRANSITIONS
from portal.publishing.models import PdfJob
from portal.records.audit import broken_lines
from portal.records.clock import today
from portal.records.decisions import Refusal
from portal.records.models import AuditLine, FrozenVersion
from tests.factories import UserFactory, complete_draft, head, officer

S = LetterStatus
LEGAL = {(source, t.target) for t in LETTER_TRANSITIONS for source in t.sources if t.target}
NAMES = ["Demonstration Clean Rivers", "DEMONSTRATION clean  rivers", "Demonstration Mines"]


class LetterMachine(RuleBasedStateMachine):
    """Two applicants, an officer and a head do whatever comes to mind, in any order, with rights or without."""

    letters = Bundle("letters")

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.statuses: dict[int, str] = {}
        self.moves = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def people(self) -> None:
        self.users = [UserFactory(), UserFactory(), officer(), head(), head()]

    def attempt(self, call) -> None:
        """Do it; a refusal must leave everything as it was."""
        before = (list(Letter.objects.values()), AuditLine.objects.count(), PdfJob.objects.count())
        try:
            with transaction.atomic():
                call()
        except Refusal:
            after = (list(Letter.objects.values()), AuditLine.objects.count(), PdfJob.objects.count())
            assert before == after

    @rule(target=letters, name=st.sampled_from(NAMES), who=st.integers(0, 4))
    def draft(self, name, who):
        letter = complete_draft(by=self.users[who], legal_name=name)
        self.statuses[letter.pk] = S.DRAFT
        return letter.pk

    @rule(letter=letters, text=st.sampled_from(["", "We train.", "word " * 251]), seen=st.integers(0, 3))
    def write(self, letter, text, seen):
        letter = Letter.objects.get(pk=letter)
        values = {"contribution": text}
        self.attempt(lambda: save_step(letter, Step.STATEMENTS, values, by=letter.applicant, seen=seen))

    @rule(
        letter=letters, who=st.integers(0, 4), verb=st.sampled_from(["send", "withdraw", "take", "confirm"])
    )
    def simple_verb(self, letter, who, verb):
        action = {
            "send": send_letter,
            "withdraw": withdraw_letter,
            "take": take_under_review,
            "confirm": confirm_letter,
        }[verb]
        self.attempt(lambda: action(Letter.objects.get(pk=letter), by=self.users[who]))

    @rule(
        letter=letters,
        who=st.integers(0, 4),
        reason=st.sampled_from(["", "Because."]),
        action=st.sampled_from([decline_letter, hold_letter, release_letter, resume_review]),
    )
    def verb_with_reason(self, letter, who, reason, action):
        self.attempt(lambda: action(Letter.objects.get(pk=letter), by=self.users[who], reason=reason))

    @rule(letter=letters, who=st.integers(0, 4))
    def join(self, letter, who):
        organisation = Organisation.objects.first()
        if organisation:
            self.attempt(lambda: join_letter(Letter.objects.get(pk=letter), organisation, by=self.users[who]))

    @rule(letter=letters, who=st.integers(0, 4), reopens=st.sampled_from(["", "statements"]))
    def ask(self, letter, who, reopens):
        questions = [{"text": "Why?", "reopens": reopens}]
        due = today() + datetime.timedelta(days=7)
        self.attempt(
            lambda: ask_for_information(Letter.objects.get(pk=letter), questions, due, by=self.users[who])
        )

    @rule(letter=letters, who=st.integers(0, 4), text=st.sampled_from(["", "Therefore."]))
    def answer(self, letter, who, text):
        request = InformationRequest.objects.filter(letter=letter).last()
        if request is None:
            return
        answers = {question.pk: text for question in request.questions.all()}

        def both():
            fresh = InformationRequest.objects.get(pk=request.pk)
            save_answers(fresh, answers, by=self.users[who], seen=fresh.version)
            send_answers(InformationRequest.objects.get(pk=request.pk), by=self.users[who])

        self.attempt(both)

    @rule(who=st.integers(0, 4))
    def end(self, who):
        membership = Membership.objects.running().first()
        if membership:
            self.attempt(
                lambda: end_membership(membership, by=self.users[who], ending="inactive", reason="Silent.")
            )

    @invariant()
    def every_move_is_legal_and_leaves_one_line(self):
        for letter in Letter.objects.all():
            before = self.statuses[letter.pk]
            if letter.status != before:
                assert (before, letter.status) in LEGAL
                self.statuses[letter.pk] = letter.status
                self.moves += 1
        moved = [line for line in AuditLine.objects.all() if {"from", "to"} <= set(line.data)]
        assert len(moved) == self.moves

    @invariant()
    def one_open_letter_and_one_membership_per_organisation(self):
        keys = list(Letter.objects.open().filter(held_at=None).values_list("identity_key", flat=True))
        assert len(keys) == len(set(keys))
        running = list(Membership.objects.running().values_list("organisation", flat=True))
        assert len(running) == len(set(running))

    @invariant()
    def only_reviewed_letters_are_public(self):
        for letter in Letter.objects.public():
            assert letter.status in PUBLIC
            assert FrozenVersion.objects.filter(object_id=letter.pk, number=letter.published_version).exists()

    @invariant()
    def nobody_decides_on_an_own_letter(self):
        for letter in Letter.objects.filter(status__in=DECIDED):
            assert letter.decided_by not in {letter.applicant, letter.sent_by}

    @invariant()
    def the_trail_holds(self):
        assert list(broken_lines()) == []


@pytest.mark.django_db
@pytest.mark.rule("LOI-4")
@pytest.mark.rule("LOI-5")
@pytest.mark.rule("LOI-8")
def test_letter_moves_only_on_legal_paths():
    run_state_machine_as_test(
        LetterMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
