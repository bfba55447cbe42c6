"""Answering a request for information (LOI-4)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.actions.letters import attach_answer_file, save_answers, send_answers
from partners.conflicts import CHOICE, conflict_items, posted_pairs, settled
from partners.enums import Step
from partners.forms import AnswersForm
from partners.models import InformationRequest, Letter
from partners.parts import part_of, problem_links, summary_of
from partners.queries import open_request
from partners.rules.letter_moves import LETTER_TRANSITIONS
from partners.rules.letters import reopened_steps
from partners.views.desk import (
    autosaved,
    desk_letter,
    find_letter,
    frame,
    is_autosave,
    keep_malformed,
    version_of,
)
from portal.accounts.kept import drop_post, keep_post, kept_post
from portal.records.decisions import Refusal, StaleRecord, WrongState

CONFLICT = "#conflict"


@desk_letter()
def answer(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Questions with room for answers; what may be changed of the letter; saved whenever one likes."""
    LETTER_TRANSITIONS.require("answer", request.user, letter)
    asked = open_request(letter)
    if asked is None:
        return redirect(letter)
    if request.method == "POST":
        return save(request, letter, asked)
    if "conflict" in request.GET:
        typed = kept_post(request, CONFLICT)
        if typed is not None:
            return compare(request, letter, asked, typed)
    kept = kept_post(request)
    if kept is not None:
        messages.info(request, _("What you typed before is back. Check it and save; choose files again."))
        return draw(request, letter, asked, AnswersForm(kept, request=asked), version=version_of(kept))
    return draw(request, letter, asked, AnswersForm(request=asked))


def save(request: HttpRequest, letter: Letter, asked: InformationRequest) -> HttpResponse:
    """Keep the answers; then back, to the check page, or to what is malformed."""
    data = request.POST
    chosen = any(name.startswith(CHOICE) for name in data)
    if chosen:
        data = settled(data, AnswersForm(request=asked))
    form = AnswersForm(data, request.FILES, request=asked)
    valid = form.is_valid()
    if "edit" in request.POST:
        return draw(request, letter, asked, form, version=version_of(data))
    try:
        asked = save_answers(asked, form.answers(), by=request.user, seen=version_of(data))
    except StaleRecord:
        if is_autosave(request):
            keep_post(request, CONFLICT)
            return JsonResponse({"conflict_url": f"{request.path}?conflict=1"}, status=409)
        asked.refresh_from_db()
        return compare(request, letter, asked, data)
    keep_malformed(request, form, data, asked.version)
    if is_autosave(request):
        return autosaved(form, asked.version)
    if chosen:
        drop_post(request, CONFLICT)
    for question, upload in form.uploads():
        try:
            attach_answer_file(question, upload, by=request.user)
        except ValidationError as error:
            form.add_error(f"file-{question.pk}", error)
            valid = False
    if not valid:
        return draw(request, letter, asked, form)
    if "later" in data:
        messages.success(request, _("Saved. You can come back at any time until you send your answers."))
        return redirect(letter)
    return redirect("partners_desk:check_answers", uuid=letter.uuid)


def draw(
    request: HttpRequest,
    letter: Letter,
    asked: InformationRequest,
    form: AnswersForm,
    *,
    version: int | None = None,
) -> HttpResponse:
    reopened = reopened_steps(letter)
    rows = form.rows()
    for row in rows:
        step = row["question"].reopens
        row["part"] = part_of(letter, step) if step in reopened else None
    context = frame(request, letter) | {
        "asked": asked,
        "form": form,
        "rows": rows,
        "has_errors": form.is_bound and not form.is_valid(),
        "version": asked.version if version is None else version,
        "back_url": letter.get_absolute_url(),
        "back_label": _("Your letter"),
    }
    return render(request, "partners/desk/answer.html", context)


def compare(request: HttpRequest, letter: Letter, asked: InformationRequest, typed: object) -> HttpResponse:
    """409: both answers side by side."""
    context = frame(request, letter) | {
        "title": _("Questions of the secretariat"),
        "items": conflict_items(typed, AnswersForm(request=asked)),
        "kept": posted_pairs(typed),
        "version": asked.version,
        "action": request.path,
        "back_url": request.path,
    }
    return render(request, "partners/desk/conflict.html", context, status=409)


@desk_letter()
def check_answers(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Everything that goes back to the secretariat; POST sends it. Sent twice: once."""
    if request.method == "POST" and letter.requests.exists() and open_request(letter) is None:
        return redirect(letter)
    LETTER_TRANSITIONS.require("answer", request.user, letter)
    asked = open_request(letter)
    if asked is None:
        return redirect(letter)
    problems, code = [], 200
    if request.method == "POST":
        try:
            send_answers(asked, by=request.user)
        except WrongState:
            return redirect(letter)
        except Refusal as refused:
            if not refused.problems[0].field:
                raise
            problems, code = refused.problems, 422
        else:
            messages.success(request, _("Your answers were sent. The secretariat goes on with the review."))
            return redirect(letter)
    reopened = reopened_steps(letter)
    context = frame(request, letter) | {
        "asked": asked,
        "answers": [
            {
                "key": question.text,
                "value": question.answer,
                "lang": letter.language if question.answer else "",
                "url": reverse("partners_desk:answer", args=[letter.uuid]) + f"#id_answer-{question.pk}",
                "file": question.file,
            }
            for question in asked.questions.select_related("file")
        ],
        "groups": summary_of(
            find_letter(request.user, letter.uuid), steps=[step for step in Step.values if step in reopened]
        ),
        "problems": problem_links(letter, problems),
        "back_url": reverse("partners_desk:answer", args=[letter.uuid]),
        "back_label": _("Questions of the secretariat"),
    }
    return render(request, "partners/desk/check_answers.html", context, status=code)
