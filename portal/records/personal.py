"""The data map: what the portal holds about persons, and what happens to it on export and on erasure.

Every app has a module ``data_map`` that says it for its tables, one :func:`describe` for each::

    describe(
        Invitation, _("Invitation"),
        about=("email", "person"),        # rows found by these are about the person …
        blank=("email", "given_name"),    # … and these fields are emptied (or ``delete=True``: the row goes)
        show=("role", "sent_at"),         # exported beside them
        links=("invited_by",),            # who did something: stays, the account behind it has no name left
        texts=("message",),               # people write freely: an officer reads what mentions the person
        searched=True,                    # found by reading through texts: not on the person's own page
        none=("code",),                   # never a person's data, although it could be by its type
    )

A table may be described several times when its rows can be about several persons. A test fails for each field that
could hold personal data and stands in no map (:func:`unmapped`).
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from portal.records.registries import Registry
from portal.records.text import normalise_name

# What is written where a name was and something must stand there.
ERASED = "[erased]"
OWN_PACKAGES = ("portal", "partnership_areas", "partners", "meetings", "business_plans", "reporting")


@dataclass
class Subject:
    """A person as the portal knows them: addresses, names, and the rows that *are* the person."""

    emails: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    family_names: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    keys: dict[str, set[int]] = field(default_factory=dict)

    def ids(self, label: str) -> set[int]:
        """Return the keys of the rows of a model ("accounts.user") that are this person."""
        return self.keys.get(label, set())

    def add(self, label: str, pk: int, **tells: str) -> None:
        """Note a row that is this person, with its address, name and telephone number."""
        self.keys.setdefault(label, set()).add(pk)
        self.note(**tells)

    def note(self, *, email: str = "", given: str = "", family: str = "", phone: str = "") -> None:
        """Note an address, a name, a telephone number of this person."""
        if email:
            self.emails.add(email.strip().lower())
        if phone.strip():
            self.phones.add(phone.strip())
        given, family = given.strip(), family.strip()
        if given and family:
            self.names |= {f"{given} {family}", f"{family} {given}", f"{family}, {given}"}
        if len(family) > 2:
            self.family_names.add(family)

    def is_address(self, text: Any) -> bool:
        return isinstance(text, str) and text.strip().lower() in self.emails

    def is_name(self, text: Any) -> bool:
        """Whether ``text`` is the person's full name; accents, case and order do not count."""
        return (
            isinstance(text, str)
            and bool(text.strip())
            and normalise_name(text) in {normalise_name(name) for name in self.names}
        )

    def marks(self) -> set[str]:
        """Return the texts by which the person can be told: addresses, full names, telephone numbers."""
        return self.emails | self.names | {phone for phone in self.phones if len(phone) > 5}


@dataclass(frozen=True)
class Holding:
    """What one table holds about a person; see the module's text for the fields."""

    model: type[models.Model]
    title: Any
    about: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    delete: bool = False
    show: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    kept: Any = ""
    searched: bool = False
    find: Callable[[Subject], QuerySet] | None = None
    erase: Callable[["Erasure", QuerySet], None] | None = None

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def code(self) -> str:
        """The same at every start, to be stored: the table, and the how many-th description of it."""
        same = [holding for holding in _holdings if holding.model is self.model]
        return f"{self.label}-{same.index(self)}"

    @property
    def changes(self) -> bool:
        """Whether an erasure changes anything here."""
        return bool(self.blank or self.delete or self.erase)

    @property
    def fields(self) -> set[str]:
        names = {lookup.partition("__")[0] for lookup in self.about}
        return names | {*self.blank, *self.show, *self.links, *self.texts, *self.none}

    def rows(self, subject: Subject) -> QuerySet:
        """Return the rows that are about ``subject``."""
        if self.find is not None:
            return self.find(subject)
        return self._rows_by(self.about, subject)

    def acts(self, subject: Subject) -> QuerySet:
        """Return the rows in which the person stands as somebody who did something."""
        return self._rows_by(self.links, subject)

    def _rows_by(self, lookups: Iterable[str], subject: Subject) -> QuerySet:
        wanted = Q()
        for lookup in lookups:
            wanted |= _matches(self.model, lookup, subject) or Q()
        manager = self.model._base_manager
        return manager.filter(wanted).order_by("pk") if wanted else manager.none()

    def with_relations(self, rows: QuerySet) -> QuerySet:
        """Return ``rows`` with what their shown fields point to, in one query."""
        names = [name for name in (*self.blank, *self.show) if _is_single(self.model, name)]
        return rows.select_related(*names) if names else rows

    def values(self, row: models.Model) -> dict[str, Any]:
        """Return what is exported of a row about the person, by the fields' names."""
        names = dict.fromkeys((*self.blank, *self.show, *self.texts))
        return {name: _plain(row, name) for name in names}


