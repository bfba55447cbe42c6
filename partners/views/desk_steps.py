"""One part of a letter on one page: shown, saved complete or not, autosaved, compared when two tabs wrote."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.actions.letters import attach_signed_file, remove_signed_file, save_step
from partners.conflicts import CHOICE, conflict_items, posted_pairs, settled
from partners.enums import LetterStatus, Step
from partners.forms import part_form, without_row
from partners.models import Letter
from partners.parts import CHECK, parts_of, problem_links, step_url
from partners.rules.letter_content import step_problems
from partners.rules.letters import can_edit_step
from partners.views.desk import (
    autosaved,
    desk_letter,
    find_letter,
    frame,
    is_autosave,
    keep_malformed,
    may_upload,
    version_of,
)
from partnership_areas.queries import framework_goal
from portal.accounts.kept import drop_post, keep_post, kept_post
from portal.records.decisions import Forbidden, Problem, StaleRecord

CONFLICT = "#conflict"


@desk_letter()
def step(request: HttpRequest, letter: Letter, step: str) -> HttpResponse:
    """Show or save a part (LOI-1 to LOI-3, LOI-6, LOI-7); only what may be edited now (LOI-4)."""
    if step not in Step.values:
        raise Http404
    answer = can_edit_step(request.user, letter, step)
    if not answer:
        raise Forbidden(answer.reason)
    if request.method == "POST":
        return save(request, letter, step)
    if "conflict" in request.GET:
        typed = kept_post(request, CONFLICT)
        if typed is not None:
            return compare(request, letter, step, typed)
    kept = kept_post(request)
    if kept is not None:
        messages.info(request, _("What you typed before is back. Check it and save; choose files again."))
        form = part_form(letter, step, kept, **uploads(request, letter, step))
        return draw(request, letter, step, form, version=version_of(kept))
    form = part_form(letter, step, blank="add" in request.GET, **uploads(request, letter, step))
    return draw(request, letter, step, form)


def uploads(request: HttpRequest, letter: Letter, step: str) -> dict[str, bool]:
    """Return whether the signature's page takes files from this person; nothing for the other parts."""
    return {"may_upload": may_upload(request.user, letter)} if step == Step.SIGNATURE else {}


def save(request: HttpRequest, letter: Letter, step: str) -> HttpResponse:
    """Save what is sound of a part; go on, unless something is malformed or somebody else saved meanwhile."""
    data = request.POST
    chosen = any(name.startswith(CHOICE) for name in data)
    if chosen:
        data = settled(data, part_form(letter, step))
    if step == Step.OFFERS and "remove" in data:
        data = without_row(data, data["remove"])
    form = part_form(letter, step, data, request.FILES, **uploads(request, letter, step))
    valid = form.is_valid()
    if "edit" in request.POST:
        return draw(request, letter, step, form, version=version_of(data))
    changes = form.changes()
    try:
        if changes:
            letter = save_step(letter, step, changes, by=request.user, seen=version_of(data))
    except StaleRecord:
        if is_autosave(request):
            keep_post(request, CONFLICT)
            return JsonResponse({"conflict_url": f"{request.path}?conflict=1"}, status=409)
        return compare(request, find_letter(request.user, letter.uuid), step, data)
    keep_malformed(request, form, data, letter.step_version(step))
    if is_autosave(request):
        return autosaved(form, letter.step_version(step))
    if chosen:
        drop_post(request, CONFLICT)
    if step == Step.SIGNATURE and valid:
        if "remove_file" in data:
            remove_signed_file(letter, by=request.user)
            return redirect(step_url(letter, step, "signed_file"))
        upload = form.cleaned_data.get("signed_file")
        try:
            if upload:
                letter = attach_signed_file(letter, upload, by=request.user)
        except ValidationError as error:
            form.add_error("signed_file", error)
            valid = False
    if not valid:
        return draw(request, find_letter(request.user, letter.uuid), step, form)
    return redirect(after(request, letter, step))


def after(request: HttpRequest, letter: Letter, step: str) -> str:
    """Return where a saved page leads: where it was asked to, else to the next part."""
    if "add" in request.POST:
        return f"{reverse('partners_desk:step', args=[letter.uuid, step])}?add=1#last-row"
    if "remove" in request.POST:
        return reverse("partners_desk:step", args=[letter.uuid, step])
    if "later" in request.POST:
        messages.success(request, _("Saved. You can come back at any time and go on."))
        return letter.get_absolute_url()
    if letter.status != LetterStatus.DRAFT:
        return reverse("partners_desk:answer", args=[letter.uuid])
    steps = Step.values
    following = steps.index(step) + 1
    if request.GET.get("from") == CHECK or following == len(steps):
        return reverse("partners_desk:check", args=[letter.uuid])
    return step_url(letter, steps[following])


def draw(
    request: HttpRequest,
    letter: Letter,
    step: str,
    form: Any,
    *,
    version: int | None = None,
) -> HttpResponse:
    """Draw a part's page. Problems that only matter for sending are shown to those who came to mend them."""
    number = Step.values.index(step) + 1
    problems = []
    if request.GET.get("from") == CHECK and not form.is_bound:
        found = [Problem(f"{step}.{p.field}", p.message) for p in step_problems(letter, step)]
        problems = [
            link | {"url": "#" + link["url"].partition("#")[2]} for link in problem_links(letter, found)
        ]
    draft = letter.status == LetterStatus.DRAFT
    context = frame(request, letter) | {
        "step": step,
        "title": Step(step).label,
        "number": number,
        "parts": parts_of(letter) if draft else [],
        "form": form,
        "has_errors": form.is_bound and not form.is_valid(),
        "problems": problems,
        "version": letter.step_version(step) if version is None else version,
        "back_url": reverse("partners_desk:letter" if draft else "partners_desk:answer", args=[letter.uuid]),
        "back_label": _("Your letter") if draft else _("Questions of the secretariat"),
        "action": request.get_full_path(),
        "goal": framework_goal() if step == Step.STATEMENTS else None,
    }
    return render(request, f"partners/desk/step_{step}.html", context)


def compare(request: HttpRequest, letter: Letter, step: str, typed: Any) -> HttpResponse:
    """409: show both texts side by side; each difference is chosen, or the own text is edited (BP-14)."""
    stored = part_form(letter, step)
    context = frame(request, letter) | {
        "title": Step(step).label,
        "items": conflict_items(typed, stored),
        "kept": posted_pairs(typed),
        "version": letter.step_version(step),
        "action": request.path,
        "back_url": request.path,
    }
    return render(request, "partners/desk/conflict.html", context, status=409)
