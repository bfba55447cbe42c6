"""What differs between the kinds of proposals to the Advisory Group; each kind registers itself (GDL-1, AREA-1)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from meetings.models.proposals import Proposal
from portal.records.decisions import Problem
from portal.records.registries import WaitingItem


@dataclass(frozen=True)
class KindOfProposal:
    """One model of proposals.

    ``series`` begins its references. ``wording(proposal, language)`` returns title and text of the decision that
    it asks for, ``languages(proposal)`` those in which it can be worded, the original among them.
    ``adoption_problems(proposal)`` says why it cannot be adopted yet, ``adopted(proposal, by)`` does what follows
    from an adoption, inside the transaction that records it. ``url(proposal)`` is its page on the desk, ``admin_url``
    the one of the secretariat. ``ties`` are read along with a list of them, because the wording needs them.
    ``left_to_do(user)``: which adopted ones somebody still has to carry out, ``to_carry_out(proposal)`` says how.
    """

    decision_kind: str
    series: str
    wording: Callable[[Any, str], tuple[str, str]]
    url: Callable[[Any], str]
    admin_url: Callable[[Any], str]
    ties: tuple[str, ...] = ()
    languages: Callable[[Any], Iterable[str]] = lambda proposal: (proposal.language,)
    before_group_problems: Callable[[Any], list[Problem]] = lambda proposal: []
    adoption_problems: Callable[[Any], list[Problem]] = lambda proposal: []
    adopted: Callable[[Any, Any], None] = lambda proposal, by: None
    left_to_do: Callable[[Any], Q] = lambda user: Q(pk__in=())
    to_carry_out: Callable[[Any], WaitingItem] | None = None


_KINDS: dict[type[Proposal], KindOfProposal] = {}


def register_proposals(model: type[Proposal], kind: KindOfProposal) -> None:
    """Called once per model from ``meetings.hooks``."""
    _KINDS[model] = kind


def kind_of(proposal: Proposal | type[Proposal]) -> KindOfProposal:
    """Return what is particular to a proposal's model."""
    return _KINDS[proposal if isinstance(proposal, type) else type(proposal)]


def is_proposal(record: Any) -> bool:
    """Whether a record that a decision is about is a proposal."""
    return type(record) in _KINDS


def models_of_proposals() -> list[type[Proposal]]:
    return list(_KINDS)
