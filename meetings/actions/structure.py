"""Keeps the structure of the Partnership as it is, and has it typeset."""

from meetings.models import Body
from meetings.reference import GROUP
from meetings.structure import KIND, structure_now
from portal.publishing.actions import request_pdf
from portal.records.frozen import freeze, latest
from portal.records.models import FrozenVersion
from portal.records.work import unit_of_work


def keep_structure() -> FrozenVersion | None:
    """Freeze today's structure and ask for its PDFs; None when nothing changed since it was last kept."""
    with unit_of_work() as work:
        group = work.lock(Body.objects.get(code=GROUP))
        last = latest(group, KIND)
        now = structure_now()
        if last and last.content() == now:
            return None
        kept = freeze(group, KIND, now, {}, None)
        request_pdf(group, KIND, version=kept.number)
        work.audit("structure.keep", group, by=None, data={"number": kept.number})
        return kept
