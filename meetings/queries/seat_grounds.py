"""Seats that were given on a ground which has gone since: nothing ends by itself, so they are shown (PAG-2, PAG-3)."""

from collections.abc import Iterable, Iterator

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.composition import Gap
from meetings.enums import SeatGround, TermRole
from meetings.models import Term
from meetings.rules.offices import terms_in_force
from partners.models import AreaParticipation
from portal.records.registries import WaitingItem

MOST_SHOWN = 20


def leading_in_seats(seats: Iterable[Term]) -> set[tuple[int, int]]:
    """Return (person, area) of those who sit as leads and lead that area now, or act; two queries at most."""
    held = {(seat.person_id, seat.area_id) for seat in seats if seat.ground == SeatGround.AREA_LEAD}
    if not held:
        return set()
    leading = terms_in_force().leads().filter(person__in={person for person, _area in held})
    return held & set(leading.values_list("person", "body__area"))


def without_ground(seats: Iterable[Term]) -> list[Term]:
    """Return the seats of a lead who leads that area no more, and those designated by an area the partner has left.

    Three queries at most. Seats come with their ``organisation``.
    """
    rows = list(seats)
    leads = [seat for seat in rows if seat.ground == SeatGround.AREA_LEAD]
    designated = [seat for seat in rows if seat.ground == SeatGround.AREA_DESIGNATED]
    led = leading_in_seats(leads)
    here = _taking_part(designated)
    return [seat for seat in leads if (seat.person_id, seat.area_id) not in led] + [
        seat for seat in designated if (_partner(seat), seat.area_id) not in here
    ]


def _partner(seat: Term) -> int | None:
    return (seat.organisation.merged_into_id or seat.organisation_id) if seat.organisation else None


def _taking_part(seats: list[Term]) -> set[tuple[int, int]]:
    """Return (partner, area) of those who take part now in the areas of these seats."""
    if not seats:
        return set()
    partner = Coalesce("organisation__merged_into", "organisation")
    running = AreaParticipation.objects.running().filter(area__in={seat.area_id for seat in seats})
    return set(running.annotate(partner=partner).values_list("partner", "area"))


def gaps_of_grounds(seats: Iterable[Term]) -> list[Gap]:
    """Return in words which seats go on without their ground; seats come with their ``area``."""
    found = without_ground(seats)
    if not found:
        return []
    names = "; ".join(f"{seat.get_ground_display()} ({seat.area.short_name})" for seat in found)
    return [
        Gap("grounds", _("Seats that go on although their ground is gone: %(names)s.") % {"names": names})
    ]


def grounds_waiting(seats: Iterable[Term]) -> Iterator[WaitingItem]:
    """Yield those of the running seats that go on without their ground, for the secretariat's list of what waits."""
    on_ground = [seat for seat in seats if seat.role == TermRole.MEMBER and seat.area_id]
    for seat in without_ground(on_ground)[:MOST_SHOWN]:
        words = _("The ground of the seat of %(person)s is gone: %(ground)s (%(area)s)")
        values = {"person": seat.person, "ground": seat.get_ground_display(), "area": seat.area.short_name}
        yield WaitingItem(words % values, reverse("terms:inspect", args=[seat.pk]), kind="seat")
