"""What the profile adds to an organisation's page on the desk, and what waits for its focal points."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import AreaParticipation, IdentityRequest, Organisation, RoundEntry
from partners.profiles import contributions_of, profile_row
from partners.rules.common import is_secretariat
from partners.rules.organisations import focal_partners, of_it
from portal.records.clock import day_of
from portal.records.registries import WaitingItem


def profile_cards(user: Any, organisation: Organisation) -> Iterator[dict[str, Any]]:
    """Yield profile, areas and contributions."""
    row = profile_row(organisation)
    confirmed = (
        _("Last confirmed on %(date)s") % {"date": date_format(day_of(row.confirmed_at), _("j F Y"))}
        if row.confirmed_at
        else _("Not confirmed yet")
    )
    yield {
        "title": _("Profile"),
        "url": reverse("partners_desk:profile", args=[organisation.slug]),
        "text": _("What you do, offer and seek; logo, site and languages; name, kind and country."),
        "meta": confirmed,
    }
    areas = AreaParticipation.objects.running().filter(of_it(organisation)).count()
    yield {
        "title": _("Partnership areas"),
        "url": reverse("partners_desk:areas", args=[organisation.slug]),
        "text": _("Where you take part, since when; join and leave."),
        "meta": ngettext("%(number)s area", "%(number)s areas", areas) % {"number": areas},
    }
    contributions = contributions_of(organisation).count()
    yield {
        "title": _("Contributions"),
        "url": reverse("partners_desk:contributions", args=[organisation.slug]),
        "text": _("What you have given to the common work over the years."),
        "meta": ngettext("%(number)s contribution", "%(number)s contributions", contributions)
        % {"number": contributions},
    }


def waiting_for_keepers(user: Any) -> Iterator[WaitingItem]:
    """What waits: the yearly question for focal points; changes of identity for the secretariat."""
    if partners := focal_partners(user):
        entries = RoundEntry.objects.filter(
            confirmed_at__isnull=True, round__closed_at__isnull=True, organisation__in=partners
        )
        for entry in entries.select_related("organisation", "round"):
            yield WaitingItem(
                text=_("Is the profile of %(name)s still right?") % {"name": entry.organisation.legal_name},
                url=reverse("partners_desk:confirm", args=[entry.organisation.slug]),
                since=entry.round.opened_at,
                due=entry.round.due_on,
                kind="profile",
            )
    if is_secretariat(user):
        requests = IdentityRequest.objects.filter(status="open").exclude(requested_by=user)
        for request in requests.select_related("organisation").order_by("requested_at")[:50]:
            yield WaitingItem(
                text=_("Decide on a change of name, kind or country: %(name)s")
                % {"name": request.organisation.legal_name},
                url=reverse("identity-requests:inspect", args=[request.pk]),
                since=request.requested_at,
                kind="identity",
            )
