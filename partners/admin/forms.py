"""Forms of the secretariat's verbs. They check what was typed; whether it may be done is the action's business."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.admin.queries import search_organisations
from partners.enums import CheckPoint, CheckResult, MembershipEnding, Step
from partners.models import Letter, MembershipKind, Organisation
from portal.records.clock import today
from portal.records.forms import date_input

MAX_QUESTIONS = 10
MAX_TEXT = 4000
CANDIDATES = 12
ANSWER_DAYS = 14


def text_area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class LetterVerbForm(forms.Form):
    """What is asked before a verb is done on ``letter``; nothing, unless a subclass adds fields.

    ``asked`` is the query string of the page: it may fill something in, never decide anything.
    """

    redraw = False  # True: the button that was pressed only changes the page, nothing is done

    def __init__(self, data: Any = None, *, letter: Letter, asked: Any = None) -> None:
        self.letter = letter
        self.asked = asked or {}
        super().__init__(data)


class ReasonForm(LetterVerbForm):
    """An internal reason: kept as a due-diligence note (LOI-5)."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Internal: kept as a note of the secretariat, never shown to the applicant."),
        max_length=MAX_TEXT,
        widget=text_area(),
    )


class DeclineForm(LetterVerbForm):
    """The reason that the applicant will read (LOI-5)."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, as the applicant will read it"),
        help_text=gettext_lazy("It stands in the mail and on the applicant’s page, word by word."),
        max_length=MAX_TEXT,
        widget=text_area(6),
    )


class ConfirmForm(LetterVerbForm):
    """Carries the version of the letter that the head has read: a letter that changed since is not confirmed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, letter: Letter, asked: Any = None) -> None:
        super().__init__(data, letter=letter, asked=asked)
        self.fields["seen"].initial = letter.version


class AskForm(LetterVerbForm):
    """One to ten questions, each with the part of the letter that it reopens, and a due date (LOI-4).

    "Add another question" posts the form: it comes back with one more row and everything typed.
    """

    due_on = forms.DateField(
        label=gettext_lazy("Answer due on"),
        help_text=gettext_lazy(
            "The day counts until its end. Reminders go out by themselves, before and after."
        ),
        widget=date_input(),
    )

    def __init__(self, data: Any = None, *, letter: Letter, asked: Any = None) -> None:
        super().__init__(data, letter=letter, asked=asked)
        self.fields["due_on"].initial = today() + datetime.timedelta(days=ANSWER_DAYS)
        self.redraw = bool(data) and "add" in data
        self.number = self._rows(data) + (1 if self.redraw else 0)
        self.number = min(self.number, MAX_QUESTIONS)
        parts = [("", gettext_lazy("Nothing: an answer in words")), *Step.choices]
        for row in range(self.number):
            self.fields[f"text-{row}"] = forms.CharField(
                label=_("Question %(number)d") % {"number": row + 1},
                required=False,
                max_length=MAX_TEXT,
                widget=text_area(3),
            )
            self.fields[f"reopens-{row}"] = forms.ChoiceField(
                label=_("Part of the letter that it reopens"), choices=parts, required=False
            )

    @staticmethod
    def _rows(data: Any) -> int:
        """Return how many rows were on the page; a number that was tampered with is brought into range."""
        asked = str((data or {}).get("rows", ""))
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
        return max(1, min(number, MAX_QUESTIONS))

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"text-{row}"], self[f"reopens-{row}"]) for row in range(self.number)]

    @property
    def can_add(self) -> bool:
        return self.number < MAX_QUESTIONS

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        questions = [
            {"text": values.get(f"text-{row}", ""), "reopens": values.get(f"reopens-{row}", "")}
            for row in range(self.number)
        ]
        for row, question in enumerate(questions):
            if question["reopens"] and not question["text"] and f"text-{row}" not in self.errors:
                self.add_error(f"text-{row}", _("Write what the applicant should change in this part."))
        if not any(question["text"] for question in questions) and not self.errors:
            self.add_error("text-0", _("Write at least one question."))
        return {"questions": questions, "due_on": values.get("due_on")}


