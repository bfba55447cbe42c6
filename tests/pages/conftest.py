"""Lists that grow, for counting queries."""

import datetime
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from partners.actions.letters import save_answers, save_step, send_answers, start_letter
from partners.actions.membership import end_membership
from partners.actions.review import add_note, ask_for_information
from partners.models import Membership, OfferOrNeed
from portal.records.clock import today
from tests.factories import (
    UserFactory,
    complete_draft,
    confirmed_letter,
    focal_point,
    letter_under_review,
    partner,
    sent_letter,
)


class Growth:
    """Adds rows of every kind; each with its own names, areas and countries."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.reviewer = UserFactory(roles=("officer",))
        self.decider = UserFactory(roles=("head",))
        self.applicant = UserFactory()

    def name(self) -> str:
        return f"Demonstration Body {next(self.numbers)}"

    def partners(self, number: int = 3) -> None:
        for _row in range(number):
            organisation = partner(legal_name=self.name(), areas=("asgm", "waste-management"), since=today())
            focal_point(organisation)
            OfferOrNeed.objects.create(
                organisation=organisation, direction="offer", topic="training", text="Courses"
            )

    def former_partners(self, number: int = 3) -> None:
        for _row in range(number):
            membership = Membership.objects.get(organisation=partner(legal_name=self.name()))
            end_membership(membership, ending="inactive", on=today(), reason="No answer.", by=self.decider)

    def letters(self, number: int = 3) -> None:
        for _row in range(number):
            values: dict[str, Any] = {"by": self.applicant, "reviewer": self.reviewer}
            letter_under_review(legal_name=self.name(), **values)
            confirmed_letter(legal_name=self.name(), decider=self.decider, **values)
            sent_letter(by=self.applicant, legal_name=self.name())
            self.request(letter_under_review(legal_name=self.name(), **values))
            complete_draft(by=self.applicant, legal_name=self.name())
            start_letter(by=self.reviewer, language="en", on_behalf=True)

    def request(self, letter: Any) -> Any:
        questions = [
            {"text": "What do you offer?", "reopens": ""},
            {"text": "And the name?", "reopens": "who"},
        ]
        return ask_for_information(letter, questions, today() + datetime.timedelta(days=3), by=self.reviewer)

    def history_of(self, letter: Any) -> Callable[[], None]:
        """Return what adds notes, requests, mails and lines of the trail to one letter under review."""

        def grow() -> None:
            nonlocal letter
            for row in range(3):
                add_note(letter, f"Note {row}", by=self.reviewer)
                asked = self.request(letter)
                answers = {question.pk: "An answer." for question in asked.questions.all()}
                asked = save_answers(asked, answers, by=self.applicant, seen=asked.version)
                letter = send_answers(asked, by=self.applicant)

        return grow

    def offers_of(self, letter: Any) -> Callable[[], None]:
        row = {"direction": "seek", "topic": "funding", "area": None, "text": "Funds"}
        return lambda: save_step(
            letter,
            "offers",
            {"offers": [{**row, "direction": "offer"}] + [row] * 5},
            by=self.applicant,
            seen=letter.step_version("offers"),
        )


@pytest.fixture
def growth(db: None) -> Growth:
    return Growth()
