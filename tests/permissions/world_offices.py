"""Terms of office for the world of the matrix."""

import datetime
from types import SimpleNamespace
from typing import Any

from meetings.enums import NameConsent, TermRole
from meetings.models import Term
from partners.models import Organisation, Person
from portal.records.clock import today
from tests.factories import PersonFactory
from tests.meetings.offices import body_of, group, term


def office_records(organisation: Organisation) -> dict[str, Any]:
    """Return a body, a seat that ends soon (a lead's term is a matter of areas), and somebody who is named."""
    seat = term(
        group(), TermRole.MEMBER, organisation=organisation, until=today() + datetime.timedelta(days=30)
    )
    named = term(
        body_of("cement"),
        TermRole.LEAD,
        person=PersonFactory(family_name="Named"),
        organisation=organisation,
        since=datetime.date(2010, 1, 1),
        until=datetime.date(2011, 12, 31),
        consent=NameConsent.PUBLIC_SOURCE,
    )

    def give_to(user: Any) -> None:
        if user is not None:
            person, _made = Person.objects.get_or_create(
                user=user, defaults={"family_name": "Holder", "email": user.email}
            )
            Term.objects.filter(pk=seat.pk).update(person=person)

    return {
        "body": body_of("asgm"),
        "settings of the group": SimpleNamespace(pk=group().pk),
        "term": SimpleNamespace(pk=seat.pk, give_to=give_to),
        "office holder": SimpleNamespace(pk=named.person_id),
    }
