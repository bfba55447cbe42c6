"""What the desk's pages of bodies share: who is let in, the record of an address, refusals, two versions of a text."""

import re
from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.conflicts import conflict_items, posted_pairs
from partners.views.desk import is_autosave, not_visible, note_hostile
from portal.accounts.kept import take_post, typed_fields
from portal.records.decisions import Forbidden, Refusal, WrongState

View = Callable[..., HttpResponse]
CONFLICT = "#conflict"  # the slot in which a text is kept that somebody else's save came before
WORDS = re.compile(r"\S\s+\S")  # what somebody wrote, and no choice, number or date


def signed_in(*methods: str) -> Callable[[View], View]:
    """Ask for sign-in; Forbidden becomes 403 with its reason: what ended shows at the next request."""

    def decorate(view: View) -> View:
        @never_cache
        @require_http_methods(methods or ["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                note_hostile(request)
            if not request.user.is_authenticated:
                return not_visible(request)
            try:
                return view(request, **kwargs)
            except Forbidden as refused:
                if is_autosave(request):
                    return JsonResponse({"reason": str(refused.reason)}, status=403)
                if typed_words(request):
                    return not_saved(request, refused.reason, status=403)
                raise PermissionDenied(str(refused.reason)) from refused

        return wrapped

    return decorate


def with_record(
    find: Callable[[Any], QuerySet],
    *methods: str,
    key: str = "uuid",
    home: Callable[[Any], str] = attrgetter("desk_url"),
) -> Callable[[View], View]:
    """Give a view the record of its address (``key``), among those that ``find`` (user) returns; 404 for any other.

    WrongState leads to the record's page (``home``), which says why. Words that were typed are shown in both cases.
    """

    def decorate(view: View) -> View:
        @signed_in(*methods)
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            record = find(request.user).filter(**{key: kwargs.pop(key)}).first()
            if record is None:
                if typed_words(request):
                    return not_saved(request, _("This page is not there for you any more."), status=404)
                raise Http404
            try:
                return view(request, record, **kwargs)
            except WrongState as refused:
                if is_autosave(request):
                    return JsonResponse({"reason": str(refused.reason)}, status=403)
                if typed_words(request):
                    return not_saved(request, refused.reason, status=409, back_url=home(record))
                messages.info(request, str(refused.reason))
                return redirect(home(record))

        return wrapped

    return decorate


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what a form is bound to: what was posted, or what was put aside when the session had ended; else None."""
    return request.POST if request.method == "POST" else take_post(request)


def typed_words(request: HttpRequest) -> list[str]:
    """Return the texts of a press of a button, to hand them back when they cannot be stored."""
    if request.method != "POST":
        return []
    return [value for _name, value in typed_fields(request) if WORDS.search(value)]


def not_saved(request: HttpRequest, reason: Any, *, status: int, back_url: str = "") -> HttpResponse:
    """Say why nothing was stored, with the words that were typed, so that nothing is lost (BP-14)."""
    context = {
        "reason": reason,
        "typed": typed_words(request),
        "back_url": back_url or reverse("desk:home"),
        "back_label": _("Back") if back_url else _("Your desk"),
    }
    return render(request, "meetings/desk/not_saved.html", context, status=status)


def add_problems(form: Any, refusal: Refusal) -> None:
    """Give each problem to its field, or to the form as a whole; what is forbidden or over stays so."""
    if isinstance(refusal, Forbidden | WrongState):
        raise refusal
    for problem in refusal.problems:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem.message))


def both_versions(
    request: HttpRequest, typed: Any, stored: Any, *, version: int, caption: Any, where: Any
) -> HttpResponse:
    """409: both texts side by side; each difference is chosen, or the own text is edited (BP-14).

    ``typed``: what was posted; ``stored``: the form as it would be drawn now; ``where``: where the other text stands.
    """
    context = {
        "items": conflict_items(typed, stored),
        "kept": posted_pairs(typed),
        "version": version,
        "caption": caption,
        "stored_when": where,
        "action": request.path,
        "back_url": request.path,
    }
    return render(request, "meetings/desk/conflict.html", context, status=409)
