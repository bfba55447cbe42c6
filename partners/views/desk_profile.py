"""A partner keeps its profile: what it says of itself, offers and seeks, logo, areas; all confirmed once a year.

The profile is public, so autosave does not store it: what is typed is kept with the session until it is saved.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.actions.profile import confirm_profile, join_area, leave_area, remove_logo, save_part, set_logo
from partners.conflicts import CHOICE, conflict_items, posted_pairs, settled
from partners.departures import what_would_end
from partners.forms.offers import OffersForm, without_row
from partners.forms.profile import AboutForm, LogoForm, language_name
from partners.models import AreaParticipation, Organisation, OrganisationProfile
from partners.profiles import area_history, open_entry, profile_row
from partners.rules.organisations import can_keep_organisation
from partners.rules.profile import can_have_logo
from partners.views.desk import autosaved, is_autosave, version_of
from partners.views.desk_organisation import desk_organisation, organisation_frame
from partnership_areas.models import Area
from portal.accounts.kept import drop_post, keep_post, kept_post
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, StaleRecord, WrongState

PARTS = ("about", "offers")
CONFLICT = "#conflict"


def title_of(part: str) -> str:
    return _("What you do") if part == "about" else _("What you offer and seek")


def keepers_only(request: HttpRequest, organisation: Organisation) -> None:
    """Refuse viewers and the auditor: they read."""
    answer = can_keep_organisation(request.user, organisation)
    if not answer:
        raise Forbidden(answer.reason)


def part_form(organisation: Organisation, part: str, data: Any = None, *, blank: bool = False) -> Any:
    if part == "offers":
        return OffersForm(data, letter=organisation, blank=blank)
    return AboutForm(data, organisation=organisation, languages=profile_row(organisation).languages)


@desk_organisation("GET", "HEAD")
def profile(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All of the profile on one page, as it stands, with the ways to change it."""
    row = profile_row(organisation)
    offers = list(organisation.offers.select_related("area"))
    context = organisation_frame(request, organisation) | {
        "title": _("Profile"),
        "profile": row,
        "languages": [language_name(code) for code in row.languages],
        "offered": [offer for offer in offers if offer.direction == "offer"],
        "sought": [offer for offer in offers if offer.direction == "seek"],
        "areas": [place for place in area_history(organisation) if place.until is None],
        "request_open": organisation.identity_requests.filter(status="open").first(),
        "entry": open_entry(organisation),
        "may_have_logo": bool(can_have_logo(request.user, organisation)),
    }
    return render(request, "partners/desk/organisation/profile.html", context)


@desk_organisation()
def part(request: HttpRequest, organisation: Organisation, part: str) -> HttpResponse:
    """Show or save one part (LOI-7, BP-14)."""
    if part not in PARTS:
        raise Http404
    keepers_only(request, organisation)
    if request.method == "POST":
        return save(request, organisation, part)
    if "conflict" in request.GET:
        typed = kept_post(request, CONFLICT)
        if typed is not None:
            return compare(request, organisation, part, typed)
    kept = kept_post(request)
    if kept is not None:
        messages.info(request, _("What you typed before is back. Check it and save."))
        form = part_form(organisation, part, kept)
        return draw(request, organisation, part, form, version=version_of(kept))
    return draw(request, organisation, part, part_form(organisation, part, blank="add" in request.GET))


