"""Ticking off the handover checklist, and what persons in office say of themselves."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from meetings.models import HandoverCheck, Term
from meetings.rules.handover import can_hand_over, handover_items, is_holder
from partners.enums import Gender
from partners.models import Person
from portal.records.decisions import Forbidden, Problem, refuse_if, require
from portal.records.work import unit_of_work


def keep_handover(term: Term, *, done: Iterable[str], by: Any) -> set[str]:
    """Set which things of the checklist are done; return what was changed. Those not named are open again.

    Raises Forbidden (``can_hand_over``) and Refusal for something that is not on the list.
    """
    with unit_of_work() as work:
        term = work.lock(term)
        require(can_hand_over(by, term))
        known = {item.code for item in handover_items(term)}
        wanted = set(done)
        refuse_if([Problem("done", _("This is not on the checklist."))] if wanted - known else [])
        before = set(term.handover.values_list("item", flat=True)) & known
        term.handover.filter(item__in=before - wanted).delete()
        HandoverCheck.objects.bulk_create(
            HandoverCheck(term=term, item=item, done_by=by) for item in sorted(wanted - before)
        )
        changed = wanted ^ before
        if changed:
            work.audit(
                "term.handover",
                term,
                by=by,
                on_behalf=not is_holder(by, term),
                data={"done": sorted(wanted - before), "open": sorted(before - wanted)},
            )
        return changed


def declare_gender(*, gender: str, by: Any) -> Person:
    """Note what a person says of themselves, or take it back with "" (PAG-3). Only ever counted.

    Only one's own: Forbidden for an account that is no person, Refusal for an unknown value. The audit trail says
    that it was changed, not to what.
    """
    with unit_of_work() as work:
        person = Person.objects.select_for_update().filter(user=by).first()
        if person is None:
            raise Forbidden(_("Nobody can say this for somebody else."))
        refuse_if([Problem("gender", _("Choose one of the answers."))] if gender not in ("", *Gender) else [])
        if person.gender != gender:
            person.gender = gender
            person.save(update_fields=["gender"])
            work.audit("person.gender", person, by=by, fields=["gender"])
        return person
