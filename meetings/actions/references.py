"""References of decisions: they last, and stand in addresses (MTG-10)."""

import re

from django.utils.translation import gettext as _

from meetings.models import Body, Decision
from portal.records.decisions import Problem
from portal.records.work import Work

MEETING = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
WRITTEN = re.compile(r".*-W[0-9]+")


def meeting_problems(meeting: str) -> list[Problem]:
    """Return what is wrong with the reference of a meeting ("PAG-13"); "" is fine: decided between meetings."""
    if not meeting:
        return []
    if len(meeting) > 50 or not MEETING.fullmatch(meeting) or WRITTEN.fullmatch(meeting):
        message = _("Write the reference of the meeting as letters, digits and hyphens, such as PAG-13.")
        return [Problem("meeting_reference", message)]
    return []


def give_reference(work: Work, decision: Decision) -> None:
    """Set the next reference: ``PAG-13/D2`` in a meeting, ``PAG-W1/D1`` between meetings.

    A decision of the past without a meeting takes its date: ``ASGM-2012-03-01/D1``. The body is locked, so that
    two at once get different numbers; the caller saves the decision.
    """
    body: Body = decision.body
    if decision.meeting_reference:
        series = decision.meeting_reference
    elif decision.source:
        series = f"{body.prefix}-{decision.decided_on.isoformat()}"
    else:
        body.written_procedures += 1
        work.save(body, "written_procedures")
        series = f"{body.prefix}-W{body.written_procedures}"
    given = Decision.objects.filter(reference__startswith=f"{series}/D").values_list("reference", flat=True)
    last = max((int(reference.rpartition("/D")[2]) for reference in given), default=0)
    decision.reference = f"{series}/D{last + 1}"
