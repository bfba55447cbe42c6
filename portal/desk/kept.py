"""Keeping what was typed when the session ended in the middle of a form.

A desk form that is sent without a session puts its fields aside in the new session, asks to sign in, and finds them
again once, on the same address::

    class StepView(KeepsWhatWasTyped, FormView):
        def get_form_kwargs(self):
            return super().get_form_kwargs() | self.kept_form_kwargs()
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from portal.desk.errors import typed_fields

KEPT = "kept_forms"
MAX_FORMS = 3
MAX_CHARACTERS = 300_000


def keep_post(request: HttpRequest) -> HttpResponseRedirect:
    """Put the posted fields aside and return the redirect to the sign-in that leads back here.

    Passwords, codes and files are not kept; nor is more than ``MAX_CHARACTERS``, or more than the last three forms.
    """
    fields: dict[str, list[str]] = {}
    for name, value in typed_fields(request):
        fields.setdefault(name, []).append(value)
    size = sum(len(name) + sum(len(value) for value in values) for name, values in fields.items())
    if fields and size <= MAX_CHARACTERS:
        kept = {path: old for path, old in request.session.get(KEPT, {}).items() if path != request.path}
        kept[request.path] = fields
        request.session[KEPT] = dict(list(kept.items())[-MAX_FORMS:])
        messages.info(request, _("Your session had ended. Sign in: what you typed is kept and comes back."))
    return redirect_to_login(request.get_full_path())


def kept_post(request: HttpRequest) -> QueryDict | None:
    """Return what was put aside for this address, once, as posted data; None when there is nothing."""
    kept = request.session.get(KEPT, {})
    if request.path not in kept:
        return None
    fields = kept.pop(request.path)
    request.session[KEPT] = kept
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    messages.info(request, _("What you typed before is back. Check it and save; choose files again."))
    return data


def is_signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> bool:
    """The usual key to a desk form."""
    return request.user.is_authenticated


def keeps_what_was_typed(
    view: Callable[..., HttpResponse] | None = None, *, has_key: Callable[..., bool] = is_signed_in
) -> Any:
    """Decorator: whoever lacks the key goes to the sign-in and back, with what was typed.

    ``has_key`` (request, and the view's arguments) says who may pass; a form that also works without an account
    gives its own.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if has_key(request, *args, **kwargs):
                return view(request, *args, **kwargs)
            return (
                keep_post(request) if request.method == "POST" else redirect_to_login(request.get_full_path())
            )

        return guarded

    return decorate(view) if view else decorate


class KeepsWhatWasTyped:
    """Mixin, first among the parents of a class-based form view: the same."""

    def has_key(self, request: HttpRequest, *args: Any, **kwargs: Any) -> bool:
        """Return whether the request may pass; forms that work without an account override this."""
        return is_signed_in(request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.has_key(request, *args, **kwargs):
            return super().dispatch(request, *args, **kwargs)
        return keep_post(request) if request.method == "POST" else redirect_to_login(request.get_full_path())

    def kept_form_kwargs(self) -> dict[str, Any]:
        """Return ``{"data": …}`` when something was kept for this address and the page is only being read."""
        data = kept_post(self.request) if self.request.method in ("GET", "HEAD") else None
        return {} if data is None else {"data": data}
