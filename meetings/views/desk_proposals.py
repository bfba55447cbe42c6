"""What the desk's pages of both kinds of proposals share: who is let in, and the proposal of an address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.views.desk import is_autosave, not_visible, note_hostile
from portal.records.decisions import Forbidden, WrongState

View = Callable[..., HttpResponse]


def signed_in(*methods: str) -> Callable[[View], View]:
    """Ask for sign-in; Forbidden becomes 403 with its reason."""

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
                raise PermissionDenied(str(refused.reason)) from refused

        return wrapped

    return decorate


def with_proposal(find: Callable[[Any], QuerySet], *methods: str) -> Callable[[View], View]:
    """Give a view the proposal of its address, among those that ``find`` (user) returns; 404 for any other."""

    def decorate(view: View) -> View:
        @signed_in(*methods)
        @wraps(view)
        def wrapped(request: HttpRequest, uuid: Any, **kwargs: Any) -> HttpResponse:
            proposal = find(request.user).filter(uuid=uuid).first()
            if proposal is None:
                raise Http404
            try:
                return view(request, proposal, **kwargs)
            except WrongState as refused:
                if is_autosave(request):
                    return JsonResponse({"reason": str(refused.reason)}, status=403)
                messages.info(request, str(refused.reason))
                return redirect(proposal.desk_url)

        return wrapped

    return decorate
