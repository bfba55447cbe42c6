"""What a decision says, as plain data: frozen with its outcome, people kept apart (MTG-3)."""

import datetime
from typing import Any

from meetings.enums import TermRole
from meetings.models import Decision, Position
from meetings.rules.decisions import voice_of, voices
from meetings.rules.on_behalf import (
    taken_back_on_behalf,
    taken_out_while_objecting,
    was_proposed_on_behalf,
)
from partners.enums import PartnerKind
from partners.models import Person
from portal.records.frozen import freeze, latest
from portal.records.models import FrozenVersion
from portal.records.translations import current_translations_of

KIND = "decision"


def _day(value: datetime.date | datetime.datetime | None) -> str | None:
    return value.isoformat() if value else None


class _People:
    """Gives every person a reference; names stand in the personal part only."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, str]] = {}

    def add(self, person: Person | None) -> str | None:
        if person is None:
            return None
        key = f"person-{person.pk}"
        self.found[key] = {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "email": person.email,
        }
        return key


def decision_content(
    decision: Decision, *, before: FrozenVersion | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (public part, personal part) of a decision: text, who decides, positions, nominations, outcome.

    ``who_decides`` is None for a decision of the past: nobody knows who was there. ``before``: an earlier version
    of the same outcome, whose list of those who decided is kept.
    """
    people = _People()
    organisations: dict[str, str] = {}

    def partner(organisation: Any) -> str | None:
        if organisation is None:
            return None
        key = f"partner-{organisation.pk}"
        # What an individual is called is looked up when it is shown: it is theirs to take back.
        is_person = organisation.kind == PartnerKind.INDIVIDUAL or not organisation.name_is_public
        organisations[key] = "" if is_person else organisation.legal_name
        return key

    deciding = None
    if before is not None:
        deciding = before.content()["who_decides"]
        organisations |= before.content()["partners"]
        people.found |= (before.people_content() or {}).get("people", {})
    elif not decision.source:
        deciding = [
            {
                "partner": partner(voice.organisation),
                "seat": voice.seat.pk if voice.seat else None,
                "person": people.add(voice.seat.person) if voice.seat else None,
            }
            for voice in voices(decision, decision.decided_on)
        ]
    positions = list(
        decision.positions.select_related("seat__organisation", "organisation__merged_into", "person")
    )
    taken_out = taken_out_while_objecting(decision)
    public = {
        "reference": decision.reference,
        "body": decision.body.code,
        "kind": decision.kind,
        "status": decision.status,
        "language": decision.language,
        "title": decision.title,
        "text": decision.text,
        "translations": _translations(decision),
        "meeting": decision.meeting_reference,
        "source": decision.source,
        "proposer": partner(decision.proposer),
        "proposed_by": people.add(decision.proposed_by),
        "proposed_on_behalf": was_proposed_on_behalf(decision),
        "opened_on": _day(decision.opened_at),
        "decided_on": _day(decision.decided_on),
        "withdrawn_on": _day(decision.withdrawn_on),
        "on_behalf": decision.on_behalf,
        "outcome_note": decision.outcome_note,
        "follow_up": decision.follow_up,
        "who_decides": deciding,
        "positions": [
            _position(position, partner, people)
            | {
                "taken_back_on_behalf": taken_back_on_behalf(position, positions),
                "taken_out_on_behalf": position.lapsed and position.pk in taken_out,
            }
            for position in positions
        ],
        "nominations": [
            {
                "role": row.role,
                "partner": partner(row.organisation),
                "person": people.add(row.person),
                "since": _day(row.since),
                "until": _day(row.until),
                "ground": row.ground if row.role == TermRole.MEMBER else "",
            }
            for row in decision.nominations.select_related("organisation", "person")
        ],
        "partners": organisations,
    }
    return public, {"people": people.found}


def _position(position: Position, partner: Any, people: _People) -> dict[str, Any]:
    voice = voice_of(position)
    return {
        "kind": position.kind,
        "partner": partner(voice.organisation),
        "seat": position.seat_id,
        "person": people.add(position.person),
        "text": position.text,
        "language": position.language,
        "made_at": _day(position.made_at),
        "on_behalf": position.on_behalf,
        "taken_back_at": _day(position.withdrawn_at),
        "lapsed": position.lapsed,
    }


def _translations(decision: Decision) -> dict[str, dict[str, str]]:
    """Return what is translated from the words that were decided on; an older translation is no record of them."""
    found: dict[str, dict[str, str]] = {}
    for (_pk, field, language), row in current_translations_of([decision]).items():
        found.setdefault(language, {})[field] = row.text
    return found


def freeze_decision(decision: Decision, *, by: Any, as_before: bool = False) -> FrozenVersion:
    """Freeze a decision as it is now; inside the caller's transaction, the decision locked.

    ``as_before``: nobody decided since the outcome (translations were added, its proposer withdrew it); who decided
    is taken from the last version.
    """
    before = latest(decision, KIND) if as_before else None
    public, people = decision_content(decision, before=before)
    return freeze(decision, KIND, public, people, by)
