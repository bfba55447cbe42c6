"""Amendments on the desk: a partner writes and sends one, follows it, takes it back (GDL-1)."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from meetings.actions.amendments import (
    begin_amendment,
    save_draft,
    send_amendment,
    take_over,
    translate_amendment,
)
from meetings.actions.proposals import discard_draft, put_before_group, withdraw
from meetings.enums import AmendmentKind, ProposalStatus
from meetings.forms.amendments import AmendmentForm, BeforeGroupForm, NewAmendmentForm, TranslationForm
from meetings.models import Amendment
from meetings.queries.guidelines import proposed_words
from meetings.rules.amendments import can_take_over, can_translate_amendment, moved_on
from meetings.rules.proposals import (
    PARTNERS_ONLY,
    can_keep_proposal,
    opinion_due_on,
    partners_to_propose_for,
    visible_proposals,
)
from meetings.texts.amended import clause_called, missing_languages, subject
from meetings.views.desk import add_problems, signed_in, typed, with_record
from meetings.views.desk_proposals import DeskPages, DeskVerb, ask, buttons_for, edit_draft
from portal.records.decisions import Forbidden, Refusal, require
from portal.records.translations import Shown, shown

PER_PAGE = 30


def _readable(user: Any) -> QuerySet[Amendment]:
    return visible_proposals(user, Amendment).select_related(
        "document", "base__document", "proposer__merged_into", "decision", "result__document"
    )


desk_amendment = partial(with_record, _readable)


# --- List and beginning -----------------------------------------------------------------------------


@signed_in("GET", "HEAD")
def amendments(request: HttpRequest) -> HttpResponse:
    """Amendments that this person may read, the newest first, and the way to propose one."""
    found = visible_proposals(request.user, Amendment).order_by("-pk")
    found = found.select_related("document", "base", "proposer__merged_into", "decision")
    context = {
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_propose": bool(partners_to_propose_for(request.user)),
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "meetings/desk/amendments.html", context)


@signed_in()
def new(request: HttpRequest) -> HttpResponse:
    """Choose the clause and what is to happen to it."""
    partners = partners_to_propose_for(request.user)
    if not partners:
        raise Forbidden(PARTNERS_ONLY)
    chosen = f"{request.GET.get('document', '')}:{request.GET.get('clause', '')}"
    data = typed(request)
    form = NewAmendmentForm(data, partners=partners, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            amendment = begin_amendment(by=request.user, **form.values())
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            return redirect("meetings_desk:amendment_edit", uuid=amendment.uuid)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "back_url": reverse("meetings_desk:amendments"),
        "back_label": _("Amendments"),
    }
    return render(request, "meetings/desk/amendment_new.html", context, status=422 if form.errors else 200)


# --- One amendment ----------------------------------------------------------------------------------


def form_of(amendment: Amendment, data: Any = None) -> AmendmentForm:
    clause = clause_called(amendment.base, amendment.clause_number)
    with_heading = amendment.kind == AmendmentKind.ADD or bool(clause and clause.heading)
    return AmendmentForm(data, amendment=amendment, with_heading=with_heading)


PAGES = DeskPages(
    name="amendment",
    opinion="amendments:examine",
    called=gettext_lazy("The amendment"),
    sent=gettext_lazy("The amendment was sent: its text can no longer be changed."),
    form=form_of,
    save=lambda amendment, form, **who: save_draft(amendment, form.changes(), **who),
    more=lambda amendment: {"clause": clause_called(amendment.base, amendment.clause_number)},
    caption=lambda amendment: Shown(subject(amendment), get_language() or "en"),
    verbs={
        "send": DeskVerb(
            send_amendment,
            gettext_lazy("Send to the secretariat"),
            gettext_lazy("Send this amendment to the secretariat?"),
            (
                gettext_lazy("From now on its text can no longer be changed."),
                gettext_lazy("The secretariat has 30 days for its opinion; then it goes before the group."),
                gettext_lazy("It becomes public when it is before the Advisory Group."),
            ),
            gettext_lazy("The amendment is sent. You are told what the secretariat says."),
        ),
        "discard": DeskVerb(
            discard_draft,
            gettext_lazy("Delete the draft"),
            gettext_lazy("Delete this draft?"),
            (gettext_lazy("What was written will be lost. Nobody but your organisation has seen it."),),
            gettext_lazy("The draft is deleted."),
            danger=True,
        ),
        "put-before-group": DeskVerb(
            put_before_group,
            gettext_lazy("Put before the Advisory Group"),
            gettext_lazy("Put this amendment before the Advisory Group?"),
            (
                gettext_lazy("Members of the group are told and can speak on it."),
                gettext_lazy("The amendment, its reason and the opinion of the secretariat are public."),
            ),
            gettext_lazy("The amendment is before the Advisory Group."),
            form=BeforeGroupForm,
        ),
        "withdraw": DeskVerb(
            withdraw,
            gettext_lazy("Withdraw the proposal"),
            gettext_lazy("Withdraw this amendment?"),
            (
                gettext_lazy("The Advisory Group decides on it no more."),
                gettext_lazy(
                    "If it was before the group, everybody can still read it, as withdrawn; if not, it never becomes "
                    "public."
                ),
            ),
            gettext_lazy("The amendment is withdrawn."),
            danger=True,
        ),
        "take-over": DeskVerb(
            take_over,
            gettext_lazy("Carry over to the version in force"),
            gettext_lazy("Carry this amendment over to the version in force?"),
            (gettext_lazy("The clause reads the same there. The words that are proposed do not change."),),
            gettext_lazy("The amendment is based on the version in force."),
            may=can_take_over,
        ),
    },
)


@desk_amendment()
def edit(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """Write the words and the reason (BP-14)."""
    return edit_draft(request, amendment, PAGES)


@desk_amendment()
def verb(request: HttpRequest, amendment: Amendment, name: str) -> HttpResponse:
    """Ask, then send, throw away, put before the group, withdraw or take over."""
    return ask(request, amendment, name, PAGES)


@desk_amendment("GET", "HEAD")
def amendment(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """One amendment: what is proposed, how far it is, what this person can do."""
    language = get_language() or "en"
    draft = amendment.status == ProposalStatus.DRAFT
    context = PAGES.frame(amendment) | {
        "words": proposed_words(amendment, language),
        "reason": shown(amendment, "reason", language),
        "buttons": buttons_for(request.user, amendment, PAGES),
        "may_edit": draft and bool(can_keep_proposal(request.user, amendment)),
        "may_translate": bool(can_translate_amendment(request.user, amendment)),
        "missing": missing_languages(amendment),
        "moved_on": not amendment.result_id and moved_on(amendment),
        "opinion_due": opinion_due_on(amendment),
        "back_url": reverse("meetings_desk:amendments"),
        "back_label": _("Amendments"),
    }
    return render(request, "meetings/desk/amendment.html", context)


@desk_amendment()
def translate(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """The words in the other languages; all are needed before the amendment can be adopted (GDL-2)."""
    require(can_translate_amendment(request.user, amendment))
    data = typed(request)
    form = TranslationForm(data, amendment=amendment)
    if request.method == "POST" and form.is_valid():
        try:
            translate_amendment(amendment, form.cleaned_data, by=request.user)
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("The translations are saved."))
            return redirect(amendment.desk_url)
    context = PAGES.frame(amendment) | {
        "form": form,
        "has_errors": bool(form.errors),
        "words": proposed_words(amendment, amendment.language),
    }
    return render(
        request, "meetings/desk/amendment_translate.html", context, status=422 if form.errors else 200
    )
