"""A partner leaves, a membership changes its kind, its beginning becomes known (LOI-9, LOI-10)."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.actions.membership import end_membership
from partners.enums import MembershipEnding
from partners.models import (
    Membership,
    MembershipKind,
    MembershipKindChange,
    Organisation,
    Withdrawal,
    WithdrawalStatus,
)
from partners.notices.standing import tell_focal_points, tell_secretariat_of_withdrawal
from partners.rules.standing import (
    can_change_membership_kind,
    can_decide_on_withdrawal,
    can_declare_withdrawal,
    can_set_beginning,
    can_take_back_withdrawal,
)
from portal.records.clock import now, today
from portal.records.decisions import Answer, Forbidden, Problem, WrongState, refuse_if
from portal.records.text import clean_text
from portal.records.work import Work, unit_of_work

AHEAD = datetime.timedelta(days=366)  # how far ahead the last day can lie


def _require(answer: Answer) -> None:
    if not answer:
        raise Forbidden(answer.reason)


def running_membership(organisation: Organisation) -> Membership | None:
    """Return the membership that runs, also one of a row that was merged into ``organisation``."""
    mine = Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    return Membership.objects.running().filter(mine).order_by("-pk").first()


def declare_withdrawal(
    organisation: Organisation, *, by: Any, reason: str, last_day: datetime.date
) -> Withdrawal:
    """Say that a partner leaves. Nothing ends yet: the head records it, and until then it can be taken back.

    Declared twice (a second press of the button), the first declaration is returned. Raises Forbidden, Refusal
    with what is missing, WrongState when no membership runs.
    """
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        _require(can_declare_withdrawal(by, organisation))
        membership = running_membership(organisation)
        if membership is None:
            raise WrongState(_("This organisation has no membership that runs."))
        waiting = membership.withdrawals.filter(status=WithdrawalStatus.DECLARED).first()
        if waiting:
            return waiting
        reason = clean_text(reason).strip()
        problems = []
        if not reason:
            problems.append(Problem("reason", _("Give a reason.")))
        if not today() <= last_day <= today() + AHEAD:
            problems.append(Problem("last_day", _("The last day lies between today and a year from now.")))
        refuse_if(problems)
        withdrawal = Withdrawal.objects.create(
            membership=membership, reason=reason, last_day=last_day, declared_by=by, declared_at=now()
        )
        tell_secretariat_of_withdrawal(withdrawal)
        work.audit("withdrawal.declare", withdrawal, by=by, data={"membership": membership.pk})
    return withdrawal


def _open(withdrawal: Withdrawal, work: Work) -> Withdrawal:
    withdrawal = work.lock(withdrawal)
    if not withdrawal.is_open:
        raise WrongState(
            _("This withdrawal is no longer open: %(status)s.") % {"status": withdrawal.get_status_display()}
        )
    return withdrawal


def _close(withdrawal: Withdrawal, status: str, work: Work, *, by: Any, reason: str = "") -> Withdrawal:
    withdrawal.status, withdrawal.decided_by, withdrawal.decided_at = status, by, now()
    withdrawal.decision_reason = reason
    work.save(withdrawal, "status", "decided_by", "decided_at", "decision_reason")
    return withdrawal


def take_back_withdrawal(withdrawal: Withdrawal, *, by: Any) -> Withdrawal:
    """The partner stays after all."""
    with unit_of_work() as work:
        withdrawal = work.lock(withdrawal)
        _require(can_take_back_withdrawal(by, withdrawal))
        withdrawal = _close(_open(withdrawal, work), WithdrawalStatus.TAKEN_BACK, work, by=by)
        tell_secretariat_of_withdrawal(withdrawal)
        work.audit("withdrawal.take_back", withdrawal, by=by, fields=["status"])
    return withdrawal


def record_withdrawal(withdrawal: Withdrawal, *, by: Any) -> Membership:
    """Record a declared withdrawal: the membership ends on the declared day, with its reason (LOI-9).

    Not before that day. The focal points are told.
    """
    with unit_of_work() as work:
        withdrawal = work.lock(withdrawal)
        _require(can_decide_on_withdrawal(by, withdrawal))
        withdrawal = _open(withdrawal, work)
        if withdrawal.last_day > today():
            raise WrongState(
                _("The last day is %(day)s: the withdrawal can be recorded from then on.")
                % {"day": date_format(withdrawal.last_day, "DATE_FORMAT")}
            )
        membership = end_membership(
            withdrawal.membership,
            by=by,
            ending=MembershipEnding.WITHDRAWN,
            reason=withdrawal.reason,
            on=withdrawal.last_day,
        )
        withdrawal.refresh_from_db()
        work.audit("withdrawal.record", withdrawal, by=by, fields=["status"])
    return membership


def set_aside_withdrawal(withdrawal: Withdrawal, *, by: Any, reason: str) -> Withdrawal:
    """Do not record a declaration, with a reason that the focal points read: it came from nobody entitled, say."""
    with unit_of_work() as work:
        withdrawal = work.lock(withdrawal)
        _require(can_decide_on_withdrawal(by, withdrawal))
        withdrawal = _open(withdrawal, work)
        reason = clean_text(reason).strip()
        refuse_if([] if reason else [Problem("reason", _("Give a reason."))])
        withdrawal = _close(withdrawal, WithdrawalStatus.SET_ASIDE, work, by=by, reason=reason)
        tell_focal_points(
            withdrawal.membership.organisation,
            "withdrawal_set_aside",
            key=f"withdrawal:{withdrawal.pk}:set_aside",
            about=withdrawal,
            reason=reason,
        )
        work.audit("withdrawal.set_aside", withdrawal, by=by, fields=["status", "decision_reason"])
    return withdrawal


def change_membership_kind(
    membership: Membership, *, by: Any, kind: MembershipKind, on: datetime.date, reason: str
) -> Membership:
    """Change the kind of a running membership from a day on; the change is kept with its reason (LOI-10)."""
    with unit_of_work() as work:
        membership = work.lock(membership)
        _require(can_change_membership_kind(by, membership))
        reason = clean_text(reason).strip()
        last = membership.kind_changes.order_by("-on").first()
        earliest = max((day for day in (membership.since, last and last.on) if day), default=None)
        problems = []
        if kind.pk == membership.kind_id:
            problems.append(Problem("kind", _("It is of this kind already.")))
        if on > today() or (earliest and on < earliest):
            problems.append(
                Problem("on", _("The day lies between the beginning, or the last change, and today."))
            )
        if not reason:
            problems.append(Problem("reason", _("Give a reason.")))
        refuse_if(problems)
        change = MembershipKindChange.objects.create(
            membership=membership, before=membership.kind, after=kind, on=on, reason=reason, by=by
        )
        membership.kind = kind
        work.save(membership, "kind")
        work.audit(
            "membership.change_kind",
            membership,
            by=by,
            fields=["kind"],
            data={"from": change.before.code, "to": kind.code, "on": on.isoformat()},
        )
    return membership


def set_beginning(membership: Membership, *, by: Any, since: datetime.date, source: str) -> Membership:
    """Record since when an imported partner is one; areas of unknown beginning stay unknown."""
    with unit_of_work() as work:
        membership = work.lock(membership)
        _require(can_set_beginning(by, membership))
        source = clean_text(source).strip()
        changes = membership.kind_changes.order_by("on").first()
        ends = [day for day in (membership.ended_on, changes and changes.on, membership.listed_by) if day]
        problems = []
        if since > today() or any(since > day for day in ends):
            problems.append(
                Problem("since", _("The day does not lie after the end, a change or a list that names it."))
            )
        earlier = membership.organisation.memberships.filter(pk__lt=membership.pk, ended_on__gt=since)
        if earlier.exists():
            problems.append(Problem("since", _("The membership before this one had not ended then.")))
        if not source:
            problems.append(Problem("source", _("Say where this is known from.")))
        refuse_if(problems)
        if (membership.since, membership.source) == (since, source):  # pressed twice
            return membership
        before = membership.since
        membership.since, membership.source = since, source
        work.save(membership, "since", "source")
        work.audit(
            "membership.set_beginning",
            membership,
            by=by,
            fields=["since", "source"],
            data={"from": before.isoformat() if before else "", "to": since.isoformat()},
        )
    return membership
