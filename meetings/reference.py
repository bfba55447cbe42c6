"""Bodies that must be there: the Advisory Group, and one for every area, also for one added later (AREA-1)."""

from typing import Any

from meetings.enums import BodyKind
from meetings.models import Body
from meetings.models.bodies import SEATS
from partnership_areas.models import Area

GROUP = "pag"


def load_reference(using: str = "default", **kwargs: Any) -> None:
    """Add the bodies that are missing; change nothing that is there."""
    bodies = Body.objects.using(using)
    bodies.get_or_create(code=GROUP, defaults={"kind": BodyKind.ADVISORY_GROUP, "seats": SEATS})
    for area in Area.objects.using(using).filter(body__isnull=True):
        bodies.create(code=area.code, kind=BodyKind.AREA, area=area)


def body_for_new_area(
    sender: Any, instance: Area, created: bool, raw: bool = False, using: str = "default", **kwargs: Any
) -> None:
    """Give a new area its body (signal ``post_save`` of Area; loading of fixtures apart)."""
    if created and not raw:
        Body.objects.using(using).get_or_create(
            code=instance.code, defaults={"kind": BodyKind.AREA, "area": instance}
        )
