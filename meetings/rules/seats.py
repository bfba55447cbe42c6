"""Who prepares, sends, answers and takes back an invitation to a seat, and what it must say (PAG-2)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from meetings.enums import InvitationStatus, SeatGround, TermRole
from meetings.models import SeatInvitation, Term
from meetings.reference import GROUP
from meetings.rules.offices import offices_of
from meetings.rules.term_days import busiest_day, meet
from meetings.rules.term_guards import is_partner_of, origin
from meetings.rules.term_temporary import ONE_PER_AREA
from meetings.rules.terms import PROBLEMS, problems_of, proposed_term
from partners.rules.common import HEAD_ONLY, SECRETARIAT_ONLY, is_secretariat
from portal.records.clock import today
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.enums import READS_RECORDS, SECRETARIAT, Role
from portal.records.registries import has_role
from portal.records.transitions import Transition, TransitionTable

S = InvitationStatus
PREPARED, SENT = frozenset({S.PREPARED.value}), frozenset({S.SENT.value})
OF_AREAS = frozenset({SeatGround.AREA_LEAD.value, SeatGround.AREA_DESIGNATED.value})
NOT_YOURS = gettext_lazy("This invitation is not yours.")
SIGNED_IN_AS_ANOTHER = gettext_lazy(
    "You are signed in, and this invitation is for somebody else. If it is yours, sign out and open the link again."
)
GROUP_ONLY = gettext_lazy("Only the Advisory Group and the secretariat can read this.")


# --- Who ------------------------------------------------------------------------------------------


def can_open_group(user: Any) -> Answer:
    """The group's desk: its members and chairs, the secretariat, the auditor (rights table)."""
    if has_role(user, *READS_RECORDS) or any(term.body.code == GROUP for term in offices_of(user)):
        return ALLOWED
    return Refused(GROUP_ONLY)


def can_prepare_invitation(user: Any, invitation: SeatInvitation | None = None) -> Answer:
    """Officers prepare, and so may the head (PAG-2)."""
    return ALLOWED if is_secretariat(user) else Refused(SECRETARIAT_ONLY)


def can_send_invitation(user: Any, invitation: SeatInvitation) -> Answer:
    """The head records that the Executive Director invites (PAG-2)."""
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)


def can_send_again(user: Any, invitation: SeatInvitation) -> Answer:
    """The head decided that the person is invited; that the mail goes out once more, officers see to (PAG-2)."""
    return ALLOWED if is_secretariat(user) else Refused(SECRETARIAT_ONLY)


def can_record_answer(user: Any, invitation: SeatInvitation) -> Answer:
    """An acceptance gives a seat: the head records one that came another way."""
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)


def can_withdraw_invitation(user: Any, invitation: SeatInvitation) -> Answer:
    """The secretariat while it is prepared; once it was sent, the head."""
    if invitation.status == S.PREPARED:
        return can_prepare_invitation(user)
    return ALLOWED if has_role(user, Role.HEAD) else Refused(HEAD_ONLY)


def can_read_invitation(user: Any, invitation: SeatInvitation) -> Answer:
    """The secretariat, the auditor, and the invited once it was sent."""
    if has_role(user, *READS_RECORDS):
        return ALLOWED
    is_theirs = getattr(user, "is_authenticated", False) and invitation.person.user_id == user.pk
    return ALLOWED if is_theirs and invitation.sent_at else Refused(NOT_YOURS)


def can_answer_signed_in(user: Any, invitation: SeatInvitation) -> Answer:
    """Without an account the link is enough; an account answers for its own person only."""
    if not getattr(user, "is_authenticated", False) or invitation.person.user_id == user.pk:
        return ALLOWED
    return Refused(SIGNED_IN_AS_ANOTHER)


