"""A letter on the desk: its task list while it is written, its status afterwards, sending, withdrawing, deleting."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from partners.actions.letters import discard_draft, send_letter, withdraw_letter
from partners.actions.publication import CONFIRMATION
from partners.enums import OPEN, LetterStatus
from partners.life import TAGS, history_of, steps_of
from partners.models import Letter
from partners.parts import parts_of, problem_links, summary_of
from partners.queries import open_request
from partners.rules.letter_content import letter_problems
from partners.rules.letter_moves import LETTER_TRANSITIONS
from partners.rules.letters import can_send
from partners.snapshot import KIND, frozen_text, preview_text
from partners.views.desk import desk_letter, frame
from portal.publishing.queries import pdf_progress, publication_in_force
from portal.publishing.views import serve_publication
from portal.records import registries
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState
from portal.records.frozen import latest


@desk_letter("GET", "HEAD")
def letter(request: HttpRequest, letter: Letter) -> HttpResponse:
    """The task list of a draft; the status of a letter that was sent."""
    if letter.status == LetterStatus.DRAFT:
        return task_list(request, letter)
    return status(request, letter)


def task_list(request: HttpRequest, letter: Letter) -> HttpResponse:
    """The seven parts and where each stands."""
    parts = parts_of(letter)
    done = sum(part.done for part in parts)
    tasks = [
        {
            "title": part.step.label,
            "url": part.url,
            "hint": part.hint,
            "kind": part.kind,
            "status": part.status,
        }
        for part in parts
    ]
    ready = done == len(parts)
    check_task = {
        "title": _("Check your answers and send"),
        "url": reverse("partners_desk:check", args=[letter.uuid]),
        "kind": "do" if ready else "neutral",
        "status": _("Ready") if ready else _("Not yet"),
    }
    following = next((part for part in parts if not part.done), None)
    context = frame(request, letter) | {
        "tasks": tasks,
        "check_tasks": [check_task],
        "done": done,
        "total": len(parts),
        "begun": any(part.begun for part in parts),
        "next_url": following.url if following else check_task["url"],
        "may_send": bool(can_send(request.user, letter)),
    }
    return render(request, "partners/desk/task_list.html", context)


def status(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Where a sent letter stands, in plain words. A held one reads like any other that waits (LOI-8)."""
    asked = open_request(letter) if letter.status == LetterStatus.INFORMATION_REQUESTED else None
    verbs = {transition.verb for transition in LETTER_TRANSITIONS.available(request.user, letter)}
    context = frame(request, letter) | {
        "status": letter.status,
        "tag_kind": TAGS[LetterStatus(letter.status)],
        "is_open": letter.status in OPEN,
        "steps": steps_of(letter),
        "history": history_of(letter),
        "asked": asked,
        "questions": list(asked.questions.all()) if asked else [],
        "may_answer": "answer" in verbs,
        "may_withdraw": "withdraw" in verbs,
        "public_url": public_url(letter),
        "just_sent": request.session.pop(SENT, "") == letter.reference,
        "confirmation": confirmation_progress(letter),
    }
    return render(request, "partners/desk/status.html", context)


SENT = "letter_just_sent"


def public_url(letter: Letter) -> str:
    """Return the letter's, or the new partner's, address on the site; empty when it is not public."""
    if not letter.is_public:
        return ""
    try:
        if letter.organisation_id and letter.status == LetterStatus.CONFIRMED:
            return letter.organisation.get_absolute_url()
        return reverse("partners:letter", args=[letter.reference.lower()])
    except NoReverseMatch:
        return ""


def confirmation_progress(letter: Letter) -> Any:
    """Return how far the confirmation letter is, or None when there is none."""
    if letter.status != LetterStatus.CONFIRMED or CONFIRMATION not in registries.documents:
        return None
    url = reverse("partners_desk:confirmation", args=[letter.uuid])
    return pdf_progress(letter, CONFIRMATION, confirmation_language(letter), url)


def confirmation_language(letter: Letter) -> str:
    """Return the language in which the confirmation letter is written."""
    return letter.applicant.language if letter.applicant else letter.language


@desk_letter("GET", "HEAD")
def confirmation(request: HttpRequest, letter: Letter) -> HttpResponse:
    """The confirmation letter, for those who may see the letter (LOI-11)."""
    publication = publication_in_force(letter, CONFIRMATION, confirmation_language(letter))
    return serve_publication(request, publication, f"{letter.reference}-confirmation.pdf")


@desk_letter()
def check(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Everything on one page; POST sends it. Sent twice, or sent and gone back: the same letter (LOI-2, LOI-3)."""
    if letter.status != LetterStatus.DRAFT:
        return redirect(letter)
    problems = letter_problems(letter)
    code = 200
    if request.method == "POST":
        try:
            sent = send_letter(letter, by=request.user)
        except WrongState:
            return redirect(letter)
        except Forbidden as refused:
            if can_send(request.user, letter):
                raise
            messages.warning(request, str(refused.reason))
            return redirect("partners_desk:check", uuid=letter.uuid)
        except StaleRecord as refused:
            messages.warning(request, str(refused.problems[0].message))
            return redirect("partners_desk:check", uuid=letter.uuid)
        except Refusal as refused:
            problems, code = refused.problems, 422
        else:
            request.session[SENT] = sent.reference
            return redirect(sent)
    context = frame(request, letter) | {
        "groups": summary_of(letter),
        "problems": problem_links(letter, problems, back="check"),
        "refused": code != 200,
        "may_send": bool(can_send(request.user, letter)),
        "back_url": letter.get_absolute_url(),
        "back_label": _("Your letter"),
    }
    return render(request, "partners/desk/check.html", context, status=code)


@desk_letter("GET", "HEAD")
def preview(request: HttpRequest, letter: Letter) -> HttpResponse:
    """A draft as it would be published; a letter as it was sent last, whatever was changed in it since."""
    frozen = None
    if letter.status != LetterStatus.DRAFT:
        frozen = latest(letter, KIND)
    text = frozen_text(frozen, letter.reference) if frozen else preview_text(letter)
    draft = letter.status == LetterStatus.DRAFT
    context = frame(request, letter) | {
        "text": text,
        "draft": draft,
        "back_url": reverse("partners_desk:check", args=[letter.uuid])
        if draft
        else letter.get_absolute_url(),
        "back_label": _("Check your answers") if draft else _("Your letter"),
    }
    return render(request, "partners/desk/preview.html", context)


@desk_letter()
def withdraw(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Ask, then withdraw (LOI-6)."""
    LETTER_TRANSITIONS.require("withdraw", request.user, letter)
    if request.method == "POST":
        withdraw_letter(letter, by=request.user)
        messages.success(request, _("The letter is withdrawn."))
        return redirect(letter)
    context = frame(request, letter) | {"back_url": letter.get_absolute_url()}
    return render(request, "partners/desk/withdraw.html", context)


@desk_letter()
def delete(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Ask, then delete a draft for good."""
    LETTER_TRANSITIONS.require("discard", request.user, letter)
    if request.method == "POST":
        discard_draft(letter, by=request.user)
        messages.success(request, _("The draft is deleted."))
        return redirect("desk:home" if request.user.is_authenticated else "partners:join")
    context = frame(request, letter) | {"back_url": letter.get_absolute_url()}
    return render(request, "partners/desk/delete.html", context)
