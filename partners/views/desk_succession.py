"""Asking to take over as focal point of a partner, and taking the request back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.actions.succession import ask_succession, withdraw_succession
from partners.enums import PartnerKind, SuccessionStatus
from partners.forms.people import SuccessionForm
from partners.models import Organisation
from partners.public import organisation_at
from partners.queries import my_organisations
from partners.rules.organisations import is_partner_now, role_in
from partners.rules.people import can_ask_succession, focal_points_of
from partners.views.desk import not_visible
from partners.views.desk_people import add_problems
from portal.accounts.kept import take_post
from portal.records.decisions import Forbidden, Refusal


def partner_at(slug: str) -> Organisation | None:
    """Return a partner that the public knows and that has focal points of its own, or None."""
    organisation = organisation_at(slug)
    if organisation is None or organisation.kind == PartnerKind.INDIVIDUAL:
        return None
    return organisation if is_partner_now(organisation) else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def succession(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to become focal point of a partner; any account may, the secretariat decides."""
    if not request.user.is_authenticated:
        return not_visible(request)
    organisation = partner_at(slug)
    if organisation is None:
        raise Http404
    user = request.user
    mine = organisation.successions.filter(requested_by=user).order_by("-pk").first()
    waiting = mine is not None and mine.status == SuccessionStatus.WAITING
    answer = can_ask_succession(user, organisation)
    if request.method == "POST" and not answer:
        raise PermissionDenied(str(answer.reason))
    inside = bool(role_in(user, organisation))
    focal_points = focal_points_of(organisation).select_related("person") if inside else None
    data = request.POST if request.method == "POST" else take_post(request)
    form = SuccessionForm(data, user=user, focal_points=focal_points)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                ask_succession(organisation, by=user, **form.cleaned_data)
            except Forbidden as refusal:
                raise PermissionDenied(str(refusal.reason)) from refusal
            except Refusal as refusal:
                add_problems(form, refusal)
            else:
                messages.success(request, _("Your request has reached the secretariat."))
                return redirect("partners_desk:succession", slug=organisation.slug)
        status = 422
    context: dict[str, Any] = {
        "organisation": organisation,
        "title": _("Take over as focal point"),
        "mine": mine,
        "waiting": waiting,
        "may_ask": bool(answer) and not waiting,
        "refused": "" if answer else answer.reason,
        "form": form,
        "has_errors": status == 422,
        "on_behalf": False,
        "back_url": organisation.get_absolute_url(),
        "back_label": organisation.acronym or organisation.public_name,
    }
    return render(request, "partners/desk/people/succession.html", context, status=status)


@never_cache
@require_http_methods(["POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one's own request back while it waits."""
    if not request.user.is_authenticated:
        return not_visible(request)
    organisation = organisation_at(slug)
    mine = None
    if organisation is not None:
        mine = organisation.successions.filter(
            requested_by=request.user, status=SuccessionStatus.WAITING
        ).first()
    if mine is None:
        raise Http404
    try:
        withdraw_succession(mine, by=request.user)
        messages.success(request, _("Your request is withdrawn."))
    except Refusal as refusal:  # decided in this very moment
        messages.info(request, " ".join(str(problem.message) for problem in refusal.problems))
    return redirect("partners_desk:succession", slug=organisation.slug)


@never_cache
@require_http_methods(["GET", "HEAD"])
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations in which one has a place: the way from one to the other."""
    if not request.user.is_authenticated:
        return not_visible(request)
    places = list(my_organisations(request.user).select_related("organisation__merged_into__country"))
    for place in places:
        place.shown = place.organisation.merged_into or place.organisation
    context = {
        "places": places,
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "partners/desk/people/organisations.html", context)
