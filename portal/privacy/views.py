"""What is held about oneself: read, downloaded, consents taken back, erasure asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.kept import ask_to_sign_in
from portal.privacy.actions import ask_erasure, note_export, take_back
from portal.privacy.archive import FILENAME, archive_of
from portal.privacy.held import (
    consents_of,
    held_about,
    held_in,
    open_request_of,
    problems_of,
    what_happens,
)
from portal.privacy.shown import groups_of, rows_of
from portal.records.decisions import Refusal
from portal.records.personal import subject_of


def own_page(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page about oneself: signed in, never cached, with these methods."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @require_http_methods(methods)
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


@own_page("GET", "HEAD")
def my_data(request: HttpRequest) -> HttpResponse:
    """All that the portal holds about the person who is signed in, and what they agreed to."""
    subject = subject_of(request.user.email)
    context = {
        "groups": groups_of(held_about(subject, searched=False)),
        "consents": consents_of(request.user),
        "asked": open_request_of(request.user),
    }
    return render(request, "privacy/my_data.html", context)


@own_page("GET", "HEAD")
def held(request: HttpRequest, code: str) -> HttpResponse:
    """What one table holds about the person, row by row."""
    found = held_in(subject_of(request.user.email), code)
    if found is None:
        raise Http404
    rows = rows_of(found)
    context = {
        "title": found.holding.title,
        "rows": rows,
        "number": found.number,
        "more": found.number - len(rows) if rows else 0,
        "happens": what_happens(found.holding),
    }
    return render(request, "privacy/held.html", context)


@own_page("POST")
def download(request: HttpRequest) -> HttpResponse:
    """Give the person their data as one file."""
    archive = archive_of(subject_of(request.user.email), searched=False)
    note_export(None, by=request.user)
    return FileResponse(archive, as_attachment=True, filename=FILENAME, content_type="application/zip")


@own_page("POST")
def take_back_consent(request: HttpRequest) -> HttpResponse:
    """Take one consent back; 404 for one that does not run (any more)."""
    key = request.POST.get("consent", "")
    consent = next((item for item in consents_of(request.user) if item.key == key and item.take_back), None)
    if consent is None or consent.take_back is None:
        raise Http404
    consent.take_back(request.user)
    messages.success(request, _("Taken back. It holds from now on."))
    return redirect("privacy:my_data")


@own_page("GET", "HEAD", "POST")
def erasure(request: HttpRequest) -> HttpResponse:
    """Ask to be erased; says first what stands in the way."""
    problems = problems_of(subject_of(request.user.email))
    code = 200
    if request.method == "POST":
        try:
            ask_erasure(request.user)
        except Refusal as refusal:
            problems, code = refusal.problems, 422
        else:
            messages.success(request, _("The secretariat has your request and decides within thirty days."))
            return redirect("privacy:my_data")
    context = {
        "problems": [{"text": problem.message} for problem in problems],
        "asked": open_request_of(request.user),
    }
    return render(request, "privacy/erasure.html", context, status=code)


@own_page("POST")
def take_back_erasure(request: HttpRequest) -> HttpResponse:
    """Take the request back."""
    record = open_request_of(request.user)
    if record is None:
        raise Http404
    take_back(record, by=request.user)
    messages.success(request, _("Your request is taken back: nothing is erased."))
    return redirect("privacy:my_data")
