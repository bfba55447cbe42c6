"""What a partner contributed over the years: listed, added, corrected, taken back (LOI-7)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.actions.profile import change_contribution, record_contribution, take_back_contribution
from partners.conflicts import CHOICE, conflict_items, posted_pairs, settled
from partners.forms.profile import ContributionForm
from partners.models import Contribution, Organisation
from partners.profiles import contributions_of
from partners.rules.organisations import can_keep_organisation
from partners.views.desk import version_of
from partners.views.desk_organisation import desk_organisation, organisation_frame
from portal.accounts.kept import drop_post, keep_post, take_post
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState


def keepers_only(request: HttpRequest, organisation: Organisation) -> None:
    answer = can_keep_organisation(request.user, organisation)
    if not answer:
        raise Forbidden(answer.reason)


def contribution_of(organisation: Organisation, pk: int) -> Contribution:
    """Return a contribution of this partner; 404 for any other, or one that was taken back."""
    found = contributions_of(organisation).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def back_to_list(organisation: Organisation) -> dict[str, str]:
    return {
        "back_url": reverse("partners_desk:contributions", args=[organisation.slug]),
        "back_label": _("Contributions"),
    }


@desk_organisation("GET", "HEAD")
def contributions(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All contributions, the latest first."""
    context = organisation_frame(request, organisation) | {
        "title": _("Contributions"),
        "contributions": list(contributions_of(organisation)[:500]),
    }
    return render(request, "partners/desk/organisation/contributions.html", context)


@desk_organisation()
def new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Add one."""
    keepers_only(request, organisation)
    if request.method != "POST":
        form = ContributionForm(take_post(request), organisation=organisation)
        return draw(request, organisation, form, None)
    form = ContributionForm(request.POST, organisation=organisation)
    if form.is_valid():
        try:
            record_contribution(organisation, form.values(), by=request.user)
        except Forbidden:
            raise
        except Refusal as refused:
            say(form, refused)
        else:
            messages.success(request, _("The contribution is recorded and on your page."))
            return redirect("partners_desk:contributions", slug=organisation.slug)
    return draw(request, organisation, form, None, status=422)


@desk_organisation()
def change(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Correct one; a stale save shows both texts (BP-14)."""
    keepers_only(request, organisation)
    contribution = contribution_of(organisation, pk)
    stored = ContributionForm(organisation=organisation, contribution=contribution)
    if request.method != "POST":
        kept = take_post(request)
        form = (
            ContributionForm(kept, organisation=organisation, contribution=contribution) if kept else stored
        )
        return draw(request, organisation, form, contribution, version=version_of(kept) if kept else None)
    data: Any = request.POST
    if any(name.startswith(CHOICE) for name in data):
        data = settled(data, stored)
    form = ContributionForm(data, organisation=organisation, contribution=contribution)
    if "edit" in request.POST:
        return draw(request, organisation, form, contribution, version=version_of(data))
    if form.is_valid():
        try:
            change_contribution(contribution, form.values(), by=request.user, seen=version_of(data))
        except StaleRecord:
            keep_post(request, data=data)
            contribution.refresh_from_db()
            return compare(request, organisation, contribution, data)
        except (Forbidden, WrongState):
            raise
        except Refusal as refused:
            say(form, refused)
        else:
            drop_post(request)
            messages.success(request, _("Saved. Your page shows it now."))
            return redirect("partners_desk:contributions", slug=organisation.slug)
    return draw(request, organisation, form, contribution, version=version_of(data), status=422)


@desk_organisation()
def take_back(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Ask, then show it no longer."""
    keepers_only(request, organisation)
    contribution = contribution_of(organisation, pk)
    if request.method == "POST":
        take_back_contribution(contribution, by=request.user)
        messages.success(request, _("The contribution is no longer shown. It stays on record."))
        return redirect("partners_desk:contributions", slug=organisation.slug)
    context = organisation_frame(request, organisation) | {
        "title": _("Take back a contribution"),
        "contribution": contribution,
        **back_to_list(organisation),
    }
    return render(request, "partners/desk/organisation/take_back.html", context)


def say(form: ContributionForm, refused: Refusal) -> None:
    for problem in refused.problems:
        if problem.field not in form.errors:
            form.add_error(problem.field or None, str(problem.message))


def draw(
    request: HttpRequest,
    organisation: Organisation,
    form: ContributionForm,
    contribution: Contribution | None,
    *,
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    stored = contribution.version if contribution else 0
    context = organisation_frame(request, organisation) | {
        "title": _("Correct a contribution") if contribution else _("Add a contribution"),
        "form": form,
        "contribution": contribution,
        "has_errors": status != 200,
        "version": stored if version is None else version,
        **back_to_list(organisation),
    }
    return render(request, "partners/desk/organisation/contribution.html", context, status=status)


def compare(
    request: HttpRequest, organisation: Organisation, contribution: Contribution, typed: Any
) -> HttpResponse:
    """409: both texts side by side."""
    stored = ContributionForm(organisation=organisation, contribution=contribution)
    context = organisation_frame(request, organisation) | {
        "title": _("Correct a contribution"),
        "items": conflict_items(typed, stored),
        "kept": posted_pairs(typed),
        "version": contribution.version,
        "saved": contribution.updated_at,
        "action": request.path,
        "back_url": request.path,
    }
    return render(request, "partners/desk/organisation/conflict.html", context, status=409)
