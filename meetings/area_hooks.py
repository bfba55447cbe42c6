"""What bodies hand to partnership areas: registered once from ``meetings.hooks``."""

from collections.abc import Iterator

from meetings import area_desk, area_notices, area_proposal_kind, areas
from portal.records import registries
from portal.records.admin import Verb


def area_verbs() -> Iterator[Verb]:
    """Yield the verbs about an area's status; their forms are looked up when the admin is built."""
    from meetings.admin.areas import area_verbs as verbs

    yield from verbs()


def register() -> None:
    area_notices.register()
    area_proposal_kind.register()
    registries.area_side.register(areas.leads_panel)
    registries.area_panels.register(areas.decisions_panel)
    registries.area_links.register(areas.links)
    registries.area_ways_in.register(areas.ways_in)
    registries.area_feed.register(areas.feed)
    registries.area_staff_panels.register(areas.staff_panel)
    registries.area_verbs.register(area_verbs)
    registries.area_cards.register(area_desk.cards)
    registries.desk_panels.register(area_desk.panel)
    registries.reply_to["meetings.areamessage"] = area_notices.reply_to
