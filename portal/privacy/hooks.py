"""What the privacy app hands to the base."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.privacy.models import Mention, PersonalDataRequest
from portal.privacy.rules import DECIDERS, can_settle
from portal.records import registries
from portal.records.registries import WaitingItem, has_role


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    registries.staff_waiting.register(waiting_for_staff)


def waiting_for_staff(user: Any) -> Iterator[WaitingItem]:
    """Requests of persons for those who decide; texts left to read for the secretariat."""
    if has_role(user, *DECIDERS):
        asked = PersonalDataRequest.objects.filter(state="open", origin="person").exclude(user=user)
        for record in asked.order_by("pk"):
            yield WaitingItem(
                text=_("A person asks to be erased"),
                url=reverse("personal-data:inspect", args=[record.pk]),
                since=record.opened_at,
                kind="privacy",
            )
    if can_settle(user):
        left: dict[int, list[Any]] = {}
        open_ones = Mention.objects.filter(state="open").order_by("request")
        for request, decided_at in open_ones.values_list("request", "request__decided_at"):
            left.setdefault(request, []).append(decided_at)
        for request, dates in left.items():
            yield WaitingItem(
                text=ngettext(
                    "Read %(number)s text that mentions an erased person",
                    "Read %(number)s texts that mention an erased person",
                    len(dates),
                )
                % {"number": len(dates)},
                url=reverse("personal-data:inspect", args=[request]) + "#mentions",
                since=dates[0],
                kind="privacy",
            )
