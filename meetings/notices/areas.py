"""Who gets the messages of an area. Rows go to the outbox inside the caller's transaction (INFO-5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetings.enums import LEAD_ROLES
from meetings.models import AreaMessage
from meetings.rules.offices import terms_in_force
from partners.enums import OrganisationRole
from partners.models import OrganisationPerson, Person
from partners.notices.letters import tell_person
from partners.queries import partners_of_area
from partnership_areas.models import Area
from portal.mail.kinds import NoticeKind, register_kind
from portal.records.enums import Role
from portal.records.registries import has_role

KIND = "area_messages"


def gets_area_messages(user: Any) -> bool:
    return has_role(user, Role.FOCAL, Role.LEAD)


def register() -> None:
    """Called once from ``meetings.hooks``."""
    register_kind(
        NoticeKind(
            KIND,
            _("Messages of your areas"),
            hint=_("What the leads of your partnership areas write to all partners in them."),
            concerns=gets_area_messages,
        )
    )


def recipients_of(area: Area, *, but: Any = None) -> list[Person]:
    """Return the focal points of an area's partners and its leads who can be told, each once, without ``but``."""
    partners = partners_of_area(area).order_by().values("pk")
    focal = OrganisationPerson.objects.filter(
        Q(organisation__in=partners) | Q(organisation__merged_into__in=partners),
        role=OrganisationRole.FOCAL,
        until__isnull=True,
    )
    leads = terms_in_force().filter(body__area=area, role__in=LEAD_ROLES)
    people = Person.objects.filter(Q(pk__in=focal.values("person")) | Q(pk__in=leads.values("person")))
    people = people.exclude(user__isnull=True, email="").exclude(user__is_active=False)
    if but is not None:
        people = people.exclude(user=but)
    return list(people.select_related("user").order_by("pk"))


@dataclass(frozen=True)
class Reach:
    """How many partners of an area a message reaches, of how many; and the names of those that it does not."""

    partners: int
    missed: list[str]

    @property
    def reached(self) -> int:
        return self.partners - len(self.missed)

    @property
    def words(self) -> str:
        """How it is said to who writes."""
        text = ngettext(
            "%(reached)s of %(partners)s partner has a focal point here.",
            "%(reached)s of %(partners)s partners have a focal point here.",
            self.partners,
        )
        return text % {"reached": self.reached, "partners": self.partners}


def reach_of(area: Area) -> Reach:
    """Return which partners of an area have a focal point who can be told, and which have none (two queries)."""
    partners = list(partners_of_area(area))
    told = OrganisationPerson.objects.filter(role=OrganisationRole.FOCAL, until__isnull=True)
    told = told.exclude(person__user__isnull=True, person__email="").exclude(person__user__is_active=False)
    here = Q(organisation__in=partners) | Q(organisation__merged_into__in=partners)
    pairs = told.filter(here).values_list("organisation", "organisation__merged_into")
    reached = {merged or own for own, merged in pairs}
    return Reach(len(partners), [one.public_name for one in partners if one.pk not in reached])


def name_of_sender(message: AreaMessage) -> str:
    """Return who wrote a message; what is left after an erasure is the address of nobody."""
    return message.sent_by.get_full_name() or str(_("A lead of the area"))


def url_of(message: AreaMessage) -> str:
    return reverse("meetings_desk:area_message", args=[message.area.code, message.uuid])


def tell_area(message: AreaMessage, people: Iterable[Person]) -> None:
    """Send a message to everybody of a list."""
    area = message.area
    for person in people:
        tell_person(
            KIND,
            person,
            "meetings/area_message",
            {
                "area": lazy(lambda: area.short_name, str)(),
                "sender": lazy(lambda: str(name_of_sender(message)), str)(),
                "subject": message.subject,
                "text": message.text,
            },
            key=f"area-message:{message.uuid}",
            about=message,
            url=url_of(message),
        )


def reply_to(message: AreaMessage, template: str) -> str:
    """Return where an answer to the mail goes: to who wrote it (registered in ``registries.reply_to``)."""
    return message.sent_by.email if message.sent_by.is_active else ""
