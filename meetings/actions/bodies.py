"""Setting how many seats the Advisory Group has, and how many lead an area (PAG-1, AREA-3)."""

from typing import Any

from meetings.models import Body
from meetings.rules.bodies import can_set_body, setting_of, setting_problems
from portal.records.decisions import StaleRecord, refuse_if, require
from portal.records.work import unit_of_work


def set_body(body: Body, *, by: Any, seen: int, number: int | None) -> Body:
    """Set the number of ordinary seats of the group, or of leads in an area beyond which the portal warns.

    ``seen`` is the number that the page was drawn with (the row's version moves with every reference that is given):
    another one set in between raises StaleRecord. Setting what is set already is no change. Raises Forbidden, Refusal.
    """
    with unit_of_work() as work:
        body = work.lock(body)
        require(can_set_body(by, body))
        name = setting_of(body)
        before = getattr(body, name)
        if before != seen:
            raise StaleRecord
        refuse_if(setting_problems(body, number))
        if number != before:
            setattr(body, name, number)
            work.save(body, name)
            work.audit("body.set", body, by=by, fields=[name], data={"from": before, "to": number})
    return body
