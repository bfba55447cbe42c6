"""Decisions on the desk: what is before one's bodies, one decision with its verbs."""

import uuid as uuid_module

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from meetings.models import Decision
from meetings.rules.decisions import can_see_decision


def record_for(request: HttpRequest, uuid: uuid_module.UUID) -> Decision:
    """Return a decision that this person may open, else Http404."""
    found = get_object_or_404(
        Decision.objects.select_related("body__area", "proposer", "proposed_by"), uuid=uuid
    )
    if not can_see_decision(request.user, found):
        raise Http404
    return found


@login_required
@require_safe
def decision(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """One decision: text, who decides, what was put on record, the verbs."""
    record = record_for(request, uuid)
    return render(request, "meetings/desk/decision.html", {"record": record})
