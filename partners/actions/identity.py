"""Changing a partner's name, kind or country: asked for by the partner, agreed to by the secretariat."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.actions.membership import free_slug
from partners.enums import IdentityRequestStatus
from partners.models import FormerIdentity, FormerSlug, IdentityRequest, Organisation
from partners.notices.profiles import tell_decision, tell_secretariat_of_request
from partners.rules.organisations import acts_on_behalf_of, can_keep_organisation
from partners.rules.profile import (
    DECIDED,
    SAME_NAME_ELSEWHERE,
    agreeing_problems,
    can_decide_identity,
    can_take_back_identity,
    changed_fields,
    identity_problems,
    new_identity_key,
    values_of,
)
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Problem, WrongState, refuse_if
from portal.records.work import Work, unit_of_work

S = IdentityRequestStatus
IDENTITY = ("legal_name", "acronym", "kind", "country", "is_global")


def ask_identity_change(organisation: Organisation, values: Mapping[str, Any], *, by: Any) -> IdentityRequest:
    """Ask for another name, acronym, kind or country. ``values``: those of ``IDENTITY``, and ``reason``.

    One request at a time. The secretariat is told. Raises Forbidden, Refusal.
    """
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        answer = can_keep_organisation(by, organisation)
        if not answer:
            raise Forbidden(answer.reason)
        if organisation.identity_requests.filter(status=S.OPEN).exists():
            raise WrongState(_("A request is waiting for a decision already."))
        refuse_if(identity_problems(organisation, dict(values)))
        request = IdentityRequest.objects.create(
            organisation=organisation,
            requested_by=by,
            on_behalf=acts_on_behalf_of(by, organisation),
            **values,
        )
        work.audit(
            "organisation.ask_identity",
            organisation,
            by=by,
            on_behalf=request.on_behalf,
            fields=changed_fields(organisation, dict(values)),
            data={"request": request.pk},
        )
        tell_secretariat_of_request(request)
    return request


def _locked(request: IdentityRequest, work: Work) -> IdentityRequest:
    """Lock the organisation first, as every action does, then the request."""
    work.lock(request.organisation)
    return work.lock(request)


def take_back_identity_request(request: IdentityRequest, *, by: Any) -> IdentityRequest:
    """The partner no longer asks for it."""
    with unit_of_work() as work:
        request = _locked(request, work)
        answer = can_take_back_identity(by, request)
        if not answer:
            raise Forbidden(answer.reason)
        if request.status != S.OPEN:
            raise WrongState(DECIDED)
        _decide(request, S.WITHDRAWN, by, "", work)
        work.audit(
            "organisation.withdraw_identity",
            request.organisation,
            by=by,
            on_behalf=acts_on_behalf_of(by, request.organisation),
            data={"request": request.pk},
        )
    return request


def refuse_identity_change(request: IdentityRequest, *, by: Any, reason: str) -> IdentityRequest:
    """Do not agree; the partner is told the reason."""
    with unit_of_work() as work:
        request = _locked(request, work)
        answer = can_decide_identity(by, request)
        if not answer:
            raise Forbidden(answer.reason)
        if request.status != S.OPEN:
            raise WrongState(DECIDED)
        if not reason.strip():
            refuse_if([Problem("reason", _("Give a reason."))])
        _decide(request, S.REFUSED, by, reason.strip(), work)
        work.audit("organisation.refuse_identity", request.organisation, by=by, data={"request": request.pk})
        tell_decision(request)
    return request


def agree_identity_change(
    request: IdentityRequest, *, by: Any, holds_from: datetime.date | None = None, reason: str = ""
) -> IdentityRequest:
    """Register what was asked for, from ``holds_from`` (today): what it was before stays, and finds the partner.

    The old address leads on to the new one. Raises Forbidden, WrongState, Refusal (name taken, dates).
    """
    with unit_of_work() as work:
        request = _locked(request, work)
        request.organisation = organisation = work.lock(request.organisation)
        answer = can_decide_identity(by, request)
        if not answer:
            raise Forbidden(answer.reason)
        if request.status != S.OPEN:
            raise WrongState(DECIDED)
        on = holds_from or today()
        refuse_if(agreeing_problems(request, on))
        values = values_of(request)
        changed = changed_fields(organisation, values)
        if not changed:
            refuse_if([Problem("", _("Nothing differs from what is registered."))])
        request.replaced = FormerIdentity.objects.create(
            organisation=organisation,
            until=on - datetime.timedelta(days=1),
            **{name: getattr(organisation, name) for name in IDENTITY},
        )
        organisation.identity_key = new_identity_key(request)
        for name in IDENTITY:
            setattr(organisation, name, values[name])
        saved = [*IDENTITY, "identity_key", "sort_key", "search_key", "updated_at"]
        if "legal_name" in changed and organisation.name_is_public:
            saved += _readdress(organisation)
        organisation.set_keys()
        try:
            with transaction.atomic():
                work.save(organisation, *saved)
        except IntegrityError:  # another organisation took the name at this moment
            refuse_if([Problem("", SAME_NAME_ELSEWHERE)])
        request.holds_from = on
        _decide(request, S.AGREED, by, reason.strip(), work, "replaced", "holds_from")
        work.audit(
            "organisation.change_identity",
            organisation,
            by=by,
            fields=changed,
            data={"request": request.pk, "former": request.replaced_id},
        )
        tell_decision(request)
    return request


def _readdress(organisation: Organisation) -> list[str]:
    """Give the organisation the address of its new name; the old one leads on. Spelling alone changes nothing."""
    slug = free_slug(organisation.legal_name)
    if slug.startswith(organisation.slug) and slug.removeprefix(organisation.slug).lstrip("-").isdigit():
        return []
    FormerSlug.objects.create(slug=organisation.slug, organisation=organisation)
    organisation.slug = slug
    return ["slug"]


def _decide(
    request: IdentityRequest, status: IdentityRequestStatus, by: Any, reason: str, work: Work, *more: str
) -> None:
    request.status, request.decided_by, request.decided_at = status, by, now()
    request.decision_reason = reason
    work.save(request, "status", "decided_by", "decided_at", "decision_reason", *more)
