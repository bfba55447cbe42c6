"""The signed-in home."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.rules import is_staff_member
from portal.desk.queries import waiting_for
from portal.records import registries


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, and what is mine: panels that apps register."""
    panels = [
        mark_safe(render_to_string(template, context, request))  # noqa: S308 - drawn by our own templates
        for template, context in registries.desk_panels.collect(request.user)
    ]
    context = {
        "waiting": waiting_for(request.user),
        "panels": panels,
        "staff": is_staff_member(request.user),
    }
    return render(request, "desk/home.html", context)
