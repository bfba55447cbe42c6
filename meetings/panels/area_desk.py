"""What stands about areas on the desk: the areas that somebody has part in, and what can be done in one."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.enums import DecisionKind
from meetings.models import AreaMessage
from meetings.notices.areas import reach_of
from meetings.rules.areas import areas_of_partners, can_keep_area, can_write_to_area
from meetings.rules.decisions import can_propose, own_voices
from meetings.rules.offices import led_areas
from partners.rules.common import is_secretariat
from partnership_areas.models import Area


def cards(user: Any, area: Area) -> Iterator[dict[str, Any]]:
    """Yield what can be done in an area (registered in ``registries.area_cards``)."""
    if can_keep_area(user, area):
        yield {
            "title": _("Issue and strategy"),
            "url": reverse("meetings_desk:area_texts", args=[area.code]),
            "text": _("What the public page of the area says, in three languages."),
            "meta": "" if area.issue else _("The issue is not described yet"),
        }
    if can_write_to_area(user, area):
        yield {
            "title": _("Write to the partners"),
            "url": reverse("meetings_desk:area_write", args=[area.code]),
            "text": _("A message to the focal points of partners in the area."),
            "meta": reach_of(area).words,
        }
    number = AreaMessage.objects.filter(area=area).count()
    yield {
        "title": _("Messages of the area"),
        "url": reverse("meetings_desk:area_messages", args=[area.code]),
        "text": _("What the leads wrote to the partners."),
        "meta": ngettext("%(number)s message", "%(number)s messages", number) % {"number": number},
    }
    if own_voices(user, area.body) or is_secretariat(user):
        yield {
            "title": _("Decisions"),
            "url": reverse("meetings_desk:decisions"),
            "text": _("What is before the partners of your areas, and what they decided."),
        }
    if can_propose(user, area.body):
        yield {
            "title": _("Propose leads"),
            "url": reverse("meetings_desk:decision_propose", args=[area.body.code, DecisionKind.LEADS]),
            "text": _("The partners of the area designate them by consensus, for two years."),
        }
    yield {
        "title": _("Contacts of partners"),
        "url": reverse("partners_desk:contacts"),
        "text": _("People of other partners, with their addresses."),
    }


def panel(user: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the areas that somebody leads or whose partner takes part in (registered in ``registries.desk_panels``)."""
    keys = led_areas(user)
    mine = Q(pk__in=keys) | Q(pk__in=areas_of_partners(user).values("area"))
    areas = list(Area.objects.filter(mine).in_order())
    led, rest = [one for one in areas if one.pk in keys], [one for one in areas if one.pk not in keys]
    if led or rest:
        yield "meetings/desk/_areas_panel.html", {"led": led, "others": rest}
