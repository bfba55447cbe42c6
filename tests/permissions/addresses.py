"""Every address of the portal, as Django's resolver knows them: ours, and those of Wagtail and allauth."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.translation import override

OUR_PACKAGES = ("portal", "partnership_areas", "partners", "meetings", "business_plans", "reporting")
# Values for parts of third-party addresses; where a type does not say it, the name does.
BY_TYPE = {"IntConverter": 1, "UUIDConverter": uuid.UUID(int=0), "SlugConverter": "x", "PathConverter": "x/y"}
BY_NAME = {
    "extension": "woff2",
    "mode": "preview",
    "action": "publish",
    "app_label": "site",
    "model_name": "sectionframe",
    "content_type_app_name": "site",
    "content_type_model_name": "standardpage",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
    "filter_spec": "width-10",
    "type": "delete",
}
TRIED = (1, "1", "x", "en")


@dataclass(frozen=True)
class Address:
    """An address: its name with namespaces, its pattern, the module of the view, the names of its parts."""

    name: str
    pattern: str
    module: str
    parts: tuple[tuple[str, str], ...]

    @property
    def is_ours(self) -> bool:
        return self.module.partition(".")[0] in OUR_PACKAGES

    @property
    def prefix(self) -> str:
        """The part of the pattern by which third-party addresses are grouped."""
        return "/".join(self.pattern.split("/")[:2])


def _walk(resolver: Any, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        text = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = namespaces + ((pattern.namespace,) if pattern.namespace else ())
            yield from _walk(pattern, text, inner)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", pattern.callback)
            kinds = {name: type(kind).__name__ for name, kind in pattern.pattern.converters.items()}
            named = getattr(pattern.pattern, "regex", None)
            names = dict.fromkeys(named.groupindex if named else (), "") | kinds
            name = ":".join((*namespaces, pattern.name)) if pattern.name else ""
            yield Address(name, text, view.__module__, tuple(names.items()))


@cache
def all_addresses() -> tuple[Address, ...]:
    """Return every address in the order in which it is looked up; those of languages once, in English."""
    with override("en"):
        return tuple(_walk(get_resolver(), "/", ()))


def our_addresses() -> list[Address]:
    return [address for address in all_addresses() if address.is_ours]


def third_party_addresses() -> list[Address]:
    return [address for address in all_addresses() if not address.is_ours]


def sample_url(address: Address) -> str:
    """Return some address that the pattern accepts, whether anything is there or not; "" if none is found."""
    if not address.parts and "^" not in address.pattern and "(" not in address.pattern:
        return address.pattern
    for tried in TRIED:
        values = {name: BY_NAME.get(name, BY_TYPE.get(kind, tried)) for name, kind in address.parts}
        for arguments in (
            {"kwargs": values},
            {"args": [tried]},
            {"args": []},
            {"args": [tried, tried, tried]},
        ):
            try:
                return reverse(address.name, **arguments)
            except NoReverseMatch:
                continue
    return ""
