"""An area on the desk: what one can do in it, its texts kept by its leads, messages to its partners (AREA-5)."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.actions.areas import save_area_texts, send_area_message
from meetings.forms.areas import AreaMessageForm, AreaTextsForm
from meetings.models import AreaMessage
from meetings.notices.areas import name_of_sender, reach_of, recipients_of
from meetings.panels.area_page import lead_lines
from meetings.rules.areas import acts_on_behalf_of_leads, can_keep_area, can_write_to_area, visible_areas
from meetings.rules.offices import offices_of
from meetings.views.desk import CONFLICT, add_problems, both_versions, typed, with_record
from partners.conflicts import CHOICE, settled
from partners.queries import partners_of_area
from partners.views.desk import autosaved, is_autosave, version_of
from partnership_areas.models import Area
from portal.accounts.kept import drop_post, keep_post, kept_post
from portal.records.decisions import Forbidden, Refusal, StaleRecord, require
from portal.records.registries import area_cards

PER_PAGE = 30


def _home(area: Area) -> str:
    return reverse("meetings_desk:area", args=[area.code])


desk_area = partial(with_record, visible_areas, key="code", home=_home)


def area_frame(request: HttpRequest, area: Area) -> dict[str, Any]:
    """Return what every page of an area on the desk shows: who acts, what they may, the way back."""
    return {
        "area": area,
        "on_behalf": acts_on_behalf_of_leads(request.user, area),
        "may_keep": bool(can_keep_area(request.user, area)),
        "back_url": _home(area),
        "back_label": area.short_name,
    }


@desk_area("GET", "HEAD")
def area(request: HttpRequest, area: Area) -> HttpResponse:
    """The area's home on the desk."""
    own = [term.pk for term in offices_of(request.user) if term.body.area_id == area.pk]
    lines = lead_lines(area, staff=True)
    context = area_frame(request, area) | {
        "lines": lines,
        "own_lines": [line for line in lines if line.term.pk in own],
        "cards": area_cards.collect(request.user, area),
        "partners": partners_of_area(area).count(),
        "back_url": reverse("desk:home"),
        "back_label": _("Your desk"),
    }
    return render(request, "meetings/desk/area.html", context)


# --- Texts ------------------------------------------------------------------------------------------


@desk_area()
def texts(request: HttpRequest, area: Area) -> HttpResponse:
    """Issue and strategy in three languages; what is typed is kept until it is saved and published (BP-14)."""
    answer = can_keep_area(request.user, area)
    if not answer:
        if request.method == "POST" and not is_autosave(request):
            return too_late(request, area, answer.reason)
        raise Forbidden(answer.reason)
    if request.method == "POST":
        return save_texts(request, area)
    if "conflict" in request.GET:
        typed = kept_post(request, CONFLICT)
        if typed is not None:
            return compare(request, area, typed)
    kept = kept_post(request)
    if kept is not None:
        messages.info(request, _("What you typed before is back. Check it and save."))
        return draw_texts(request, area, AreaTextsForm(kept, area=area), version=version_of(kept))
    return draw_texts(request, area, AreaTextsForm(area=area))


def too_late(request: HttpRequest, area: Area, reason: Any) -> HttpResponse:
    """403 for a page that was open when the term ended: what was typed is shown, so that nothing is lost."""
    form = AreaTextsForm(request.POST, area=area)
    typed = [field for field in form if field.value() and field.value() != (getattr(area, field.name) or "")]
    context = {"area": area, "reason": reason, "typed": typed}
    return render(request, "meetings/desk/area_too_late.html", context, status=403)


