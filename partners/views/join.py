"""Where a letter of intent begins."""

import uuid as uuid_module
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from partners.actions.letters import start_letter
from partners.actions.prospects import refuse_prospect, take_up_prospect
from partners.enums import LetterStatus, PartnerKind
from partners.forms.parts import KIND_HINTS
from partners.models import Letter, Prospect
from partners.rules.common import is_secretariat
from partners.rules.letters import visible_letters
from partners.views.desk import note_hostile, with_next
from portal.accounts.visitors import may_start_draft, remember_draft
from portal.records.decisions import Forbidden, WrongState
from portal.records.models import AuditLine


def open_drafts(user: Any) -> list[Letter]:
    """Return the person's own drafts, the one touched last first."""
    drafts = visible_letters(user).filter(status=LetterStatus.DRAFT, on_behalf=False)
    return list(drafts.select_related("country").order_by("-updated_at")[:20])


def untouched_on_behalf(user: Any) -> Letter | None:
    """Return a draft on behalf that this person began and nobody has written in yet, or None."""
    if not is_secretariat(user):
        return None
    begun = AuditLine.objects.filter(
        verb="letter.start", object_type=Letter._meta.label_lower, actor_id=user.pk
    ).values("object_id")
    drafts = visible_letters(user).filter(status=LetterStatus.DRAFT, on_behalf=True, pk__in=begun)
    return next((draft for draft in drafts.order_by("-pk")[:20] if not draft.step_versions), None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """What a letter of intent is; POST begins one, with or without an account (LOI-1)."""
    drafts = open_drafts(request.user)
    if request.method == "POST":
        note_hostile(request)
        # A second press of the button, or "back" and again: the empty draft of the first one is taken.
        letter = next((draft for draft in drafts if not draft.step_versions), None)
        if letter is None and not request.user.is_authenticated and not may_start_draft(request):
            return landing(request, drafts, too_many=True)
        if letter is None:
            letter = start_letter(by=request.user, language=get_language() or settings.LANGUAGE_CODE)
            if not request.user.is_authenticated:
                remember_draft(request, str(letter.uuid))
        prospect = invitation_of(request.POST)
        if prospect:
            take_up_prospect(prospect, letter, by=request.user)
        return redirect(letter)
    return landing(request, drafts)


def invitation_of(data: QueryDict) -> Prospect | None:
    """Return the open invitation whose link somebody followed, or None (INFO-7)."""
    try:
        key = uuid_module.UUID(data.get("invitation", ""))
    except ValueError:
        return None
    prospect = Prospect.objects.select_related("organisation", "letter", "country").filter(uuid=key).first()
    return prospect if prospect and prospect.is_open else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prospect_refuse(request: HttpRequest, uuid: Any) -> HttpResponse:
    """The invited say that they are not interested: a GET asks, a POST does it; no account is needed."""
    prospect = get_object_or_404(Prospect.objects.select_related("organisation", "letter"), uuid=uuid)
    if prospect.revoked_at or (prospect.letter and not prospect.refused_at):
        raise Http404
    if request.method == "POST":
        try:
            prospect = refuse_prospect(prospect)
        except WrongState as refused:
            raise Http404 from refused
    context = {"prospect": prospect, "done": prospect.refused_at}
    return render(request, "partners/prospect_refuse.html", context)


def landing(request: HttpRequest, drafts: list[Letter], *, too_many: bool = False) -> HttpResponse:
    """The page itself; 429 with the way to go on when too many letters were begun without an account."""
    context = {
        "too_many": too_many,
        "prospect": invitation_of(request.POST if request.method == "POST" else request.GET),
        "sign_up_url": with_next("account_signup", request.path),
        "sign_in_url": with_next("account_login", request.path),
        "drafts": drafts,
        "kinds": [{"term": kind.label, "value": KIND_HINTS[kind]} for kind in PartnerKind],
        "max_words": settings.STATEMENT_MAX_WORDS,
        "crumbs": [{"label": _("Become a partner")}],
    }
    response = render(request, "partners/join.html", context, status=429 if too_many else 200)
    if too_many:
        response["Retry-After"] = "3600"
    return response


@never_cache
@require_POST
def start_on_behalf(request: HttpRequest) -> HttpResponse:
    """The secretariat begins a letter for somebody else; this is recorded."""
    note_hostile(request)
    try:
        # Pressed twice, as above.
        letter = untouched_on_behalf(request.user) or start_letter(
            by=request.user, language=get_language() or settings.LANGUAGE_CODE, on_behalf=True
        )
    except Forbidden as refused:
        raise PermissionDenied(str(refused.reason)) from refused
    return redirect(letter)
