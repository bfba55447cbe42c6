"""Who decides, who may speak, who announces: decisions by consensus (MTG-2, MTG-3). Nobody counts votes."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.enums import (
    LEAD_ROLES,
    DecisionKind,
    DecisionStatus,
    PositionKind,
    TermRole,
)
from meetings.models import Body, Decision, Position, Term
from meetings.models.decisions import IN_REGISTER
from meetings.rules.offices import is_chair, is_lead_of, is_member, led_areas, offices_of, terms_in_force
from meetings.rules.proposals import partners_of_author, proposal_of, speaks_for_proposer
from partners.models import AreaParticipation, Organisation
from partners.queries import partners_of_area, partners_of_area_on
from partners.rules.common import SECRETARIAT_ONLY, is_secretariat
from partners.rules.organisations import focal_partners
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from portal.records.clock import today
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import READS_RECORDS
from portal.records.registries import has_role

# Kinds that another part of the portal brings before the group: that part asks its own rule who may.
BROUGHT_BY_OTHERS = frozenset({DecisionKind.AREA.value, DecisionKind.AMENDMENT.value})
# What a body can decide beside them.
KINDS_OF_GROUP = frozenset({DecisionKind.GENERAL.value, DecisionKind.CHAIRS.value, DecisionKind.AREA.value})
# That an area be closed or changed, members propose themselves; a new one comes with a partner's proposal.
ABOUT_AN_AREA = Area._meta.label_lower
BROUGHT = Q(kind__in=BROUGHT_BY_OTHERS) & ~Q(about_type=ABOUT_AN_AREA)
KINDS_OF_AREA = frozenset({DecisionKind.GENERAL.value, DecisionKind.LEADS.value, DecisionKind.NOMINEES.value})

ONLY_PROPOSER = _("Only the proposer can withdraw this.")
CLOSED = _("This area is closed: nothing is decided in it any more.")
NO_VOICE = _("You are not among those who decide here.")
STATEMENTS_ONLY = _("The secretariat speaks, but cannot object or make a reservation.")


@dataclass(frozen=True)
class Voice:
    """One of those who decide: who sits in the Advisory Group, or a partner of an area (one voice each)."""

    organisation: Organisation | None
    seat: Term | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What makes two voices the same; in the group the person, who may sit on with a new seat."""
        if self.seat is not None:
            return ("person", self.seat.person_id)
        return ("partner", self.organisation.pk if self.organisation else 0)

    @property
    def name(self) -> str:
        """The partner that speaks, as the public may read it."""
        return self.organisation.public_name if self.organisation else ""


def seats_in_force(body: Body, on: datetime.date | None = None) -> QuerySet[Term]:
    """Return the seats of the Advisory Group that run now or on a day, temporary ones too."""
    seats = terms_in_force(on).filter(body=body, role=TermRole.MEMBER)
    return seats.select_related("organisation", "person", "area").order_by("organisation__sort_key", "pk")


def voices_of(body: Body, on: datetime.date | None = None) -> list[Voice]:
    """Return those who decide in a body now or on a day: holders of running seats, or the partners of the area."""
    if body.is_group:
        return [Voice(seat.organisation, seat) for seat in seats_in_force(body, on)]
    if on is None or on == today():
        return [Voice(organisation) for organisation in partners_of_area(body.area)]
    return [Voice(organisation) for organisation in partners_of_area_on(body.area, on)]


def voices(decision: Decision, on: datetime.date | None = None) -> list[Voice]:
    """Return those who decide on this decision now, or who did on a day (MTG-2)."""
    return voices_of(decision.body, on)


def my_partners(user: Any) -> QuerySet[Organisation]:
    """Partners for which this person speaks as focal point, each as the row that others were merged into."""
    return Organisation.objects.filter(pk__in=focal_partners(user))


