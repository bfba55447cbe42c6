"""The people of an organisation on the desk: who has which role, inviting, changing, leaving, what is shown."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.actions.invitations import invite_colleague
from partners.actions.people import (
    change_place,
    details_version,
    edit_details,
    end_place,
    give_consent,
    running_consents,
    withdraw_consent,
)
from partners.conflicts import CHOICE, conflict_items, posted_pairs, settled
from partners.enums import ConsentPurpose, OrganisationRole, SuccessionStatus
from partners.forms.people import DetailsForm, InviteForm, RoleForm
from partners.models import Organisation, OrganisationPerson
from partners.rules.organisations import of_it
from partners.rules.people import (
    can_change_place,
    can_edit_details,
    can_end_place,
    can_give_consent,
    can_invite,
    can_withdraw_consent,
    is_last_focal_point,
    is_own_place,
    people_of,
)
from partners.views.desk import version_of
from partners.views.desk_organisation import desk_organisation, organisation_frame
from portal.accounts.kept import take_post
from portal.records.decisions import Answer, Forbidden, Refusal, StaleRecord, WrongState

FORMER_SHOWN = 30


def people_url(organisation: Organisation) -> str:
    return reverse("partners_desk:people", args=[organisation.slug])


def frame(request: HttpRequest, organisation: Organisation, title: str) -> dict[str, Any]:
    """Return what the pages below the list of people show: the organisation, the way back to the list."""
    return organisation_frame(request, organisation) | {
        "title": title,
        "back_url": people_url(organisation),
        "back_label": _("People"),
    }


def require(answer: Answer) -> None:
    if not answer:
        raise Forbidden(answer.reason)


def place_at(organisation: Organisation, pk: int) -> OrganisationPerson:
    """Return a running place of this organisation; 404 for any other."""
    places = people_of(organisation).select_related("person", "organisation__merged_into")
    place = places.filter(pk=pk).first()
    if place is None:
        raise Http404
    return place


def add_problems(form: Any, refusal: Refusal) -> None:
    """Give each problem to its field, or to the form as a whole; a verb that is forbidden stays so."""
    if isinstance(refusal, Forbidden):
        raise refusal
    for problem in refusal.problems:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem.message))


@desk_organisation("GET", "HEAD")
def people(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Everybody who has a place, invitations that wait, requests to take over, who was there before."""
    user = request.user
    places = people_of(organisation).select_related("person", "organisation__merged_into")
    places = places.order_by("role", "-is_main", "since", "pk")
    context = organisation_frame(request, organisation)
    may_keep = context["may_keep"]
    focal_points = sum(place.role == OrganisationRole.FOCAL for place in places)
    rows = [
        {
            "place": place,
            "own": is_own_place(user, place),
            "last": place.role == OrganisationRole.FOCAL and focal_points == 1,
            "may_change": may_keep,
            "may_edit": bool(
                is_own_place(user, place)
                or context["on_behalf"]
                or (may_keep and place.person.user_id is None)
            ),
        }
        for place in places
    ]
    me = next((row for row in rows if row["own"]), None)
    former = OrganisationPerson.objects.filter(of_it(organisation), until__isnull=False)
    successions = organisation.successions.filter(status=SuccessionStatus.WAITING)
    context |= {
        "rows": rows,
        "invitations": list(organisation.invitations.unanswered().select_related("invited_by"))
        if may_keep
        else [],
        "may_invite": bool(can_invite(user, organisation)),
        "may_succeed": me is not None and me["place"].role == OrganisationRole.VIEWER,
        "successions": list(successions.select_related("leaving__person")) if may_keep else [],
        "former": list(former.select_related("person").order_by("-until", "-pk")[:FORMER_SHOWN])
        if may_keep
        else [],
    }
    return render(request, "partners/desk/people/list.html", context)


