"""Who may open and keep up an organisation on the desk."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from partners.enums import OrganisationRole
from partners.models import Membership, Organisation, OrganisationPerson
from partners.rules.common import is_secretariat
from portal.records.asked import once
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import READS_RECORDS
from portal.records.registries import has_role

NOT_YOUR_ORGANISATION = _("You have no place in this organisation.")
FOCAL_POINTS_ONLY = _("Only the focal points of the organisation can do this.")


def running_places(user: Any) -> QuerySet[OrganisationPerson]:
    """Places that this account holds now, asked anew each time: a right ends at the next request."""
    if not getattr(user, "is_authenticated", False):
        return OrganisationPerson.objects.none()
    return OrganisationPerson.objects.filter(person__user=user, until__isnull=True)


def partner_places(user: Any) -> frozenset[tuple[int, str]]:
    """Return (partner, role) of each running place of ``user`` in a partner; asked once per request, anew after a lock.

    Partners are keys of the rows that others were merged into.
    """
    if not getattr(user, "is_authenticated", False):
        return frozenset()
    holder = Coalesce("organisation__merged_into", "organisation")
    running = Membership.objects.running().filter(
        Q(organisation=OuterRef("holder")) | Q(organisation__merged_into=OuterRef("holder"))
    )
    places = running_places(user).annotate(holder=holder).filter(Exists(running)).order_by()
    return once(user, "_partner_places", lambda: frozenset(places.values_list("holder", "role")))


def own_partners(user: Any) -> frozenset[int]:
    """Return the keys of the partners in which ``user`` has a running place."""
    return frozenset(partner for partner, _role in partner_places(user))


def focal_partners(user: Any) -> frozenset[int]:
    """Return the keys of the partners for which ``user`` speaks as focal point."""
    return frozenset(partner for partner, role in partner_places(user) if role == OrganisationRole.FOCAL)


def of_it(organisation: Organisation) -> Q:
    """Rows of an organisation and of those that were merged into it: nothing is re-pointed by a merge."""
    return Q(organisation=organisation) | Q(organisation__merged_into=organisation)


def places_in(user: Any, organisation: Organisation) -> QuerySet[OrganisationPerson]:
    """Running places in an organisation, or in one that was merged into it."""
    return running_places(user).filter(of_it(organisation))


def is_partner_now(organisation: Organisation) -> bool:
    """Whether a membership runs: a place gives rights only as long (also one of a merged row)."""
    return Membership.objects.running().filter(of_it(organisation)).exists()


def role_in(user: Any, organisation: Organisation) -> str:
    """Return "focal" or "viewer" as a running place gives it while the membership runs, "" for none."""
    running = Membership.objects.running().filter(of_it(organisation))
    roles = set(places_in(user, organisation).filter(Exists(running)).values_list("role", flat=True))
    return OrganisationRole.FOCAL.value if OrganisationRole.FOCAL in roles else next(iter(roles), "")


def acts_on_behalf_of(user: Any, organisation: Organisation) -> bool:
    """Whether what ``user`` does for this organisation is done on its behalf and must be recorded so."""
    return is_secretariat(user) and role_in(user, organisation) != OrganisationRole.FOCAL


def visible_organisations(user: Any) -> QuerySet[Organisation]:
    """Organisations whose desk pages this person may open; the same as :func:`can_open_organisation`."""
    everyone = Organisation.objects.canonical()
    if has_role(user, *READS_RECORDS):
        return everyone
    running = Membership.objects.running().filter(
        Q(organisation=OuterRef("pk")) | Q(organisation__merged_into=OuterRef("pk"))
    )
    places = running_places(user).filter(
        Q(organisation=OuterRef("pk")) | Q(organisation__merged_into=OuterRef("pk"))
    )
    return everyone.filter(Exists(places), Exists(running))


def can_open_organisation(user: Any, organisation: Organisation) -> Answer:
    """People with a running place in a partner; the secretariat and the auditor."""
    if organisation.merged_into_id is None and (
        has_role(user, *READS_RECORDS) or role_in(user, organisation)
    ):
        return ALLOWED
    return Refused(NOT_YOUR_ORGANISATION)


def can_keep_organisation(user: Any, organisation: Organisation) -> Answer:
    """Profile, areas, offers, contributions: its focal points; the secretariat on behalf (rights table)."""
    if is_secretariat(user) or role_in(user, organisation) == OrganisationRole.FOCAL:
        return ALLOWED
    return Refused(FOCAL_POINTS_ONLY)
