"""A decision with an outcome as the public reads it: from its frozen version, without a person's name."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from meetings.enums import DecisionKind, DecisionStatus, PositionKind, TermRole
from meetings.models import Body, Decision
from meetings.texts.frozen_decisions import KIND
from partners.models import Organisation
from portal.records.frozen import latest
from portal.records.models import FrozenVersion
from portal.records.translations import Shown


def _day(value: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(value[:10]) if value else None


@dataclass(frozen=True)
class SaidOnRecord:
    """A statement, reservation or objection, by the partner that spoke; "" is the secretariat."""

    kind: str
    partner: str
    text: str
    language: str
    on: datetime.date | None
    on_behalf: bool = False
    taken_back: bool = False
    taken_back_on_behalf: bool = False
    lapsed: bool = False
    taken_out_on_behalf: bool = False

    @property
    def kind_label(self) -> Any:
        return PositionKind(self.kind).label

    @property
    def is_maintained(self) -> bool:
        return self.kind == PositionKind.OBJECTION and not self.taken_back and not self.lapsed


@dataclass(frozen=True)
class Designated:
    """Whom a decision designates: role and partner, for which time; the person is not named here."""

    role: str
    partner: str
    since: datetime.date | None
    until: datetime.date | None

    @property
    def role_label(self) -> Any:
        return TermRole(self.role).label


@dataclass(frozen=True)
class DecisionText:
    """A decision ready to be shown in one language; what is not translated stands in the original."""

    reference: str
    body: Body
    kind: str
    status: str
    title: Shown
    text: Shown
    outcome_note: Shown
    follow_up: Shown
    language: str
    languages: tuple[str, ...]
    meeting: str
    source: str
    proposer: str
    decided_on: datetime.date | None
    on_behalf: bool
    proposed_on_behalf: bool
    who_decides: list[str] | None
    withdrawn_on: datetime.date | None = None
    positions: list[SaidOnRecord] = field(default_factory=list)
    designated: list[Designated] = field(default_factory=list)
    sha256: str = ""
    version: int = 0

    @property
    def kind_label(self) -> Any:
        return DecisionKind(self.kind).label

    @property
    def status_label(self) -> Any:
        return DecisionStatus(self.status).label

    @property
    def is_withdrawn(self) -> bool:
        """Whether its proposer withdrew it after the deferral, whose day is ``decided_on``."""
        return self.status == DecisionStatus.WITHDRAWN

    @property
    def is_adopted(self) -> bool:
        return self.status == DecisionStatus.ADOPTED

    def _of(self, kind: str) -> list[SaidOnRecord]:
        return [position for position in self.positions if position.kind == kind]

    @property
    def statements(self) -> list[SaidOnRecord]:
        return self._of(PositionKind.STATEMENT)

    @property
    def reservations(self) -> list[SaidOnRecord]:
        return self._of(PositionKind.RESERVATION)

    @property
    def objections(self) -> list[SaidOnRecord]:
        return self._of(PositionKind.OBJECTION)


def _names(content: dict[str, Any]) -> dict[str, str]:
    """Return what partners are called: as then; an individual as they agree to be called today."""
    names = dict(content["partners"])
    unnamed = [int(key.partition("-")[2]) for key, name in names.items() if not name]
    for organisation in Organisation.objects.filter(pk__in=unnamed):
        names[f"partner-{organisation.pk}"] = organisation.public_name
    return names


def _shown(content: dict[str, Any], name: str, language: str) -> Shown:
    translated = content["translations"].get(language, {}).get(name)
    if translated and language != content["language"]:
        return Shown(translated, language, is_translation=True)
    return Shown(content[name], content["language"])


def _positions(content: dict[str, Any], names: dict[str, str]) -> Iterator[SaidOnRecord]:
    for row in content["positions"]:
        yield SaidOnRecord(
            kind=row["kind"],
            partner=names.get(row["partner"] or "", ""),
            text=row["text"],
            language=row["language"],
            on=_day(row["made_at"]),
            on_behalf=row["on_behalf"],
            taken_back=bool(row["taken_back_at"]) and not row["lapsed"],
            lapsed=row["lapsed"],
            # Versions frozen before the portal kept it do not say it.
            taken_back_on_behalf=row.get("taken_back_on_behalf", False),
            taken_out_on_behalf=row.get("taken_out_on_behalf", False),
        )


def frozen_text(decision: Decision, frozen: FrozenVersion, language: str) -> DecisionText:
    """Return a frozen version of a decision as text to show in ``language``."""
    content = frozen.content()
    names = _names(content)
    deciding = content["who_decides"]
    return DecisionText(
        reference=content["reference"],
        body=decision.body,
        kind=content["kind"],
        status=content["status"],
        **{name: _shown(content, name, language) for name in ("title", "text", "outcome_note", "follow_up")},
        language=content["language"],
        languages=(content["language"], *sorted(content["translations"])),
        meeting=content["meeting"],
        source=content["source"],
        proposer=names.get(content["proposer"] or "", ""),
        decided_on=_day(content["decided_on"]),
        withdrawn_on=_day(content.get("withdrawn_on")),
        on_behalf=content["on_behalf"],
        proposed_on_behalf=content.get("proposed_on_behalf", False),
        who_decides=None if deciding is None else [names.get(row["partner"] or "", "") for row in deciding],
        positions=list(_positions(content, names)),
        designated=[
            Designated(
                row["role"],
                names.get(row["partner"], ""),
                _day(row["since"]),
                _day(row["until"]),
            )
            for row in content["nominations"]
        ],
        sha256=frozen.sha256,
        version=frozen.number,
    )


def public_text(decision: Decision, language: str = "") -> DecisionText | None:
    """Return what the register shows of a decision, or None while there is no outcome."""
    frozen = latest(decision, KIND) if decision.is_public else None
    return frozen_text(decision, frozen, language or get_language() or "en") if frozen else None
