"""Amendments on the desk: a partner writes and sends one, follows it, takes it back (GDL-1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
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
from meetings.amended import clause_called, missing_languages
from meetings.enums import AmendmentKind, ProposalStatus
from meetings.forms.amendments import AmendmentForm, NewAmendmentForm, TranslationForm
from meetings.guideline_queries import proposed_words
from meetings.models import Amendment
from meetings.rules.amendments import can_take_over, can_translate_amendment, moved_on
from meetings.rules.proposals import (
    PARTNERS_ONLY,
    PROPOSAL_TRANSITIONS,
    can_keep_proposal,
    opinion_due_on,
    partners_to_propose_for,
    visible_proposals,
)
from meetings.views.desk_proposals import View, signed_in, with_proposal
from partners.conflicts import CHOICE, conflict_items, posted_pairs, settled
from partners.views.desk import autosaved, is_autosave, version_of
from portal.accounts.kept import drop_post, keep_post, kept_post
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState, require
from portal.records.translations import shown

CONFLICT = "#conflict"
PER_PAGE = 30


def _readable(user: Any) -> QuerySet[Amendment]:
    return visible_proposals(user, Amendment).select_related(
        "document", "base__document", "proposer__merged_into", "decision", "result__document"
    )


def desk_amendment(*methods: str) -> Callable[[View], View]:
    """Give a view the amendment of its address; 404 when it is not this person's to see."""
    return with_proposal(_readable, *methods)


