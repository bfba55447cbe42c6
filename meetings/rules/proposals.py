"""Who may propose something to the Advisory Group, examine it, put it before the group, take it back (GDL-1, AREA-1).

The secretariat's opinion is recorded and cannot hold a proposal back: once there is one, or when none was given in
time, the chair or the proposer can put it before the group as well. Only the proposer withdraws.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from meetings.enums import ProposalStatus, TermRole
from meetings.models import Decision
from meetings.models.proposals import IN_PUBLIC, Proposal
from meetings.proposals.kinds import is_proposal, models_of_proposals
from meetings.rules.offices import is_chair, is_member, offices_of
from partners.enums import OrganisationRole
from partners.models import Organisation
from partners.rules.common import SECRETARIAT_ONLY, is_secretariat
from partners.rules.organisations import is_partner_now, own_partners, role_in, running_places
from portal.records.clock import day_of, now, today
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import READS_RECORDS
from portal.records.pointers import resolve
from portal.records.registries import has_role
from portal.records.transitions import Transition, TransitionTable

S = ProposalStatus
# How long the secretariat has for its opinion before a proposal can go before the group without one (own).
OPINION_DAYS = 30
DAY = datetime.timedelta(days=1)
DRAFT_ONLY = frozenset({S.DRAFT.value})
WITH_THE_SECRETARIAT = frozenset({S.PROPOSED.value, S.EXAMINED.value})
UNDER_WAY = WITH_THE_SECRETARIAT | {S.BEFORE_GROUP.value}
PROPOSER_ONLY = gettext_lazy("Only the partner that proposes it can do this.")
PARTNERS_ONLY = gettext_lazy(
    "Only people who speak for a partner can propose: its focal points, and those who lead an area or serve "
    "on the Advisory Group for it."
)
OPINION_GIVEN = gettext_lazy("The opinion of the secretariat has been recorded already.")


# --- Who speaks for a partner ---------------------------------------------------------------------


def _partners_of_offices(user: Any) -> set[int]:
    """Return the keys of the partners that the user represents in a body now, canonical rows."""
    return {
        term.organisation.merged_into_id or term.organisation_id
        for term in offices_of(user)
        if term.organisation_id and term.role != TermRole.EX_OFFICIO
    }


def can_propose(user: Any, organisation: Organisation) -> Answer:
    """Focal points of a partner, and those who lead, sit or preside for it (rights table: Pf, L, M, C)."""
    if not is_partner_now(organisation):
        return Refused(gettext_lazy("This partner has no membership at present."))
    if role_in(user, organisation) == OrganisationRole.FOCAL:
        return ALLOWED
    own = organisation.merged_into_id or organisation.pk
    return ALLOWED if own in _partners_of_offices(user) else Refused(PARTNERS_ONLY)


def partners_to_propose_for(user: Any) -> list[Organisation]:
    """Return the partners in whose name the user can propose, by name."""
    places = running_places(user).filter(role=OrganisationRole.FOCAL).select_related("organisation")
    keys = {place.organisation.merged_into_id or place.organisation_id for place in places}
    found = Organisation.objects.filter(pk__in=keys | _partners_of_offices(user)).order_by("sort_key")
    return [organisation for organisation in found if can_propose(user, organisation)]


def speaks_for_proposer(user: Any, proposal: Proposal) -> bool:
    """Whether the user may act for the partner that proposes: its focal points, and who wrote it while in office."""
    organisation = proposal.proposer.merged_into or proposal.proposer
    if role_in(user, organisation) == OrganisationRole.FOCAL:
        return True
    return proposal.created_by_id == getattr(user, "pk", None) and bool(can_propose(user, organisation))


def proposal_of(decision: Decision) -> Proposal | None:
    """Return the proposal that a decision is about, or None."""
    if not decision.about_type or decision.about_id is None:
        return None
    record = resolve(decision.about_type, decision.about_id)
    return record if is_proposal(record) and record.decision_id == decision.pk else None


# --- Reading --------------------------------------------------------------------------------------


def partners_of_author(user: Any) -> frozenset[int]:
    """Return the keys of the partners for which the user has a running place or office in their membership.

    What somebody wrote for another partner is that partner's: who left it reads no draft and no discussion of it.
    """
    own = own_partners(user)
    others = _partners_of_offices(user) - own
    if not others:
        return own
    return own | frozenset(Organisation.objects.partners().filter(pk__in=others).values_list("pk", flat=True))


def visible_proposals(user: Any, model: type[Proposal]) -> QuerySet:
    """Return the proposals of one kind that the user may read: everybody once one is, or was, before the group.

    Before that the partner's people, and who wrote it as long as they lead or sit for the partner; from when it was
    sent also the secretariat, the auditor and the group.
    """
    everything = model._default_manager.all()
    readable = IN_PUBLIC
    if getattr(user, "is_authenticated", False):
        own, theirs = own_partners(user), partners_of_author(user)
        readable |= Q(proposer__in=own) | Q(proposer__merged_into__in=own)
        readable |= Q(created_by=user) & (Q(proposer__in=theirs) | Q(proposer__merged_into__in=theirs))
    if has_role(user, *READS_RECORDS) or is_member(user) or is_chair(user):
        readable |= ~Q(status=S.DRAFT)
    return everything.filter(readable)


# --- Verbs ----------------------------------------------------------------------------------------


def opinion_due_on(proposal: Proposal) -> datetime.date | None:
    """Return the last day of the secretariat's time for its opinion; None before the proposal was sent."""
    if proposal.proposed_at is None:
        return None
    return day_of(proposal.proposed_at) + datetime.timedelta(days=OPINION_DAYS)


