"""What the pages of partnership areas show of partners."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.enums import OrganisationRole
from partners.models import AreaParticipation, Organisation
from partners.queries import in_area, partners_by_area, partners_of_area
from partners.register import By, Register
from partners.register_lines import lines
from partners.rules.organisations import running_places
from partnership_areas.models import Area
from portal.records.clock import today
from portal.records.enums import READS_RECORDS
from portal.records.registries import AreaPlace, FeedEntry, has_role

SHOWN = 50
IN_FEED = 30
Panel = tuple[str, dict[str, Any]]


def area_panel(area: Area, day: datetime.date) -> Iterator[Panel]:
    """Yield the partners of an area on a day: how many, the first of them, the way to all (AREA-6)."""
    if day < today():
        yield "partners/_area_panel.html", partners_then(area, day)
        return
    partners = partners_of_area(area)
    total = partners.count()
    found = [
        {
            "url": partner.get_absolute_url(),
            "name": partner.public_name,
            "country": partner.country.name if partner.country else "",
        }
        for partner in partners.select_related("country")[:SHOWN]
    ]
    yield (
        "partners/_area_panel.html",
        {
            "total": total,
            "lines": found,
            "more": total - len(found),
            "url": f"{reverse('partners:directory')}?{urlencode({'area': area.code})}",
            "day": None,
        },
    )


def partners_then(area: Area, day: datetime.date) -> dict[str, Any]:
    """Return the partners of an area at the end of a past day, under the names that they had then."""
    book = Register(By.AREA)
    members = book.partners(day, area.code)
    total = members.count()
    shown = lines(book.standings(list(members[:SHOWN]), day), day)
    found = [
        {
            "url": line.organisation.get_absolute_url(),
            "name": line.name,
            "country": line.country.name if line.country else "",
            "known": line.known,
        }
        for line in shown
    ]
    query = {"by": By.AREA.value, "group": area.code, "on": day.isoformat()}
    return {
        "total": total,
        "possible": total - book.partners(day, area.code, known=True).count(),
        "lines": found,
        "more": total - len(found),
        "url": f"{reverse('partners:register')}?{urlencode(query)}",
        "day": day,
    }


def area_figures(areas: Iterable[Area]) -> Iterator[tuple[str, str]]:
    """Yield, for each area in a list, how many partners take part in it now; one query."""
    counts = partners_by_area()
    for area in areas:
        number = counts.get(area.pk, 0)
        if number:
            yield (
                area.code,
                ngettext("%(number)s partner", "%(number)s partners", number) % {"number": number},
            )


def area_place(area: Area) -> Iterator[AreaPlace]:
    """Yield the figures that are known of an area: its partners, and from how many countries (one query)."""
    found = partners_of_area(area).order_by()
    counts = found.aggregate(partners=Count("pk"), countries=Count("country", distinct=True))
    if not counts["partners"]:
        return
    partners = ngettext("%(number)s partner takes part", "%(number)s partners take part", counts["partners"])
    countries = ngettext(
        "Partners from %(number)s country", "Partners from %(number)s countries", counts["countries"]
    )
    texts = [(partners, counts["partners"]), (countries, counts["countries"])]
    yield AreaPlace(
        "figures",
        lines=tuple(
            {"text": text % {"number": number_format(number, force_grouping=True)}} for text, number in texts
        ),
        url=f"{reverse('partners:register')}?{urlencode({'by': By.AREA.value})}",
        label=_("Areas in figures, year by year"),
    )


def area_feed(area: Area) -> Iterator[FeedEntry]:
    """Yield which partners joined an area, as its feed tells it: those whose day is known, the newest first."""
    rows = (
        AreaParticipation.objects.filter(area=area, since__isnull=False, until__isnull=True)
        .filter(organisation__in=partners_of_area(area).order_by().values("pk"))
        .select_related("organisation")
        .order_by("-since", "-pk")[:IN_FEED]
    )
    for row in rows:
        name = row.organisation.public_name
        yield FeedEntry(
            key=f"partner-{row.pk}",
            title=_("%(organisation)s takes part in the area") % {"organisation": name},
            at=datetime.datetime.combine(row.since, datetime.time(), tzinfo=datetime.UTC),
            url=row.organisation.get_absolute_url(),
        )


def area_ways_in(area: Area, user: Any) -> Iterator[dict[str, str]]:
    """Yield how somebody takes part in an area that can be joined (registered in ``registries.area_ways_in``).

    A focal point joins for its partner, others ask a focal point; who belongs to no partner begins a letter of
    intent. The secretariat needs none of it.
    """
    if not area.is_choosable or has_role(user, *READS_RECORDS):
        return
    places = list(running_places(user).select_related("organisation"))
    if not places:
        yield {
            "text": _("Partners take part. An organisation becomes one with a letter of intent."),
            "url": reverse("partners:join"),
            "label": _("Begin a letter of intent"),
        }
        return
    keys = {place.organisation.merged_into_id or place.organisation_id for place in places}
    focal = {
        place.organisation.merged_into_id or place.organisation_id
        for place in places
        if place.role == OrganisationRole.FOCAL
    }
    own = Organisation.objects.partners().filter(pk__in=keys).order_by("sort_key", "pk")
    within = set(own.filter(in_area(area.code)).values_list("pk", flat=True))
    for organisation in own:
        name = {"organisation": organisation.public_name}
        if organisation.pk in within:
            yield {"text": _("%(organisation)s takes part in this area.") % name}
        elif organisation.pk in focal:
            url = reverse("partners_desk:areas", args=[organisation.slug])
            yield {"url": url, "label": _("Join for %(organisation)s") % name}
        else:
            yield {"text": _("A focal point of %(organisation)s can join this area.") % name}
