"""Drafts of accounts that were never sent: their writers are told, and then the drafts are deleted."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.actions.letters import discard_for_erasure
from partners.enums import LetterStatus
from partners.models import Letter
from partners.notices.letters import absolute
from portal.accounts.models import User
from portal.accounts.queries import users_with_role
from portal.mail.actions import queue_mail
from portal.mail.models import OutboundEmail
from portal.records.clock import day_of, now
from portal.records.enums import SECRETARIAT
from portal.records.work import unit_of_work

TEMPLATE = "partners/draft_goes_soon"


def days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)


def quiet_drafts(before: datetime.datetime) -> QuerySet[Letter]:
    """Return drafts of accounts, or entered on behalf, that nobody changed since ``before``."""
    owned = Q(applicant__isnull=False) | Q(on_behalf=True)
    return Letter.objects.filter(owned, status=LetterStatus.DRAFT, updated_at__lt=before)


def writers_of(letter: Letter) -> list[User]:
    """Return who is told: the writer and who writes along; for a draft on behalf the secretariat."""
    if letter.applicant is None:
        return list(users_with_role(*SECRETARIAT))
    along = [author.user for author in letter.authors.filter(until__isnull=True).select_related("user")]
    return [user for user in dict.fromkeys([letter.applicant, *along]) if user.is_active]


def key_of(letter: Letter) -> str:
    """A notice belongs to the last change: whoever changes the draft has all the time again."""
    return f"letter:{letter.pk}:draft_goes_soon:{letter.updated_at:%Y%m%d%H%M%S}"


def last_day(letter: Letter) -> datetime.date:
    """Return the day on which a draft goes, if it is told today."""
    quiet, told = settings.CLAIMED_DRAFT_DAYS, settings.DRAFT_NOTICE_DAYS
    return day_of(max(letter.updated_at + days(quiet), now() + days(told)))


def tell_writers(letter: Letter) -> int:
    """Tell the writers of a draft, once for each time that it fell quiet; return how many mails are new."""
    told = 0
    with unit_of_work():
        for user in writers_of(letter):
            with translation.override(user.language):
                context: dict[str, Any] = {
                    "organisation": letter.legal_name or _("an organisation that has no name yet"),
                    "date": date_format(last_day(letter), "DATE_FORMAT"),
                    "url": absolute(letter.get_absolute_url(), user.language),
                }
            key = f"{key_of(letter)}:{user.pk}"
            if not OutboundEmail.objects.filter(dedupe_key=key).exists():
                queue_mail(TEMPLATE, user.email, user.language, context, about=letter, dedupe_key=key)
                told += 1
    return told


def told_at(letter: Letter) -> datetime.datetime | None:
    """Return when the writers were told first, or None."""
    mails = OutboundEmail.objects.filter(dedupe_key__startswith=f"{key_of(letter)}:")
    return mails.aggregate(first=Min("created_at"))["first"]


def purge_quiet_drafts() -> dict[str, int]:
    """Tell writers, and delete the drafts whose time and notice have both run out; return how many of each."""
    done = {"told": 0, "deleted": 0}
    early = now() - days(settings.CLAIMED_DRAFT_DAYS - settings.DRAFT_NOTICE_DAYS)
    for letter in quiet_drafts(early).select_related("applicant").order_by("pk"):
        done["told"] += tell_writers(letter)
    end = now() - days(settings.CLAIMED_DRAFT_DAYS)
    for letter in quiet_drafts(end).select_related("applicant").order_by("pk"):
        done["deleted"] += purge(letter, end)
    return done


def purge(letter: Letter, before: datetime.datetime) -> bool:
    """Delete one draft; False when it was changed meanwhile, or its writers were not told long enough ago."""
    with unit_of_work():
        draft = quiet_drafts(before).select_for_update(of=("self",)).filter(pk=letter.pk).first()
        if draft is None:
            return False
        told = told_at(draft)
        if writers_of(draft) and (told is None or told > now() - days(settings.DRAFT_NOTICE_DAYS)):
            return False
        discard_for_erasure(draft, by=None)
    return True