def save(request: HttpRequest, organisation: Organisation, part: str) -> HttpResponse:
    """Store a part, unless something is malformed or somebody else saved meanwhile; autosave only keeps it."""
    data = request.POST
    chosen = any(name.startswith(CHOICE) for name in data)
    if chosen:
        data = settled(data, part_form(organisation, part))
    if part == "offers" and "remove" in data:
        data = without_row(data, data["remove"])
    form = part_form(organisation, part, data)
    seen = version_of(data)
    stale = profile_row(organisation).part_version(part) != seen
    if is_autosave(request):
        return autosave(request, form, seen, stale=stale)
    if "edit" in request.POST or "add" in request.POST or "remove" in request.POST:
        if "add" in request.POST:
            data = with_row(data)
            form = part_form(organisation, part, data)
        form.is_valid()
        keep_post(request, data=data)
        return draw(request, organisation, part, form, version=seen, quiet=True)
    if not form.is_valid():
        return draw(request, organisation, part, form, version=seen, status=422)
    try:
        save_part(organisation, part, form.changes(), by=request.user, seen=seen)
    except StaleRecord:
        keep_post(request, CONFLICT, data=data)
        organisation.refresh_from_db()
        return compare(request, organisation, part, data)
    drop_post(request)
    drop_post(request, CONFLICT)
    messages.success(request, _("Saved. Your page shows it now."))
    return redirect("partners_desk:profile", slug=organisation.slug)


def autosave(request: HttpRequest, form: Any, seen: int, *, stale: bool) -> HttpResponse:
    """Keep what is typed with the session; say at once when a colleague saved meanwhile."""
    if stale:
        keep_post(request, CONFLICT)
        return JsonResponse({"conflict_url": f"{request.path}?conflict=1"}, status=409)
    form.is_valid()
    keep_post(request)
    return autosaved(form, seen)


def with_row(data: Any) -> Any:
    """Return what was posted with one empty row more; unchanged for a senseless count."""
    total = data.get("offers-TOTAL_FORMS", "")
    if not (total.isascii() and total.isdigit() and len(total) < 3):
        return data
    changed = data.copy()
    changed["offers-TOTAL_FORMS"] = str(int(total) + 1)
    changed[f"offers-{total}-direction"] = "offer"
    for name in ("topic", "area", "text"):
        changed[f"offers-{total}-{name}"] = ""
    return changed


def draw(
    request: HttpRequest,
    organisation: Organisation,
    part: str,
    form: Any,
    *,
    version: int | None = None,
    status: int = 200,
    quiet: bool = False,
) -> HttpResponse:
    """Draw a part's page; ``quiet`` leaves errors for the moment of saving."""
    stored = profile_row(organisation).part_version(part)
    context = organisation_frame(request, organisation) | {
        "part": part,
        "title": title_of(part),
        "form": form,
        "has_errors": form.is_bound and not quiet and not form.is_valid(),
        "version": stored if version is None else version,
        "action": request.path,
        "back_url": reverse("partners_desk:profile", args=[organisation.slug]),
        "back_label": _("Profile"),
    }
    return render(request, f"partners/desk/organisation/part_{part}.html", context, status=status)


def compare(request: HttpRequest, organisation: Organisation, part: str, typed: Any) -> HttpResponse:
    """409: both texts side by side; each difference is chosen, or the own text is edited (BP-14)."""
    row = profile_row(organisation)
    context = organisation_frame(request, organisation) | {
        "title": title_of(part),
        "items": conflict_items(typed, part_form(organisation, part)),
        "kept": posted_pairs(typed),
        "version": row.part_version(part),
        "saved": row.updated_at,
        "action": request.path,
        "back_url": request.path,
    }
    return render(request, "partners/desk/organisation/conflict.html", context, status=409)


