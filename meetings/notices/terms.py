"""Who is told that a term of office ends, has ended, or goes on as acting (AREA-3); each of it once."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, EndReason
from meetings.models import Term
from meetings.queries.history import history_url
from meetings.rules.offices import acting_terms, acting_until, months_later, offices_of, terms_in_force
from meetings.rules.term_guards import family_of
from partners.models import Person
from partners.notices.letters import tell_person
from partners.rules.common import is_secretariat
from portal.accounts.queries import users_with_role
from portal.mail.kinds import NoticeKind, register_kind
from portal.mail.notices import notify
from portal.records.clock import day_of, today
from portal.records.enums import SECRETARIAT
from portal.records.work import unit_of_work

KIND = NoticeKind(
    "terms_ending",
    gettext_lazy("Terms of office that end"),
    hint=gettext_lazy(
        "90, 30 and 7 days before the end, when it has come, and how long a lead continues in an acting capacity."
    ),
    concerns=lambda user: bool(offices_of(user)) or is_secretariat(user),
)
BEGUN = NoticeKind(
    "terms_begun",
    gettext_lazy("Terms of office that begin"),
    hint=gettext_lazy("When the secretariat has recorded that you hold an office."),
    concerns=lambda user: bool(offices_of(user)),
)
# An office that began longer ago is entered from the past: nobody is told.
NEWS = datetime.timedelta(days=60)
# For so many days an end that was missed (the portal stood still) is still told.
STILL_TOLD = 30


def register() -> None:
    """Called once from ``meetings.hooks.register``."""
    register_kind(KIND)
    register_kind(BEGUN)


def terms_to_look_at(day: datetime.date) -> list[Term]:
    """Return terms whose planned end is near, just past, or whose holders may act."""
    first = months_later(day, -settings.ACTING_MONTHS - 1)
    last = day + datetime.timedelta(days=max(settings.TERM_NOTICE_DAYS))
    terms = Term.objects.counted().filter(ended_on__isnull=True, until__gte=first, until__lte=last)
    return list(terms.select_related("body__area", "person__user", "organisation").order_by("until", "pk"))


def notice_due(term: Term, day: datetime.date, acting: frozenset[int]) -> tuple[str, str] | None:
    """Return (template, moment) of the newest notice about a term's end that is due on ``day``, or None.

    What would have been due before the term was recorded is not told: nobody is reminded of the past.
    """
    days_left = (term.until - day).days
    recorded = day_of(term.created_at)
    if days_left >= 0:
        moment = min((days for days in settings.TERM_NOTICE_DAYS if days_left <= days), default=None)
        if moment is None or recorded > term.until - datetime.timedelta(days=moment):
            return None
        return "term_ending", f"ending-{moment}"
    if recorded > term.until:
        return None
    if term.pk in acting:
        last_day = acting_until(term)
        if (last_day - day).days <= STILL_TOLD:
            return "term_acting_ends", "acting-ends"
        return "term_acting", "acting"
    return ("term_ended", "ended") if -days_left <= STILL_TOLD else None


def is_continued(term: Term) -> bool:
    """Whether the same person is appointed to go on in the same office after the end."""
    same = Term.objects.counted().filter(body=term.body, person=term.person)
    later = same.filter(role__in=family_of(term.role))
    return later.filter(since__gt=term.since).exclude(pk=term.pk).exists()


def tell_of_ends() -> int:
    """Tell everybody concerned of terms that end or ended; return how many terms a notice was due for."""
    day = today()
    told = 0
    acting = frozenset(acting_terms(day).values_list("pk", flat=True))
    for term in terms_to_look_at(day):
        due = notice_due(term, day, acting)
        if due is None or is_continued(term):
            continue
        with unit_of_work():
            tell(term, *due)
        told += 1
    return told


def tell_of_early_end(term: Term) -> None:
    """Tell of a term that has been ended before its time, unless that lies back or it never was one."""
    day = term.ended_on
    if term.end_reason == EndReason.ENTERED_WRONGLY or day < today() - NEWS:
        return
    template = "term_ending" if day >= today() else "term_ended"
    tell(term, template, "ended-early", holder=term.end_reason != EndReason.DIED)


def tell_of_beginning(term: Term) -> None:
    """Tell the person of a new office that the secretariat recorded; who accepted an invitation knows already."""
    if term.invitation_id or term.since < today() - NEWS or (term.until and term.until < today()):
        return
    tell_person(
        BEGUN.code,
        term.person,
        "meetings/term_recorded",
        _context(term, _language_of(term.person)),
        key=f"term:{term.pk}:recorded",
        about=term,
        url=reverse("meetings_desk:offices"),
    )


def tell(term: Term, template: str, moment: str, *, holder: bool = True) -> None:
    """Tell the holder, those beside them (co-leads; chairs of the group) and the secretariat; each once."""
    key = f"term:{term.pk}:{moment}:{term.effective_end.isoformat()}"
    if holder:
        tell_person(
            KIND.code,
            term.person,
            f"meetings/{template}",
            _context(term, _language_of(term.person)),
            key=key,
            about=term,
            url=reverse("meetings_desk:offices"),
        )
    others = f"meetings/{template}_other"
    for person in persons_beside(term):
        context = _context(term, _language_of(person))
        tell_person(
            KIND.code, person, others, context, key=key, about=term, url=lambda: history_url(term.body)
        )
    for user in users_with_role(*SECRETARIAT):
        context = _context(term, user.language)
        url = reverse("terms:inspect", args=[term.pk])
        notify(KIND.code, user, others, context, key=key, about=term, url=url)


def persons_beside(term: Term) -> list[Person]:
    """Return the other leads of the area, or the chairs of the group, who are in office."""
    roles = CHAIR_ROLES if term.body.is_group else LEAD_ROLES
    terms = terms_in_force().filter(body=term.body, role__in=roles).exclude(person=term.person)
    reachable = ~Q(person__email="") | Q(person__user__isnull=False)
    found = {each.person_id: each.person for each in terms.filter(reachable).select_related("person__user")}
    return list(found.values())


def _language_of(person: Person) -> str:
    return person.user.language if person.user else person.language


def _context(term: Term, language: str) -> dict[str, Any]:
    with translation.override(language):
        last_day = acting_until(term)
        return {
            "name": str(term.person),
            "role": str(term.get_role_display()),
            "body": str(term.body),
            "organisation": term.organisation.legal_name if term.organisation else "–",
            "day": date_format(term.effective_end, _("j F Y")) if term.effective_end else "–",
            "days": _days(term),
            "acting_until": date_format(last_day, _("j F Y")) if last_day else "–",
        }


def _days(term: Term) -> str:
    since = date_format(term.since, _("j F Y"))
    if term.effective_end is None:
        return _("from %(since)s") % {"since": since}
    until = date_format(term.effective_end, _("j F Y"))
    return _("from %(since)s to %(until)s") % {"since": since, "until": until}
