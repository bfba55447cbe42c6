"""Proposals of new areas on the desk: a partner writes and sends one, others support it (AREA-1)."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from meetings.actions.area_proposals import (
    begin_area_proposal,
    save_area_proposal,
    send_area_proposal,
    support,
    take_back_support,
)
from meetings.actions.proposals import discard_draft, put_before_group, withdraw
from meetings.enums import ProposalStatus
from meetings.forms.amendments import BeforeGroupForm
from meetings.forms.area_proposals import AreaProposalForm, NewAreaProposalForm
from meetings.models import AreaProposal
from meetings.rules.area_proposals import FOCAL_POINTS, can_support, visible_area_proposals
from meetings.rules.decisions import my_partners
from meetings.rules.proposals import (
    PARTNERS_ONLY,
    can_keep_proposal,
    opinion_due_on,
    partners_to_propose_for,
)
from meetings.views.desk import signed_in, typed, with_record
from meetings.views.desk_proposals import DeskPages, DeskVerb, ask, buttons_for, edit_draft
from portal.records.decisions import Forbidden
from portal.records.translations import Shown

PER_PAGE = 30


def _readable(user: Any) -> QuerySet[AreaProposal]:
    return visible_area_proposals(user).select_related("area", "proposer__merged_into", "decision__body")


desk_proposal = partial(with_record, _readable)


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
    data = typed(request)
    form = NewAreaProposalForm(data, partners=partners, chosen=request.GET.get("area", ""))
    if request.method == "POST" and form.is_valid():
        proposal = begin_area_proposal(by=request.user, **form.values())
        return redirect("meetings_desk:area_proposal_edit", uuid=proposal.uuid)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "back_url": reverse("meetings_desk:area_proposals"),
        "back_label": _("Proposals of new areas"),
    }
    status = 422 if form.errors else 200
    return render(request, "meetings/desk/area_proposal_new.html", context, status=status)


# --- One proposal -----------------------------------------------------------------------------------


def _called(proposal: AreaProposal) -> Shown:
    """Return the name in the language in which it is written; a draft may have none yet."""
    if proposal.name:
        return Shown(proposal.name, proposal.language)
    return Shown(_("Without a name yet"), get_language() or "en")


PAGES = DeskPages(
    name="area_proposal",
    opinion="area-proposals:examine",
    called=gettext_lazy("The proposal"),
    sent=gettext_lazy("The proposal was sent: its text can no longer be changed."),
    form=lambda proposal, data=None: AreaProposalForm(data, proposal=proposal),
    save=lambda proposal, form, **who: save_area_proposal(
        proposal, form.changes(), elements=form.elements(), **who
    ),
    caption=_called,
    verbs={
        "send": DeskVerb(
            send_area_proposal,
            gettext_lazy("Send to the secretariat"),
            gettext_lazy("Send this proposal to the secretariat?"),
            (
                gettext_lazy(
                    "From now on its text can no longer be changed. All partners can read it and support it."
                ),
                gettext_lazy("The secretariat has 30 days for its opinion; then it goes before the group."),
                gettext_lazy("It becomes public when it is before the Advisory Group."),
            ),
            gettext_lazy("The proposal is sent. You are told what the secretariat says."),
        ),
        "discard": DeskVerb(
            discard_draft,
            gettext_lazy("Delete the draft"),
            gettext_lazy("Delete this draft?"),
            (gettext_lazy("What was written will be lost. Nobody but your organisation has seen it."),),
            gettext_lazy("The draft is deleted."),
            danger=True,
        ),
        "put-before-group": DeskVerb(
            put_before_group,
            gettext_lazy("Put before the Advisory Group"),
            gettext_lazy("Put this proposal before the Advisory Group?"),
            (
                gettext_lazy("Members of the group are told and can speak on it."),
                gettext_lazy("The proposal, its reason and the opinion of the secretariat are public."),
            ),
            gettext_lazy("The proposal is before the Advisory Group."),
            form=BeforeGroupForm,
        ),
        "withdraw": DeskVerb(
            withdraw,
            gettext_lazy("Withdraw the proposal"),
            gettext_lazy("Withdraw this proposal?"),
            (
                gettext_lazy("The Advisory Group decides on it no more."),
                gettext_lazy(
                    "If it was before the group, everybody can still read it, as withdrawn; if not, it never becomes "
                    "public."
                ),
            ),
            gettext_lazy("The proposal is withdrawn."),
            danger=True,
        ),
    },
)


@desk_proposal()
def edit(request: HttpRequest, proposal: AreaProposal) -> HttpResponse:
    """Write the words and choose the ties (BP-14)."""
    return edit_draft(request, proposal, PAGES)


@desk_proposal()
def verb(request: HttpRequest, proposal: AreaProposal, verb: str) -> HttpResponse:
    """Ask, then send, throw away, put before the group or withdraw."""
    return ask(request, proposal, verb, PAGES)


@desk_proposal("GET", "HEAD")
def proposal(request: HttpRequest, proposal: AreaProposal) -> HttpResponse:
    """The proposal as it stands, its opinion, who supports it, and what one can do."""
    supporters = list(proposal.supporters.select_related("organisation__merged_into"))
    given = {row.organisation_id for row in supporters}
    own = [one for one in my_partners(request.user) if can_support(request.user, proposal, one)]
    context = PAGES.frame(proposal) | {
        "elements": proposal.elements.order_by("order"),
        "supporters": supporters,
        "to_support": [one for one in own if one.pk not in given],
        "supported": [one for one in own if one.pk in given],
        "buttons": buttons_for(request.user, proposal, PAGES),
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
        raise Forbidden(FOCAL_POINTS)
    run(proposal, organisation=organisation, by=request.user)
    messages.success(
        request,
        _("Thank you: your support is noted.") if run is support else _("Your support is taken back."),
    )
    return redirect(proposal.desk_url)
