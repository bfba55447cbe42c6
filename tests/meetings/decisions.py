"""Decisions for tests."""

import datetime
from typing import Any

from django.conf import settings

from meetings.actions.decision_drafts import draft_decision
from meetings.actions.decisions import open_decision
from meetings.models import Body, Decision
from partners.models import Organisation
from portal.accounts.models import User
from tests.factories import focal_point, partner
from tests.meetings.offices import group, member


def speaker(code: str = "asgm") -> tuple[User, Organisation]:
    """A focal point and the partner in an area that they speak for."""
    organisation = partner(areas=(code,))
    return focal_point(organisation), organisation


def draft(body: Body | None = None, *, by: User | None = None, **values: Any) -> Decision:
    """A draft of a member of the Advisory Group, unless told otherwise."""
    values = {
        "title": "Demonstration decision",
        "text": "The group decides to demonstrate.",
        "language": "en",
    } | values
    return draft_decision(body=body or group(), by=by or member(), **values)


def opened(
    body: Body | None = None, *, by: User | None = None, just_now: bool = False, **values: Any
) -> Decision:
    """A decision that is before those who decide, for so long that it can be adopted unless ``just_now``."""
    writer = by or member()
    decision = open_decision(draft(body, by=writer, **values), by=writer)
    return decision if just_now else long_open(decision)


def long_open(decision: Decision) -> Decision:
    """Turn back the moment at which a decision was put forward: its days between meetings are over."""
    days = datetime.timedelta(days=settings.DECISION_DAYS_OPEN + 1)
    Decision.objects.filter(pk=decision.pk).update(opened_at=decision.opened_at - days)
    decision.refresh_from_db()
    return decision
