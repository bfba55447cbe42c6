"""How the status of a record moves: one table per kind of record, read by screens, rules, docs and tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portal.records.decisions import Answer, Problem, Refusal, WrongState, require


@dataclass(frozen=True)
class Transition:
    """One verb: from which states to which, who may, whether a reason is needed, and its labels.

    ``target`` is None for verbs that leave the status alone. ``who`` is a pure function (user, record) →
    Allowed | Refused. ``staff_label`` is the button's text, ``public_label`` what the history shows.
    """

    verb: str
    sources: frozenset[str]
    target: str | None
    who: Callable[[Any, Any], Answer]
    staff_label: Any
    public_label: Any
    needs_reason: bool = False
    danger: bool = False
    roles: tuple[str, ...] = field(default=())


class TransitionTable:
    """All verbs of one kind of record."""

    def __init__(self, *transitions: Transition):
        self._by_verb = {transition.verb: transition for transition in transitions}

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._by_verb.values())

    def __getitem__(self, verb: str) -> Transition:
        return self._by_verb[verb]

    def available(self, user: Any, record: Any) -> list[Transition]:
        """Return the verbs that this user can use on this record in its present state."""
        return [t for t in self if record.status in t.sources and t.who(user, record)]

    def require(self, verb: str, user: Any, record: Any, *, reason: str | None = None) -> Transition:
        """Return the transition, or raise Forbidden, WrongState, or Refusal for a missing reason."""
        transition = self._by_verb[verb]
        require(transition.who(user, record))
        if record.status not in transition.sources:
            raise WrongState(
                _("This is no longer possible: the status is now “%(status)s”.")
                % {"status": record.get_status_display()}
            )
        if transition.needs_reason and not (reason or "").strip():
            raise Refusal([Problem("reason", _("Give a reason."))])
        return transition
