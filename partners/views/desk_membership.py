"""An organisation's membership on the desk, leaving the Partnership, inviting others to join."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.actions.prospects import invite_prospect, resend_prospect, revoke_prospect
from partners.actions.standing import declare_withdrawal, running_membership, take_back_withdrawal
from partners.forms.standing import ProspectForm, WithdrawalForm
from partners.models import Organisation, Prospect
from partners.rules.common import is_secretariat
from partners.rules.prospects import can_invite_prospect, can_manage_prospect, prospects_of
from partners.rules.standing import can_declare_withdrawal
from partners.standing import events_of, memberships_of, open_withdrawal, told_state
from partners.views.desk_organisation import desk_organisation, organisation_frame
from portal.records.decisions import Answer, Forbidden, Refusal, WrongState

SHOWN = 100


def _require(answer: Answer) -> None:
    if not answer:
        raise Forbidden(answer.reason)


def _add_problems(form: Any, refusal: Refusal) -> None:
    for problem in refusal.problems:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem.message))


def _below(request: HttpRequest, organisation: Organisation, name: str, label: Any) -> dict[str, Any]:
    """Return the frame of a page that lies below another one of the organisation."""
    url = reverse(f"partners_desk:{name}", args=[organisation.slug])
    return organisation_frame(request, organisation) | {"back_url": url, "back_label": label}


# --- Membership -----------------------------------------------------------------------------------


@desk_organisation("GET", "HEAD")
def membership(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Since when it is a partner, what happened since; the way to leave."""
    context = organisation_frame(request, organisation) | {
        "membership": running_membership(organisation),
        "had_one": memberships_of(organisation).exists(),
        "events": events_of(organisation),
        "withdrawal": open_withdrawal(organisation),
        "may_leave": bool(can_declare_withdrawal(request.user, organisation)),
    }
    return render(request, "partners/desk/organisation/membership.html", context)


@desk_organisation()
def withdraw(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Declare that the organisation leaves the Partnership (LOI-9)."""
    _require(can_declare_withdrawal(request.user, organisation))
    home = reverse("partners_desk:membership", args=[organisation.slug])
    if open_withdrawal(organisation):
        return redirect(home)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_withdrawal(organisation, by=request.user, **form.cleaned_data)
        except Forbidden:
            raise
        except Refusal as refusal:
            _add_problems(form, refusal)
        else:
            messages.success(request, _("Your withdrawal is declared. The secretariat records it."))
            return redirect(home)
    context = _below(request, organisation, "membership", _("Membership"))
    context |= {"form": form, "has_errors": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "partners/desk/organisation/withdraw.html", context, status=status)


@desk_organisation("POST")
def take_back(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Take the declaration back: the organisation stays."""
    _require(can_declare_withdrawal(request.user, organisation))
    withdrawal = open_withdrawal(organisation)
    try:
        if withdrawal:
            take_back_withdrawal(withdrawal, by=request.user)
            messages.success(request, _("Your declaration is taken back. The membership goes on."))
    except WrongState as refused:
        messages.info(request, str(refused.reason))
    return redirect("partners_desk:membership", organisation.slug)


# --- Invitations to join --------------------------------------------------------------------------


@desk_organisation("GET", "HEAD")
def prospects(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Whom the organisation invited, and what came of it (INFO-7)."""
    user = request.user
    secretariat = is_secretariat(user)
    may_invite = bool(can_invite_prospect(user, organisation))
    rows = []
    for prospect in prospects_of(organisation).order_by("-created_at", "-pk")[:SHOWN]:
        kind, words = told_state(prospect, secretariat=secretariat)
        rows.append(
            {"prospect": prospect, "kind": kind, "state": words, "open": may_invite and prospect.is_open}
        )
    context = organisation_frame(request, organisation) | {"rows": rows, "may_invite": may_invite}
    return render(request, "partners/desk/organisation/prospects.html", context)


@desk_organisation()
def invite_prospect_page(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Invite an organisation by mail."""
    _require(can_invite_prospect(request.user, organisation))
    form = ProspectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            prospect = invite_prospect(organisation=organisation, by=request.user, **form.cleaned_data)
        except Forbidden:
            raise
        except Refusal as refusal:
            _add_problems(form, refusal)
        else:
            messages.success(request, _("%(name)s is invited.") % {"name": prospect.name})
            return redirect("partners_desk:prospects", organisation.slug)
    context = _below(request, organisation, "prospects", _("Invitations to join"))
    context |= {"form": form, "has_errors": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "partners/desk/organisation/prospect_invite.html", context, status=status)


def _prospect(organisation: Organisation, uuid: Any) -> Prospect:
    prospect = prospects_of(organisation).filter(uuid=uuid).first()
    if prospect is None:
        raise Http404
    return prospect


@desk_organisation("POST")
def prospect_resend(request: HttpRequest, organisation: Organisation, uuid: Any) -> HttpResponse:
    """Send an invitation again."""
    _require(can_invite_prospect(request.user, organisation))
    return _do(request, organisation, uuid, resend_prospect, _("The invitation is on its way again."))


@desk_organisation()
def prospect_revoke(request: HttpRequest, organisation: Organisation, uuid: Any) -> HttpResponse:
    """Take an invitation back, after asking."""
    _require(can_invite_prospect(request.user, organisation))
    prospect = _prospect(organisation, uuid)
    if request.method == "POST":
        return _do(request, organisation, uuid, revoke_prospect, _("The invitation is taken back."))
    if not can_manage_prospect(request.user, prospect):
        return redirect("partners_desk:prospects", organisation.slug)
    context = _below(request, organisation, "prospects", _("Invitations to join")) | {
        "title": _("Take the invitation back?"),
        "prospect": prospect,
    }
    return render(request, "partners/desk/organisation/prospect_revoke.html", context)


def _do(request: HttpRequest, organisation: Organisation, uuid: Any, verb: Any, done: str) -> HttpResponse:
    """Do something with an invitation that is open; what is over by now is said, not done."""
    try:
        verb(_prospect(organisation, uuid), by=request.user)
        messages.success(request, done)
    except (WrongState, Forbidden) as refused:
        messages.info(request, str(refused.reason))
    return redirect("partners_desk:prospects", organisation.slug)