def own_voices(user: Any, body: Body) -> list[Voice]:
    """Return the voices with which a person can speak in a body.

    In the Advisory Group their seat; in an area the partners they are focal point of, and the one they represent
    as lead, as long as they have not left it. A lead has no second voice: the partner has one, whoever speaks for it.
    """
    if not getattr(user, "is_authenticated", False):
        return []
    terms = [term for term in offices_of(user) if term.body_id == body.pk]
    if body.is_group:
        return [Voice(term.organisation, term) for term in terms if term.role == TermRole.MEMBER]
    led_for = {
        term.organisation.merged_into_id or term.organisation_id
        for term in terms
        if term.role in LEAD_ROLES and term.organisation
    }
    here = partners_of_area(body.area).filter(pk__in=focal_partners(user) | led_for)
    return [Voice(organisation) for organisation in here]


def voice_of(position: Position) -> Voice:
    """Return whose voice a position was; rows that were merged speak as the one they became."""
    if position.seat is not None:
        return Voice(position.seat.organisation, position.seat)
    organisation = position.organisation
    return Voice((organisation.merged_into or organisation) if organisation else None)


def objections(decision: Decision) -> QuerySet[Position]:
    """Return the objections to a decision that nobody took back."""
    kept = decision.positions.maintained()
    return kept.select_related("seat__organisation", "organisation__merged_into")


def standing_objections(decision: Decision, on: datetime.date | None = None) -> list[Position]:
    """Return objections maintained by those who decide now: with one of them nothing is adopted (MTG-2).

    ``on``: the day of the decision, where it lies back; who decided on that day stands in the way as well.
    """
    found = list(objections(decision))
    if not found:
        return []
    deciding = {voice.key for voice in voices(decision)}
    if on is not None and on != today():
        deciding |= {voice.key for voice in voices(decision, on)}
    return [position for position in found if voice_of(position).key in deciding]


def lapsed_objections(decision: Decision, on: datetime.date | None = None) -> list[Position]:
    """Return objections that nobody took back and whose voice no longer decides, and did not ``on`` that day."""
    standing = {position.pk for position in standing_objections(decision, on)}
    return [position for position in objections(decision) if position.pk not in standing]


def presides(user: Any, body: Body) -> bool:
    """Whether ``user`` presides over a body now: chair or co-chair, or a lead of the area."""
    return is_chair(user) if body.is_group else is_lead_of(user, body.area)


def is_open_body(body: Body) -> bool:
    """Whether a body can still decide: a closed area cannot."""
    return body.is_group or body.area.status != AreaStatus.CLOSED


# --- What one may see -----------------------------------------------------------------------------


def visible_decisions(user: Any) -> QuerySet[Decision]:
    """Decisions this person may open: those with an outcome; before that, those who decide and who proposed it."""
    if not getattr(user, "is_authenticated", False):
        return Decision.objects.public()
    return Decision.objects.filter(IN_REGISTER | _of_their_own(user) | _before_them(user))


def _of_their_own(user: Any) -> Q:
    """What the partner they speak for proposed in an area, and what they wrote while they have a place in the body.

    What another part of the portal brought follows that part's rule: as long as they speak for who proposed it.
    """
    wrote = Q(proposed_by__user=user) | Q(created_by=user)
    if not has_role(user, *READS_RECORDS):
        partners = partners_of_author(user)
        spoken_for = Q(proposer__in=partners) | Q(proposer__merged_into__in=partners)
        wrote &= _bodies_of(user) | (BROUGHT & spoken_for)
    mine = focal_partners(user)
    of_partner = Q(proposer__in=mine) | Q(proposer__merged_into__in=mine)
    # In the group its members speak; what another part brought is the partner's, whoever of its people wrote it.
    return wrote | (of_partner & (Q(body__area__isnull=False) | BROUGHT))


def is_brought_by_others(kind: str, about_type: str) -> bool:
    """Whether another part of the portal brings a decision before the group; the same as ``BROUGHT``."""
    return kind in BROUGHT_BY_OTHERS and about_type != ABOUT_AN_AREA


def _before_them(user: Any) -> Q:
    """What is, or was, before somebody's body; for the secretariat and the auditor before any."""
    brought = ~Q(status=DecisionStatus.DRAFT)
    if has_role(user, *READS_RECORDS):
        return brought | Q(proposed_by__isnull=True, proposer__isnull=True)
    return brought & _bodies_of(user)


