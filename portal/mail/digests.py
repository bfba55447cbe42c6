"""The daily and the weekly summary: one mail per person with what waits for it."""

import datetime
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.mail.actions import queue_mail
from portal.mail.enums import Delivery
from portal.mail.kinds import label_of
from portal.mail.models import Notice, OutboundEmail
from portal.mail.notices import full_address
from portal.mail.preferences import ALL_OF, unsubscribe_url
from portal.records.clock import now
from portal.records.work import unit_of_work

MOST_IN_A_MAIL = 100


def last_moment(delivery: str, moment: datetime.datetime) -> datetime.datetime:
    """Return the latest time at or before ``moment`` at which this digest was to go out.

    ``DIGEST_HOUR`` of each day, or of the weekday ``DIGEST_WEEKDAY`` (Monday is 0), in the zone of deadlines.
    """
    zone = ZoneInfo(settings.DEADLINE_TIME_ZONE)
    local = moment.astimezone(zone)
    day = local.date() - datetime.timedelta(days=local.hour < settings.DIGEST_HOUR)
    if delivery == Delivery.WEEKLY:
        day -= datetime.timedelta(days=(day.weekday() - settings.DIGEST_WEEKDAY) % 7)
    return datetime.datetime.combine(day, datetime.time(settings.DIGEST_HOUR), tzinfo=zone)


def send_digests(delivery: str) -> int:
    """Queue the digests that are due; return how many mails were written.

    What was told after the last moment waits for the next one, so a worker that was away sends late, not early,
    and a second run finds nothing. A person with nothing new gets no mail.
    """
    until = last_moment(delivery, now())
    waiting = Notice.objects.waiting_for_digest(delivery).filter(created_at__lt=until, user__is_active=True)
    people = waiting.order_by("user").values_list("user", flat=True).distinct()
    return sum(send_digest(user, delivery, until) is not None for user in list(people))


def send_digest(user_id: int, delivery: str, until: datetime.datetime) -> OutboundEmail | None:
    """Queue one person's digest; None when another worker was faster or everything has been read.

    Nothing is mailed twice: under the lock of the account, each notice gets the mail that carried it.
    """
    with unit_of_work():
        user = get_user_model().objects.select_for_update().filter(pk=user_id, is_active=True).first()
        mine = Notice.objects.waiting_for_digest(delivery).filter(user=user_id, created_at__lt=until)
        notices = list(mine.order_by("created_at", "pk"))
        if user is None or not notices:
            return None
        with translation.override(user.language):
            counted = ngettext("%(number)s notice", "%(number)s notices", len(notices))
            context = {
                "number": counted % {"number": len(notices)},
                "notices": listed(notices[:MOST_IN_A_MAIL], user.language),
                "url": full_address(reverse("desk:notices"), user.language),
            }
            if len(notices) > MOST_IN_A_MAIL:
                context["notices"] += "\n\n" + _("There are more of them on your desk.")
        mail = queue_mail(
            "mail/digest",
            user.email,
            user.language,
            context,
            because=Delivery(delivery).label,
            unsubscribe=unsubscribe_url(f"{ALL_OF}{delivery}", user.language, user=user),
        )
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail=mail)
        return mail


def listed(notices: Iterable[Notice], language: str) -> str:
    """Return the notices as the text of a mail: a heading per kind, an item and its address per notice."""
    by_kind: dict[str, list[Notice]] = {}
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    parts = []
    for kind, of_kind in by_kind.items():
        items = [
            f"- {notice.title}" + (f"\n{full_address(notice.url, language)}" if notice.url else "")
            for notice in of_kind
        ]
        parts += [f"{label_of(kind)}:", "\n".join(items)]
    return "\n\n".join(parts)
