"""Proposals of new areas on the desk: a partner writes and sends one, others support it (AREA-1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.actions.area_proposals import (
    begin_area_proposal,
    save_area_proposal,
    send_area_proposal,
    support,
    take_back_support,
)
from meetings.actions.proposals import discard_draft, put_before_group, withdraw
from meetings.enums import ProposalStatus
from meetings.forms.area_proposals import AreaProposalForm, NewAreaProposalForm
from meetings.models import AreaProposal
from meetings.rules.area_proposals import can_support, visible_area_proposals
from meetings.rules.decisions import my_partners
from meetings.rules.proposals import (
    PARTNERS_ONLY,
    PROPOSAL_TRANSITIONS,
    can_keep_proposal,
    opinion_due_on,
    partners_to_propose_for,
)
from meetings.views.desk_proposals import View, signed_in, with_proposal
from partners.conflicts import CHOICE, conflict_items, posted_pairs, settled
from partners.views.desk import autosaved, is_autosave, version_of
from portal.accounts.kept import drop_post, keep_post, kept_post
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState, require

CONFLICT = "#conflict"
PER_PAGE = 30


def _readable(user: Any) -> QuerySet[AreaProposal]:
    return visible_area_proposals(user).select_related("area", "proposer__merged_into", "decision__body")


def desk_proposal(*methods: str) -> Callable[[View], View]:
    """Give a view the proposal of its address; 404 when it is not this person's to see."""
    return with_proposal(_readable, *methods)


def _frame(proposal: AreaProposal) -> dict[str, Any]:
    return {"record": proposal, "back_url": proposal.desk_url, "back_label": _("The proposal")}


# --- List and beginning -----------------------------------------------------------------------------


@signed_in("GET", "HEAD")
def proposals(request: HttpRequest) -> HttpResponse:
    """Proposals of new areas that this person may read, and the way to make one."""
    found = visible_area_proposals(request.user).select_related("proposer__merged_into").order_by("-pk")
    context = {
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_propose": bool(partners_to_propose_for(request.user)),
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "meetings/desk/area_proposals.html", context)


