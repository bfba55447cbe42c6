"""Rows of one organisation: merged, taken apart, or noted as different. Nothing that belongs to a row is moved."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from partners.enums import PartnerKind
from partners.models import NotTheSame, Organisation, OrganisationMerge
from partners.rules.imports import can_merge
from portal.records.clock import now
from portal.records.decisions import Forbidden, Problem, WrongState, refuse_if
from portal.records.registries import Registry
from portal.records.work import Work, unit_of_work

# (keys of the rows that stay, moment of the merge) → Problems that stand in the way of taking a row out again. Called
# before any organisation is locked.
taking_apart = Registry()


def merge_organisation(
    organisation: Organisation, *, into: Organisation, reason: str, by: Any
) -> OrganisationMerge:
    """Let ``organisation`` stand for the same as ``into`` from now on.

    Letters, memberships, areas, people and offers stay with their row and are read through the canonical one; the
    old address leads there. Raises Forbidden, WrongState when it was merged already, Refusal with all problems.
    """
    _require(by)
    with unit_of_work() as work:
        _one_at_a_time()
        organisation, into = _locked(work, organisation, into)
        if organisation.merged_into_id:
            raise WrongState(_("This organisation was merged already."))
        refuse_if(_problems(organisation, into, reason))
        merge = OrganisationMerge.objects.create(
            merged=organisation, into=into, reason=reason.strip(), by=by, at=now()
        )
        NotTheSame.objects.filter(**_pair(organisation, into)).delete()
        _follow(work, organisation)
        data = {"into": into.pk, "merge": merge.pk}
        work.audit("organisation.merge", organisation, by=by, fields=["merged_into"], data=data)
        work.audit("organisation.merge_received", into, by=by, data={"merged": organisation.pk})
    return merge


def undo_merge(organisation: Organisation, *, reason: str, by: Any) -> OrganisationMerge:
    """Take a merged row apart again: it stands for itself, with all that belongs to it.

    Raises Forbidden, WrongState when it is not merged (any more), Refusal without a reason, or when what was done in
    the name of both since holds them together (``taking_apart``).
    """
    _require(by)
    with unit_of_work() as work:
        _one_at_a_time()
        merge = organisation.merges.in_force().first()
        if merge is None:
            raise WrongState(_("This organisation is not merged into another."))
        problems = taking_apart.collect(_staying(organisation), merge.at)
        if not reason.strip():
            problems.append(Problem("reason", _("Give a reason.")))
        refuse_if(problems)
        organisation = work.lock(organisation)
        merge.undone_at, merge.undone_by, merge.undo_reason = now(), by, reason.strip()
        work.save(merge, "undone_at", "undone_by", "undo_reason")
        _follow(work, organisation)
        data = {"from": merge.into_id, "merge": merge.pk}
        work.audit("organisation.unmerge", organisation, by=by, fields=["merged_into"], data=data)
        work.audit("organisation.unmerge_received", merge.into, by=by, data={"merged": organisation.pk})
    return merge


def mark_different(first: Organisation, second: Organisation, *, by: Any) -> NotTheSame:
    """Note that two rows are not the same organisation; the finder does not show the pair again."""
    _require(by)
    with unit_of_work() as work:
        _locked(work, first, second)
        pair, created = NotTheSame.objects.get_or_create(**_pair(first, second), defaults={"by": by})
        if created:
            for one, other in ((first, second), (second, first)):
                work.audit("organisation.different", one, by=by, data={"from": other.pk})
    return pair


def _one_at_a_time() -> None:
    """Let merging and undoing wait for each other: a chain read before another's change would be written back."""
    OrganisationMerge.objects.select_for_update().order_by("pk").first()


def _require(by: Any) -> None:
    answer = can_merge(by)
    if not answer:
        raise Forbidden(answer.reason)


def _pair(first: Organisation, second: Organisation) -> dict[str, int]:
    low, high = sorted((first.pk, second.pk))
    return {"first_id": low, "second_id": high}


def _locked(work: Work, *rows: Organisation) -> list[Organisation]:
    """Lock in the order of keys, so that two people who merge the other way round do not wait for each other."""
    fresh = {row.pk: work.lock(row) for row in sorted(rows, key=lambda row: row.pk)}
    return [fresh[row.pk] for row in rows]


def _problems(organisation: Organisation, into: Organisation, reason: str) -> list[Problem]:
    problems = []
    if organisation.pk == into.pk:
        problems.append(Problem("into", _("An organisation cannot be merged into itself.")))
    if into.merged_into_id:
        problems.append(Problem("into", _("This organisation was merged into another: choose that one.")))
    if PartnerKind.INDIVIDUAL in (organisation.kind, into.kind):
        problems.append(Problem("into", _("An individual partner is not merged with anybody.")))
    if not reason.strip():
        problems.append(Problem("reason", _("Give a reason.")))
    return problems


def _hanging_on(organisation: Organisation, chain: dict[int, int]) -> set[int]:
    """Return the key of a row and of all that were merged into it, through others as well."""
    hanging = {organisation.pk}
    while more := {merged for merged, into in chain.items() if into in hanging} - hanging:
        hanging |= more
    return hanging


def _staying(organisation: Organisation) -> set[int]:
    """Return the keys of the rows with which a merged row stands for one, without it and what hangs on it."""
    chain = dict(OrganisationMerge.objects.in_force().values_list("merged", "into"))
    end = _end_of(organisation.pk, chain)
    whole = {row for row in chain if _end_of(row, chain) == end} | {end}
    return whole - _hanging_on(organisation, chain)


def _end_of(row: int, chain: dict[int, int]) -> int:
    while row in chain:
        row = chain[row]
    return row


def _follow(work: Work, organisation: Organisation) -> None:
    """Let ``merged_into`` of a row, and of all that hang on it, name the end of the chain of merges in force."""
    chain = dict(OrganisationMerge.objects.in_force().values_list("merged", "into"))
    hanging = _hanging_on(organisation, chain)
    rows = Organisation.objects.select_for_update().filter(Q(pk__in=hanging)).order_by("pk")
    for row in rows:
        end = _end_of(row.pk, chain)
        into = end if end != row.pk else None
        if row.merged_into_id != into:
            row.merged_into_id = into
            work.save(row, "merged_into", "updated_at")
