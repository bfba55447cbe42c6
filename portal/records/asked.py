"""What is asked once for a request's user object; an action asks anew after it waited for a lock."""

from collections.abc import Callable
from contextvars import ContextVar
from itertools import count
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_locks = count(1)
_last_lock: ContextVar[int] = ContextVar("last_lock", default=0)


def forget() -> None:
    """Let everything be asked anew: a row was locked, and others may have changed rights before it was free."""
    _last_lock.set(next(_locks))


def once(user: Any, name: str, ask: Callable[[], Answer]) -> Answer:
    """Return what ``ask`` answers, kept on ``user`` under ``name`` until the next lock."""
    lock = _last_lock.get()
    asked_at, answer = getattr(user, name, (None, None))
    if asked_at != lock:
        answer = ask()
        setattr(user, name, (lock, answer))
    return answer
