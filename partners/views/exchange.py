"""What partners offer and seek: the public list, and one partner's matches and office on the desk."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.actions.contacts import remove_address, save_address
from partners.conflicts import conflict_items, settled
from partners.exchange import OfferFilter
from partners.forms.contacts import AddressForm
from partners.matching import Match
from partners.models import FunctionalAddress, OfferOrNeed, Organisation
from partners.offers import matches_of, offers_of_partners, partner_of
from partners.rules.contacts import can_keep_address
from partners.views.desk import version_of
from partners.views.desk_organisation import desk_organisation, organisation_frame
from portal.records.decisions import Forbidden, Refusal, StaleRecord

PER_PAGE = 50
VERY_WELL, WELL = 85, 65


@require_safe
def offers(request: HttpRequest) -> HttpResponseBase:
    """What partners offer and seek, searched and narrowed (LOI-7)."""
    filters = OfferFilter(request.GET)
    page = Paginator(filters.narrowed(offers_of_partners()), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": filters,
        "page_obj": page,
        "total": page.paginator.count,
        "lines": [{"offer": offer, "partner": partner_of(offer)} for offer in page],
        "is_narrowed": filters.is_narrowed,
        "crumbs": [
            {"label": _("Partners"), "url": reverse("partners:directory")},
            {"label": _("Offers and needs")},
        ],
    }
    return render(request, "partners/offers.html", context)


@desk_organisation("GET", "HEAD")
def matches(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who offers what this partner seeks, and who seeks what it offers."""
    found = [
        {
            "mine": entry.mine,
            "lines": [line_of_match(offer, match) for offer, match in entry.found],
        }
        for entry in matches_of(organisation)
    ]
    context = organisation_frame(request, organisation) | {
        "entries": found,
        "total": sum(len(entry["lines"]) for entry in found),
    }
    return render(request, "partners/desk/matches.html", context)


def line_of_match(offer: OfferOrNeed, match: Match) -> dict[str, Any]:
    """Return what a counterpart shows: how well it fits in a word, and why."""
    partner = partner_of(offer)
    if match.score >= VERY_WELL:
        kind, fit = "ok", _("Fits very well")
    elif match.score >= WELL:
        kind, fit = "do", _("Fits well")
    else:
        kind, fit = "neutral", _("May fit")
    return {
        "offer": offer,
        "partner": partner,
        "kind": kind,
        "fit": fit,
        "reasons": [reason.label for reason in match.reasons],
        "write_url": f"{reverse('partners:write', args=[partner.slug])}?about={offer.pk}",
    }


@desk_organisation()
def address(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The address of the partner's office: set, change, take away."""
    answer = can_keep_address(request.user, organisation)
    if not answer:
        raise Forbidden(answer.reason)
    stored = FunctionalAddress.objects.filter(organisation=organisation).first()
    stored_form = AddressForm(address=stored)
    if request.method != "POST":
        return address_page(request, organisation, stored_form, stored)
    if "remove" in request.POST:
        remove_address(organisation, by=request.user)
        messages.success(request, _("The address of the office is taken away."))
        return redirect("partners_desk:organisation", organisation.slug)
    data = settled(request.POST, stored_form)
    form = AddressForm(data)
    if form.is_valid():
        seen = version_of(request.POST) if request.POST.get("version") else None
        try:
            save_address(organisation, by=request.user, seen=seen, **form.cleaned_data)
        except StaleRecord:
            return conflict(request, organisation, form, stored)
        except Refusal as refusal:
            for problem in refusal.problems:
                form.add_error(problem.field or None, str(problem.message))
        else:
            messages.success(request, _("The address of the office is saved."))
            return redirect("partners_desk:organisation", organisation.slug)
    return address_page(request, organisation, form, stored, status=422)


def address_page(
    request: HttpRequest,
    organisation: Organisation,
    form: AddressForm,
    stored: FunctionalAddress | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = organisation_frame(request, organisation) | {
        "form": form,
        "stored": stored,
        "version": request.POST.get("version", "") if form.is_bound else (stored.version if stored else ""),
        "has_errors": bool(form.errors),
    }
    return render(request, "partners/desk/address.html", context, status=status)


def conflict(
    request: HttpRequest, organisation: Organisation, form: AddressForm, stored: FunctionalAddress | None
) -> HttpResponse:
    """Show both texts: a colleague saved, or took the address away, while this page was open (409)."""
    stored_form = AddressForm(address=stored)
    typed = form.data
    context = organisation_frame(request, organisation) | {
        "title": _("Address of the office"),
        "items": conflict_items(typed, stored_form) if stored else [],
        "version": stored.version if stored else "",
        "kept": [(name, value) for name in form.fields if (value := typed.get(name))],
        "changed_at": stored.changed_at if stored else None,
        "back_url": request.path,
    }
    return render(request, "partners/desk/address_conflict.html", context, status=409)
