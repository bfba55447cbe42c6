"""Answers to the secretariat's questions (LOI-4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import DraftForm, ParagraphField
from partners.models import InformationQuestion, InformationRequest
from portal.files.forms import PrivateFileField


class AnswersForm(DraftForm):
    """A text and, if one likes, a PDF for each question: ``answer-<pk>`` and ``file-<pk>``."""

    def __init__(self, *args: Any, request: InformationRequest, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.questions: list[InformationQuestion] = list(request.questions.select_related("file"))
        for question in self.questions:
            self.fields[f"answer-{question.pk}"] = ParagraphField(
                label=_("Your answer"),
                max_length=20_000,
                rows=5,
                required=not question.reopens,
                initial=question.answer,
            )
            self.fields[f"file-{question.pk}"] = PrivateFileField(
                label=_("A file with your answer"),
                required=False,
                help_text=_("One PDF, at most 10 MB. Only the secretariat sees it."),
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return each question with its fields, for the page."""
        return [
            {
                "question": question,
                "answer": self[f"answer-{question.pk}"],
                "file": self[f"file-{question.pk}"],
            }
            for question in self.questions
        ]

    def answers(self) -> dict[int, str]:
        """Return the answers that can be saved, by the question's pk."""
        sound: dict[str, forms.Field] = self.cleaned_data
        return {
            question.pk: sound[f"answer-{question.pk}"]
            for question in self.questions
            if f"answer-{question.pk}" in sound
        }

    def label_of(self, name: str) -> str:
        numbers = {f"answer-{question.pk}": number for number, question in enumerate(self.questions, start=1)}
        if name in numbers:
            return gettext("Question %(number)s") % {"number": numbers[name]}
        return super().label_of(name)

    def uploads(self) -> list[tuple[InformationQuestion, Any]]:
        """Return the questions that came with a file, and the file looked through."""
        files = [(question, self.cleaned_data.get(f"file-{question.pk}")) for question in self.questions]
        return [(question, upload) for question, upload in files if upload]
