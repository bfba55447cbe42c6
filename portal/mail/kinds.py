"""What people can be told about: the kinds of notices, which apps register from ``AppConfig.ready()``.

Partners' kinds stand in ``partners/notices/kinds.py``: a new kind is one more entry there. ::

    NoticeKind("new_partner", _("New partner in your areas"), default=Delivery.WEEKLY)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.mail.enums import Delivery


class UnknownKind(LookupError):
    """No app registered a kind of notice of this name."""


def everybody(user: Any) -> bool:
    """Concerns every account."""
    return True


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice.

    ``code`` is what is stored (at most 40 characters); ``label`` and ``hint`` stand on the settings page.
    ``default`` holds until somebody chooses. ``mandatory``: what somebody must get, such as the answer to their own
    letter: always mailed at once, without a choice and without a way to unsubscribe. ``concerns`` (user) says
    whether the kind is offered on somebody's settings page.
    """

    code: str
    label: Any
    hint: Any = ""
    default: Delivery = Delivery.AT_ONCE
    mandatory: bool = False
    concerns: Callable[[Any], bool] = everybody


_kinds: dict[str, NoticeKind] = {}


def register_kind(kind: NoticeKind) -> NoticeKind:
    """Add a kind; a second one of the same code replaces the first."""
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> NoticeKind:
    """Return a kind; UnknownKind when no app registered it."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownKind(f"no kind of notice is called {code!r}: register it (portal.mail.kinds)") from None


def label_of(code: str) -> Any:
    """Return what a kind is called, also of one that is no longer registered."""
    return _kinds[code].label if code in _kinds else code


def all_kinds() -> list[NoticeKind]:
    """Return every kind in order of registration."""
    return list(_kinds.values())


def kinds_for(user: Any) -> list[NoticeKind]:
    """Return the kinds about which ``user`` has a choice."""
    return [kind for kind in _kinds.values() if not kind.mandatory and kind.concerns(user)]
