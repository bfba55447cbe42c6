"""Decisions on the desk: what is before one's bodies, proposing, one decision and what one puts on record."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings.actions.decision_drafts import draft_decision
from meetings.actions.decisions import adoption_problems
from meetings.actions.nominations import ROLES
from meetings.actions.positions import take_position
from meetings.enums import PUBLIC_DECISIONS, DecisionKind, DecisionStatus, PositionKind
from meetings.forms.decisions import DecisionForm, PositionForm, nomination_forms, rows_of
from meetings.models import Amendment, Body, Decision, Nomination, Position
from meetings.notices.decisions import note_seen
from meetings.queries.decisions import (
    about,
    before,
    bodies_for,
    drafts_of,
    led_to,
    lines,
    proposed_words_of,
    with_body,
)
from meetings.queries.guidelines import proposed_words
from meetings.rules.amendments import adoption_problems as amendment_problems
from meetings.rules.decision_moves import DECISION_TRANSITIONS
from meetings.rules.decision_outcomes import open_until
from meetings.rules.decisions import (
    can_propose,
    can_read_proposer,
    can_take_back,
    is_concerned,
    is_open_body,
    kinds_for,
    visible_decisions,
    voice_of,
    voices,
)
from meetings.rules.on_behalf import (
    taken_back_on_behalf,
    taken_out_while_objecting,
    was_proposed_on_behalf,
)
from meetings.tones import tone_of
from meetings.views.desk import add_problems, signed_in, typed, with_record
from partners.rules.common import is_secretariat
from portal.records.clock import today
from portal.records.decisions import Refusal, require
from portal.records.translations import shown

RECENT = 10
LISTED = 100  # of the decisions before one's bodies, the oldest first


def _readable(user: Any) -> QuerySet[Decision]:
    return visible_decisions(user).select_related("body__area", "proposer", "proposed_by")


desk_decision = partial(with_record, _readable)


def below(record: Decision) -> dict[str, Any]:
    """Return the frame of a page that lies below a decision."""
    return {"record": record, "back_url": record.desk_url, "back_label": _("Decision")}


# --- The list -------------------------------------------------------------------------------------


@signed_in("GET", "HEAD")
def decisions(request: HttpRequest) -> HttpResponse:
    """What is before one's bodies, one's drafts, and what was decided last."""
    user = request.user
    mine = before(user)
    others = Decision.objects.none()
    if is_secretariat(user):
        others = Decision.objects.open().exclude(pk__in=mine.order_by().values("pk"))
    recent = visible_decisions(user).filter(status__in=PUBLIC_DECISIONS)
    context = {
        "before": lines(with_body(mine)[:LISTED]),
        "others": lines(with_body(others)[:LISTED]),
        "drafts": lines(with_body(drafts_of(user))[:LISTED]),
        "recent": lines(with_body(recent)[:RECENT]),
        "proposals": [
            {"body": body, "kinds": _kinds(body)} for body in bodies_for(user) if can_propose(user, body)
        ],
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "meetings/desk/decisions.html", context)


def _kinds(body: Body) -> list[DecisionKind]:
    allowed = set(kinds_for(body))
    return [kind for kind in DecisionKind if kind.value in allowed]


@signed_in()
def propose(request: HttpRequest, body: str, kind: str) -> HttpResponse:
    """Write the draft of a decision of a body."""
    user = request.user
    found = Body.objects.select_related("area").filter(code=body).first()
    if found is None or kind not in kinds_for(found):
        raise Http404
    require(can_propose(user, found))
    data = typed(request)
    form = DecisionForm(data, body=found, user=user, kind=kind)
    people = nomination_forms(data, body=found, user=user, kind=kind)
    if request.method == "POST" and form.is_valid() and (people is None or people.is_valid()):
        values = form.cleaned_data
        # Sent twice by a double click: the draft is there already.
        mine = found.decisions.filter(status=DecisionStatus.DRAFT, created_by=user, kind=kind)
        mine = mine.filter(about_id=values["area"].pk if values.get("area") else None)
        same = mine.filter(title=values["title"].strip(), text=values["text"].strip()).first()
        try:
            record = same or draft_decision(
                body=found,
                kind=kind,
                about=values.get("area"),
                by=user,
                title=values["title"],
                text=values["text"],
                language=values["language"],
                proposer=values.get("proposer"),
                meeting_reference=values["meeting_reference"],
                nominations=rows_of(people),
            )
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("The draft is kept. Nobody else sees it before you put it forward."))
            return redirect(record.desk_url)
    context = {
        "form": form,
        "people": people,
        "body": found,
        "kind": DecisionKind(kind),
        "designates": kind in ROLES,
        "has_errors": bool(form.errors)
        or bool(people is not None and people.is_bound and any(people.errors)),
        "back_url": reverse("meetings_desk:decisions"),
        "back_label": _("Decisions"),
    }
    return render(
        request, "meetings/desk/decision_form.html", context, status=422 if context["has_errors"] else 200
    )


# --- One decision ---------------------------------------------------------------------------------


@desk_decision("GET", "HEAD")
def decision(request: HttpRequest, record: Decision) -> HttpResponse:
    """One decision: text, who decides, what was put on record, the verbs; others are led to the public page."""
    if record.is_public and not is_concerned(request.user, record):
        return redirect(record)
    if request.method == "GET":
        note_seen(record, request.user)
    return _page(request, record)


@desk_decision()
def position(request: HttpRequest, record: Decision) -> HttpResponse:
    """Put a statement, a reservation or an objection on record; who had to sign in first finds it filled in."""
    if request.method != "POST":
        kept = typed(request)
        form = PositionForm(kept, decision=record, user=request.user) if kept is not None else None
        return redirect(record.desk_url) if form is None else _page(request, record, form=form)
    DECISION_TRANSITIONS.require("take_position", request.user, record)
    form = PositionForm(request.POST, decision=record, user=request.user)
    if form.is_valid():
        try:
            take_position(record, by=request.user, **form.values)
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("It is on record."))
            return redirect(record.desk_url)
    return _page(request, record, form=form, status=422)


def _page(
    request: HttpRequest, record: Decision, *, form: PositionForm | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    verbs = {transition.verb for transition in DECISION_TRANSITIONS.available(user, record)}
    if "take_position" in verbs and form is None:
        form = PositionForm(decision=record, user=user)
    said = said_about(record, user)
    deciding = voices(record) if not record.has_outcome and not record.source else []
    words, amendment = proposed_words_of(record), amendment_of(record)
    context = {
        "record": record,
        "title": words.title,
        "text": words.text,
        "words": words,
        "outcome_note": shown(record, "outcome_note"),
        "follow_up": shown(record, "follow_up"),
        "tag": tone_of(record.status),
        "verbs": verbs,
        "offers_verbs": bool(verbs - {"take_position"}),
        "form": form if "take_position" in verbs else None,
        "said": said,
        "objections": [row for row in said if row["position"].is_maintained],
        "voices": deciding,
        **_time(record, said, deciding, amendment),
        "proposed_by": record.proposed_by if can_read_proposer(user, record) else None,
        "proposed_on_behalf": record.proposer_id is not None and was_proposed_on_behalf(record),
        "nominations": designated(record),
        "about": about(record),
        "amendment": amendment,
        "led_to": led_to(record) if record.is_public else [],
        "has_errors": bool(form and form.errors),
        "back_url": reverse("meetings_desk:decisions"),
        "back_label": _("Decisions"),
    }
    return render(request, "meetings/desk/decision.html", context, status=status)


def _time(
    record: Decision, said: list[dict[str, Any]], deciding: list[Any], amendment: dict[str, Any] | None
) -> dict[str, Any]:
    """Return until when it is open at least, and whether something stands in the way once that day is over.

    What the page has read already is asked first; only for some kinds there is more in the way.
    """
    until = open_until(record) if record.status == DecisionStatus.OPEN else None
    over = until is not None and today() > until
    hindered = over and (
        not (deciding and is_open_body(record.body))
        or any(row["position"].is_maintained for row in said)
        or (record.kind in ROLES and bool(adoption_problems(record)))
        or (amendment is not None and bool(amendment_problems(amendment["record"])))
    )
    return {"open_until": until, "today": today(), "hindered": hindered}


def designated(record: Decision) -> Iterable[Nomination]:
    """Return whom a decision designates; most kinds designate nobody."""
    return record.nominations.select_related("person", "organisation") if record.kind in ROLES else ()


def amendment_of(record: Decision) -> dict[str, Any] | None:
    """Return what an amendment would change, its reason and the opinion, where the decision is about one."""
    if record.about_type != Amendment._meta.label_lower:
        return None
    found = Amendment.objects.select_related("document", "base__document", "proposer__merged_into")
    proposal = found.filter(pk=record.about_id).first()
    if proposal is None:
        return None
    words = proposed_words(proposal, get_language() or "en")
    return {"record": proposal, "words": words, "reason": shown(proposal, "reason")}


def said_about(record: Decision, user: Any) -> list[dict[str, Any]]:
    """Return what was put on record, with what this person can take back."""
    known = record.positions.select_related("seat__organisation", "organisation__merged_into", "person")
    objects = any(row.kind == PositionKind.OBJECTION for row in known)
    taken_out = taken_out_while_objecting(record) if objects else ()
    said = [_said(row, record, user) for row in known]
    for row in said:
        row["taken_out"] = row["position"].pk in taken_out
        row["taken_back_on_behalf"] = taken_back_on_behalf(row["position"], known)
    return said


def _said(row: Position, record: Decision, user: Any) -> dict[str, Any]:
    row.decision = record
    open_for_it = row.is_maintained and record.status in (DecisionStatus.OPEN, DecisionStatus.DEFERRED)
    return {
        "position": row,
        "name": voice_of(row).name or _("The secretariat"),
        "may_take_back": open_for_it and bool(can_take_back(user, row)),
    }
