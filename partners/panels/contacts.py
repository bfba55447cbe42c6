"""Where contacts, messages and matches are found on the desk."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import ContactMessage, Organisation
from partners.reach import office_of
from partners.rules.common import is_secretariat
from partners.rules.contacts import can_keep_address, can_see_contacts, visible_messages
from portal.records import registries


def contact_cards(user: Any, organisation: Organisation) -> Iterator[dict[str, Any]]:
    """Yield what leads on from an organisation's page: its matches, the address of its office, contacts."""
    yield {
        "title": _("Matches"),
        "url": reverse("partners_desk:matches", args=[organisation.slug]),
        "text": _("Partners that offer what you seek, or seek what you offer."),
    }
    if can_keep_address(user, organisation):
        office = office_of(organisation)
        yield {
            "title": _("Address of the office"),
            "url": reverse("partners_desk:address", args=[organisation.slug]),
            "text": _("How the public reaches you without naming a person."),
            "meta": office.label if office else _("Not given"),
        }
    yield {
        "title": _("Contacts of partners"),
        "url": reverse("partners_desk:contacts"),
        "text": _("People of other partners, with their addresses."),
    }


def contacts_panel(user: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the way to contacts and messages on the desk's home page, for those who have either."""
    sees_contacts = bool(can_see_contacts(user))
    has_messages = visible_messages(user).exists()
    if sees_contacts or has_messages:
        yield (
            "partners/desk/_contacts_panel.html",
            {"sees_contacts": sees_contacts, "has_messages": has_messages},
        )


def reports_waiting(user: Any) -> Iterator[registries.WaitingItem]:
    """Yield that messages were reported as misuse, to the secretariat."""
    if not is_secretariat(user):
        return
    waiting = ContactMessage.objects.reported().order_by("reported_at").values_list("reported_at", flat=True)
    if waiting:
        number = len(waiting)
        yield registries.WaitingItem(
            text=ngettext(
                "%(number)s message was reported as misuse",
                "%(number)s messages were reported as misuse",
                number,
            )
            % {"number": number},
            url=f"{reverse('messages:index')}?state=reported",
            since=waiting[0],
            kind="message",
        )
