"""Proposals of new areas, beside what proposals have in common: written, supported, made into an area (AREA-1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.actions import proposals
from meetings.enums import ProposalStatus
from meetings.models import AreaProposal, AreaProposalSupport
from meetings.rules.area_proposals import (
    adopted_objective,
    can_make_area,
    can_support,
    length_problems,
    sending_problems,
)
from meetings.rules.proposals import PROPOSAL_TRANSITIONS, can_keep_proposal, can_propose
from partners.models import Organisation, Person
from partnership_areas.actions import create_area, set_area_links
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area, AreaLink, FrameworkElement
from partnership_areas.queries import text_in
from portal.records.decisions import Problem, StaleRecord, WrongState, refuse_if, require
from portal.records.text import clean_text
from portal.records.work import unit_of_work

S = ProposalStatus
WRITTEN = ("name", "issue", "objective", "reason")


def begin_area_proposal(
    *, organisation: Organisation, language: str, by: Any, area: Area | None = None
) -> AreaProposal:
    """Begin a draft: of a topic that is known (``area``), or of an altogether new one. Raises Forbidden, Refusal.

    One that the same person began on the same topic and has not touched yet is returned: asked twice, there is one.
    """
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        require(can_propose(by, organisation))
        problems = []
        if language not in dict(settings.LANGUAGES):
            problems.append(Problem("language", _("Choose a language.")))
        if area is not None and area.status != AreaStatus.POTENTIAL:
            problems.append(Problem("area", _("This area is established or closed.")))
        refuse_if(problems)
        proposer = organisation.merged_into or organisation
        begun = AreaProposal.objects.filter(status=S.DRAFT, created_by=by, version=0, proposer=proposer)
        known = begun.filter(area=area, language=language).first()
        if known is not None:
            return known
        proposal = AreaProposal.objects.create(
            area=area,
            name=str(text_in(area, "name", language)) if area else "",
            issue=str(text_in(area, "issue", language)) if area else "",
            objective=str(text_in(area, "objective", language)) if area else "",
            language=language,
            proposer=proposer,
            proposed_by=Person.objects.filter(user=by).first(),
            created_by=by,
        )
        if area is not None:
            proposal.elements.set(area.elements.all())
        work.audit("areaproposal.begin", proposal, by=by, data={"organisation": organisation.pk})
    return proposal


def save_area_proposal(
    proposal: AreaProposal,
    values: Mapping[str, str],
    *,
    by: Any,
    seen: int,
    elements: Iterable[str] | None = None,
) -> AreaProposal:
    """Save what somebody typed into a draft; anything may be missing. ``elements``: keys such as ``objective:supply``.

    Raises Forbidden, WrongState (it was sent), StaleRecord, Refusal for texts that are too long.
    """
    with unit_of_work() as work:
        proposal = work.lock(proposal)
        require(can_keep_proposal(by, proposal))
        if proposal.status != S.DRAFT:
            raise WrongState(_("The proposal was sent: its text can no longer be changed."))
        if proposal.version != seen:
            raise StaleRecord
        words = {name: clean_text(values[name] or "").strip() for name in WRITTEN if name in values}
        refuse_if(length_problems(words))
        for name, text in words.items():
            setattr(proposal, name, text)
        work.save(proposal, *words, "updated_at")
        if elements is not None:
            wanted = set(elements)
            proposal.elements.set(
                [element for element in FrameworkElement.objects.all() if element.key in wanted]
            )
        work.audit("areaproposal.save", proposal, by=by, fields=words)
    return proposal


def send_area_proposal(proposal: AreaProposal, *, by: Any) -> AreaProposal:
    """Send a draft to the secretariat; from now on all partners read it and can support it (AREA-1, AREA-2)."""
    with unit_of_work() as work:
        proposal = work.lock(proposal)
        PROPOSAL_TRANSITIONS.require("send", by, proposal)
        return proposals.send(proposal, by=by, problems=sending_problems(proposal))


def support(proposal: AreaProposal, *, organisation: Organisation, by: Any) -> AreaProposalSupport:
    """Say that a partner supports a new area and would take part; once. Raises Forbidden."""
    own = organisation.merged_into or organisation
    with unit_of_work() as work:
        proposal = work.lock(proposal)
        require(can_support(by, proposal, own))
        person = Person.objects.filter(user=by).first()
        given, made = AreaProposalSupport.objects.get_or_create(
            proposal=proposal, organisation=own, defaults={"person": person}
        )
        if made:
            work.audit("areaproposal.support", proposal, by=by, data={"organisation": own.pk})
    return given


def take_back_support(proposal: AreaProposal, *, organisation: Organisation, by: Any) -> None:
    """Take a partner's support back, until the group has decided; nothing happens when there is none."""
    own = organisation.merged_into or organisation
    with unit_of_work() as work:
        proposal = work.lock(proposal)
        require(can_support(by, proposal, own))
        gone, _rows = AreaProposalSupport.objects.filter(proposal=proposal, organisation=own).delete()
        if gone:
            work.audit("areaproposal.take_back_support", proposal, by=by, data={"organisation": own.pk})


def take_over(proposal: AreaProposal, by: Any) -> None:
    """Write what the group adopted into a topic that was known: objective, issue and ties, where nothing is set yet.

    The name stays: it is known in three languages. Without an area nothing happens (:func:`make_area` follows).
    """
    if proposal.area_id is None:
        return
    with unit_of_work() as work:
        area = work.lock(proposal.area)
        if area.status != AreaStatus.POTENTIAL:
            return
        words = {"objective": adopted_objective(proposal), "issue": proposal.issue.strip()}
        columns = {f"{name}_{proposal.language}": text for name, text in words.items()}
        fields = [column for column, text in columns.items() if text and not getattr(area, column)]
        for column in fields:
            setattr(area, column, columns[column])
        untied = not area.links.filter(own_reading=False).exists()
        if untied:
            area.links.all().delete()
            AreaLink.objects.bulk_create(
                AreaLink(area=area, element=element) for element in proposal.elements.all()
            )
        if fields or untied:
            work.save(area, *fields)
            fields += ["links"] if untied else []
            work.audit("area.take_over", area, by=by, fields=fields, data={"proposal": proposal.pk})


def make_area(proposal: AreaProposal, *, by: Any, code: str, texts: Mapping[str, str], **more: Any) -> Area:
    """Add the area that the group decided on, as a potential one, tied as proposed; then it can be established.

    Raises Forbidden, or Refusal with every problem at once.
    """
    with unit_of_work() as work:
        proposal = work.lock(proposal)
        require(can_make_area(by, proposal))
        area = create_area(by=by, code=code, texts=texts, **more)
        area = set_area_links(area, proposal.elements.all(), by=by)
        proposal.area = area
        work.save(proposal, "area", "updated_at")
        work.audit("areaproposal.make_area", proposal, by=by, data={"area": area.pk})
    return area
