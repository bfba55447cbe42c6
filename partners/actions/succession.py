"""A colleague asks to take over as focal point; the secretariat decides."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from partners.actions.people import finish_person, make_main, person_of_account, require, seat
from partners.enums import OrganisationRole, SuccessionStatus
from partners.models import Organisation, OrganisationPerson, SuccessionRequest
from partners.notices.people import tell_of_succession, tell_person, tell_requester
from partners.rules.organisations import role_in
from partners.rules.people import can_ask_succession, focal_points_of
from partners.rules.succession_moves import SUCCESSION_TRANSITIONS
from portal.records.clock import now
from portal.records.decisions import Problem, refuse_if
from portal.records.text import clean_text
from portal.records.work import Work, unit_of_work

MAX_PER_DAY = 3  # requests of one person in 24 hours, withdrawn ones included


def ask_succession(
    organisation: Organisation,
    *,
    by: Any,
    given_name: str,
    family_name: str,
    post: str,
    reason: str,
    leaving: OrganisationPerson | None = None,
) -> SuccessionRequest:
    """Ask to become focal point of a partner. The secretariat and the focal points are told.

    ``leaving`` names the focal point who goes; only somebody of the organisation can. Raises Forbidden, and
    Refusal with all that is missing, when a request of this person waits already, or after three in a day.
    """
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        require(can_ask_succession(by, organisation))
        texts = {"given_name": given_name, "family_name": family_name, "post": post, "reason": reason}
        texts = {name: clean_text(text).strip() for name, text in texts.items()}
        problems = [
            Problem(name, message)
            for name, message in (
                ("family_name", _("Give your family name.")),
                ("post", _("Say what your post is.")),
                ("reason", _("Say why you take over.")),
            )
            if not texts[name]
        ]
        if leaving and (
            not role_in(by, organisation) or not focal_points_of(organisation).filter(pk=leaving.pk).exists()
        ):
            problems.append(Problem("leaving", _("Choose a focal point of this organisation.")))
        if SuccessionRequest.objects.filter(requested_by=by, status=SuccessionStatus.WAITING).exists():
            problems.append(Problem("", _("A request of yours is waiting for a decision already.")))
        day_ago = now() - datetime.timedelta(days=1)
        if by.successions.filter(requested_at__gt=day_ago).count() >= MAX_PER_DAY:
            problems.append(Problem("", _("Too many attempts")))
        refuse_if(problems)
        request = SuccessionRequest.objects.create(
            organisation=organisation, requested_by=by, leaving=leaving, **texts
        )
        tell_of_succession(request)
        data = {"organisation": organisation.pk}
        work.audit("succession.ask", request, by=by, data=data)
    return request


def _decide(request: SuccessionRequest, verb: str, *, by: Any, reason: str, work: Work) -> SuccessionRequest:
    """Lock, ask the table, write the decision; the caller does what follows from it."""
    request = work.lock(request)
    transition = SUCCESSION_TRANSITIONS.require(verb, by, request, reason=reason)
    request.status, request.decision_reason = transition.target, clean_text(reason).strip()
    request.decided_at, request.decided_by = now(), by
    work.save(request, "status", "decision_reason", "decided_at", "decided_by")
    data = {"from": SuccessionStatus.WAITING, "to": request.status, "organisation": request.organisation_id}
    work.audit(f"succession.{verb}", request, by=by, fields=["status"], data=data)
    return request


def grant_succession(
    request: SuccessionRequest,
    *,
    by: Any,
    leaving: OrganisationPerson | None = None,
    is_main: bool = False,
    reason: str = "",
) -> SuccessionRequest:
    """Make who asked focal point, and end the place of ``leaving``, who is told.

    ``is_main``: main focal point; so is whoever follows the main one. Raises Forbidden, WrongState, Refusal.
    """
    with unit_of_work() as work:
        organisation = work.lock(request.organisation.merged_into or request.organisation)
        request = _decide(request, "grant", by=by, reason=reason, work=work)
        if leaving and not focal_points_of(organisation).filter(pk=leaving.pk).exists():
            refuse_if([Problem("leaving", _("Choose a focal point of this organisation."))])
        person = person_of_account(
            request.requested_by,
            given_name=request.given_name,
            family_name=request.family_name,
            post=request.post,
        )
        place = seat(organisation, person, OrganisationRole.FOCAL)
        if is_main or (leaving and leaving.is_main):
            make_main(organisation, place)
        data = {"place": place.pk, "person": person.pk, "request": request.pk}
        work.audit("people.succeed", organisation, by=by, data=data)
        if leaving:
            leaving = focal_points_of(organisation).select_related("person").get(pk=leaving.pk)
            for ended in finish_person(leaving, organisation, by=by, work=work):
                data = {"place": ended.pk, "person": ended.person_id, "request": request.pk}
                work.audit("people.remove", organisation, by=by, data=data)
            tell_person(leaving, "place_ended", organisation)
        tell_requester(request, "succession_granted")
    return request


def decline_succession(request: SuccessionRequest, *, by: Any, reason: str) -> SuccessionRequest:
    """Decline with a reason that the person reads."""
    with unit_of_work() as work:
        request = _decide(request, "decline", by=by, reason=reason, work=work)
        tell_requester(request, "succession_declined")
    return request


def withdraw_succession(request: SuccessionRequest, *, by: Any) -> SuccessionRequest:
    """Take one's own request back while it waits."""
    with unit_of_work() as work:
        return _decide(request, "withdraw", by=by, reason="", work=work)
