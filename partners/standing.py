"""Membership over time, told as dated events: to the public, to the partner, to the secretariat."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import (
    Membership,
    MembershipKindChange,
    Organisation,
    Prospect,
    Withdrawal,
    WithdrawalStatus,
)
from partners.rules.common import is_secretariat
from partners.rules.organisations import role_in
from partners.rules.prospects import prospects_of
from portal.records.clock import day_of, today
from portal.records.registries import WaitingItem


@dataclass(frozen=True)
class Event:
    """Something that happened to a membership. ``day`` is None where nobody knows it; ``reason`` is not public."""

    day: datetime.date | None
    text: Any
    reason: str = ""


def memberships_of(organisation: Organisation) -> QuerySet[Membership]:
    """Memberships of an organisation and of rows that were merged into it."""
    mine = Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    return Membership.objects.filter(mine)


def events_of(organisation: Organisation) -> list[Event]:
    """Return what happened to the membership of an organisation, the oldest first; two queries."""
    found: list[tuple[datetime.date, int, Event]] = []
    memberships = list(memberships_of(organisation).select_related("kind").order_by("pk"))
    for number, membership in enumerate(memberships):
        begun = membership.since or membership.listed_by or day_of(membership.created_at)
        if membership.since is None and membership.listed_by:
            text = _("Named as a partner in a list of this day at the latest; since when is not known")
        elif membership.since is None:
            text = _("Partner; since when is not known")
        else:
            text = _("Came back as a partner") if number else _("Became a partner")
        shown = membership.since or membership.listed_by
        found.append((begun, 2 * membership.pk, Event(shown, text)))
        if membership.ended_on:
            ended = Event(
                membership.ended_on,
                _("Membership ended: %(way)s") % {"way": membership.get_ending_display()},
                membership.end_reason,
            )
            found.append((membership.ended_on, 2 * membership.pk + 1, ended))
    changes = MembershipKindChange.objects.filter(
        membership__in=[membership.pk for membership in memberships]
    )
    for change in changes.select_related("after"):
        event = Event(change.on, _("Now of the kind “%(kind)s”") % {"kind": change.after}, change.reason)
        found.append((change.on, 2 * change.membership_id + 1, event))
    return [event for _day, _number, event in sorted(found, key=lambda row: row[:2])]


def open_withdrawal(organisation: Organisation) -> Withdrawal | None:
    """Return the declaration that waits to be recorded, or None."""
    waiting = Withdrawal.objects.filter(
        membership__in=memberships_of(organisation).values("pk"), status=WithdrawalStatus.DECLARED
    )
    return waiting.select_related("declared_by", "membership__organisation").first()


# --- What others show of it -----------------------------------------------------------------------


def standing_cards(user: Any, organisation: Organisation) -> Iterator[dict[str, Any]]:
    """Yield the cards of the organisation's page on the desk: membership, invitations to join."""
    withdrawal = open_withdrawal(organisation)
    meta = ""
    if withdrawal:
        meta = _("Leaves on %(day)s") % {"day": date_format(withdrawal.last_day, _("j F Y"))}
    yield {
        "title": _("Membership"),
        "url": reverse("partners_desk:membership", args=[organisation.slug]),
        "text": _("Since when you are a partner, what happened since, and how to leave."),
        "meta": meta,
    }
    number = prospects_of(organisation).count()
    yield {
        "title": _("Invite others to join"),
        "url": reverse("partners_desk:prospects", args=[organisation.slug]),
        "text": _("Tell an organisation of the Partnership and follow it to its letter of intent."),
        "meta": ngettext("%(number)s invitation", "%(number)s invitations", number) % {"number": number}
        if number
        else "",
    }


def withdrawals_waiting(user: Any) -> Iterator[WaitingItem]:
    """Yield declared withdrawals for the secretariat's list of what waits (registered in ``registries``)."""
    if not is_secretariat(user):
        return
    waiting = Withdrawal.objects.filter(status=WithdrawalStatus.DECLARED).select_related(
        "membership__organisation"
    )
    for withdrawal in waiting.order_by("last_day", "pk")[:8]:
        text = (
            _("%(name)s declares that it leaves")
            if withdrawal.last_day > today()
            else _("Record the withdrawal of %(name)s")
        )
        yield WaitingItem(
            text=text % {"name": withdrawal.membership.organisation.legal_name},
            url=reverse("withdrawals:inspect", args=[withdrawal.pk]),
            since=withdrawal.declared_at,
            due=withdrawal.last_day,
            kind="withdrawal",
        )


def is_focal(user: Any, organisation: Organisation) -> bool:
    return role_in(user, organisation) == "focal"


def told_state(prospect: Prospect, *, secretariat: bool) -> tuple[str, Any]:
    """Return (kind of tag, words) for an invitation.

    What the secretariat decides on a letter is not told to whoever invited, until it is public (LOI-5, LOI-8).
    """
    state = prospect.state
    if not secretariat and state == "closed":
        return "neutral", _("Letter sent")
    kind = {"sent": "wait", "begun": "wait", "arrived": "wait", "partner": "ok"}.get(state, "neutral")
    return kind, state.label