def _bodies_of(user: Any) -> Q:
    """Decisions of the bodies in which somebody speaks or presides now."""
    mine = focal_partners(user)
    running = AreaParticipation.objects.running()
    takes_part = running.filter(Q(organisation__in=mine) | Q(organisation__merged_into__in=mine))
    bodies = Q(body__area__in=led_areas(user)) | Q(body__area__in=takes_part.values("area"))
    if is_member(user) or is_chair(user) or _is_ex_officio(user):
        bodies |= Q(body__area__isnull=True)
    return bodies


def _is_ex_officio(user: Any) -> bool:
    return any(term.role == TermRole.EX_OFFICIO for term in offices_of(user))


def is_concerned(user: Any, decision: Decision) -> bool:
    """Whether a decision is, or was, before somebody's body, or theirs: they read who is nominated and proposed.

    Everybody else reads a decision with an outcome as the public does, where people are named with consent only.
    """
    if not getattr(user, "is_authenticated", False):
        return False
    return Decision.objects.filter(_of_their_own(user) | _before_them(user), pk=decision.pk).exists()


def can_read_proposer(user: Any, decision: Decision) -> bool:
    """Whether somebody reads which person proposed it; partners of an area read the partner only."""
    if decision.body.is_group or has_role(user, *READS_RECORDS):
        return True
    return presides(user, decision.body) or is_proposer(user, decision)


# --- Proposing ------------------------------------------------------------------------------------


def is_proposer(user: Any, decision: Decision) -> bool:
    """Whether ``user`` speaks for the partner that proposed this, or proposed it and still has that voice.

    In an area its focal points speak for a partner; in the Advisory Group who sits there for it, nobody else. What
    another part brought asks the rule of proposals; the secretariat's own is the secretariat's.
    """
    if not getattr(user, "is_authenticated", False):
        return False
    if decision.kind in BROUGHT_BY_OTHERS:
        proposal = proposal_of(decision)
        if proposal is not None:
            return speaks_for_proposer(user, proposal)
    if decision.proposer_id:
        canonical = decision.proposer.merged_into_id or decision.proposer_id
        if decision.body.is_group:
            return _still_has_its_voice(user, decision)
        if canonical in focal_partners(user):
            return True
    if decision.proposed_by_id is None:
        return decision.proposer_id is None and is_secretariat(user)
    return decision.proposed_by.user_id == user.pk and _still_has_its_voice(user, decision)


def _still_has_its_voice(user: Any, decision: Decision) -> bool:
    """Whether somebody still speaks, in the body, for the partner that proposed; without one, speaks or presides."""
    own = own_voices(user, decision.body)
    if decision.proposer is None:
        return bool(own) or presides(user, decision.body)
    canonical = decision.proposer.merged_into_id or decision.proposer_id
    spoken_for = {
        voice.organisation.merged_into_id or voice.organisation.pk for voice in own if voice.organisation
    }
    return canonical in spoken_for


def wrote_it(user: Any, decision: Decision) -> bool:
    """Whether somebody wrote the draft and still has the place from which they did."""
    if not getattr(user, "is_authenticated", False) or decision.created_by_id != user.pk:
        return False
    return is_secretariat(user) or presides(user, decision.body) or _still_has_its_voice(user, decision)


def can_propose(user: Any, body: Body) -> Answer:
    """Members, the chair and the secretariat in the group; in an area its partners, its leads, the secretariat."""
    if not is_open_body(body):
        return Refused(CLOSED)
    if is_secretariat(user) or presides(user, body) or own_voices(user, body):
        return ALLOWED
    if body.is_group:
        return Refused(_("Only members of the Advisory Group can propose a decision to it."))
    return Refused(_("Only partners of this area can propose a decision to it."))


def can_write(user: Any, decision: Decision) -> Answer:
    """A draft is changed by who wrote or proposed it, as long as they have a voice there."""
    if wrote_it(user, decision) or is_proposer(user, decision):
        return ALLOWED
    return Refused(_("Only the person who wrote this draft can change it."))


