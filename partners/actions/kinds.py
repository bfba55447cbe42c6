"""Kinds of membership are data: the administrator adds and renames them, no code changes (LOI-10)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from partners.models import MembershipKind
from partners.rules.memberships import can_manage_membership_kinds
from portal.records.decisions import Forbidden, Problem, refuse_if
from portal.records.work import unit_of_work

FIELDS = ("name_en", "name_fr", "name_es", "is_default")


def save_membership_kind(
    kind: MembershipKind | None, *, by: Any, values: Mapping[str, Any], code: str = ""
) -> MembershipKind:
    """Add a kind (``kind`` None, with its ``code``) or change its names and whether a confirmation gives it.

    ``values`` holds ``FIELDS``. Exactly one kind is given by a confirmation: making one the default takes that
    from the other; the only default cannot be unmade. Raises Forbidden and Refusal.
    """
    answer = can_manage_membership_kinds(by)
    if not answer:
        raise Forbidden(answer.reason)
    with unit_of_work() as work:
        others = MembershipKind.objects.select_for_update().exclude(pk=kind.pk if kind else None)
        problems = []
        if kind is None and others.filter(code=code).exists():
            problems.append(Problem("code", _("Another kind has this code already.")))
        if not values["is_default"] and not others.filter(is_default=True).exists():
            problems.append(Problem("is_default", _("One kind must be given by a confirmation.")))
        refuse_if(problems)
        verb = "membership_kind.change" if kind else "membership_kind.add"
        kind = work.lock(kind) if kind else MembershipKind(code=code)
        changed = [name for name in FIELDS if getattr(kind, name) != values[name]]
        if values["is_default"]:
            others.filter(is_default=True).update(is_default=False)
        for name in FIELDS:
            setattr(kind, name, values[name])
        kind.save()
        if changed:
            work.audit(verb, kind, by=by, fields=changed, data={"code": kind.code})
    return kind
