"""Answering an invitation, and the colleagues who write along on a draft letter."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners.actions.invitations import (
    accept_invitation,
    decline_invitation,
    end_author,
    invite_author,
    resend_invitation,
    revoke_invitation,
)
from partners.forms.people import AcceptForm, InviteAuthorForm
from partners.models import ColleagueInvitation, Letter
from partners.panels.desk_home import name_on_desk
from partners.rules.letters import is_applicant
from partners.rules.people import (
    can_answer_invitation,
    can_invite_author,
    can_manage_invitation,
    is_invited,
    organisation_of_invitation,
)
from partners.views.desk import desk_letter, frame, with_next
from partners.views.desk_people import add_problems, people_url
from portal.accounts.kept import ask_to_sign_in
from portal.accounts.rules import has_verified_email
from portal.records.decisions import Forbidden, Refusal, WrongState

View = Callable[..., HttpResponse]


def find_invitation(uuid: Any) -> ColleagueInvitation | None:
    invitations = ColleagueInvitation.objects.select_related(
        "organisation__merged_into", "letter", "invited_by"
    )
    return invitations.filter(uuid=uuid).first()


# --- Answering ------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Show an invitation to whom it was sent; it is accepted or declined by POST only.

    Who is not signed in learns nothing but how to sign in, whether there is such an invitation or not.
    """
    if not request.user.is_authenticated:
        if request.method == "POST":
            return ask_to_sign_in(request)
        context = {
            "sign_up_url": with_next("account_signup", request.path),
            "sign_in_url": with_next("account_login", request.path),
        }
        return render(request, "partners/desk/people/invited.html", context)
    found = find_invitation(uuid)
    if found is None:
        raise Http404
    if not is_invited(request.user, found):
        raise PermissionDenied(str(can_answer_invitation(request.user, found).reason))
    answer = can_answer_invitation(request.user, found)
    form = None
    if found.organisation_id:
        data = request.POST if request.method == "POST" and "accept" in request.POST else None
        form = AcceptForm(data, invitation=found, user=request.user)
    closed, status = "", 200
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                decline_invitation(found, by=request.user)
                messages.success(request, _("You have declined. Nothing else happens."))
                return redirect("desk:home")
            if form is None or form.is_valid():
                names = form.cleaned_data if form else {}
                accept_invitation(found, by=request.user, **names)
                return redirect(_after(request, found))
            status = 422
        except WrongState as refusal:
            closed, status = refusal.reason, 409
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.reason)) from refusal
        except Refusal as refusal:
            add_problems(form, refusal)
            status = 422
    context = {
        "invitation": found,
        "organisation": organisation_of_invitation(found),
        "letter_name": name_on_desk(found.letter) if found.letter else "",
        "form": form,
        "has_errors": status == 422,
        "closed": closed or not found.is_waiting,
        "refused": "" if answer else answer.reason,
        "confirm_url": reverse("account_email") if not has_verified_email(request.user) else "",
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "partners/desk/people/invitation.html", context, status=status)


def _after(request: HttpRequest, invitation: ColleagueInvitation) -> str:
    if invitation.letter:
        messages.success(request, _("You now write along on this letter."))
        return invitation.letter.get_absolute_url()
    organisation = organisation_of_invitation(invitation)
    messages.success(
        request,
        _("Welcome. You now have a place in %(organisation)s.") % {"organisation": organisation.legal_name},
    )
    return people_url(organisation)


# --- Sending again, taking back -------------------------------------------------------------------


def managed(view: View) -> View:
    """Give a view an invitation that this person may manage, by POST only; 404 where they see none.

    A refusal is told on the page that lists invitations.
    """

    @never_cache
    @require_http_methods(["POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, uuid: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        found = find_invitation(uuid)
        if found is None or not can_manage_invitation(request.user, found):
            raise Http404
        try:
            messages.success(request, view(request, found))
        except Refusal as refusal:
            messages.error(request, " ".join(str(problem.message) for problem in refusal.problems))
        if found.letter:
            return redirect("partners_desk:authors", uuid=found.letter.uuid)
        return redirect(people_url(organisation_of_invitation(found)))

    return wrapped


@managed
def resend(request: HttpRequest, invitation: ColleagueInvitation) -> str:
    """Send the mail again; the time runs anew."""
    resend_invitation(invitation, by=request.user)
    return _("The invitation is on its way to %(email)s.") % {"email": invitation.email}


@managed
def revoke(request: HttpRequest, invitation: ColleagueInvitation) -> str:
    """Take the invitation back."""
    revoke_invitation(invitation, by=request.user)
    return _("The invitation to %(email)s is taken back.") % {"email": invitation.email}


# --- Writing along --------------------------------------------------------------------------------


@desk_letter()
def authors(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Who writes this letter; who began it invites colleagues while it is a draft."""
    may_invite = bool(can_invite_author(request.user, letter))
    form = InviteAuthorForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if not may_invite:
            raise Forbidden(can_invite_author(request.user, letter).reason)
        if form.is_valid():
            try:
                sent = invite_author(letter, by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                add_problems(form, refusal)
            else:
                words = _("The invitation is on its way to %(email)s.")
                messages.success(request, words % {"email": sent.email})
                return redirect("partners_desk:authors", uuid=letter.uuid)
        status = 422
    applicant = is_applicant(request.user, letter)
    context = frame(request, letter) | {
        "authors": list(letter.authors.filter(until__isnull=True).select_related("user")),
        "invitations": list(letter.invitations.unanswered().select_related("invited_by"))
        if applicant
        else [],
        "is_applicant": applicant,
        "may_invite": may_invite,
        "form": form,
        "has_errors": status == 422,
        "back_url": letter.get_absolute_url(),
        "back_label": _("Your letter"),
    }
    return render(request, "partners/desk/people/authors.html", context, status=status)


@desk_letter()
def author_remove(request: HttpRequest, letter: Letter, pk: int) -> HttpResponse:
    """End a colleague's writing along, or one's own; asked before."""
    author = letter.authors.filter(pk=pk, until__isnull=True).select_related("user", "letter").first()
    own = author is not None and author.user_id == request.user.pk
    if author is None or not (own or is_applicant(request.user, letter)):
        raise Http404
    if request.method == "POST":
        end_author(author, by=request.user)
        if own:
            messages.success(request, _("You no longer write along on this letter."))
            return redirect("desk:home")
        messages.success(request, _("%(name)s no longer writes along.") % {"name": author.user})
        return redirect("partners_desk:authors", uuid=letter.uuid)
    context = frame(request, letter) | {
        "author": author,
        "own": own,
        "back_url": reverse("partners_desk:authors", args=[letter.uuid]),
        "back_label": _("People who write"),
    }
    return render(request, "partners/desk/people/author_remove.html", context)
