"""The page behind the link of an invitation to a seat: read, answered, thanked (PAG-2). No account is needed.

GET and HEAD change nothing, so that a program that opens links in mails accepts nothing; a POST with the page's
own token answers. Who is signed in answers for themselves only.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meetings.actions.seats import answer_invitation
from meetings.documents.seat_letters import LETTER, letter_filename
from meetings.enums import InvitationStatus
from meetings.forms.seats import YES, SeatAnswerForm
from meetings.functions import FUNCTIONS
from meetings.models import SeatInvitation
from meetings.notices.seats import tell_not_recorded
from meetings.rules.seats import can_answer_signed_in, can_read_invitation, is_overdue
from meetings.views.desk import add_problems
from partners.views.desk import note_hostile
from portal.publishing.queries import pdf_progress, publication_in_force
from portal.publishing.views import being_made, serve_publication
from portal.records.decisions import Forbidden, Refusal, WrongState, require
from portal.records.work import unit_of_work


def invitation_of(uuid: Any) -> SeatInvitation:
    """Return the invitation of a link; 404 for one that was never sent, or of a person whose data is erased."""
    invitations = SeatInvitation.objects.exclude(sent_at__isnull=True).select_related(
        "body", "person__user", "organisation__country", "area", "decision"
    )
    invitation = get_object_or_404(invitations, uuid=uuid)
    if not invitation.person.family_name:
        raise Http404
    return invitation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seat_invitation(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Read the invitation and answer it; who holds the link may, unless signed in as somebody else."""
    invitation = invitation_of(uuid)
    form = SeatAnswerForm(request.POST) if request.method == "POST" else SeatAnswerForm()
    problems: list[dict[str, Any]] = []
    status = 200
    if request.method == "POST":
        note_hostile(request)
        status = 422
        if form.is_valid():
            try:
                _answer(request, invitation, form.cleaned_data)
            except Forbidden:
                status = 403
            except WrongState as refused:
                invitation.refresh_from_db()
                problems, status = [{"text": refused.reason}], 409
            except Refusal as refusal:
                _tell(invitation, form.cleaned_data)
                add_problems(form, refusal)
            else:
                return redirect(request.path)
    context = _context(invitation, form, problems) | {"may": can_answer_signed_in(request.user, invitation)}
    return render(request, "meetings/seat_invitation.html", context, status=status)


def _answer(request: HttpRequest, invitation: SeatInvitation, values: dict[str, Any]) -> None:
    """Record the answer; who is signed in stands on it. Raises Forbidden for the account of somebody else."""
    require(can_answer_signed_in(request.user, invitation))
    accept = values["answer"] == YES
    answer_invitation(
        invitation,
        accept=accept,
        by=request.user if request.user.is_authenticated else None,
        note=values["note"],
        consent=accept and values["consent"],
        gender=values["gender"] if accept else "",
    )


def _tell(invitation: SeatInvitation, values: dict[str, Any]) -> None:
    """Who wanted to accept and could not is not left alone: the secretariat learns of it, once."""
    if values["answer"] == YES:
        with unit_of_work():
            tell_not_recorded(invitation)


def _context(
    invitation: SeatInvitation, form: SeatAnswerForm, problems: list[dict[str, Any]]
) -> dict[str, Any]:
    overdue = is_overdue(invitation)
    return {
        "invitation": invitation,
        "form": form,
        "problems": problems,
        "is_open": invitation.status == InvitationStatus.SENT and not overdue,
        "is_overdue": overdue,
        "named": invitation.status == InvitationStatus.ACCEPTED and invitation.term.is_named,
        "functions": FUNCTIONS,
        "has_letter": invitation.status != InvitationStatus.WITHDRAWN,
        "title": _("Invitation to the Advisory Group"),
    }


@never_cache
@require_safe
def seat_invitation_pdf(request: HttpRequest, uuid: Any) -> HttpResponseBase:
    """The letter, for who holds its link; in the language of the address, else in the one of the letter."""
    return _letter(request, invitation_of(uuid), request.path.removesuffix("letter.pdf"))


@never_cache
@require_safe
def seat_letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same letter, for who may read it signed in: its address and its words do not hold the link to answer."""
    invitation = get_object_or_404(SeatInvitation.objects.select_related("person"), pk=pk)
    if not can_read_invitation(request.user, invitation):
        raise Http404
    return _letter(request, invitation)


def _letter(request: HttpRequest, invitation: SeatInvitation, page_url: str = "") -> HttpResponseBase:
    language = get_language() or "en"
    for code in (language, invitation.language):
        publication = publication_in_force(invitation, LETTER, code)
        if publication is not None:
            response = serve_publication(request, publication, letter_filename(invitation, code))
            response.headers["X-Robots-Tag"] = "noindex"
            response.headers["Content-Language"] = code
            return response
    progress = pdf_progress(invitation, LETTER, language, file_url=request.path)
    if not progress.under_way:
        raise Http404
    return being_made(request, progress, page_url=page_url)
