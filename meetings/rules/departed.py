"""Who left the partner that they represent in a body: an office ends by the head's hand, a lead's rights at once."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from meetings.models import Term
from partners.models import OrganisationPerson
from portal.records.clock import today
from portal.records.decisions import Problem

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


def has_left(term: Term) -> bool:
    """Whether the holder of a term, recorded or to be, left the partner as :func:`whose_holder_left` says."""
    partner = term.organisation
    if partner is None or partner.person_id == term.person_id:
        return False
    places = OrganisationPerson.objects.annotate(partner=CANONICAL).filter(
        person=term.person_id, partner=partner.merged_into_id or partner.pk
    )
    known = list(places.values_list("until", flat=True))
    return bool(known) and None not in known


def left_when_invited(term: Term) -> Iterator[Problem]:
    """Who was invited to sit for a partner and left it before the answer does not take the seat for it."""
    if term.invitation_id and has_left(term):
        words = _("%(name)s has left %(partner)s since: the seat cannot be taken for it.")
        yield Problem("organisation", words % {"name": term.person, "partner": term.organisation.public_name})


def left_before(term: Term) -> Iterator[Problem]:
    """Who is designated for a partner that they left: the head sees it first."""
    over = term.until is not None and term.until < today()
    if not term.invitation_id and not over and has_left(term):
        words = _("%(name)s has left %(partner)s. Check whom this person represents.")
        yield Problem("organisation", words % {"name": term.person, "partner": term.organisation.public_name})
