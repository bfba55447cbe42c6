"""An organisation on the desk: finding it, its frame, its home."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.models import Membership, Organisation
from partners.panels.cards import organisation_cards
from partners.profiles import changes_of
from partners.public import organisation_at
from partners.rules.organisations import (
    acts_on_behalf_of,
    can_keep_organisation,
    can_open_organisation,
    of_it,
)
from partners.views.desk import is_autosave, not_visible, note_hostile
from portal.records.decisions import Forbidden


def desk_organisation(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view the organisation of its address (``slug``).

    Not visible: whoever is not signed in is asked to (everything typed is kept), anybody else gets 404.
    Forbidden becomes 403 with its reason. The address of a merged organisation leads to the one it became.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @require_http_methods(methods or ["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                note_hostile(request)
            organisation = organisation_at(slug) if request.user.is_authenticated else None
            if organisation is None or not can_open_organisation(request.user, organisation):
                return not_visible(request)
            if organisation.slug != slug:
                match = request.resolver_match
                if request.method == "POST":
                    raise Http404
                return redirect(reverse(match.view_name, kwargs=match.kwargs | {"slug": organisation.slug}))
            try:
                return view(request, organisation, **kwargs)
            except Forbidden as refused:
                if is_autosave(request):
                    return JsonResponse({"reason": str(refused.reason)}, status=403)
                raise PermissionDenied(str(refused.reason)) from refused

        return wrapped

    return decorate


def organisation_frame(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """Return what every page of an organisation on the desk shows: whose it is, who acts, the way back."""
    return {
        "organisation": organisation,
        "on_behalf": acts_on_behalf_of(request.user, organisation),
        "may_keep": bool(can_keep_organisation(request.user, organisation)),
        "home_url": reverse("partners_desk:organisation", args=[organisation.slug]),
        "back_url": reverse("partners_desk:organisation", args=[organisation.slug]),
        "back_label": organisation.acronym or organisation.legal_name,
    }


@desk_organisation("GET", "HEAD")
def home(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The organisation's home on the desk: what one can do for it."""
    context = organisation_frame(request, organisation) | {
        "cards": organisation_cards.collect(request.user, organisation),
        "changes": changes_of(organisation),
        "has_page": Membership.objects.filter(of_it(organisation)).exists(),
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "partners/desk/organisation/home.html", context)
