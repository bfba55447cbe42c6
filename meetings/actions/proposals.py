"""What can be done with a proposal to the Advisory Group, of an amendment or of a new area (GDL-1, AREA-1).

An action locks in this order: the group's body, the decision, the proposal. What is particular to one kind of
proposal stands in ``meetings.proposals.kinds``.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.actions.decision_drafts import draft_decision
from meetings.actions.decisions import open_decision, withdraw_decision
from meetings.enums import DecisionStatus, ProposalStatus
from meetings.models import Body, Decision
from meetings.models.proposals import Proposal
from meetings.notices.proposals import tell_proposer, tell_secretariat_of_proposal
from meetings.proposals.kinds import kind_of
from meetings.reference import GROUP
from meetings.rules.proposals import PROPOSAL_TRANSITIONS, proposal_of, too_many_sent
from portal.records.clock import now, today
from portal.records.decisions import Problem, refuse_if
from portal.records.references import next_reference
from portal.records.text import clean_text
from portal.records.translations import set_translations
from portal.records.work import Work, unit_of_work

S = ProposalStatus
OPINION_WORDS = 20_000  # characters; a text longer than this is a document


def _audit(work: Work, verb: str, proposal: Proposal, by: Any, **more: Any) -> None:
    work.audit(f"{proposal._meta.model_name}.{verb}", proposal, by=by, **more)


def send(proposal: Proposal, *, by: Any, problems: Iterable[Problem] = ()) -> Proposal:
    """Send a draft to the secretariat; from now on its text stands (GDL-1).

    ``problems``: what the caller found in what was written. Raises Forbidden, WrongState, Refusal.
    """
    with unit_of_work() as work:
        proposal = work.lock(proposal)
        transition = PROPOSAL_TRANSITIONS.require("send", by, proposal)
        found = list(problems)
        if not proposal.reason.strip():
            found.append(Problem("reason", _("Say why you propose this.")))
        work.lock(
            proposal.proposer.merged_into or proposal.proposer
        )  # who sends at the same moment comes after
        answer = too_many_sent(proposal)
        if not answer:
            found.append(Problem("", answer.reason))
        refuse_if(found)
        proposal.reference = next_reference(kind_of(proposal).series, today().year)
        proposal.status, proposal.proposed_at = transition.target, now()
        work.save(proposal, "reference", "status", "proposed_at", "updated_at")
        _audit(work, "send", proposal, by)
        tell_secretariat_of_proposal(proposal)
    return proposal


def discard_draft(proposal: Proposal, *, by: Any) -> None:
    """Throw a draft away: nobody but the partner has seen it. Raises Forbidden, WrongState."""
    with unit_of_work() as work:
        proposal = work.lock(proposal)
        PROPOSAL_TRANSITIONS.require("discard", by, proposal)
        _audit(work, "discard", proposal, by)
        proposal.delete()


def examine(proposal: Proposal, *, by: Any, opinion: str, language: str) -> Proposal:
    """Record the secretariat's opinion, once; it does not hold the proposal back (GDL-1).

    Also when the group has the proposal already because the time for an opinion was over. Raises Forbidden,
    WrongState, Refusal.
    """
    with unit_of_work() as work:
        proposal = work.lock(proposal)
        PROPOSAL_TRANSITIONS.require("examine", by, proposal)
        text = clean_text(opinion or "").strip()
        problems = []
        if not text:
            problems.append(Problem("opinion", _("Write the opinion.")))
        if len(text) > OPINION_WORDS:
            problems.append(Problem("opinion", _("The opinion is too long.")))
        if language not in dict(settings.LANGUAGES):
            problems.append(Problem("language", _("Choose a language.")))
        refuse_if(problems)
        proposal.opinion, proposal.opinion_language = text, language
        proposal.opinion_by, proposal.opinion_at = by, now()
        if proposal.status == S.PROPOSED:
            proposal.status = S.EXAMINED
        work.save(proposal, "opinion", "opinion_language", "opinion_by", "opinion_at", "status", "updated_at")
        _audit(work, "examine", proposal, by, fields=["opinion"])
        tell_proposer(proposal, "proposal_examined")
    return proposal


def put_before_group(proposal: Proposal, *, by: Any, meeting_reference: str = "") -> Decision:
    """Put a proposal before the Advisory Group: it becomes a decision that is open (GDL-1, MTG-3).

    Title and text of the decision are the portal's, around the words of the proposal and no others. Raises Forbidden
    (also while the secretariat still has time for its opinion), WrongState, Refusal.
    """
    with unit_of_work() as work:
        body = work.lock(Body.objects.get(code=GROUP))
        proposal = work.lock(proposal)
        transition = PROPOSAL_TRANSITIONS.require("put_before_group", by, proposal)
        kind = kind_of(proposal)
        refuse_if(kind.before_group_problems(proposal))
        title, text = kind.wording(proposal, proposal.language)
        decision = draft_decision(
            body=body,
            title=title[:250],
            text=text,
            language=proposal.language,
            by=by,
            kind=kind.decision_kind,
            about=proposal,
            proposer=proposal.proposer,
            proposed_by=proposal.proposed_by,
            meeting_reference=meeting_reference,
        )
        write_translations(proposal, decision, by=by)
        proposal.decision, proposal.status = decision, transition.target
        work.save(proposal, "decision", "status", "updated_at")
        _audit(work, "put_before_group", proposal, by, data={"decision": decision.pk})
        decision = open_decision(decision, by=by)
        tell_proposer(proposal, "proposal_before_group")
    return decision


def write_translations(
    proposal: Proposal, decision: Decision, *, by: Any, only: Collection[str] | None = None
) -> None:
    """Word the decision in the other languages in which the proposal is there, or in ``only`` some of them."""
    kind = kind_of(proposal)
    for language in kind.languages(proposal):
        if language != decision.language and (only is None or language in only):
            title, text = kind.wording(proposal, language)
            set_translations(decision, language, {"title": title[:250], "text": text}, by=by)


def withdraw(proposal: Proposal, *, by: Any) -> Proposal:
    """The proposer takes the proposal back; the decision about it is withdrawn with it (GDL-1)."""
    with unit_of_work() as work:
        work.lock(Body.objects.get(code=GROUP))  # also of one that another session puts before the group now
        proposal = work.lock(proposal)
        PROPOSAL_TRANSITIONS.require("withdraw", by, proposal)
        if proposal.decision_id and proposal.decision.status != DecisionStatus.WITHDRAWN:
            withdraw_decision(proposal.decision, by=by)
            proposal = work.lock(proposal)
        if proposal.status != S.WITHDRAWN:
            _withdrawn(work, proposal, by)
    return proposal


def _withdrawn(work: Work, proposal: Proposal, by: Any) -> None:
    proposal.status = S.WITHDRAWN
    work.save(proposal, "status", "updated_at")
    _audit(work, "withdraw", proposal, by)


def adoption_problems(decision: Decision) -> list[Problem]:
    """Say why a decision about a proposal cannot be adopted yet (``meetings.outcomes.adoption_guards``)."""
    proposal = proposal_of(decision)
    return kind_of(proposal).adoption_problems(proposal) if proposal else []


def follow_outcome(decision: Decision, by: Any) -> None:
    """Let a proposal follow the outcome of its decision (``meetings.outcomes.announced``); deferred, it waits."""
    outcomes = {
        DecisionStatus.ADOPTED: S.ADOPTED,
        DecisionStatus.NO_CONSENSUS: S.NOT_ADOPTED,
        DecisionStatus.WITHDRAWN: S.WITHDRAWN,
    }
    proposal = proposal_of(decision)
    if proposal is None or decision.status not in outcomes:
        return
    with unit_of_work() as work:
        proposal = work.lock(proposal)
        if proposal.status != S.BEFORE_GROUP:
            return
        status = outcomes[decision.status]
        if status == S.WITHDRAWN:
            _withdrawn(work, proposal, by)
            return
        proposal.status = status
        work.save(proposal, "status", "updated_at")
        _audit(work, status.value, proposal, by, data={"decision": decision.pk})
        if status == S.ADOPTED:
            kind_of(proposal).adopted(proposal, by)
        tell_proposer(proposal, f"proposal_{status.value}")