def save_texts(request: HttpRequest, area: Area) -> HttpResponse:
    """Save and publish, unless something is malformed or somebody else saved meanwhile; autosave only keeps it."""
    data = request.POST
    if any(name.startswith(CHOICE) for name in data):
        data = settled(data, AreaTextsForm(area=area))
    form = AreaTextsForm(data, area=area)
    seen = version_of(data)
    if is_autosave(request):
        if area.version != seen:
            keep_post(request, CONFLICT)
            return JsonResponse({"conflict_url": f"{request.path}?conflict=1"}, status=409)
        form.is_valid()
        keep_post(request)
        return autosaved(form, seen)
    if "edit" in request.POST:
        form.is_valid()
        keep_post(request, data=data)
        return draw_texts(request, area, form, version=seen, quiet=True)
    if not form.is_valid():
        return draw_texts(request, area, form, version=seen, status=422)
    try:
        save_area_texts(area, form.cleaned_data, by=request.user, seen=seen)
    except StaleRecord:
        keep_post(request, CONFLICT, data=data)
        area.refresh_from_db()
        return compare(request, area, data)
    drop_post(request)
    drop_post(request, CONFLICT)
    messages.success(request, _("Saved. The page of the area shows it now."))
    return redirect("meetings_desk:area", code=area.code)


def draw_texts(
    request: HttpRequest,
    area: Area,
    form: AreaTextsForm,
    *,
    version: int | None = None,
    status: int = 200,
    quiet: bool = False,
) -> HttpResponse:
    """Draw the form; ``quiet`` leaves errors for the moment of saving."""
    context = area_frame(request, area) | {
        "form": form,
        "has_errors": form.is_bound and not quiet and not form.is_valid(),
        "version": area.version if version is None else version,
    }
    return render(request, "meetings/desk/area_texts.html", context, status=status)


def compare(request: HttpRequest, area: Area, typed: Any) -> HttpResponse:
    return both_versions(
        request,
        typed,
        AreaTextsForm(area=area),
        version=area.version,
        caption=area.short_name,
        where=_("On the page of the area now"),
    )


# --- Messages ---------------------------------------------------------------------------------------


@desk_area("GET", "HEAD")
def message_list(request: HttpRequest, area: Area) -> HttpResponse:
    """What was written to the partners of the area, for everybody in it (INFO-5)."""
    rows = AreaMessage.objects.filter(area=area).select_related("sent_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = area_frame(request, area) | {
        "page_obj": page,
        "rows": [{"message": message, "sender": name_of_sender(message)} for message in page],
    }
    return render(request, "meetings/desk/area_messages.html", context)


@desk_area("GET", "HEAD")
def message(request: HttpRequest, area: Area, uuid: Any) -> HttpResponse:
    """One message."""
    found = AreaMessage.objects.filter(area=area, uuid=uuid).select_related("sent_by").first()
    if found is None:
        raise Http404
    context = area_frame(request, area) | {
        "message": found,
        "sender": name_of_sender(found),
        "back_url": reverse("meetings_desk:area_messages", args=[area.code]),
        "back_label": _("Messages of the area"),
    }
    return render(request, "meetings/desk/area_message.html", context)


@desk_area()
def write(request: HttpRequest, area: Area) -> HttpResponse:
    """Write to all partners of the area: first the text, then a look at it, then it goes (AREA-5, INFO-5)."""
    require(can_write_to_area(request.user, area))
    form = AreaMessageForm(typed(request))
    if request.method != "POST" or "edit" in request.POST or not form.is_valid():
        invalid = request.method == "POST" and "edit" not in request.POST
        return draw_message(request, area, form, "write", status=422 if invalid else 200, quiet=not invalid)
    if "confirm" not in request.POST:
        return draw_message(request, area, form, "check")
    try:
        sent = send_area_message(area, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        add_problems(form, refusal)
        return draw_message(request, area, form, "write", status=422)
    messages.success(request, _("Your message is on its way."))
    return redirect("meetings_desk:area_message", code=area.code, uuid=sent.uuid)


def draw_message(
    request: HttpRequest,
    area: Area,
    form: AreaMessageForm,
    step: str,
    *,
    status: int = 200,
    quiet: bool = False,
) -> HttpResponse:
    context = area_frame(request, area) | {
        "form": form,
        "has_errors": form.is_bound and not quiet and not form.is_valid(),
        "recipients": len(recipients_of(area, but=request.user)),
        "reach": reach_of(area),
        "back_url": reverse("meetings_desk:area_messages", args=[area.code]),
        "back_label": _("Messages of the area"),
    }
    return render(request, f"meetings/desk/area_message_{step}.html", context, status=status)
