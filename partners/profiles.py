"""Questions about profiles that desk, admin and public pages ask. Rows of merged organisations count with theirs."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from partners.models import AreaParticipation, Contribution, Organisation, OrganisationProfile, RoundEntry
from partners.rules.organisations import of_it
from portal.records.models import AuditLine
from portal.records.pointers import point_to


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


def changes_of(organisation: Organisation, limit: int = 15) -> list[dict[str, object]]:
    """Return what happened to the profile lately, newest first: {at, text, on_behalf}; no names of persons."""
    texts = {
        "organisation.profile": _("Profile changed"),
        "organisation.logo": _("Logo put on the page"),
        "organisation.logo_removed": _("Logo taken away"),
        "organisation.join_area": _("Joined an area"),
        "organisation.leave_area": _("Left an area"),
        "organisation.confirm_profile": _("Profile confirmed as right"),
        "organisation.ask_identity": _("Change asked for"),
        "organisation.withdraw_identity": _("Request taken back"),
        "organisation.refuse_identity": _("Change not agreed"),
        "organisation.change_identity": _("Change agreed"),
        "contribution.record": _("Contribution recorded"),
        "contribution.change": _("Contribution corrected"),
        "contribution.take_back": _("Contribution taken back"),
    }
    lines = AuditLine.objects.filter(**point_to(organisation), verb__in=list(texts)).order_by("-number")
    return [{"at": line.at, "text": texts[line.verb], "on_behalf": line.on_behalf} for line in lines[:limit]]
