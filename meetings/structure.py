"""How the Partnership is organised today, read from the records: the framework's Figure 1 (F §2).

One reading serves page, figure and PDF. It holds partners and numbers, no names of people, so that it can be kept
and typeset as it is.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.enums import CHAIR_ROLES, SeatGround, TermRole
from meetings.models import Body, Term
from meetings.reference import GROUP
from meetings.rules.offices import terms_in_force
from partners.enums import PartnerKind
from partners.models import Organisation
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from portal.records.clock import today

KIND = "structure"


@dataclass(frozen=True)
class Office:
    """A partner that presides or leads; ``slug`` is empty where it has no page."""

    role: str
    partner: str
    slug: str = ""
    acting: bool = False

    @property
    def label(self) -> str:
        """The role in words, as the figure writes it."""
        name = str(TermRole(self.role).label)
        return _("%(role)s, acting") % {"role": name} if self.acting else name

    @property
    def lead_in(self) -> str:
        """What stands before the partner's name, with the colon of the language."""
        return _("%(role)s:") % {"role": self.label}


@dataclass(frozen=True)
class Place:
    """An area or a topic of the figure, with those who lead it."""

    code: str
    name: str
    short_name: str
    status: str
    cross_cutting: bool
    leads: tuple[Office, ...] = ()


@dataclass(frozen=True)
class Structure:
    """Secretariat apart, everything that the figure shows, in one language."""

    seats: int
    held: int
    temporary: int
    partners: int
    chairs: tuple[Office, ...]
    places: tuple[Place, ...]

    @property
    def vacant(self) -> int:
        return max(self.seats - self.held, 0)

    @property
    def chair_is_vacant(self) -> bool:
        """Nobody presides, or one of two co-chairs is missing (PAG-4)."""
        return not self.chairs or [office.role for office in self.chairs] == [TermRole.CO_CHAIR]

    @property
    def areas(self) -> list[Place]:
        return [place for place in self.places if place.status == AreaStatus.ESTABLISHED]

    @property
    def others(self) -> list[Place]:
        """Potential areas and cross-cutting topics."""
        return [place for place in self.places if place.status == AreaStatus.POTENTIAL]


def structure_now() -> dict[str, Any]:
    """Return the structure as it is today, in all languages: plain data that can be frozen."""
    day = today()
    languages = [code for code, _name in settings.LANGUAGES]
    terms = list(
        terms_in_force(day)
        .exclude(role=TermRole.EX_OFFICIO)
        .select_related("body", "organisation__merged_into")
        .order_by("since", "pk")
    )
    group = Body.objects.get(code=GROUP)
    in_group = [term for term in terms if term.body_id == group.pk]
    seats = [term for term in in_group if term.role == TermRole.MEMBER]
    ordinary = [term for term in seats if term.ground != SeatGround.TEMPORARY]
    leads: dict[int, list[dict[str, Any]]] = {}
    for term in terms:
        if term.body.area_id is not None:
            acting = term.until is not None and term.until < day
            leads.setdefault(term.body.area_id, []).append(_office(term, acting))
    areas = Area.objects.exclude(status=AreaStatus.CLOSED).in_order()
    return {
        "seats": group.seats,
        "held": len(ordinary),
        "temporary": len(seats) - len(ordinary),
        "partners": Organisation.objects.partners().count(),
        "chairs": [_office(term) for term in in_group if term.role in CHAIR_ROLES],
        "places": [
            {
                "code": area.code,
                "names": {code: getattr(area, f"name_{code}") or area.name for code in languages},
                "short_names": {
                    code: getattr(area, f"short_name_{code}") or area.short_name for code in languages
                },
                "status": area.status,
                "cross_cutting": area.cross_cutting,
                "leads": leads.get(area.pk, []),
            }
            for area in areas
        ],
    }


def _office(term: Term, acting: bool = False) -> dict[str, Any]:
    """Return who holds an office: the partner by name, an individual one without (it would name a person)."""
    partner = term.organisation and (term.organisation.merged_into or term.organisation)
    named = partner is not None and partner.kind != PartnerKind.INDIVIDUAL
    return {
        "role": term.role,
        "acting": acting,
        "partner": partner.legal_name if named else "",
        "slug": partner.slug if named else "",
    }


def read(kept: dict[str, Any], language: str) -> Structure:
    """Return a structure, of today or kept, in a language that must be active for the words of the portal."""
    return Structure(
        seats=kept["seats"],
        held=kept["held"],
        temporary=kept["temporary"],
        partners=kept["partners"],
        chairs=_offices(kept["chairs"]),
        places=tuple(
            Place(
                code=place["code"],
                name=place["names"][language],
                short_name=place["short_names"][language],
                status=place["status"],
                cross_cutting=place["cross_cutting"],
                leads=_offices(place["leads"]),
            )
            for place in kept["places"]
        ),
    )


def _offices(kept: list[dict[str, Any]]) -> tuple[Office, ...]:
    return tuple(
        Office(
            role=office["role"],
            partner=office["partner"] or _("Individual partner"),
            slug=office["slug"],
            acting=office["acting"],
        )
        for office in kept
    )
