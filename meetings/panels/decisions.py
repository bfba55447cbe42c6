"""What stands on the desk's home page about decisions."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.enums import DecisionStatus
from meetings.models import Decision
from meetings.notices.decisions import seen_by
from meetings.queries.decisions import decisions_before, drafts_of, lines, unanswered, with_body
from meetings.rules.decision_outcomes import in_words, open_until
from portal.records.clock import today
from portal.records.enums import SECRETARIAT, Role
from portal.records.registries import WaitingItem, has_role

LISTED = 10  # the desk has a page for all of them


def waiting_for_voices(user: Any) -> Iterator[WaitingItem]:
    """Yield decisions that are before this person, until they have opened its page, spoken, or the outcome is known.

    Who agrees has nothing to say: the decision stays in the panel of what is before the body (``decisions_panel``).
    """
    waiting = unanswered(user).exclude(pk__in=seen_by(user).values("pk")).order_by()
    drafts = drafts_of(user).filter(created_by=user).order_by()
    found = Decision.objects.filter(Q(pk__in=waiting.values("pk")) | Q(pk__in=drafts.values("pk")))
    for line in lines(with_body(found.order_by("opened_at", "pk"))[: 2 * LISTED]):
        yield _draft(line) if line.decision.status == DecisionStatus.DRAFT else _before(line)


def _before(line: Any) -> WaitingItem:
    until = open_until(line.decision)
    text = _("Before you: %(reference)s %(title)s")
    if until is not None and today() <= until:
        text = _("Before you: %(reference)s %(title)s (open until at least %(day)s)")
    day = in_words(until) if until else ""
    return WaitingItem(
        text=text % {"reference": line.decision.reference, "title": line.title, "day": day},
        url=line.decision.desk_url,
        since=line.decision.opened_at,
        kind="decision",
    )


def _draft(line: Any) -> WaitingItem:
    return WaitingItem(
        text=_("Draft of a decision: %(title)s") % {"title": line.title},
        url=line.decision.desk_url,
        since=line.decision.created_at,
        kind="decision",
    )


def decisions_panel(user: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the decisions before the bodies in which this person takes part, with the way to all."""
    if has_role(user, Role.FOCAL, Role.LEAD, Role.MEMBER, Role.CHAIR, *SECRETARIAT):
        yield "meetings/desk/_decisions_panel.html", {"rows": lines(decisions_before(user)[:LISTED])}