SEAT_TRANSITIONS = TransitionTable(
    Transition(
        "send",
        PREPARED,
        S.SENT,
        can_send_invitation,
        gettext_lazy("Record the invitation and send the letter"),
        pgettext_lazy("seat invitation", "Sent"),
        roles=(Role.HEAD,),
    ),
    Transition(
        "change",
        PREPARED,
        None,
        can_prepare_invitation,
        gettext_lazy("Change the invitation"),
        pgettext_lazy("seat invitation", "Changed"),
        roles=tuple(sorted(SECRETARIAT)),
    ),
    Transition(
        "accept",
        SENT,
        S.ACCEPTED,
        can_record_answer,
        gettext_lazy("Record an acceptance"),
        pgettext_lazy("seat invitation", "Accepted"),
        roles=(Role.HEAD,),
    ),
    Transition(
        "decline",
        SENT,
        S.DECLINED,
        can_record_answer,
        gettext_lazy("Record a refusal"),
        pgettext_lazy("seat invitation", "Declined"),
        roles=(Role.HEAD,),
    ),
    Transition(
        "send_again",
        SENT,
        None,
        can_send_again,
        gettext_lazy("Send the mail again"),
        pgettext_lazy("seat invitation", "Mail sent again"),
        roles=tuple(sorted(SECRETARIAT)),
    ),
    Transition(
        "withdraw",
        PREPARED | SENT,
        S.WITHDRAWN,
        can_withdraw_invitation,
        gettext_lazy("Take the invitation back"),
        pgettext_lazy("seat invitation", "Taken back"),
        needs_reason=True,
        danger=True,
        roles=tuple(sorted(SECRETARIAT)),
    ),
)


# --- What -----------------------------------------------------------------------------------------


def seat_of(invitation: SeatInvitation) -> Term:
    """Return the term that an acceptance would make, not saved."""
    return proposed_term(
        body=invitation.body,
        role=TermRole.MEMBER,
        person=invitation.person,
        organisation=invitation.organisation,
        since=invitation.since,
        until=invitation.until,
        decision=invitation.decision,
        ground=invitation.ground,
        category=invitation.category,
        need=invitation.need,
        area=invitation.area,
        replaces=invitation.replaces,
    )


def invitation_problems(invitation: SeatInvitation) -> list[Problem]:
    """Return everything that stands in the way of this invitation, each with its field (PAG-1, PAG-2).

    The rules of the term that it would make, and what an area's ground asks beside them.
    """
    guards = PROBLEMS if invitation.decision else [guard for guard in PROBLEMS if guard is not origin]
    problems = problems_of(seat_of(invitation), guards)  # the invitation itself will be where it comes from
    area = invitation.area
    if invitation.ground not in OF_AREAS or area is None:
        return problems
    if not is_partner_of(invitation.organisation, area):
        text = _("This partner takes no part in %(area)s.") % {"area": area.short_name}
        problems.append(Problem("organisation", text))
    if invitation.ground == SeatGround.AREA_DESIGNATED and (
        invitation.decision is None or invitation.decision.body.area_id != area.pk
    ):
        text = _("Name the decision by which this area designated the partner.")
        problems.append(Problem("decision", text))
    return problems


def is_overdue(invitation: SeatInvitation) -> bool:
    """Whether it was sent, and the day by which an answer was asked is past; computed, never stored."""
    return invitation.status == S.SENT and invitation.answer_by is not None and invitation.answer_by < today()


# --- Room -----------------------------------------------------------------------------------------


def room_problems(invitation: SeatInvitation) -> list[Problem]:
    """Return why no seat is free for the whole time of the invitation, counting those offered to others (PAG-1).

    Offered: by an invitation that was sent and waits for an answer; one that is only prepared takes none.
    """
    if has_room(invitation):
        return []
    if invitation.ground == SeatGround.TEMPORARY:
        return [Problem("area", ONE_PER_AREA)]
    words = _("No seat is free for that time: all %(seats)d are held or offered.")
    return [Problem("", words % {"seats": invitation.body.seats})]


def has_room(invitation: SeatInvitation) -> bool:
    """Whether a seat is free for the whole time of the invitation; of temporary ones there is one for each area."""
    wanted = seat_of(invitation)
    if invitation.ground == SeatGround.TEMPORARY:
        same = SeatInvitation.objects.filter(
            body=invitation.body, status=S.SENT, ground=SeatGround.TEMPORARY, area=invitation.area
        )
        offers = same.exclude(pk=invitation.pk).select_related("person", "body")
        return not any(meet(wanted, seat_of(offer)) for offer in offers)
    held = Term.objects.counted().ordinary().filter(body=invitation.body)
    offered = SeatInvitation.objects.filter(body=invitation.body, status=S.SENT).exclude(
        ground=SeatGround.TEMPORARY
    )
    offers = [seat_of(row) for row in offered.exclude(pk=invitation.pk).select_related("person", "body")]
    taken, _day = busiest_day(wanted, [*held, *offers])
    return taken < invitation.body.seats
