"""Writing to a partner without seeing an address."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.actions.contacts import write_message
from partners.forms.contacts import MessageForm
from partners.models import OfferOrNeed, Organisation
from partners.public import organisation_at
from partners.reach import Recipient, of_organisation, recipients
from partners.rules.contacts import NOBODY_AGREED, can_write_to
from partners.rules.organisations import is_partner_now
from partners.views.desk import note_hostile
from portal.accounts.kept import ask_to_sign_in, take_post
from portal.records.decisions import Forbidden, Refusal

hostile = logging.getLogger("portal.hostile")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """A message to a partner (INFO-2). ``?to=`` chooses a recipient, ``?about=`` an offer or a need of it."""
    organisation = organisation_at(slug)
    if organisation is None or not is_partner_now(organisation):
        raise Http404
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    answer = can_write_to(request.user, organisation)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    if organisation.slug != slug and request.method != "POST":
        return redirect("partners:write", organisation.slug)
    possible = recipients(request.user, organisation)
    if asked := request.GET.get("to", ""):
        possible.sort(key=lambda recipient: recipient.key != asked)
    about = entry_of(organisation, request.GET.get("about", ""))
    form = form_of(request, possible, about)
    problems: list[dict[str, Any]] = []
    if request.method == "POST":
        note_hostile(request)
        if form.is_from_a_program:
            hostile.warning("A program filled in the form at %s: nothing was sent", request.path)
            messages.success(request, _("Your message is on its way."))
            return redirect("partners_desk:messages")
        if not possible:
            problems.append({"text": NOBODY_AGREED})
        elif form.is_valid() and (sent := send(request, organisation, form, about, problems)):
            messages.success(request, _("Your message is on its way."))
            return redirect(sent)
    context = {
        "organisation": organisation,
        "possible": possible,
        "form": form,
        "about": about,
        "problems": problems,
        "has_errors": bool(form.errors or problems),
        "crumbs": [
            {"label": _("Partners"), "url": reverse("partners:directory")},
            {"label": organisation.public_name, "url": organisation.get_absolute_url()},
            {"label": _("Write to this partner")},
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "partners/write.html", context, status=status)


def form_of(request: HttpRequest, possible: list[Recipient], about: OfferOrNeed | None) -> MessageForm:
    """Return the form: filled with what was sent, with what was kept while one signed in, or new."""
    data = request.POST if request.method == "POST" else take_post(request)
    subject = ""
    if about:
        subject = (
            _("Your offer: %(topic)s") if about.direction == "offer" else _("What you seek: %(topic)s")
        ) % {"topic": about.get_topic_display()}
    return MessageForm(data, recipients=possible, name=request.user.get_full_name(), subject=subject)


def entry_of(organisation: Organisation, key: str) -> OfferOrNeed | None:
    """Return an offer or need of this partner by its key in the address, or None for a senseless one."""
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        return None
    return (
        OfferOrNeed.objects.filter(of_organisation(organisation), pk=int(key)).select_related("area").first()
    )


def send(
    request: HttpRequest,
    organisation: Organisation,
    form: MessageForm,
    about: OfferOrNeed | None,
    problems: list[dict[str, Any]],
) -> Any:
    """Call the action with what the form cleaned; None when it refused, with the reasons in form and list."""
    values = {name: form.cleaned_data[name] for name in ("key", "to", "name", "subject", "text")}
    try:
        return write_message(
            organisation, by=request.user, language=get_language() or "en", about=about, **values
        )
    except Forbidden as refused:
        raise PermissionDenied(str(refused.reason)) from refused
    except Refusal as refusal:
        for problem in refusal.problems:
            if problem.field in form.fields:
                form.add_error(problem.field, str(problem.message))
            else:
                problems.append({"text": problem.message})
        return None
