"""Places where a higher app hands something to a lower one, so that imports go one way."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.records.asked import once


class Registry:
    """A list of functions that apps register in ``AppConfig.ready()``."""

    def __init__(self) -> None:
        self._functions: list[Callable[..., Any]] = []

    def register(self, function: Callable[..., Any]) -> Callable[..., Any]:
        if function not in self._functions:
            self._functions.append(function)
        return function

    def __iter__(self) -> Iterator[Callable[..., Any]]:
        return iter(self._functions)

    def collect(self, *args: Any) -> list[Any]:
        """Call every function and return all that they yield, in order of registration."""
        return [item for function in self._functions for item in function(*args)]


@dataclass(frozen=True)
class WaitingItem:
    """Something that waits for a person: a text, where to go, since when, until when (date)."""

    text: Any
    url: str
    since: datetime.datetime | None = None
    due: datetime.date | None = None
    kind: str = ""


@dataclass(frozen=True)
class AreaPlace:
    """What fills a place on an area's page (``plan``, ``meetings``, ``reports``, ``resources``, ``figures``).

    ``lines`` are {"text", "url", "meta", "lang"}; ``url`` and ``label`` lead to all of it.
    """

    code: str
    lines: tuple[dict[str, Any], ...] = ()
    url: str = ""
    label: Any = ""


@dataclass(frozen=True)
class FeedEntry:
    """One entry of an area's feed: a lasting key, what happened, when, where it can be read."""

    key: str
    title: str
    at: datetime.datetime
    url: str
    text: str = ""


class RoleRegistry(Registry):
    """Functions (user) → names of roles; a person can hold several."""

    def roles_of(self, user: Any) -> frozenset[str]:
        """Return every role of ``user``; asked once for a request's user object, anew after a lock."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return frozenset()
        return once(user, "_roles", lambda: frozenset(str(role) for role in self.collect(user)))


roles = RoleRegistry()
roles_of = roles.roles_of
waiting = Registry()  # (user) → WaitingItem: what waits for a person, shown on the desk
# (user) → WaitingItem: what waits for the secretariat and other staff, shown on the home page of the admin
staff_waiting = Registry()
desk_panels = Registry()  # (user) → (template name, context) drawn on the desk's home page
area_panels = Registry()  # (area, day) → (template name, context) on an area's page, as it stood on a day
area_side = Registry()  # (area, day) → (template name, context) beside the text of an area's page
area_places = Registry()  # (area) → AreaPlace: plan, meetings, reports, resources, figures
area_links = Registry()  # (area, user) → {"url", "label"}: where one goes on from an area's page
# (area, user) → {"text", "url", "label"}: how this person, or a visitor, takes part in an area
area_ways_in = Registry()
area_cards = Registry()  # (user, area) → {"title", "url", "text", "meta"} on an area's page on the desk
area_feed = Registry()  # (area) → FeedEntry, the newest of each kind first
area_staff_panels = Registry()  # (area) → (template name, context) on the secretariat's page of an area
area_verbs = Registry()  # () → portal.records.admin.Verb on the secretariat's page of an area
partner_panels = Registry()  # (organisation) → (template name, context) on a partner's public page
area_index_panels = Registry()  # () → (template name, context) below the list of areas
area_figures = Registry()  # (areas) → (area code, short text) shown under the area where areas are listed
thread = Registry()  # (record, user) → links to what it came from and led to
signed_in = Registry()  # (request, user) called when somebody signs in, e.g. to claim drafts
file_rules: dict[str, Callable[[Any, Any], Any]] = {}  # model label → (user, record) → Allowed | Refused
# model label → (record, name of the mail's text) → address to which an answer to a mail about it goes, or ""
reply_to: dict[str, Callable[[Any, str], str]] = {}
documents: dict[str, Any] = {}  # kind of document → portal.publishing.documents.DocumentKind


def has_role(user: Any, *names: str) -> bool:
    """Return whether ``user`` holds at least one of the named roles."""
    return not roles_of(user).isdisjoint(str(name) for name in names)
