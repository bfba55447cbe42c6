"""Who sets how many seats the Advisory Group has and how many lead an area, and what such a number must be."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.enums import InvitationStatus, SeatGround, TermRole
from meetings.models import Body, SeatInvitation, Term
from meetings.rules.seats import seat_of
from meetings.rules.term_days import busiest_day
from portal.records.clock import today
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.enums import READS_RECORDS, Role
from portal.records.registries import has_role

MOST = {"seats": 99, "most_leads": 20}  # a slip of the keyboard, not a rule
KEEPERS_ONLY = gettext_lazy("Only the head and the administrator change this.")


def setting_of(body: Body) -> str:
    """Return the column that is set of a body: ordinary seats of the group, leads of an area (PAG-1, AREA-3)."""
    return "seats" if body.is_group else "most_leads"


def can_read_body_settings(user: Any, body: Body | None = None) -> Answer:
    """The secretariat and the auditor read them, the administrator too."""
    return ALLOWED if has_role(user, *READS_RECORDS, Role.ADMINISTRATOR) else Refused(KEEPERS_ONLY)


def can_set_body(user: Any, body: Body | None = None) -> Answer:
    """Settings are the administrator's; seats and terms the head's (rights table)."""
    return ALLOWED if has_role(user, Role.HEAD, Role.ADMINISTRATOR) else Refused(KEEPERS_ONLY)


def setting_problems(body: Body, number: int | None) -> list[Problem]:
    """Return why a number cannot be set: seats that are held or offered, on any day from today, are not taken away."""
    field = setting_of(body)
    most = MOST[field]
    if number is None or not 1 <= number <= most:
        return [Problem(field, _("Choose a number between 1 and %(most)s.") % {"most": most})]
    if not body.is_group:
        return []
    held = Term.objects.counted().ordinary().filter(body=body)
    offers = SeatInvitation.objects.filter(body=body, status=InvitationStatus.SENT).select_related("body")
    offered = [seat_of(row) for row in offers.exclude(ground=SeatGround.TEMPORARY)]
    from_now_on = Term(body=body, role=TermRole.MEMBER, since=today())
    taken, day = busiest_day(from_now_on, [*held, *offered])
    if number >= taken:
        return []
    words = ngettext(
        "%(taken)s ordinary seat is held or offered on %(day)s: the group cannot have fewer.",
        "%(taken)s ordinary seats are held or offered on %(day)s: the group cannot have fewer.",
        taken,
    )
    return [Problem(field, words % {"taken": taken, "day": date_format(day, "DATE_FORMAT")})]
