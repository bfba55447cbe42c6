"""Who left the partner that they represent in a body: an office ends by the head's hand, a lead's rights at once."""

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from meetings.models import Term
from partners.models import OrganisationPerson

CANONICAL = Coalesce("organisation__merged_into", "organisation")


def whose_holder_left(terms: QuerySet[Term]) -> QuerySet[Term]:
    """Return those of ``terms`` whose holder had a place in the partner they represent and has none any more.

    Where no place was ever known, nobody left; nor does an individual partner leave themselves. Rows that were
    merged are one partner.
    """
    places = OrganisationPerson.objects.annotate(partner=CANONICAL).filter(
        person=OuterRef("person"), partner=OuterRef("represented")
    )
    return (
        terms.filter(organisation__isnull=False)
        .annotate(represented=CANONICAL)
        .filter(Exists(places.filter(until__isnull=False)), ~Exists(places.filter(until__isnull=True)))
        .exclude(organisation__person=F("person"))
    )