def can_open(user: Any, decision: Decision) -> Answer:
    """Who proposed it puts it before the body; a deferred one also who presides, and the secretariat."""
    if not is_open_body(decision.body):
        return Refused(CLOSED)
    if can_write(user, decision):
        return ALLOWED
    if decision.status != DecisionStatus.DRAFT and (presides(user, decision.body) or is_secretariat(user)):
        return ALLOWED
    return Refused(_("Only those who proposed this can put it before those who decide."))


def can_withdraw_decision(user: Any, decision: Decision) -> Answer:
    """Only the proposer withdraws; a draft also who wrote it."""
    if is_proposer(user, decision):
        return ALLOWED
    if decision.status == DecisionStatus.DRAFT and wrote_it(user, decision):
        return ALLOWED
    return Refused(ONLY_PROPOSER)


# --- Speaking -------------------------------------------------------------------------------------


def records_on_behalf(user: Any, body: Body) -> bool:
    """In an area the secretariat records for a partner what it said; in the group members speak themselves."""
    return is_secretariat(user) and not body.is_group


def can_take_position(user: Any, decision: Decision, kind: str = "") -> Answer:
    """Those who decide put anything on record; UNEP ex officio makes statements and cannot object (MTG-2)."""
    body = decision.body
    if not is_open_body(body):
        return Refused(CLOSED)
    if own_voices(user, body) or records_on_behalf(user, body):
        return ALLOWED
    if is_secretariat(user) or (body.is_group and _is_ex_officio(user)):
        return ALLOWED if kind in ("", PositionKind.STATEMENT) else Refused(STATEMENTS_ONLY)
    return Refused(NO_VOICE)


def can_take_back(user: Any, position: Position) -> Answer:
    """An objection is taken back by its voice: the holder of the seat; in an area the partner's focal points.

    The secretariat takes back, in an area and for the partner, what it recorded for it, and nothing else.
    """
    body = position.decision.body
    if has_voice(user, position) or (position.on_behalf and records_on_behalf(user, body)):
        return ALLOWED
    return Refused(_("Only those who raised this objection can take it back."))


def has_voice(user: Any, position: Position) -> bool:
    """Whether somebody speaks with the voice that took a position; who records it on behalf does not."""
    key = voice_of(position).key
    return any(voice.key == key for voice in own_voices(user, position.decision.body))


# --- The outcome ----------------------------------------------------------------------------------


def can_announce(user: Any, decision: Decision) -> Answer:
    """The chair or a co-chair in the group, a lead in the area; the secretariat on their behalf, recorded so."""
    if presides(user, decision.body) or is_secretariat(user):
        return ALLOWED
    if decision.body.is_group:
        return Refused(_("Only the chair of the Advisory Group can announce the outcome."))
    return Refused(_("Only a lead of this area can announce the outcome."))


def can_enter_past(user: Any, body: Body | None = None) -> Answer:
    """Decisions of the past are entered by the secretariat, with their source."""
    return ALLOWED if is_secretariat(user) else Refused(SECRETARIAT_ONLY)


def can_translate(user: Any, decision: Decision) -> Answer:
    """Translations: who proposed it, who presides, the secretariat; after an outcome the secretariat alone.

    An amendment or a new area is translated where it was written, before the group has it.
    """
    if is_brought_by_others(decision.kind, decision.about_type) and not decision.is_public:
        return Refused(_("Its words come from the proposal, in every language in which that is written."))
    if decision.is_public and not is_secretariat(user):
        return Refused(_("There is an outcome: from now on only the secretariat translates it."))
    if is_secretariat(user) or presides(user, decision.body) or is_proposer(user, decision):
        return ALLOWED
    return Refused(_("Only those who proposed this, those who preside and the secretariat can translate it."))


def kinds_for(body: Body) -> Iterable[str]:
    """Return what a body can be asked to decide on its own initiative."""
    return KINDS_OF_GROUP if body.is_group else KINDS_OF_AREA
