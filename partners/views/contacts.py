"""Contacts of partners on the desk, and the messages that one wrote and got."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from partners.actions.contacts import report_message
from partners.exchange import ContactFilter
from partners.forms.contacts import ReportForm
from partners.models import OrganisationPerson
from partners.reach import contact_lines, messages_of, organisation_of
from partners.reach import contacts as contacts_for
from partners.rules.contacts import can_report, can_see_contacts
from partners.rules.organisations import running_places
from partners.views.desk import note_hostile
from portal.accounts.kept import ask_to_sign_in
from portal.records.decisions import Refusal

PER_PAGE = 50


@require_safe
@never_cache
def contacts(request: HttpRequest) -> HttpResponse:
    """People of partners who agreed to be seen by partners, searched and narrowed (INFO-2)."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    if not can_see_contacts(request.user):
        raise Http404
    filters = ContactFilter(request.GET)
    found = filters.narrowed(contacts_for(request.user)).values_list("pk", flat=True)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    own = {place.organisation_id for place in running_places(request.user)}
    context = {
        "filter": filters,
        "page_obj": page,
        "total": page.paginator.count,
        "lines": [line_of(place, own) for place in contact_lines(page.object_list)],
        "is_narrowed": filters.is_narrowed,
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "partners/desk/contacts.html", context)


def line_of(place: OrganisationPerson, own: set[int]) -> dict[str, Any]:
    """Return what a line of the list shows; everything was loaded with the page."""
    organisation = organisation_of(place)
    is_own = bool(own & {place.organisation_id, organisation.pk})
    return {
        "place": place,
        "person": place.person,
        "organisation": organisation,
        "write_url": ""
        if is_own
        else f"{reverse('partners:write', args=[organisation.slug])}?to=person-{place.pk}",
    }


@require_safe
@never_cache
def message_list(request: HttpRequest) -> HttpResponse:
    """What one wrote to partners and got from others."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    page = Paginator(messages_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "letters": list(page),
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "partners/desk/messages.html", context)


@require_safe
@never_cache
def message(request: HttpRequest, uuid: Any) -> HttpResponse:
    """One message, to who wrote and who got it."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    found = get_object_or_404(messages_of(request.user), uuid=uuid)
    context = {
        "message": found,
        "may_report": bool(can_report(request.user, found)),
        "back_url": reverse("partners_desk:messages"),
        "back_label": _("Messages"),
    }
    return render(request, "partners/desk/message.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Who got a message tells the secretariat that it is misuse."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    found = get_object_or_404(messages_of(request.user), uuid=uuid)
    answer = can_report(request.user, found)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        note_hostile(request)
        if form.is_valid():
            try:
                report_message(found, by=request.user, reason=form.cleaned_data["reason"])
            except Refusal as refusal:  # somebody of the same office was faster
                raise PermissionDenied(str(refusal.problems[0].message)) from refusal
            messages.success(request, _("Thank you. The secretariat looks into it."))
            return redirect(found)
    context = {
        "message": found,
        "form": form,
        "has_errors": bool(form.errors),
        "back_url": found.get_absolute_url(),
        "back_label": _("The message"),
    }
    return render(request, "partners/desk/report.html", context, status=422 if form.errors else 200)
