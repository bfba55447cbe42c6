"""What every page of a letter on the desk shares: finding the letter, refusals, frame, what a save answers."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.models import Letter
from partners.rules.letters import acts_on_behalf, visible_letters
from portal.accounts.kept import ask_to_sign_in, drop_post, keep_post
from portal.accounts.rules import has_verified_email
from portal.records.clock import now
from portal.records.decisions import Forbidden, WrongState

hostile = logging.getLogger("portal.hostile")
# What a letter has and no form of ours sends: somebody tries to set it by hand. Ignored, and noted.
NEVER_POSTED = frozenset(
    "status applicant applicant_id reference organisation organisation_id org_id on_behalf role held_at uuid "
    "identity_key published_at published_version decided_at decided_by sent_by submitted_at step_versions".split()
)


def is_autosave(request: HttpRequest) -> bool:
    return "X-Autosave" in request.headers


def note_hostile(request: HttpRequest) -> None:
    """Write one line when a post tries to set what no form has; names only, never values."""
    names = sorted(NEVER_POSTED & set(request.POST))
    if names:
        hostile.warning("Ignored fields %s posted to %s", ", ".join(names), request.path)


# --- The letter -------------------------------------------------------------------------------------


def desk_letter(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view the letter of its address.

    Not visible: whoever is not signed in is asked to (everything typed is kept), anybody else gets 404, as if
    the letter were not there. Forbidden becomes 403 with its reason; WrongState leads to the letter's page.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @require_http_methods(methods or ["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, uuid: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                note_hostile(request)
            letter = find_letter(request.user, uuid)
            if letter is None:
                return not_visible(request)
            try:
                return view(request, letter, **kwargs)
            except Forbidden as refused:
                if is_autosave(request):
                    return JsonResponse({"reason": str(refused.reason)}, status=403)
                raise PermissionDenied(str(refused.reason)) from refused
            except WrongState as refused:
                if is_autosave(request):
                    return JsonResponse({"reason": str(refused.reason)}, status=403)
                messages.info(request, str(refused.reason))
                return redirect(letter)

        return wrapped

    return decorate


def find_letter(user: Any, uuid: Any) -> Letter | None:
    """Return a letter that this person may see, with everything that its pages show, or None."""
    return (
        visible_letters(user)
        .select_related("country", "applicant", "signed_file", "organisation")
        .prefetch_related("contacts", "areas", "offers__area")
        .filter(uuid=uuid)
        .first()
    )


def not_visible(request: HttpRequest) -> HttpResponse:
    """Ask for sign-in, whether there is such a letter or not; signed in, it is simply not there."""
    if request.user.is_authenticated:
        raise Http404
    if is_autosave(request):
        return JsonResponse({}, status=401)
    return ask_to_sign_in(request)


def with_next(name: str, path: str) -> str:
    """Return the address of a page of accounts that leads back to ``path``."""
    return f"{reverse(name)}?{urlencode({'next': path})}"


def may_upload(user: Any, letter: Letter) -> bool:
    """Files are taken only from people whose e-mail address is confirmed."""
    return acts_on_behalf(user, letter) or has_verified_email(user)


def frame(request: HttpRequest, letter: Letter) -> dict[str, Any]:
    """Return what the frame of every page shows: whose letter, who acts, whether it must still be kept."""
    user = request.user
    visitor = not user.is_authenticated
    return {
        "letter": letter,
        "on_behalf": acts_on_behalf(user, letter),
        "visitor": visitor,
        "sign_up_url": with_next("account_signup", letter.get_absolute_url()) if visitor else "",
        "sign_in_url": with_next("account_login", letter.get_absolute_url()) if visitor else "",
        "confirm_url": reverse("account_email"),
    }


def saved_at() -> str:
    """Return the time of a save, as the page says it."""
    return f"{localtime(now()):%H:%M %Z}"


def keep_malformed(request: HttpRequest, form: Any, data: QueryDict, version: int) -> None:
    """Keep with the session what the letter cannot hold yet; forget it once everything is stored.

    ``version`` is the one that the next save of this form has to know.
    """
    if form.not_saved() and form.comes_back:
        typed = data.copy()
        typed["version"] = str(version)
        keep_post(request, data=typed)
    else:
        drop_post(request)


def autosaved(form: Any, version: int) -> JsonResponse:
    """Answer an autosave; ``not_saved`` names the fields that hold something malformed."""
    not_saved = [{"name": name, "label": label} for name, label in form.not_saved().items()]
    return JsonResponse({"version": version, "saved_at": saved_at(), "not_saved": not_saved})


def version_of(data: Any) -> int:
    """Return the version that a form sent back; -1 (never right) when it is senseless."""
    typed = data.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