class JoinForm(LetterVerbForm):
    """The organisation that the letter comes from, found by likeness or by search (LOI-8)."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.canonical(),
        error_messages={"required": gettext_lazy("Choose an organisation, or search for it first.")},
    )

    def __init__(self, data: Any = None, *, letter: Letter, asked: Any = None) -> None:
        super().__init__(data, letter=letter, asked=asked)
        self.search = str((data or self.asked).get("q", ""))[:200]

    @property
    def chosen(self) -> str:
        return str((self.data or self.asked).get("organisation", ""))[:18]

    def found(self, liked: list[Organisation]) -> QuerySet[Organisation]:
        """Return what can be chosen: what was searched for, else what looks alike, and what was chosen before."""
        organisations = Organisation.objects.canonical().select_related("country")
        if self.search.strip():
            return search_organisations(organisations, self.search)[:CANDIDATES]
        keys = {organisation.pk for organisation in liked}
        if self.chosen.isascii() and self.chosen.isdigit():
            keys.add(int(self.chosen))
        return organisations.filter(pk__in=keys)[:CANDIDATES]


class NoteForm(LetterVerbForm):
    """An internal note (LOI-5)."""

    text = forms.CharField(label=gettext_lazy("New note"), max_length=MAX_TEXT, widget=text_area(3))


class ChecksForm(LetterVerbForm):
    """The due-diligence checklist (LOI-5).

    Each point carries what it was when the page was drawn: only what this person changed is recorded, so that
    two colleagues do not undo each other's results.
    """

    def __init__(self, data: Any = None, *, letter: Letter, asked: Any = None) -> None:
        super().__init__(data, letter=letter, asked=asked)
        self.stored = {check.point: check for check in letter.checks.select_related("by")}
        for point in CheckPoint:
            result = self.stored[point].result if point in self.stored else CheckResult.OPEN
            self.fields[point.value] = forms.ChoiceField(
                label=point.label, choices=CheckResult.choices, initial=result, widget=forms.RadioSelect
            )
            self.fields[f"was-{point.value}"] = forms.ChoiceField(
                choices=CheckResult.choices, initial=result, widget=forms.HiddenInput, required=False
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "field": self[point.value],
                "was": self[f"was-{point.value}"],
                "check": self.stored.get(point.value),
            }
            for point in CheckPoint
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        changed = {
            point: values[point]
            for point in CheckPoint.values
            if point in values and values[point] != values.get(f"was-{point}")
        }
        return {"results": changed}


class EndMembershipForm(forms.Form):
    """How, when and why a membership ends (LOI-9)."""

    ending = forms.ChoiceField(
        label=gettext_lazy("How it ends"), choices=MembershipEnding.choices, widget=forms.RadioSelect
    )
    on = forms.DateField(label=gettext_lazy("Last day"), widget=date_input())
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept with the membership."),
        max_length=MAX_TEXT,
        widget=text_area(),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data)
        self.fields["on"].initial = today()


class MembershipKindForm(forms.Form):
    """A kind of membership in the three interface languages (LOI-10)."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=30,
        help_text=gettext_lazy("Small letters, digits and hyphens. It does not change later."),
    )
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100)
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=100)
    name_es = forms.CharField(label=gettext_lazy("Name in Spanish"), max_length=100)
    is_default = forms.BooleanField(
        label=gettext_lazy("Given when a letter is confirmed"),
        required=False,
        help_text=gettext_lazy("Exactly one kind is. Ticking it here takes it from the other one."),
    )

    def __init__(self, data: Any = None, *, kind: MembershipKind | None = None) -> None:
        super().__init__(data)
        self.kind = kind
        if kind is not None:
            del self.fields["code"]
            for name in self.fields:
                self.fields[name].initial = getattr(kind, name)
