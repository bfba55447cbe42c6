"""Answers to "may this person do that?" and the exceptions raised when a verb is refused."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Allowed:
    """The answer yes; truthy."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Refused:
    """The answer no, with a reason to show; falsy."""

    reason: Any

    def __bool__(self) -> bool:
        return False


Answer = Allowed | Refused
ALLOWED = Allowed()


@dataclass(frozen=True)
class Problem:
    """One thing that stands in the way, and the form field it concerns ("" for the whole record).

    ``url``: where staff see to it, where a page shows that.
    """

    field: str
    message: Any
    url: str = ""


class Refusal(Exception):
    """A verb was refused. Carries every problem at once."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("; ".join(str(problem.message) for problem in problems))


class Forbidden(Refusal):
    """Refused because of who asks: shown as 403 with the reason."""

    def __init__(self, reason: Any):
        self.reason = reason
        super().__init__([Problem("", reason)])


class WrongState(Refusal):
    """Refused because the record is no longer (or not yet) where the verb starts from."""

    def __init__(self, reason: Any):
        self.reason = reason
        super().__init__([Problem("", reason)])


class StaleRecord(Refusal):
    """Somebody else saved in between: nothing was written."""

    def __init__(self, reason: Any = ""):
        super().__init__([Problem("", reason or _("Somebody else saved this in the meantime."))])


def refuse_if(problems: list[Problem]) -> None:
    """Raise :class:`Refusal` with all ``problems``; do nothing when there are none."""
    if problems:
        raise Refusal(problems)


def require(answer: Answer) -> None:
    """Raise :class:`Forbidden` with the reason of a no; do nothing for a yes."""
    if not answer:
        raise Forbidden(answer.reason)
