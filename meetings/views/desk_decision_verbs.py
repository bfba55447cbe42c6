"""What one does with a decision on the desk: change the draft, put it forward, announce, withdraw, translate."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from meetings.actions.decision_drafts import discard_decision, edit_draft
from meetings.actions.decisions import (
    TRANSLATED,
    adoption_problems,
    announce,
    open_decision,
    translate_decision,
    withdraw_decision,
)
from meetings.actions.nominations import ROLES
from meetings.actions.positions import take_back_objection
from meetings.enums import DecisionKind, DecisionStatus
from meetings.forms.decisions import (
    AnnounceForm,
    DecisionForm,
    TakenUpForm,
    TranslationForm,
    nomination_forms,
    rows_of,
)
from meetings.forms.positions import TakeBackForm
from meetings.models import Decision
from meetings.notices.decisions import time_to_speak
from meetings.queries.decisions import proposed_words_of
from meetings.rules.decision_moves import DECISION_TRANSITIONS
from meetings.rules.decision_words import outdated_words, settled_words
from meetings.rules.decisions import (
    can_take_back,
    has_voice,
    is_open_body,
    objections,
    presides,
    voice_of,
    voices,
)
from meetings.views.desk import add_problems, typed
from meetings.views.desk_decisions import amendment_of, below, designated, desk_decision, said_about
from partners.views.desk import version_of
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState, require
from portal.records.translations import translations_of


@desk_decision()
def edit(request: HttpRequest, record: Decision) -> HttpResponse:
    """Change a draft; a save in between is said, and what was typed stays in the form."""
    user = request.user
    DECISION_TRANSITIONS.require("edit", user, record)
    data = typed(request)
    form = DecisionForm(data, body=record.body, user=user, decision=record)
    chosen = record.nominations.select_related("person", "organisation")
    people = nomination_forms(data, body=record.body, user=user, kind=record.kind, nominations=chosen)
    version = record.version
    if request.method == "POST" and form.is_valid() and (people is None or people.is_valid()):
        values = form.cleaned_data
        try:
            edit_draft(
                record,
                by=user,
                title=values["title"],
                text=values["text"],
                language=values["language"],
                meeting_reference=values["meeting_reference"],
                nominations=None if people is None else rows_of(people),
                seen=version_of(request.POST),
            )
        except StaleRecord:
            form.add_error(
                None,
                _(
                    "Somebody else saved this in the meantime. Your text is below; saving again replaces theirs."
                ),
            )
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(record.desk_url)
    has_errors = bool(form.errors) or bool(people is not None and people.is_bound and any(people.errors))
    context = below(record) | {
        "form": form,
        "people": people,
        "body": record.body,
        "kind": DecisionKind(record.kind),
        "designates": record.kind in ROLES,
        "version": version,
        "has_errors": has_errors,
    }
    return render(request, "meetings/desk/decision_form.html", context, status=422 if has_errors else 200)


def _ask(request: HttpRequest, record: Decision, **what: Any) -> HttpResponse:
    """Show a question with its consequences, and what stands in the way if anything does."""
    status = what.pop("status", 200)
    context = below(record) | _proposed(record) | what
    return render(request, "meetings/desk/decision_confirm.html", context, status=status)


def _proposed(record: Decision) -> dict[str, Any]:
    """Return what is proposed, for a page on which somebody acts on it: nobody acts on what they do not see."""
    return {
        "words": proposed_words_of(record),
        "amendment": amendment_of(record),
        "nominations": designated(record),
    }


@desk_decision()
def discard(request: HttpRequest, record: Decision) -> HttpResponse:
    """Throw a draft away, after asking."""
    DECISION_TRANSITIONS.require("edit", request.user, record)
    if request.method == "POST":
        discard_decision(record, by=request.user)
        messages.success(request, _("The draft is deleted."))
        return redirect("meetings_desk:decisions")
    return _ask(
        request,
        record,
        title=_("Delete this draft?"),
        label=_("Delete the draft"),
        danger=True,
        consequences=[_("What was written will be lost. It was not put forward: nobody is told.")],
    )


@desk_decision()
def open_it(request: HttpRequest, record: Decision) -> HttpResponse:
    """Put a draft before those who decide, after showing what then happens; a deferred one asks for the meeting."""
    DECISION_TRANSITIONS.require("open", request.user, record)
    problems: list[dict[str, str]] = []
    form = TakenUpForm(typed(request)) if record.status == DecisionStatus.DEFERRED else None
    if request.method == "POST" and (form is None or form.is_valid()):
        meeting = form.cleaned_data["meeting_reference"] if form else ""
        try:
            open_decision(record, by=request.user, meeting_reference=meeting)
        except (Forbidden, WrongState):
            raise
        except Refusal as refusal:
            problems = [{"text": str(problem.message), "url": ""} for problem in refusal.problems]
        else:
            messages.success(request, _("It is before those who decide; they are told."))
            return redirect(record.desk_url)
    number = len(voices(record))
    return _ask(
        request,
        record,
        title=_("Put it before those who decide?"),
        label=_("Put it before them"),
        problems=problems,
        form=form,
        consequences=[
            _("%(number)s voices decide; everybody who speaks for one is told.") % {"number": number},
            _("Its text can no longer be changed. It gets its lasting reference."),
            _("Those who decide can put statements, reservations and objections on record."),
            time_to_speak(record),
            *filter(None, [outdated_words(record)]),
            _("You can withdraw it until the outcome is announced."),
        ],
        status=422 if problems or (form is not None and form.errors) else 200,
    )


@desk_decision()
def withdraw(request: HttpRequest, record: Decision) -> HttpResponse:
    """The proposer takes a proposal back."""
    DECISION_TRANSITIONS.require("withdraw", request.user, record)
    if request.method == "POST":
        withdraw_decision(record, by=request.user)
        messages.success(request, _("It is withdrawn."))
        return redirect(record.desk_url)
    return _ask(
        request,
        record,
        title=_("Withdraw this proposal?"),
        label=_("Withdraw it"),
        danger=True,
        consequences=[
            _("Nothing is decided. Those who decide are told."),
            _("The record keeps it, with what was said about it."),
            *([_("It stays in the public register, with the day of this.")] if record.is_public else []),
        ],
    )


@desk_decision()
def take_back(request: HttpRequest, record: Decision, pk: int) -> HttpResponse:
    """Take an objection back, after asking; the secretariat says how the partner for which it does took it back."""
    row = (
        record.positions.select_related("seat__organisation", "organisation__merged_into")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404
    row.decision = record
    require(can_take_back(request.user, row))
    form = None if has_voice(request.user, row) else TakeBackForm(typed(request))
    if request.method == "POST" and (form is None or form.is_valid()):
        take_back_objection(row, by=request.user, **(form.cleaned_data if form else {}))
        messages.success(request, _("The objection is taken back."))
        return redirect(record.desk_url)
    return _ask(
        request,
        record,
        title=_("Take the objection of %(name)s back?") % {"name": voice_of(row).name},
        label=_("Take it back"),
        consequences=[
            _("It no longer stands in the way of adoption."),
            _("That it was raised and taken back stays on record."),
        ],
        form=form,
        status=422 if form and form.errors else 200,
    )


@desk_decision()
def announce_it(request: HttpRequest, record: Decision) -> HttpResponse:
    """Announce the outcome; what stands in the way of adoption is shown before one chooses."""
    DECISION_TRANSITIONS.require("announce", request.user, record)
    form = AnnounceForm(typed(request), decision=record)
    if request.method == "POST" and form.is_valid():
        try:
            record = announce(record, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("The outcome is announced and stands in the public register."))
            return redirect(record.desk_url)
    proposed, said = _proposed(record), said_about(record, request.user)
    context = (
        below(record)
        | proposed
        | {
            "said": said,
            "consequences": _what_follows(proposed["amendment"]),
            "form": form,
            "problems": adoption_problems(record) if is_open_body(record.body) else [],
            "on_behalf": not presides(request.user, record.body),
            "taken_out": _taken_out(record, said),
            "outdated": outdated_words(record),
            "has_errors": bool(form.errors),
        }
    )
    status = 422 if form.errors else 200
    return render(request, "meetings/desk/decision_announce.html", context, status=status)


def _what_follows(amendment: dict[str, Any] | None) -> list[str]:
    """Say what an outcome makes of a decision; adoption of an amendment makes a new version at once (GDL-2)."""
    lines = [
        _("Adopted or without consensus: that is final. Deferred: it can be put forward again."),
        _("The outcome stands in the public register at once, with all that was put on record."),
    ]
    if amendment is not None:
        made = _("Adopted, it makes a new version of “%(title)s” at once; the clause reads so from then on.")
        lines.append(made % {"title": amendment["record"].document.title})
    return lines


def _taken_out(record: Decision, said: list[dict[str, Any]]) -> list[str]:
    """Return the partners that the secretariat took out of the area while they objected."""
    taken_out = {row["position"].pk for row in said if row["taken_out"]}
    return [voice_of(row).name for row in objections(record) if row.pk in taken_out] if taken_out else []


@desk_decision()
def translate(request: HttpRequest, record: Decision, language: str) -> HttpResponse:
    """Write the texts of a decision in another language, beside the original."""
    DECISION_TRANSITIONS.require("translate", request.user, record)
    if language not in dict(settings.LANGUAGES) or language == record.language:
        raise Http404
    rows = translations_of([record])
    known = {
        field: rows[record.pk, field, language].text
        for field in TRANSLATED
        if (record.pk, field, language) in rows
    }
    form = TranslationForm(typed(request), decision=record, known=known)
    for name in settled_words(record, language):
        form.fields[name].disabled = True
        form.fields[name].help_text = _("This translation stands: those who decide have read it.")
    if request.method == "POST" and form.is_valid():
        try:
            translate_decision(record, language, form.cleaned_data, by=request.user)
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("The translation is saved."))
            return redirect(record.desk_url)
    context = below(record) | {
        "form": form,
        "into": language,
        "pairs": [(form[name], getattr(record, name)) for name in form.fields],
        "has_errors": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "meetings/desk/decision_translate.html", context, status=status)
