"""What a letter says, as plain data: frozen when it is sent, typeset for page, preview and PDF alike."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from partners.enums import Direction, PartnerKind, Topic
from partners.models import Letter
from partnership_areas.models import Area, Country
from portal.records.clock import today
from portal.records.models import FrozenVersion

KIND = "letter"
# What would tell who an individual is: kept with the personal part, shown only with consent.
TELLS_WHO = ("legal_name", "acronym", "website", "description", "signatory_title")


def letter_content(letter: Letter) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (public part, personal part) of what ``letter`` says now.

    The public part has no name, address or number of a person; what tells who an individual is is personal too.
    """
    public = {
        "language": letter.language,
        "kind": letter.kind,
        "legal_name": letter.legal_name,
        "acronym": letter.acronym,
        "country": letter.country.alpha2 if letter.country else None,
        "is_global": letter.is_global,
        "website": letter.website,
        "description": letter.description,
        "areas": [area.code for area in letter.areas.in_order()],
        "supports": letter.supports,
        "commits": letter.commits,
        "contribution": letter.contribution,
        "offers": [
            {
                "direction": offer.direction,
                "topic": offer.topic,
                "area": offer.area.code if offer.area else None,
                "text": offer.text,
            }
            for offer in letter.offers.select_related("area")
        ],
        "signatory_title": letter.signatory_title,
        "signed_on": letter.signed_on.isoformat() if letter.signed_on else None,
        "has_signed_file": letter.signed_file_id is not None,
    }
    personal = {
        "individual_name": "",
        "individual": {},
        "name_is_public": letter.consents_to_name,
        "signatory_name": letter.signatory_name,
        "contacts": [
            {
                "role": contact.role,
                "given_name": contact.given_name,
                "family_name": contact.family_name,
                "post": contact.post,
                "email": contact.email,
                "phone": contact.phone,
                "is_public": contact.is_public,
            }
            for contact in letter.contacts.all()
        ],
    }
    if letter.is_individual:
        personal["individual_name"] = letter.legal_name
        personal["individual"] = {name: public[name] for name in TELLS_WHO}
        public |= dict.fromkeys(TELLS_WHO, "")
    return public, personal


@dataclass(frozen=True)
class OfferText:
    direction: str
    topic: str
    area: Area | None
    text: str

    @property
    def topic_label(self) -> str:
        return str(Topic(self.topic).label) if self.topic else ""


@dataclass(frozen=True)
class LetterText:
    """A letter ready to be shown: names looked up, nothing personal in it beyond what may be public."""

    reference: str
    language: str
    kind: str
    name: str
    acronym: str
    country: Country | None
    is_global: bool
    website: str
    description: str
    areas: list[Area]
    supports: bool
    commits: bool
    contribution: str
    offers: list[OfferText]
    signatory_title: str
    signed_on: datetime.date | None
    has_signed_file: bool
    version: int = 0
    sha256: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def kind_label(self) -> str:
        return str(PartnerKind(self.kind).label) if self.kind else ""

    @property
    def offered(self) -> list[OfferText]:
        return [offer for offer in self.offers if offer.direction == Direction.OFFER]

    @property
    def sought(self) -> list[OfferText]:
        return [offer for offer in self.offers if offer.direction == Direction.SEEK]

    @property
    def is_individual(self) -> bool:
        return self.kind == PartnerKind.INDIVIDUAL

    @property
    def symbol(self) -> str:
        return symbol_of(self.reference)


def symbol_of(reference: str) -> str:
    """Return ``GMP/LOI/2026/7`` for LOI-2026-0007, nothing for nothing."""
    if not reference:
        return ""
    series, year, number = reference.split("-")
    return f"GMP/{series}/{year}/{int(number)}"


def _text(
    content: dict[str, Any],
    people: dict[str, Any] | None,
    *,
    reference: str,
    version: int = 0,
    sha256: str = "",
) -> LetterText:
    areas = {area.code: area for area in Area.objects.all()}
    country = Country.objects.filter(alpha2=content["country"]).first() if content["country"] else None
    name = content["legal_name"]
    if content["kind"] == PartnerKind.INDIVIDUAL:
        shown = people and people["name_is_public"]
        if shown:
            content = content | people["individual"]
        name = people["individual_name"] if shown else _("Individual partner")
    return LetterText(
        reference=reference,
        language=content["language"],
        kind=content["kind"],
        name=name,
        acronym=content["acronym"],
        country=country,
        is_global=content["is_global"],
        website=content["website"],
        description=content["description"],
        areas=[areas[code] for code in content["areas"] if code in areas],
        supports=content["supports"],
        commits=content["commits"],
        contribution=content["contribution"],
        offers=[
            OfferText(offer["direction"], offer["topic"], areas.get(offer["area"] or ""), offer["text"])
            for offer in content["offers"]
        ],
        signatory_title=content["signatory_title"],
        signed_on=datetime.date.fromisoformat(content["signed_on"]) if content["signed_on"] else None,
        has_signed_file=content["has_signed_file"],
        version=version,
        sha256=sha256,
    )


def preview_text(letter: Letter) -> LetterText:
    """Return the letter as it would be published if it were sent now."""
    content, people = letter_content(letter)
    if not content["signed_on"]:
        content["signed_on"] = today().isoformat()
    return _text(content, people, reference=letter.reference or "")


def frozen_text(frozen: FrozenVersion, reference: str) -> LetterText:
    """Return a frozen version as text to show; names of erased people are gone."""
    return _text(
        frozen.content(),
        frozen.people_content(),
        reference=reference,
        version=frozen.number,
        sha256=frozen.sha256,
    )
