"""Notices on the desk: what I was told, how I want to be told, and the link in a mail that stops such mails."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.kept import ask_to_sign_in, take_post
from portal.desk.forms import NoticeSettingsForm
from portal.mail.enums import Delivery
from portal.mail.kinds import all_kinds, label_of
from portal.mail.models import Notice
from portal.mail.notices import mark_read
from portal.mail.preferences import choose, read_token, stop

PER_PAGE = 25


@require_safe
@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first; ``?show=unread`` leaves out what I have read."""
    mine = Notice.objects.filter(user=request.user)
    only_unread = request.GET.get("show") == "unread"
    page = Paginator(mine.unread() if only_unread else mine, PER_PAGE).get_page(request.GET.get("page"))
    unread = mine.unread().count()
    address = reverse("desk:notices")
    context = {
        "page_obj": page,
        "notices": [{"notice": notice, "kind": label_of(notice.kind)} for notice in page],
        "unread": unread,
        "only_unread": only_unread,
        "tabs": [
            {"label": pgettext("notices", "All"), "url": address, "current": not only_unread},
            {"label": _("Unread"), "url": f"{address}?show=unread", "current": only_unread, "count": unread},
        ],
    }
    return render(request, "desk/notices.html", context)


@require_POST
@never_cache
@login_required
def open_notice(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Mark one of my notices as read and go where it leads; one without an address leads back to the list."""
    notice = get_object_or_404(Notice, uuid=uuid, user=request.user)
    mark_read(Notice.objects.filter(pk=notice.pk))
    if notice.url and "stay" not in request.POST:
        return redirect(notice.url)
    return redirect("desk:notices")


@require_POST
@never_cache
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all my notices as read."""
    number = mark_read(Notice.objects.filter(user=request.user))
    messages.success(
        request,
        ngettext("%(number)s notice marked as read.", "%(number)s notices marked as read.", number)
        % {"number": number},
    )
    return redirect("desk:notices")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def notice_settings(request: HttpRequest) -> HttpResponse:
    """How I want to be told, kind by kind."""
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    posted = request.method == "POST"
    form = NoticeSettingsForm(request.POST if posted else take_post(request), user=request.user)
    if posted and form.is_valid():
        choose(request.user, form.wanted())
        messages.success(request, _("Saved. This holds from the next notice on."))
        return redirect("desk:notice_settings")
    context = {
        "form": form,
        "always": [kind for kind in all_kinds() if kind.mandatory and kind.concerns(request.user)],
    }
    return render(request, "desk/notice_settings.html", context, status=422 if posted else 200)


@csrf_exempt  # a mail program posts here by itself (RFC 8058): the signed address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mails of one kind, or a digest, without signing in. A GET asks and changes nothing; 404 when not signed."""
    wish = read_token(token)
    if wish is None:
        raise Http404
    if request.method == "POST":
        stop(wish)
    context = {"wish": wish, "done": request.method == "POST", "portal_only": Delivery.PORTAL.label}
    return render(request, "desk/unsubscribe.html", context)


def desk_panel(user: Any) -> list[tuple[str, dict[str, Any]]]:
    """The newest unread notices, on the desk's home page."""
    newest = list(Notice.objects.filter(user=user).unread()[:3])
    return [("desk/_notices.html", {"notices": newest})] if newest else []
