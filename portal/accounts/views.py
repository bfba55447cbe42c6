"""Pages about one's own account that allauth does not have, and the door of the secretariat."""

from typing import Any

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.forms import ProfileForm
from portal.accounts.kept import ask_to_sign_in, take_post
from portal.accounts.signals import SESSION_LANGUAGE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_home(request: HttpRequest) -> HttpResponse:
    """Name and language of one's own account."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    form = ProfileForm(request.POST or take_post(request), instance=request.user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/home.html", {"form": form})
    user = form.save()
    with translation.override(user.language):
        messages.success(request, _("Your name and language are saved."))
    request.session[SESSION_LANGUAGE] = user.language
    response = redirect("account_home")
    # What this browser chose before (?lang=) gives way to what the account says now.
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return response


def safe_next(request: HttpRequest, default: str) -> str:
    """Return ``?next=`` when it stays on this site, else ``default``."""
    asked = request.GET.get("next", "")
    secure = request.is_secure()
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=secure):
        return asked
    return default


@never_cache
def admin_login(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Stand before Wagtail's own sign-in form, which knows no second factor and no limit of attempts.

    Nobody signed in: to our sign-in and back. Without the right: 403 that says why. Else: on to the admin.
    """
    wanted = safe_next(request, reverse("wagtailadmin_home"))
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied(_("The secretariat's pages are for staff. Your account has no staff role."))
    return HttpResponseRedirect(wanted)


# Wagtail's menu posts here to sign out; it ends on the home page like every other sign-out.
account_logout = allauth_views.logout
