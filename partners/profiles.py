"""Questions about profiles that desk, admin and public pages ask. Rows of merged organisations count with theirs."""

from django.db.models import F, QuerySet

from partners.models import AreaParticipation, Contribution, Organisation, OrganisationProfile, RoundEntry
from partners.rules.organisations import of_it


def profile_row(organisation: Organisation) -> OrganisationProfile:
    """Return the row beside an organisation; an empty one, not stored, where nothing was saved yet."""
    found = OrganisationProfile.objects.filter(organisation=organisation).select_related("logo").first()
    return found or OrganisationProfile(organisation=organisation)


def area_history(organisation: Organisation) -> list[AreaParticipation]:
    """Return all times in areas: running ones first, in the order of the framework, then the latest left."""
    places = AreaParticipation.objects.filter(of_it(organisation)).select_related("area")
    return list(
        places.order_by(
            F("until").desc(nulls_first=True), F("area__order").asc(nulls_last=True), "area__code", "pk"
        )
    )


def contributions_of(organisation: Organisation) -> QuerySet[Contribution]:
    """Return what a partner contributed, the latest first, without what was taken back."""
    return Contribution.objects.standing().filter(of_it(organisation)).select_related("area")


def open_entry(organisation: Organisation) -> RoundEntry | None:
    """Return the yearly question that waits for this partner's answer, or None."""
    return (
        RoundEntry.objects.filter(
            organisation=organisation, confirmed_at__isnull=True, round__closed_at__isnull=True
        )
        .select_related("round")
        .first()
    )
