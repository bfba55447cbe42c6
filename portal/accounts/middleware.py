"""Who is asking, and whether staff have their second factor."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.accounts.kept import ask_to_sign_in, take_post
from portal.accounts.rules import has_second_factor, is_staff_member
from portal.accounts.signals import proved_second_factor
from portal.accounts.visitors import DRAFTS, Visitor

# Where staff without a second factor may go: to set one up, to confirm who they are for it, and out.
OPEN_TO_STAFF = (
    "/accounts/2fa/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    "/healthz",
    "/readyz",
)


class VisitorMiddleware:
    """Gives anonymous requests a :class:`Visitor` that knows the session's drafts; reads the session lazily."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: self.who(request, signed_in))
        return self.get_response(request)

    def who(self, request, signed_in):
        if signed_in.is_authenticated:
            return signed_in._wrapped if isinstance(signed_in, SimpleLazyObject) else signed_in
        return Visitor(tuple(request.session.get(DRAFTS, ())))


class TypedInAdminMiddleware:
    """Keeps what is sent to a form of the admin when the session is over, and gives it back after signing in.

    The desk's views ask for it themselves; Wagtail stands before those of the admin and would send to the sign-in
    without a word. A view takes part that says ``keeps_typed = True``.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(getattr(view_func, "view_class", None), "keeps_typed", False):
            return None
        if request.method == "POST" and not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if request.method == "GET" and request.user.is_authenticated:
            request.typed_before = take_post(request)
        return None


class SecondFactorMiddleware:
    """Sends staff without a second factor to set one up, and asks for it where a session has not shown it.

    The demonstration lifts this: its accounts share one password that everybody knows.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.DEMONSTRATION or request.path_info.startswith(OPEN_TO_STAFF):
            return self.get_response(request)
        if not request.user.is_authenticated or not is_staff_member(request.user):
            return self.get_response(request)
        if not has_second_factor(request.user):
            messages.warning(request, _("Staff sign in with a second factor. Set one up to go on."))
            return HttpResponseRedirect(reverse("mfa_index"))
        if not proved_second_factor(request):
            methods = get_adapter(request).get_reauthentication_methods(request.user)
            url = next(method["url"] for method in methods if method["id"].startswith("mfa_"))
            return HttpResponseRedirect(f"{url}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)
