"""A partner asks to change its name, kind or country; it sees what became of earlier requests."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.actions.identity import ask_identity_change, take_back_identity_request
from partners.forms.profile import IdentityForm
from partners.models import IdentityRequest, Organisation
from partners.rules.organisations import can_keep_organisation
from partners.views.desk_organisation import desk_organisation, organisation_frame
from portal.accounts.kept import take_post
from portal.records.decisions import Forbidden, Refusal, WrongState


@desk_organisation()
def identity(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What is registered, what is asked for, what it was called before; the form where nothing waits."""
    answer = can_keep_organisation(request.user, organisation)
    if request.method == "POST" and not answer:
        raise Forbidden(answer.reason)
    waiting = organisation.identity_requests.filter(status="open").select_related("country").first()
    kept = take_post(request) if request.method != "POST" else None
    form = IdentityForm(request.POST if request.method == "POST" else kept, organisation=organisation)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                ask_identity_change(organisation, form.values(), by=request.user)
                messages.success(request, _("The secretariat has your request. You are told by e-mail."))
                return redirect("partners_desk:identity", slug=organisation.slug)
        except WrongState as refused:
            messages.info(request, str(refused.reason))
            return redirect("partners_desk:identity", slug=organisation.slug)
        except Forbidden:
            raise
        except Refusal as refused:
            for problem in refused.problems:
                form.add_error(problem.field or None, str(problem.message))
        status = 422
    requests: list[IdentityRequest] = list(organisation.identity_requests.exclude(status="open")[:20])
    context = organisation_frame(request, organisation) | {
        "title": _("Name, kind and country"),
        "form": form if answer and waiting is None else None,
        "has_errors": status != 200,
        "waiting": waiting,
        "former": list(organisation.former_identities.select_related("country")),
        "requests": requests,
        "back_url": reverse("partners_desk:profile", args=[organisation.slug]),
        "back_label": _("Profile"),
    }
    return render(request, "partners/desk/organisation/identity.html", context, status=status)


@desk_organisation("POST")
def take_back(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask no longer."""
    answer = can_keep_organisation(request.user, organisation)
    if not answer:
        raise Forbidden(answer.reason)
    waiting = organisation.identity_requests.filter(status="open").first()
    if waiting is None:
        raise Http404
    try:
        take_back_identity_request(waiting, by=request.user)
    except WrongState as refused:
        messages.info(request, str(refused.reason))
    else:
        messages.success(request, _("The request is taken back. Nothing was changed."))
    return redirect("partners_desk:identity", slug=organisation.slug)