@dataclass
class Erasure:
    """One erasure under way: whom, by whom, and what it touched; a ``trial`` is taken back at its end."""

    subject: Subject
    by: Any
    work: Any
    request_pk: int | None = None
    trial: bool = False
    counts: Counter = field(default_factory=Counter)
    documents: set[tuple[str, int]] = field(default_factory=set)
    after: list[Callable[[], Any]] = field(default_factory=list)

    def typeset_again(self, record: models.Model) -> None:
        """Note a record whose PDFs can show the person."""
        self.documents.add((record._meta.label_lower, record.pk))


_holdings: list[Holding] = []
_identities: dict[str, Callable[[Subject], None]] = {}
record_urls: dict[str, Callable[[Any], str]] = {}  # model label → the staff's page of a record
blockers = Registry()  # (subject) → Problem that must be out of the way before the person can be erased
sweepers = Registry()  # (subject) called in every erasure, for what is found only by reading all of it
consents = Registry()  # (subject) → Consent that the person gave
people_redactors: dict[
    str, Callable[[dict[str, Any], Subject], dict[str, Any]]
] = {}  # kind of frozen version


@dataclass(frozen=True)
class Consent:
    """Something that a person agreed to: when, and how it is taken back (None: by erasure only)."""

    key: str
    text: Any
    given_at: Any = None
    take_back: Callable[[Any], None] | None = None
    note: Any = ""

    @property
    def can_end(self) -> bool:
        """Whether the person can take it back alone; templates ask this (they would call ``take_back``)."""
        return self.take_back is not None


def describe(model: type[models.Model], title: Any = "", **what: Any) -> Holding:
    """Add what one table holds about persons to the data map; ValueError for a field that is not there."""
    holding = Holding(model=model, title=title, **what)
    known = {item.name for item in model._meta.get_fields()}
    wrong = sorted(holding.fields - known - {"pk"})
    if wrong:
        raise ValueError(f"{holding.label} has no field {', '.join(wrong)}")
    _holdings.append(holding)
    return holding


def identity(model: type[models.Model], find: Callable[[Subject], None]) -> None:
    """Say that rows of ``model`` are persons. ``find`` adds those of a subject (by address, by other rows)."""
    _identities[model._meta.label_lower] = find


def holdings() -> Iterator[Holding]:
    """Yield the data map in order of the apps."""
    yield from _holdings


def subject_of(email: str) -> Subject:
    """Return the person behind an address; unknown where no row *is* the person, it may be named all the same."""
    subject = Subject(emails={email.strip().lower()})
    looked: dict[str, tuple[int, int]] = {}
    while True:
        known = (len(subject.emails), sum(map(len, subject.keys.values())))
        due = [label for label in _identities if looked.get(label) != known]
        if not due:
            return subject
        _identities[due[0]](subject)
        looked[due[0]] = (len(subject.emails), sum(map(len, subject.keys.values())))