def _frame(amendment: Amendment) -> dict[str, Any]:
    return {"record": amendment, "back_url": amendment.desk_url, "back_label": _("The amendment")}


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
    data = request.POST if request.method == "POST" else None
    form = NewAmendmentForm(data, partners=partners, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            amendment = begin_amendment(by=request.user, **form.values())
        except Forbidden:
            raise
        except Refusal as refusal:
            for problem in refusal.problems:
                form.add_error(None, str(problem.message))
        else:
            return redirect("meetings_desk:amendment_edit", uuid=amendment.uuid)
    context = {
        "form": form,
        "has_errors": form.is_bound,
        "back_url": reverse("meetings_desk:amendments"),
        "back_label": _("Amendments"),
    }
    return render(request, "meetings/desk/amendment_new.html", context, status=422 if form.is_bound else 200)


# --- The draft --------------------------------------------------------------------------------------


@desk_amendment()
def edit(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """Write the words and the reason; saved while one types (BP-14)."""
    require(can_keep_proposal(request.user, amendment))
    if amendment.status != ProposalStatus.DRAFT:
        raise WrongState(_("The amendment was sent: its text stands."))
    if request.method == "POST":
        return save(request, amendment)
    if "conflict" in request.GET:
        typed = kept_post(request, CONFLICT)
        if typed is not None:
            return compare(request, amendment, typed)
    return draw(request, amendment, form_of(amendment))


def form_of(amendment: Amendment, data: Any = None) -> AmendmentForm:
    clause = clause_called(amendment.base, amendment.clause_number)
    with_heading = amendment.kind == AmendmentKind.ADD or bool(clause and clause.heading)
    return AmendmentForm(data, amendment=amendment, with_heading=with_heading)


def save(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """Store what was typed unless somebody else saved meanwhile."""
    data = request.POST
    if any(name.startswith(CHOICE) for name in data):
        data = settled(data, form_of(amendment))
    form, seen = form_of(amendment, data), version_of(data)
    valid = form.is_valid()
    if "edit" in request.POST:
        return draw(request, amendment, form, version=seen)
    try:
        amendment = save_draft(amendment, form.changes(), by=request.user, seen=seen)
    except StaleRecord:
        keep_post(request, CONFLICT, data=data)
        if is_autosave(request):
            return JsonResponse({"conflict_url": f"{request.path}?conflict=1"}, status=409)
        amendment.refresh_from_db()
        return compare(request, amendment, data)
    if is_autosave(request):
        return autosaved(form, amendment.version)
    if not valid:
        return draw(request, amendment, form, status=422)
    drop_post(request, CONFLICT)
    messages.success(request, _("Saved. Check it, then send it."))
    return redirect(amendment.desk_url)


def draw(
    request: HttpRequest,
    amendment: Amendment,
    form: AmendmentForm,
    *,
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _frame(amendment) | {
        "form": form,
        "has_errors": status == 422,
        "version": amendment.version if version is None else version,
        "clause": clause_called(amendment.base, amendment.clause_number),
        "action": request.path,
    }
    return render(request, "meetings/desk/amendment_edit.html", context, status=status)


def compare(request: HttpRequest, amendment: Amendment, typed: Any) -> HttpResponse:
    """409: both texts side by side; each difference is chosen, or the own text is edited (BP-14)."""
    context = _frame(amendment) | {
        "items": conflict_items(typed, form_of(amendment)),
        "kept": posted_pairs(typed),
        "version": amendment.version,
        "action": request.path,
        "back_url": request.path,
    }
    return render(request, "meetings/desk/amendment_conflict.html", context, status=409)


# --- The amendment and its verbs ----------------------------------------------------------------------


@dataclass(frozen=True)
class DeskVerb:
    """A button on the page of an amendment, with the question that stands before the deed."""

    run: Callable[..., Any]
    label: Any
    question: Any
    consequences: tuple[Any, ...]
    done: Any
    danger: bool = False


VERBS = {
    "send": DeskVerb(
        lambda amendment, by: send_amendment(amendment, by=by),
        gettext_lazy("Send to the secretariat"),
        gettext_lazy("Send this amendment to the secretariat?"),
        (
            gettext_lazy("Its text stands from now on."),
            gettext_lazy("The secretariat has 30 days for its opinion; then it goes before the group."),
            gettext_lazy("It becomes public when it is before the Advisory Group."),
        ),
        gettext_lazy("The amendment is sent. You are told what the secretariat says."),
    ),
    "discard": DeskVerb(
        lambda amendment, by: discard_draft(amendment, by=by),
        gettext_lazy("Delete the draft"),
        gettext_lazy("Delete this draft?"),
        (gettext_lazy("What was written is gone. Nobody but your organisation has seen it."),),
        gettext_lazy("The draft is deleted."),
        danger=True,
    ),
    "put-before-group": DeskVerb(
        lambda amendment, by: put_before_group(amendment, by=by),
        gettext_lazy("Put before the Advisory Group"),
        gettext_lazy("Put this amendment before the Advisory Group?"),
        (
            gettext_lazy("Members of the group are told and can speak on it."),
            gettext_lazy("The amendment, its reason and the opinion of the secretariat are public."),
        ),
        gettext_lazy("The amendment is before the Advisory Group."),
    ),
    "withdraw": DeskVerb(
        lambda amendment, by: withdraw(amendment, by=by),
        gettext_lazy("Withdraw the proposal"),
        gettext_lazy("Withdraw this amendment?"),
        (
            gettext_lazy("The Advisory Group decides on it no more."),
            gettext_lazy("It leaves the public pages; its trace stays in the records."),
        ),
        gettext_lazy("The amendment is withdrawn."),
        danger=True,
    ),
    "take-over": DeskVerb(
        lambda amendment, by: take_over(amendment, by=by),
        gettext_lazy("Take over to the version in force"),
        gettext_lazy("Take this amendment over to the version in force?"),
        (gettext_lazy("The clause reads the same there. The words that are proposed do not change."),),
        gettext_lazy("The amendment stands on the version in force."),
    ),
}


def buttons_for(user: Any, amendment: Amendment) -> list[dict[str, Any]]:
    """Return the verbs that this person can use now."""
    names = {transition.verb for transition in PROPOSAL_TRANSITIONS.available(user, amendment)}
    shown_verbs = [name for name in VERBS if name.replace("-", "_") in names]
    if amendment.status == ProposalStatus.DRAFT and can_keep_proposal(user, amendment):
        shown_verbs.append("discard")
    if can_take_over(user, amendment):
        shown_verbs.append("take-over")
    return [
        {
            "url": reverse("meetings_desk:amendment_verb", args=[amendment.uuid, name]),
            "label": VERBS[name].label,
            "danger": VERBS[name].danger,
        }
        for name in shown_verbs
    ]


@desk_amendment("GET", "HEAD")
def amendment(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """One amendment: what is proposed, how far it is, what this person can do."""
    language = get_language() or "en"
    draft = amendment.status == ProposalStatus.DRAFT
    context = _frame(amendment) | {
        "words": proposed_words(amendment, language),
        "reason": shown(amendment, "reason", language),
        "buttons": buttons_for(request.user, amendment),
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
def verb(request: HttpRequest, amendment: Amendment, name: str) -> HttpResponse:
    """Ask, then do it; a refusal says everything that stands in the way."""
    deed = VERBS.get(name)
    if deed is None:
        raise Http404
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            deed.run(amendment, request.user)
        except (Forbidden, WrongState):
            raise
        except Refusal as refusal:
            problems = [{"text": str(one.message), "url": ""} for one in refusal.problems]
        else:
            messages.success(request, deed.done)
            gone = name == "discard"
            return redirect(reverse("meetings_desk:amendments") if gone else amendment.desk_url)
    elif not any(button["url"] == request.path for button in buttons_for(request.user, amendment)):
        _refuse(request, amendment, name)
    context = _frame(amendment) | {"deed": deed, "problems": problems}
    return render(request, "meetings/desk/amendment_verb.html", context, status=422 if problems else 200)


def _refuse(request: HttpRequest, amendment: Amendment, name: str) -> None:
    """Say why a verb is not this person's, or not possible now."""
    if name == "discard":
        answer = can_keep_proposal(request.user, amendment)
        if answer:
            raise WrongState(_("The proposal was sent: it can only be withdrawn."))
        raise Forbidden(answer.reason)
    if name == "take-over":
        raise Forbidden(can_take_over(request.user, amendment).reason)
    PROPOSAL_TRANSITIONS.require(name.replace("-", "_"), request.user, amendment)


@desk_amendment()
def translate(request: HttpRequest, amendment: Amendment) -> HttpResponse:
    """The words in the other languages; all are needed before the amendment can be adopted (GDL-2)."""
    require(can_translate_amendment(request.user, amendment))
    data = request.POST if request.method == "POST" else None
    form = TranslationForm(data, amendment=amendment)
    if request.method == "POST" and form.is_valid():
        try:
            translate_amendment(amendment, form.cleaned_data, by=request.user)
        except (Forbidden, WrongState):
            raise
        except Refusal as refusal:
            for one in refusal.problems:
                form.add_error(one.field if one.field in form.fields else None, str(one.message))
        else:
            messages.success(request, _("The translations are saved."))
            return redirect(amendment.desk_url)
    context = _frame(amendment) | {
        "form": form,
        "has_errors": form.is_bound,
        "words": proposed_words(amendment, amendment.language),
    }
    return render(
        request, "meetings/desk/amendment_translate.html", context, status=422 if form.is_bound else 200
    )
