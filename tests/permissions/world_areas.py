"""Areas and what was written in them, for the world of the matrix."""

from types import SimpleNamespace
from typing import Any

from meetings.actions.areas import send_area_message
from meetings.enums import TermRole
from partners.models import Person
from partnership_areas.models import Area
from portal.accounts.models import User
from tests.factories import focal_point, partner
from tests.meetings.offices import body_of, term


def area_records(reviewer: User) -> dict[str, Any]:
    """Return an area in which nobody of the world takes part, and a message to the partners of asgm."""
    area, other = Area.objects.get(code="asgm"), Area.objects.get(code="waste-management")
    focal_point(partner(legal_name="Demonstration Reader"), email="reader@example.org")
    focal_point(
        partner(areas=("waste-management",), legal_name="Demonstration Waste"), email="waste@example.org"
    )
    message = send_area_message(
        area, by=reviewer, subject="Welcome", text="Good day to all partners.", language="en"
    )
    return {
        "other area": other,
        "area message": SimpleNamespace(code=area.code, uuid=message.uuid, pk=message.pk),
    }


def make_lead(area: Area, user: User | None) -> None:
    """Let a person lead an area; nobody without an account does."""
    if user is None:
        return
    person, _made = Person.objects.get_or_create(
        user=user, defaults={"family_name": "Lead", "email": user.email}
    )
    organisation = partner(areas=(area.code,), legal_name=f"Demonstration Lead {user.pk}")
    term(body_of(area.code), TermRole.LEAD, person=person, organisation=organisation)