def variants(mark: str) -> set[str]:
    """Return how a text may stand in a column: as it is, and as JSON writes letters beyond ASCII."""
    return {mark, json.dumps(mark)[1:-1], json.dumps(mark, ensure_ascii=False)[1:-1]}


def holding_text(model: type[models.Model], name: str, marks: Iterable[str]) -> QuerySet:
    """Return the rows of ``model`` whose column ``name``, as text, holds one of ``marks``."""
    rows = model._base_manager.annotate(column_text=Cast(name, TextField()))
    wanted = Q(pk__in=[])
    for mark in marks:
        for text in variants(mark):
            wanted |= Q(column_text__icontains=text)
    return rows.filter(wanted)


def naming_address(subject: Subject, *columns: str) -> Q:
    """Return the condition that a text holds one of the subject's addresses, not as a part of another address.

    Only addresses: names and telephone numbers are what somebody says of themselves, and others can have the same.
    """
    wanted = Q(pk__in=[])
    for email in subject.emails:
        whole = rf"(^|[^\w.+-]|\\[nrt]){re.escape(email)}($|[^\w.-]|[.-]($|\W))"
        for column in columns:
            wanted |= Q(**{f"{column}__icontains": email, f"{column}__iregex": whole})
    return wanted


def _matches(model: type[models.Model], lookup: str, subject: Subject) -> Q | None:
    """Return the condition under which ``lookup`` is the person: by key for a relation, else by address."""
    target: Any = None
    meta = model._meta
    for part in lookup.split("__"):
        target = meta.pk if part == "pk" else meta.get_field(part)
        meta = target.related_model._meta if target.is_relation else meta
    label = meta.label_lower if target.is_relation or lookup.endswith("pk") else ""
    if label:
        keys = subject.ids(label)
        return Q(**{f"{lookup}__in": keys}) if keys else None
    condition = Q()
    for email in subject.emails:
        condition |= Q(**{f"{lookup}__iexact": email})
    return condition or None


def _is_single(model: type[models.Model], name: str) -> bool:
    target = model._meta.get_field(name)
    return bool(target.is_relation and not target.many_to_many)


def _plain(row: models.Model, name: str) -> Any:
    target = row._meta.get_field(name)
    if target.many_to_many:
        return [str(other) for other in getattr(row, name).all()]
    if target.is_relation:
        other = getattr(row, name)
        return None if other is None else str(other)
    if getattr(target, "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    value = getattr(row, name)
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)


# --- What no map names ----------------------------------------------------------------------------


def is_own(model: type[models.Model]) -> bool:
    return model.__module__.partition(".")[0] in OWN_PACKAGES


def is_person_like(target: Any, *, own: bool) -> bool:
    """Whether a field could hold a person's data by its type: a text, a file, a pointer to a person.

    Of tables that are not ours only pointers, addresses of mails and of machines count.
    """
    if not getattr(target, "concrete", False) or hasattr(target, "translated_field"):
        return False
    if target.is_relation:
        related = target.related_model
        return related is not None and related._meta.label_lower in _identities
    if isinstance(target, models.EmailField | models.GenericIPAddressField):
        return True
    if not own or isinstance(target, models.UUIDField):
        return False
    if isinstance(target, models.TextField | models.JSONField | models.FileField):
        return True
    return isinstance(target, models.CharField) and not target.choices


def unmapped(chosen: Iterable[type[models.Model]] | None = None) -> list[str]:
    """Return the fields, as "app.model.field", that could hold personal data and stand in no map."""
    named: dict[type[models.Model], set[str]] = {}
    for holding in _holdings:
        named.setdefault(holding.model, set()).update(holding.fields)
    missing = []
    for model in apps.get_models() if chosen is None else chosen:
        known = set().union(*(named.get(parent, set()) for parent in model.__mro__ if parent in named), ())
        missing += [
            f"{model._meta.label_lower}.{target.name}"
            for target in model._meta.local_fields
            if is_person_like(target, own=is_own(model)) and target.name not in known
        ]
    return sorted(missing)