@desk_organisation()
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Invite a colleague by mail."""
    require(can_invite(request.user, organisation))
    form = InviteForm(request.POST if request.method == "POST" else take_post(request))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                invitation = invite_colleague(organisation, by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                add_problems(form, refusal)
            else:
                words = _("The invitation is on its way to %(email)s.")
                messages.success(request, words % {"email": invitation.email})
                return redirect(people_url(organisation))
        status = 422
    context = frame(request, organisation, _("Invite a colleague")) | {
        "form": form,
        "has_errors": form.is_bound and not form.is_valid(),
    }
    return render(request, "partners/desk/people/invite.html", context, status=status)


@desk_organisation()
def role(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Make somebody main focal point, focal point or viewer."""
    place = place_at(organisation, pk)
    require(can_change_place(request.user, place))
    form = RoleForm(request.POST if request.method == "POST" else None, place=place)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                place = change_place(place, by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                add_problems(form, refusal)
            else:
                messages.success(request, _("The role of %(name)s is saved.") % {"name": place.person})
                return redirect(people_url(organisation))
        status = 422
    context = frame(request, organisation, _("Change the role")) | {"place": place, "form": form}
    context["has_errors"] = form.is_bound and not form.is_valid()
    return render(request, "partners/desk/people/role.html", context, status=status)


@desk_organisation()
def remove(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Take somebody out, or leave; asked before. The last focal point is refused, with what to do first."""
    place = place_at(organisation, pk)
    require(can_end_place(request.user, place))
    own = is_own_place(request.user, place)
    problems, status = [], 200
    if request.method == "POST":
        try:
            end_place(place, by=request.user)
        except Forbidden:
            raise
        except Refusal as refusal:
            problems = [{"text": problem.message, "url": ""} for problem in refusal.problems]
            status = 409 if isinstance(refusal, WrongState) else 422
        else:
            if own:
                words = _("You have left %(organisation)s.")
                messages.success(request, words % {"organisation": organisation.legal_name})
                return redirect("desk:home")
            words = _("%(name)s has no place here any more, from now on.")
            messages.success(request, words % {"name": place.person})
            return redirect(people_url(organisation))
    title = _("Leave this organisation?") if own else _("Remove this person?")
    context = frame(request, organisation, title) | {
        "place": place,
        "own": own,
        "last": is_last_focal_point(place),
        "may_invite": bool(can_invite(request.user, organisation)),
        "problems": problems,
        "has_errors": bool(problems),
    }
    return render(request, "partners/desk/people/remove.html", context, status=status)


@desk_organisation()
def consent(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """To whom a person is shown as a contact; given by the person, dated, taken back at once (INFO-2)."""
    place = place_at(organisation, pk)
    require(can_withdraw_consent(request.user, place))
    if request.method == "POST":
        purpose = request.POST.get("purpose", "")
        if purpose not in ConsentPurpose.values:
            return redirect(request.path)
        if "agree" in request.POST:
            give_consent(place, purpose, by=request.user)
            messages.success(request, _("Your consent is noted. You can take it back at any time."))
        else:
            withdraw_consent(place, purpose, by=request.user)
            messages.success(request, _("The consent is taken back, from now on."))
        return redirect(request.path)
    running = running_consents(place)
    purposes = [
        {
            "code": purpose.value,
            "label": purpose.label,
            "since": running.get(purpose.value, None),
            "given": purpose.value in running,
        }
        for purpose in ConsentPurpose
    ]
    context = frame(request, organisation, _("To whom you are shown")) | {
        "place": place,
        "own": is_own_place(request.user, place),
        "purposes": purposes,
        "may_agree": bool(can_give_consent(request.user, place)),
        "past": list(place.consents.filter(withdrawn_at__isnull=False)),
    }
    return render(request, "partners/desk/people/consent.html", context)


@desk_organisation()
def details(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Name, post, telephone, language; saved twice at once, both texts are shown (BP-14)."""
    place = place_at(organisation, pk)
    require(can_edit_details(request.user, place))
    person = place.person
    stored = {name: getattr(person, name) for name in DetailsForm.base_fields}
    context = frame(request, organisation, _("Details of a person")) | {"place": place}
    if request.method != "POST":
        kept = take_post(request)
        form = DetailsForm(kept, initial=stored)
        version = version_of(kept) if kept is not None else details_version(person)
        context |= {"form": form, "version": version}
        return render(request, "partners/desk/people/details.html", context)
    data = request.POST
    if any(name.startswith(CHOICE) for name in data):
        data = settled(data, DetailsForm(initial=stored))
    form = DetailsForm(data, initial=stored)
    if "edit" not in data and form.is_valid():
        try:
            edit_details(place, form.cleaned_data, by=request.user, seen=version_of(data))
        except StaleRecord:
            return _compare(request, place, data, context)
        except Refusal as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("The details are saved."))
            return redirect(people_url(organisation))
    context |= {"form": form, "version": version_of(data), "has_errors": not form.is_valid()}
    return render(
        request, "partners/desk/people/details.html", context, status=200 if "edit" in data else 422
    )


def _compare(
    request: HttpRequest, place: OrganisationPerson, typed: Any, context: dict[str, Any]
) -> HttpResponse:
    """409: what was typed beside what was saved meanwhile."""
    place.person.refresh_from_db()
    stored = DetailsForm(initial={name: getattr(place.person, name) for name in DetailsForm.base_fields})
    context |= {
        "items": conflict_items(typed, stored),
        "kept": posted_pairs(typed),
        "version": details_version(place.person),
        "action": request.path,
        "back_url": request.path,
    }
    return render(request, "partners/desk/people/conflict.html", context, status=409)