@signed_in()
def new(request: HttpRequest) -> HttpResponse:
    """Choose the topic and the partner that proposes."""
    partners = partners_to_propose_for(request.user)
    if not partners:
        raise Forbidden(PARTNERS_ONLY)
    form = NewAreaProposalForm(request.POST if request.method == "POST" else None, partners=partners)
    if request.method == "POST" and form.is_valid():
        proposal = begin_area_proposal(by=request.user, **form.values())
        return redirect("meetings_desk:area_proposal_edit", uuid=proposal.uuid)
    context = {
        "form": form,
        "has_errors": form.is_bound,
        "back_url": reverse("meetings_desk:area_proposals"),
        "back_label": _("Proposals of new areas"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "meetings/desk/area_proposal_new.html", context, status=status)


# --- The draft --------------------------------------------------------------------------------------


@desk_proposal()
def edit(request: HttpRequest, proposal: AreaProposal) -> HttpResponse:
    """Write the words and choose the ties; saved while one types (BP-14)."""
    require(can_keep_proposal(request.user, proposal))
    if proposal.status != ProposalStatus.DRAFT:
        raise WrongState(_("The proposal was sent: its text stands."))
    if request.method == "POST":
        return save(request, proposal)
    if "conflict" in request.GET:
        typed = kept_post(request, CONFLICT)
        if typed is not None:
            return compare(request, proposal, typed)
    return draw(request, proposal, AreaProposalForm(proposal=proposal))


def save(request: HttpRequest, proposal: AreaProposal) -> HttpResponse:
    """Store what was typed unless somebody else saved meanwhile."""
    data = request.POST
    if any(name.startswith(CHOICE) for name in data):
        data = settled(data, AreaProposalForm(proposal=proposal))
    form, seen = AreaProposalForm(data, proposal=proposal), version_of(data)
    valid = form.is_valid()
    if "edit" in request.POST:
        return draw(request, proposal, form, version=seen)
    try:
        proposal = save_area_proposal(
            proposal, form.changes(), by=request.user, seen=seen, elements=form.elements()
        )
    except StaleRecord:
        keep_post(request, CONFLICT, data=data)
        if is_autosave(request):
            return JsonResponse({"conflict_url": f"{request.path}?conflict=1"}, status=409)
        proposal.refresh_from_db()
        return compare(request, proposal, data)
    if is_autosave(request):
        return autosaved(form, proposal.version)
    if not valid:
        return draw(request, proposal, form, status=422)
    drop_post(request, CONFLICT)
    messages.success(request, _("Saved. Check it, then send it."))
    return redirect(proposal.desk_url)


def draw(
    request: HttpRequest,
    proposal: AreaProposal,
    form: AreaProposalForm,
    *,
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _frame(proposal) | {
        "form": form,
        "has_errors": status == 422,
        "version": proposal.version if version is None else version,
        "action": request.path,
    }
    return render(request, "meetings/desk/area_proposal_edit.html", context, status=status)


def compare(request: HttpRequest, proposal: AreaProposal, typed: Any) -> HttpResponse:
    """409: both texts side by side; each difference is chosen, or the own text is edited (BP-14)."""
    context = _frame(proposal) | {
        "items": conflict_items(typed, AreaProposalForm(proposal=proposal)),
        "kept": posted_pairs(typed),
        "version": proposal.version,
        "action": request.path,
        "back_url": request.path,
    }
    return render(request, "meetings/desk/area_proposal_conflict.html", context, status=409)


# --- The proposal and its verbs -----------------------------------------------------------------------


@dataclass(frozen=True)
class DeskVerb:
    """A button on the page of a proposal, with the question that stands before the deed."""

    run: Callable[..., Any]
    label: Any
    question: Any
    consequences: tuple[Any, ...]
    done: Any
    danger: bool = False


VERBS = {
    "send": DeskVerb(
        lambda proposal, by: send_area_proposal(proposal, by=by),
        gettext_lazy("Send to the secretariat"),
        gettext_lazy("Send this proposal to the secretariat?"),
        (
            gettext_lazy("Its text stands from now on. All partners can read it and support it."),
            gettext_lazy("The secretariat has 30 days for its opinion; then it goes before the group."),
            gettext_lazy("It becomes public when it is before the Advisory Group."),
        ),
        gettext_lazy("The proposal is sent. You are told what the secretariat says."),
    ),
    "discard": DeskVerb(
        lambda proposal, by: discard_draft(proposal, by=by),
        gettext_lazy("Delete the draft"),
        gettext_lazy("Delete this draft?"),
        (gettext_lazy("What was written is gone. Nobody but your organisation has seen it."),),
        gettext_lazy("The draft is deleted."),
        danger=True,
    ),
    "put-before-group": DeskVerb(
        lambda proposal, by: put_before_group(proposal, by=by),
        gettext_lazy("Put before the Advisory Group"),
        gettext_lazy("Put this proposal before the Advisory Group?"),
        (
            gettext_lazy("Members of the group are told and can speak on it."),
            gettext_lazy("The proposal, its reason and the opinion of the secretariat are public."),
        ),
        gettext_lazy("The proposal is before the Advisory Group."),
    ),
    "withdraw": DeskVerb(
        lambda proposal, by: withdraw(proposal, by=by),
        gettext_lazy("Withdraw the proposal"),
        gettext_lazy("Withdraw this proposal?"),
        (
            gettext_lazy("The Advisory Group decides on it no more."),
            gettext_lazy("It leaves the public pages; its trace stays in the records."),
        ),
        gettext_lazy("The proposal is withdrawn."),
        danger=True,
    ),
}


def buttons_for(user: Any, proposal: AreaProposal) -> list[dict[str, Any]]:
    """Return the verbs that this person can use now."""
    names = {transition.verb for transition in PROPOSAL_TRANSITIONS.available(user, proposal)}
    found = [name for name in VERBS if name.replace("-", "_") in names]
    if proposal.status == ProposalStatus.DRAFT and can_keep_proposal(user, proposal):
        found.append("discard")
    return [
        {
            "url": reverse("meetings_desk:area_proposal_verb", args=[proposal.uuid, name]),
            "label": VERBS[name].label,
            "danger": VERBS[name].danger,
        }
        for name in found
    ]


@desk_proposal("GET", "HEAD")
def proposal(request: HttpRequest, proposal: AreaProposal) -> HttpResponse:
    """The proposal as it stands, its opinion, who supports it, and what one can do."""
    supporters = list(proposal.supporters.select_related("organisation__merged_into"))
    given = {row.organisation_id for row in supporters}
    own = [one for one in my_partners(request.user) if can_support(request.user, proposal, one)]
    context = _frame(proposal) | {
        "elements": proposal.elements.order_by("order"),
        "supporters": supporters,
        "to_support": [one for one in own if one.pk not in given],
        "supported": [one for one in own if one.pk in given],
        "buttons": buttons_for(request.user, proposal),
        "may_write": proposal.status == ProposalStatus.DRAFT
        and bool(can_keep_proposal(request.user, proposal)),
        "opinion_due": None if proposal.opinion_at else opinion_due_on(proposal),
        "back_url": reverse("meetings_desk:area_proposals"),
        "back_label": _("Proposals of new areas"),
    }
    return render(request, "meetings/desk/area_proposal.html", context)


@desk_proposal("POST")
def support_it(request: HttpRequest, proposal: AreaProposal) -> HttpResponse:
    """Support the proposal for a partner (``organisation``), or take that back (``take_back``)."""
    verb, run = ("take_back", take_back_support) if "take_back" in request.POST else ("organisation", support)
    key = request.POST.get(verb, "")
    organisation = next((one for one in my_partners(request.user) if str(one.pk) == key), None)
    if organisation is None:
        raise Forbidden(_("Only the focal points of a partner can support this for it."))
    run(proposal, organisation=organisation, by=request.user)
    messages.success(
        request,
        _("Thank you: your support is noted.") if run is support else _("Your support is taken back."),
    )
    return redirect(proposal.desk_url)


@desk_proposal()
def verb(request: HttpRequest, proposal: AreaProposal, verb: str) -> HttpResponse:
    """Ask, then do; everything that stands in the way is said at once."""
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    if verb == "discard":
        require(can_keep_proposal(request.user, proposal))
        if proposal.status != ProposalStatus.DRAFT:
            raise WrongState(_("The proposal was sent: it can only be withdrawn."))
    else:
        PROPOSAL_TRANSITIONS.require(verb.replace("-", "_"), request.user, proposal)
    problems: list[dict[str, Any]] = []
    if request.method == "POST":
        try:
            chosen.run(proposal, by=request.user)
        except (Forbidden, WrongState):
            raise
        except Refusal as refusal:
            edit_url = reverse("meetings_desk:area_proposal_edit", args=[proposal.uuid])
            problems = [{"text": problem.message, "url": edit_url} for problem in refusal.problems]
        else:
            messages.success(request, str(chosen.done))
            if verb == "discard":
                return redirect("meetings_desk:area_proposals")
            return redirect(proposal.desk_url)
    context = _frame(proposal) | {"chosen": chosen, "problems": problems, "has_errors": bool(problems)}
    status = 422 if problems else 200
    return render(request, "meetings/desk/area_proposal_verb.html", context, status=status)
