"""A letter as the secretariat reads it: what was sent, what changed since, who it may be the same as."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.enums import ContactRole, Direction, LetterStatus, PartnerKind, Step, Topic
from partners.models import InformationQuestion, InformationRequest, Letter, Membership, Organisation
from partners.queries import PossibleDuplicate, possible_duplicates
from partners.snapshot import KIND, letter_content
from partnership_areas.models import Area, Country
from portal.records.models import FrozenVersion
from portal.records.pointers import point_to

ERASED = gettext_lazy("Erased at the person’s wish")
# The parts of the form as a reader of the letter names them.
PARTS = {
    Step.WHO: gettext_lazy("Who"),
    Step.PEOPLE: gettext_lazy("People"),
    Step.AREAS: gettext_lazy("Areas of interest"),
    Step.STATEMENTS: gettext_lazy("The three statements"),
    Step.OFFERS: gettext_lazy("Offers and seeks"),
    Step.SIGNATURE: gettext_lazy("Signature"),
}
WHY = {
    "same": gettext_lazy("Same name"),
    "alike": gettext_lazy("Very similar name"),
    "acronym": gettext_lazy("Same acronym"),
    "domain": gettext_lazy("Same web site"),
}


@dataclass(frozen=True)
class Line:
    """One thing that a letter says: what it is, and the text to show (paragraphs, or items of a list)."""

    key: str
    label: Any
    texts: tuple[str, ...]
    long: bool = False
    link: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


@dataclass(frozen=True)
class Section:
    """A part of the letter (:class:`partners.enums.Step`) with its lines."""

    step: str
    lines: list[Line]

    @property
    def label(self) -> Any:
        return PARTS[Step(self.step)]


@dataclass(frozen=True)
class Change:
    """A line that differs between two versions."""

    label: Any
    before: Line
    after: Line


@dataclass(frozen=True)
class Version:
    """A frozen version of the letter, and what changed against the one before."""

    number: int
    created_at: datetime.datetime
    sha256: str
    sections: list[Section]
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class LetterReading:
    """Everything that was sent. ``now`` is the newest version (the working copy while it is a draft)."""

    now: list[Section]
    versions: list[Version]
    contacts: list[dict[str, Any]]
    erased: bool = False

    @property
    def changed_versions(self) -> list[Version]:
        return [version for version in self.versions if version.number > 1]


class _Names:
    """Names of countries and areas for the codes that stand in versions."""

    def __init__(self, letter: Letter, contents: Iterable[dict[str, Any]]) -> None:
        self.countries = {letter.country.alpha2: letter.country.name} if letter.country else {}
        others = {content["country"] for content in contents if content["country"]} - set(self.countries)
        if others:
            self.countries |= {c.alpha2: c.name for c in Country.objects.filter(alpha2__in=others)}
        self.areas = {area.code: area.name for area in Area.objects.in_order()}

    def area(self, code: str | None) -> str:
        return self.areas.get(code or "", code or "")


def read_letter(letter: Letter) -> LetterReading:
    """Return the letter as sent, with the field-level difference of each later version to the one before."""
    frozen = (
        FrozenVersion.objects.filter(kind=KIND, **point_to(letter))
        .select_related("people")
        .order_by("number")
    )
    parts = [(version, version.content(), _people(version)) for version in frozen]
    if not parts:
        content, people = letter_content(letter)
        return LetterReading(_sections(content, people, _Names(letter, [content])), [], people["contacts"])
    names = _Names(letter, [content for _version, content, _personal in parts])
    versions: list[Version] = []
    for version, content, people in parts:
        sections = _sections(content, people, names)
        changes = _changes(versions[-1].sections, sections) if versions else []
        versions.append(Version(version.number, version.created_at, version.sha256, sections, changes))
    people = parts[-1][2]
    return LetterReading(
        versions[-1].sections, versions, people["contacts"] if people else [], people is None
    )


def _people(version: FrozenVersion) -> dict[str, Any] | None:
    personal = getattr(version, "people", None)
    return json.loads(personal.body) if personal else None


def _sections(content: dict[str, Any], people: dict[str, Any] | None, names: _Names) -> list[Section]:
    content = content | (people.get("individual", {}) if people else {})
    return [
        Section(Step.WHO, _who(content, people, names)),
        Section(
            Step.AREAS, [Line("areas", _("Areas"), tuple(names.area(code) for code in content["areas"]))]
        ),
        Section(Step.STATEMENTS, _statements(content)),
        Section(Step.OFFERS, _offers(content, names)),
        Section(Step.PEOPLE, _contacts(people)),
        Section(Step.SIGNATURE, _signature(content, people)),
    ]


def _line(key: str, label: Any, text: Any, **more: Any) -> Line:
    return Line(key, label, (str(text),) if text else (), **more)


def _who(content: dict[str, Any], people: dict[str, Any] | None, names: _Names) -> list[Line]:
    name = content["legal_name"]
    if content["kind"] == PartnerKind.INDIVIDUAL:
        name = people["individual_name"] if people else ERASED
    place = names.countries.get(content["country"] or "", content["country"] or "")
    kinds, languages = dict(PartnerKind.choices), dict(settings.LANGUAGES)
    return [
        _line("legal_name", _("Full legal name"), name),
        _line("acronym", _("Acronym"), content["acronym"]),
        _line("kind", _("Kind"), kinds.get(content["kind"], content["kind"])),
        _line("country", _("Country"), _("World-wide") if content["is_global"] else place),
        _line("website", _("Site"), content["website"], link=content["website"]),
        _line(
            "language", _("Language of the letter"), languages.get(content["language"], content["language"])
        ),
        _line("description", _("Short description"), content["description"], long=True),
    ]


def _statements(content: dict[str, Any]) -> list[Line]:
    return [
        _line("supports", _("Support for the Partnership"), _("Stated") if content["supports"] else ""),
        _line("commits", _("Commitment to its goal"), _("Stated") if content["commits"] else ""),
        _line("contribution", _("Nature of the contribution"), content["contribution"], long=True),
    ]


def _offers(content: dict[str, Any], names: _Names) -> list[Line]:
    def texts(direction: str) -> tuple[str, ...]:
        return tuple(
            " – ".join(
                part
                for part in (str(Topic(offer["topic"]).label), names.area(offer["area"]), offer["text"])
                if part
            )
            for offer in content["offers"]
            if offer["direction"] == direction and offer["topic"] in Topic.values
        )

    return [
        Line("offers", _("Offers"), texts(Direction.OFFER)),
        Line("seeks", _("Seeks"), texts(Direction.SEEK)),
    ]


def _contacts(people: dict[str, Any] | None) -> list[Line]:
    if people is None:
        return [_line("contacts", _("People"), ERASED)]
    roles = dict(ContactRole.choices)
    lines = []
    for contact in people["contacts"]:
        name = f"{contact['given_name']} {contact['family_name']}".strip()
        shown = _("may be shown to the public") if contact["is_public"] else _("not public")
        parts = (name, contact["post"], contact["email"], contact["phone"], shown)
        if name or contact["email"]:
            label = roles.get(contact["role"], contact["role"])
            lines.append(Line(f"contact-{contact['role']}", label, tuple(part for part in parts if part)))
    return lines


def _signature(content: dict[str, Any], people: dict[str, Any] | None) -> list[Line]:
    signed_on = datetime.date.fromisoformat(content["signed_on"]) if content["signed_on"] else None
    return [
        _line("signatory_name", _("Signed by"), people["signatory_name"] if people else ERASED),
        _line("signatory_title", _("Title"), content["signatory_title"]),
        _line(
            "signed_on", _("Date of signature"), date_format(signed_on, "DATE_FORMAT") if signed_on else ""
        ),
        _line(
            "has_signed_file",
            _("Signed PDF"),
            _("Attached") if content["has_signed_file"] else _("Not attached"),
        ),
    ]


def _changes(before: list[Section], after: list[Section]) -> list[Change]:
    old = {line.key: line for section in before for line in section.lines}
    new = {line.key: line for section in after for line in section.lines}
    keys = [*new, *(key for key in old if key not in new)]
    changes = []
    for key in keys:
        was, now = old.get(key), new.get(key)
        label = (now or was).label
        was, now = was or Line(key, label, ()), now or Line(key, label, ())
        if was.texts != now.texts:
            changes.append(Change(label, was, now))
    return changes


def requests_of(letter: Letter) -> list[tuple[InformationRequest, list[InformationQuestion]]]:
    """Return requests for information with their questions and answers, newest first; one query."""
    questions = InformationQuestion.objects.filter(request__letter=letter).select_related(
        "request__asked_by", "request__answered_by", "file"
    )
    found: dict[int, tuple[InformationRequest, list[InformationQuestion]]] = {}
    for question in questions.order_by("-request__asked_at", "-request", "pk"):
        found.setdefault(question.request_id, (question.request, []))[1].append(question)
    return list(found.values())


# --- Possible duplicates (LOI-8) --------------------------------------------------------------------------


@dataclass(frozen=True)
class Likeness:
    """A possible duplicate, ready to be shown."""

    duplicate: PossibleDuplicate
    country: str
    standing: str

    @property
    def record(self) -> Any:
        return self.duplicate.record

    @property
    def is_letter(self) -> bool:
        return self.duplicate.is_letter

    @property
    def why(self) -> Any:
        return WHY[self.duplicate.reason]


def likenesses(letter: Letter) -> list[Likeness]:
    """Return letters and organisations that may be the same, with why they are shown and what they are now.

    Nothing for a letter that was decided on or withdrawn: there is nothing left to join.
    """
    if not letter.is_open:
        return []
    found = [d for d in possible_duplicates(letter) if d.is_letter or d.record.pk != letter.organisation_id]
    keys = [d.record.pk for d in found if not d.is_letter]
    memberships = Membership.objects.filter(organisation=OuterRef("pk"))
    organisations = (
        Organisation.objects.select_related("country")
        .annotate(was_partner=Exists(memberships), is_partner=Exists(memberships.running()))
        .in_bulk(keys)
        if keys
        else {}
    )

    def standing(duplicate: PossibleDuplicate) -> str:
        if duplicate.is_letter:
            return _("Letter: %(status)s") % {"status": LetterStatus(duplicate.record.status).label}
        organisation = organisations[duplicate.record.pk]
        if organisation.is_partner:
            return _("Partner now")
        return _("Former partner") if organisation.was_partner else _("Named, no partner")

    def country(duplicate: PossibleDuplicate) -> str:
        record = duplicate.record if duplicate.is_letter else organisations[duplicate.record.pk]
        return str(record.country or "")

    return [Likeness(d, country(d), standing(d)) for d in found]
