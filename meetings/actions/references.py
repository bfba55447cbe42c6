"""References of decisions: they last, and stand in addresses (MTG-10)."""

import re

from django.utils.translation import gettext as _

from meetings.models import Body, Decision
from portal.records.decisions import Problem
from portal.records.models import ReferenceCounter
from portal.records.work import Work

MEETING = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
WRITTEN = re.compile(r".*-W[0-9]+")


def meeting_problems(meeting: str, body: Body) -> list[Problem]:
    """Return what is wrong with the reference of a meeting ("PAG-13"); "" is fine: decided between meetings.

    A reference that begins as those of another body belongs to it.
    """
    if not meeting:
        return []
    if len(meeting) > 50 or not MEETING.fullmatch(meeting) or WRITTEN.fullmatch(meeting):
        message = _("Write the reference of the meeting as letters, digits and hyphens, such as PAG-13.")
        return [Problem("meeting_reference", message)]
    owner = _body_of(meeting)
    if owner is not None and owner.pk != body.pk:
        message = _("%(reference)s would be a meeting of another body: %(body)s.")
        return [Problem("meeting_reference", message % {"reference": meeting, "body": owner})]
    return []


def _body_of(meeting: str) -> Body | None:
    """Return the body whose references begin so; of two, the one with the longer beginning."""
    bodies = Body.objects.select_related("area")
    found = [body for body in bodies if f"{meeting}-".startswith(f"{body.prefix}-")]
    return max(found, key=lambda body: len(body.prefix), default=None)


def _lock_series(series: str) -> None:
    """Let two bodies that meet at the same event take their numbers one after the other."""
    key = {"series": series[:20], "year": 0}
    ReferenceCounter.objects.get_or_create(**key)
    ReferenceCounter.objects.select_for_update().get(**key)


def give_reference(work: Work, decision: Decision) -> None:
    """Set the next reference: ``PAG-13/D2`` in a meeting, ``PAG-W1/D1`` between meetings.

    A decision of the past without a meeting takes its date: ``ASGM-2012-03-01/D1``. The body is locked, and the
    meeting, so that two at once get different numbers; the caller saves the decision.
    """
    body: Body = decision.body
    if decision.meeting_reference:
        series = decision.meeting_reference
        _lock_series(series)
    elif decision.source:
        series = f"{body.prefix}-{decision.decided_on.isoformat()}"
    else:
        body.written_procedures += 1
        work.save(body, "written_procedures")
        series = f"{body.prefix}-W{body.written_procedures}"
    given = Decision.objects.filter(reference__startswith=f"{series}/D").values_list("reference", flat=True)
    last = max((int(reference.rpartition("/D")[2]) for reference in given), default=0)
    decision.reference = f"{series}/D{last + 1}"