def waited_long_enough(proposal: Proposal) -> bool:
    """Whether the proposal can go before the group: the opinion is there, or the time for it is over (GDL-1)."""
    due = opinion_due_on(proposal)
    return proposal.opinion_at is not None or (due is not None and today() > due)


def can_keep_proposal(user: Any, proposal: Proposal) -> Answer:
    """Write the draft, send it, throw it away: those who speak for the partner."""
    return ALLOWED if speaks_for_proposer(user, proposal) else Refused(PROPOSER_ONLY)


def too_many_sent(proposal: Proposal) -> Answer:
    """How many proposals of all kinds a partner sends in a day, whoever writes them; officers are told of each."""
    own = proposal.proposer.merged_into_id or proposal.proposer_id
    theirs = Q(proposer=own) | Q(proposer__merged_into=own)
    sent = [
        model._default_manager.filter(theirs, proposed_at__gt=now() - DAY) for model in models_of_proposals()
    ]
    recent = sum(proposals.count() for proposals in sent)
    if recent < settings.PROPOSALS_PER_DAY:
        return ALLOWED
    return Refused(
        _("This partner has sent %(number)s proposals in a day. Please go on tomorrow.") % {"number": recent}
    )


def can_examine(user: Any, proposal: Proposal) -> Answer:
    """The secretariat writes its opinion, once."""
    if not is_secretariat(user):
        return Refused(SECRETARIAT_ONLY)
    return Refused(OPINION_GIVEN) if proposal.opinion_at else ALLOWED


def can_put_before_group(user: Any, proposal: Proposal) -> Answer:
    """The secretariat, the chair or the proposer, after the opinion or when the time for it is over (GDL-1)."""
    if not (is_secretariat(user) or is_chair(user) or speaks_for_proposer(user, proposal)):
        return Refused(
            gettext_lazy("Only the secretariat, the chair of the Advisory Group or the proposer can do this.")
        )
    if waited_long_enough(proposal):
        return ALLOWED
    due = opinion_due_on(proposal)
    if due is None:
        return Refused(_("The proposal has not been sent yet."))
    return Refused(
        _("The secretariat examines the proposal first: it has until %(date)s for its opinion.")
        % {"date": date_format(due, "DATE_FORMAT")}
    )


def can_withdraw(user: Any, proposal: Proposal) -> Answer:
    """The proposer alone, until the group has decided (GDL-1)."""
    return ALLOWED if speaks_for_proposer(user, proposal) else Refused(PROPOSER_ONLY)


PROPOSAL_TRANSITIONS = TransitionTable(
    Transition(
        verb="send",
        sources=DRAFT_ONLY,
        target=S.PROPOSED,
        who=can_keep_proposal,
        staff_label=gettext_lazy("Send to the secretariat"),
        public_label=pgettext_lazy("proposal", "Sent to the secretariat"),
        roles=("focal", "lead", "member", "chair"),
    ),
    Transition(
        verb="discard",
        sources=DRAFT_ONLY,
        target=None,
        who=can_keep_proposal,
        staff_label=gettext_lazy("Delete the draft"),
        public_label=gettext_lazy("The draft is deleted."),
        danger=True,
        roles=("focal", "lead", "member", "chair"),
    ),
    Transition(
        verb="examine",
        sources=frozenset({S.PROPOSED.value, S.BEFORE_GROUP.value}),
        target=None,
        who=can_examine,
        staff_label=gettext_lazy("Record the opinion"),
        public_label=pgettext_lazy("proposal", "Examined by the secretariat"),
        roles=("officer", "head"),
    ),
    Transition(
        verb="put_before_group",
        sources=WITH_THE_SECRETARIAT,
        target=S.BEFORE_GROUP,
        who=can_put_before_group,
        staff_label=gettext_lazy("Put before the Advisory Group"),
        public_label=pgettext_lazy("proposal", "Before the Advisory Group"),
        roles=("officer", "head", "chair", "focal"),
    ),
    Transition(
        verb="withdraw",
        sources=UNDER_WAY,
        target=S.WITHDRAWN,
        who=can_withdraw,
        staff_label=gettext_lazy("Withdraw the proposal"),
        public_label=pgettext_lazy("proposal", "Withdrawn by its proposer"),
        danger=True,
        roles=("focal", "lead", "member", "chair"),
    ),
)
