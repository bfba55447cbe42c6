"""Proposals on the desk, of amendments and of new areas: the draft, and the verbs on it (GDL-1, AREA-1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.enums import ProposalStatus
from meetings.models.proposals import Proposal
from meetings.rules.proposals import PROPOSAL_TRANSITIONS, can_keep_proposal
from meetings.views.desk import CONFLICT, both_versions, typed
from partners.conflicts import CHOICE, settled
from partners.views.desk import autosaved, is_autosave, version_of
from portal.accounts.kept import drop_post, keep_post, kept_post, take_post
from portal.records.decisions import Answer, Forbidden, Refusal, StaleRecord, WrongState, require
from portal.records.translations import Shown


@dataclass(frozen=True)
class DeskVerb:
    """A button on the page of a proposal, with the question that stands before the deed.

    ``run(proposal, by=user)`` does it. ``may``: who may, where it is no move of ``PROPOSAL_TRANSITIONS``. ``form``:
    what is said with it, given to ``run`` as well.
    """

    run: Callable[..., Any]
    label: Any
    question: Any
    consequences: tuple[Any, ...]
    done: Any
    danger: bool = False
    may: Callable[[Any, Any], Answer] | None = None
    form: Callable[..., Any] | None = None


@dataclass(frozen=True)
class DeskPages:
    """What differs between the desk's pages of the two kinds.

    ``name`` begins the names of their addresses and templates; ``called`` is what one goes back to; ``sent`` says
    why a text stands. ``form(proposal, data)`` reads a draft, ``save(proposal, form, by=, seen=)`` stores it,
    ``more(proposal)`` is what its page shows beside the form. ``caption(proposal)`` says which one it is. ``opinion``
    names the address at which the secretariat records its opinion.
    """

    name: str
    opinion: str
    called: Any
    sent: Any
    form: Callable[..., Any]
    save: Callable[..., Any]
    caption: Callable[[Any], Shown]
    verbs: dict[str, DeskVerb]
    more: Callable[[Any], dict[str, Any]] = lambda proposal: {}

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"meetings_desk:{self.name}{page}", args=args)

    def frame(self, proposal: Proposal) -> dict[str, Any]:
        """Return what every page below a proposal shows: the record, the way back."""
        return {"record": proposal, "back_url": proposal.desk_url, "back_label": self.called}


# --- The draft --------------------------------------------------------------------------------------


def edit_draft(request: HttpRequest, proposal: Proposal, pages: DeskPages) -> HttpResponse:
    """Write a draft; saved while one types, anything may be missing (BP-14)."""
    require(can_keep_proposal(request.user, proposal))
    if proposal.status != ProposalStatus.DRAFT:
        raise WrongState(pages.sent)
    if request.method == "POST":
        return _save(request, proposal, pages)
    if "conflict" in request.GET:
        typed = kept_post(request, CONFLICT)
        if typed is not None:
            return _compare(request, proposal, pages, typed)
    kept = take_post(request)
    if kept is not None:  # the session had ended
        return _draw(request, proposal, pages, pages.form(proposal, kept), version=version_of(kept))
    return _draw(request, proposal, pages, pages.form(proposal))


def _save(request: HttpRequest, proposal: Proposal, pages: DeskPages) -> HttpResponse:
    """Store what was typed unless somebody else saved meanwhile."""
    data = request.POST
    if any(name.startswith(CHOICE) for name in data):
        data = settled(data, pages.form(proposal))
    form, seen = pages.form(proposal, data), version_of(data)
    valid = form.is_valid()
    if "edit" in request.POST:
        return _draw(request, proposal, pages, form, version=seen)
    try:
        proposal = pages.save(proposal, form, by=request.user, seen=seen)
    except StaleRecord:
        keep_post(request, CONFLICT, data=data)
        if is_autosave(request):
            return JsonResponse({"conflict_url": f"{request.path}?conflict=1"}, status=409)
        proposal.refresh_from_db()
        return _compare(request, proposal, pages, data)
    if is_autosave(request):
        return autosaved(form, proposal.version)
    if not valid:
        return _draw(request, proposal, pages, form, status=422)
    drop_post(request, CONFLICT)
    messages.success(request, _("Saved. Check it, then send it."))
    return redirect(proposal.desk_url)


def _draw(
    request: HttpRequest,
    proposal: Proposal,
    pages: DeskPages,
    form: Any,
    *,
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **pages.frame(proposal),
        **pages.more(proposal),
        "form": form,
        "has_errors": status == 422,
        "version": proposal.version if version is None else version,
    }
    return render(request, f"meetings/desk/{pages.name}_edit.html", context, status=status)


def _compare(request: HttpRequest, proposal: Proposal, pages: DeskPages, typed: Any) -> HttpResponse:
    return both_versions(
        request,
        typed,
        pages.form(proposal),
        version=proposal.version,
        caption=pages.caption(proposal),
        where=_("In the draft now"),
    )


# --- Verbs ------------------------------------------------------------------------------------------


def _move(name: str) -> str:
    return name.replace("-", "_")


def buttons_for(user: Any, proposal: Proposal, pages: DeskPages) -> list[dict[str, Any]]:
    """Return the verbs that this person can use now."""
    moves = {transition.verb for transition in PROPOSAL_TRANSITIONS.available(user, proposal)}
    buttons = [
        {"url": pages.url("_verb", proposal.uuid, name), "label": deed.label, "danger": deed.danger}
        for name, deed in pages.verbs.items()
        if (deed.may(user, proposal) if deed.may else _move(name) in moves)
    ]
    if "examine" in moves:
        examined = {"url": reverse(pages.opinion, args=[proposal.pk]), "label": _("Record the opinion")}
        buttons.insert(0, examined | {"danger": False})
    return buttons


def ask(request: HttpRequest, proposal: Proposal, name: str, pages: DeskPages) -> HttpResponse:
    """Ask, then do; everything that stands in the way is said at once."""
    deed = pages.verbs.get(name)
    if deed is None:
        raise Http404
    if deed.may:
        require(deed.may(request.user, proposal))
    else:
        PROPOSAL_TRANSITIONS.require(_move(name), request.user, proposal)
    problems: list[dict[str, Any]] = []
    form = deed.form(typed(request)) if deed.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            deed.run(proposal, by=request.user, **(form.cleaned_data if form else {}))
        except (Forbidden, WrongState):
            raise
        except Refusal as refusal:
            url = pages.url("_edit", proposal.uuid) if proposal.status == ProposalStatus.DRAFT else ""
            problems = [{"text": problem.message, "url": url} for problem in refusal.problems]
        else:
            messages.success(request, str(deed.done))
            return redirect(pages.url("s") if name == "discard" else proposal.desk_url)
    context = pages.frame(proposal) | {
        "deed": deed,
        "form": form,
        "problems": problems,
        "has_errors": bool(problems or (form and form.errors)),
        "caption": pages.caption(proposal),
    }
    status = 422 if context["has_errors"] else 200
    return render(request, "meetings/desk/proposal_verb.html", context, status=status)
