"""What a partner reads before it leaves an area: whose terms of office end with it (AREA-3, AREA-5)."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _

from meetings.enums import LEAD_ROLES
from meetings.rules.offices import terms_in_force
from meetings.rules.term_days import DAY
from meetings.rules.term_ends import ending_with_the_partner
from partners.models import Organisation
from partnership_areas.models import Area
from portal.records.clock import today


def ending_offices(organisation: Organisation, area: Area | None, on: datetime.date) -> Iterator[str]:
    """Yield the terms that end, and that an area is then without a lead (registered in ``departures.ending``)."""
    found = ending_with_the_partner(organisation, area, on)
    for term in found:
        office = {"role": term.get_role_display(), "body": term.body, "person": term.person}
        yield _("The term of office of %(person)s ends: %(role)s, %(body)s.") % office
    led = {term.body_id: term.body for term in found if term.role in LEAD_ROLES}
    others = terms_in_force(max(on, today()) + DAY).leads().exclude(pk__in=[term.pk for term in found])
    still_led = set(others.filter(body__in=led).values_list("body", flat=True))
    for body in (body for key, body in led.items() if key not in still_led):
        words = _("The area %(area)s is then without a lead, until its partners designate anew.")
        yield words % {"area": body}