@desk_organisation()
def logo(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Choose a picture, or take it away."""
    answer = can_have_logo(request.user, organisation)
    if not answer:
        raise Forbidden(answer.reason)
    here = redirect("partners_desk:logo", slug=organisation.slug)
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if "remove" in request.POST:
            remove_logo(organisation, by=request.user)
            messages.success(request, _("The logo is taken away."))
            return here
        form = LogoForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                set_logo(organisation, form.cleaned_data["logo"], by=request.user)
            except ValidationError as error:
                form.add_error("logo", error)
            else:
                messages.success(request, _("The logo is on your page now."))
                return here
    context = organisation_frame(request, organisation) | {
        "title": _("Logo"),
        "form": form,
        "has_errors": form.is_bound and not form.is_valid(),
        "profile": profile_row(organisation),
        "back_url": reverse("partners_desk:profile", args=[organisation.slug]),
        "back_label": _("Profile"),
    }
    return render(
        request, "partners/desk/organisation/logo.html", context, status=422 if context["has_errors"] else 200
    )


@desk_organisation()
def areas(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Areas that the partner takes part in, since when; joining and leaving; those it left (AREA-6)."""
    if request.method == "POST":
        return join_or_leave(request, organisation)
    history: list[AreaParticipation] = area_history(organisation)
    running = {place.area_id for place in history if place.until is None}
    context = organisation_frame(request, organisation) | {
        "title": _("Partnership areas"),
        "running": [place for place in history if place.until is None],
        "left": [place for place in history if place.until],
        "others": [area for area in Area.objects.choosable().in_order() if area.pk not in running],
    }
    return render(request, "partners/desk/organisation/areas.html", context)


def join_or_leave(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    keepers_only(request, organisation)
    verb = next((name for name in ("join", "leave") if name in request.POST), "")
    area = Area.objects.filter(code=request.POST.get(verb, "")[:50].replace("\0", "")).first()
    if area is None:
        messages.error(request, _("Choose an area from the list."))
        return redirect("partners_desk:areas", slug=organisation.slug)
    try:
        if verb == "join":
            join_area(organisation, area, by=request.user)
            messages.success(
                request, _("You take part in this area now: %(area)s.") % {"area": area.short_name}
            )
        else:
            what_ends = [] if "sure" in request.POST else what_would_end(organisation, area, today())
            if what_ends and takes_part(organisation, area):
                return ask_before_leaving(request, organisation, area, what_ends)
            leave_area(organisation, area, by=request.user)
            messages.success(request, _("You have left this area: %(area)s.") % {"area": area.short_name})
    except Forbidden:
        raise
    except WrongState as refused:
        messages.info(request, str(refused.reason))
    return redirect("partners_desk:areas", slug=organisation.slug)


def takes_part(organisation: Organisation, area: Area) -> bool:
    return any(place.area_id == area.pk and place.until is None for place in area_history(organisation))


def ask_before_leaving(
    request: HttpRequest, organisation: Organisation, area: Area, what_ends: list[str]
) -> HttpResponse:
    """Say what ends with the place in the area before it is left (AREA-3)."""
    context = organisation_frame(request, organisation) | {
        "title": _("Leave this area?"),
        "area": area,
        "what_ends": what_ends,
        "back_url": reverse("partners_desk:areas", args=[organisation.slug]),
        "back_label": _("Partnership areas"),
    }
    return render(request, "partners/desk/organisation/leave_area.html", context)


@desk_organisation()
def confirm(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask, then write down that all of the profile is right."""
    keepers_only(request, organisation)
    if request.method == "POST":
        try:
            confirm_profile(organisation, by=request.user)
        except Refusal:
            raise
        messages.success(request, _("Thank you. Your page says that you confirmed it today."))
        return redirect("partners_desk:profile", slug=organisation.slug)
    row: OrganisationProfile = profile_row(organisation)
    context = organisation_frame(request, organisation) | {
        "title": _("Is this still right?"),
        "profile": row,
        "entry": open_entry(organisation),
        "back_url": reverse("partners_desk:profile", args=[organisation.slug]),
        "back_label": _("Profile"),
        **shown_of(organisation, row),
    }
    return render(request, "partners/desk/organisation/confirm.html", context)


def shown_of(organisation: Organisation, row: OrganisationProfile) -> dict[str, Any]:
    """Return what the public page says, in short: what one confirms."""
    offers = list(organisation.offers.select_related("area"))
    return {
        "languages": [language_name(code) for code in row.languages],
        "areas": [place.area.name for place in area_history(organisation) if place.until is None],
        "offered": [offer for offer in offers if offer.direction == "offer"],
        "sought": [offer for offer in offers if offer.direction == "seek"],
    }
