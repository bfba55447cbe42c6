"""The page behind the mailed link of the yearly question: what stands on the page, and one button."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.actions.rounds import confirm_by_link, entry_of_link
from partners.profiles import profile_row
from partners.views.desk_profile import shown_of
from portal.records.decisions import WrongState


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what is public about the partner; POST confirms it. No sign-in: the link itself is the right.

    404 for a forged link, or one whose person has no place any more; 410 once the round is closed.
    """
    found = entry_of_link(token)
    if found is None:
        raise Http404
    entry, _place = found
    organisation = entry.organisation
    if request.method == "POST":
        with suppress(WrongState):  # closed meanwhile: the page says so
            confirm_by_link(token)
        return redirect(request.path)
    closed = entry.round.closed_at is not None and entry.confirmed_at is None
    row = profile_row(organisation)
    context = {
        "title": _("Is this still right?"),
        "organisation": organisation,
        "entry": entry,
        "closed": closed,
        "profile": row,
        "done": entry.confirmed_at is not None,
        "desk_url": reverse("partners_desk:profile", args=[organisation.slug]),
        "action": request.path,
        **shown_of(organisation, row),
    }
    response = render(
        request, "partners/desk/organisation/still_right.html", context, status=410 if closed else 200
    )
    response["Referrer-Policy"] = "same-origin"  # the address is a right: it stays here
    return response
