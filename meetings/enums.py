"""Codes of the meetings app. Values are stored and stand in addresses: they do not change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BodyKind(TextChoices):
    """A body that decides: the Partnership Advisory Group, or the partners of an area."""

    ADVISORY_GROUP = "advisory_group", _("Partnership Advisory Group")
    AREA = "area", _("Partnership area")


class TermRole(TextChoices):
    """What a person is in a body for a term of office."""

    MEMBER = "member", pgettext_lazy("term", "Member")
    CHAIR = "chair", pgettext_lazy("term", "Chair")
    CO_CHAIR = "co_chair", pgettext_lazy("term", "Co-chair")
    LEAD = "lead", pgettext_lazy("term", "Lead")
    CO_LEAD = "co_lead", pgettext_lazy("term", "Co-lead")
    EX_OFFICIO = "ex_officio", pgettext_lazy("term", "Ex officio")


CHAIR_ROLES = frozenset({TermRole.CHAIR.value, TermRole.CO_CHAIR.value})
LEAD_ROLES = frozenset({TermRole.LEAD.value, TermRole.CO_LEAD.value})
# One person holds at most one term of each family in a body at a time (AREA-3, PAG-4).
ROLE_FAMILIES = (
    CHAIR_ROLES,
    LEAD_ROLES,
    frozenset({TermRole.MEMBER.value}),
    frozenset({TermRole.EX_OFFICIO.value}),
)


class SeatGround(TextChoices):
    """Why a seat of the Advisory Group is given (PAG-2)."""

    AREA_LEAD = "area_lead", _("Lead of a partnership area")
    AREA_DESIGNATED = "area_designated", _("Partner designated by an area")
    OTHER = "other", pgettext_lazy("seat", "Other representative")
    TEMPORARY = "temporary", _("Temporary seat for a new area")


class SeatCategory(TextChoices):
    """From which group the representative is chosen (PAG-2): governments, REIOs, major groups, main sectors."""

    GOVERNMENT = "government", _("Governments")
    REIO = "reio", _("Regional economic integration organizations")
    IGO = "igo", _("Intergovernmental organizations")
    NGO = "ngo", _("Non-governmental organizations")
    SCIENCE = "science", _("Science")
    INDUSTRY = "industry", _("Industry")
    OTHER = "other", pgettext_lazy("category of seats", "Other")


class EndReason(TextChoices):
    """Why a term ended before its last day, or what is known of an end in the past."""

    RESIGNED = "resigned", pgettext_lazy("end of a term", "Resigned")
    REPLACED = "replaced", pgettext_lazy("end of a term", "Replaced by a decision")
    LEFT_PARTNER = "left_partner", _("Left the partner represented")
    PARTNER_LEFT = "partner_left", _("The partner left the area or the Partnership")
    AREA_CLOSED = "area_closed", _("The area was closed")
    DIED = "died", pgettext_lazy("end of a term", "Died in office")
    ENTERED_WRONGLY = "entered_wrongly", _("Was entered by mistake")
    OTHER = "other", pgettext_lazy("end of a term", "Other reason")


class Precision(TextChoices):
    """How exactly the dates of a past term are known."""

    DAY = "day", pgettext_lazy("precision of dates", "To the day")
    MONTH = "month", pgettext_lazy("precision of dates", "To the month")
    YEAR = "year", pgettext_lazy("precision of dates", "To the year")


class NameConsent(TextChoices):
    """Why the holder of an office may be named to the public. Without one, only the partner is shown."""

    GIVEN = "given", _("The person agreed")
    PUBLIC_SOURCE = "public_source", _("Named in a public source")


class DecisionKind(TextChoices):
    """What a decision is about; later apps add theirs (plans, reports)."""

    GENERAL = "general", pgettext_lazy("decision", "General question")
    LEADS = "leads", _("Designation of leads of an area")
    NOMINEES = "nominees", _("Designation of partners for the Advisory Group")
    CHAIRS = "chairs", _("Election of a chair or co-chairs")
    AREA = "area", _("Establishment or change of an area")
    AMENDMENT = "amendment", _("Amendment of the guidelines")


# For which offices a decision designates people; other kinds designate nobody (AREA-3, PAG-2, PAG-4).
DESIGNATED_ROLES = {
    DecisionKind.LEADS.value: LEAD_ROLES,
    DecisionKind.NOMINEES.value: frozenset({TermRole.MEMBER.value}),
    DecisionKind.CHAIRS.value: CHAIR_ROLES,
}


class DecisionStatus(TextChoices):
    """``draft → open → adopted | no_consensus | deferred | withdrawn``; a deferred one can be taken up again."""

    DRAFT = "draft", pgettext_lazy("decision", "Draft")
    OPEN = "open", pgettext_lazy("decision", "Before those who decide")
    ADOPTED = "adopted", pgettext_lazy("decision", "Adopted by consensus")
    NO_CONSENSUS = "no_consensus", pgettext_lazy("decision", "No consensus")
    DEFERRED = "deferred", pgettext_lazy("decision", "Deferred")
    WITHDRAWN = "withdrawn", pgettext_lazy("decision", "Withdrawn")


DECIDED = frozenset({DecisionStatus.ADOPTED.value, DecisionStatus.NO_CONSENSUS.value})
PUBLIC_DECISIONS = DECIDED | {DecisionStatus.DEFERRED.value}


class PositionKind(TextChoices):
    """What somebody puts on record about a proposal (MTG-2, MTG-3). Nobody votes."""

    STATEMENT = "statement", pgettext_lazy("position", "Statement")
    RESERVATION = "reservation", pgettext_lazy("position", "Reservation")
    OBJECTION = "objection", pgettext_lazy("position", "Objection")


class InvitationStatus(TextChoices):
    """An invitation to a seat: the officer prepares it, the head records the Executive Director's act (PAG-2)."""

    PREPARED = "prepared", pgettext_lazy("seat invitation", "Prepared")
    SENT = "sent", pgettext_lazy("seat invitation", "Sent, waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("seat invitation", "Accepted")
    DECLINED = "declined", pgettext_lazy("seat invitation", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("seat invitation", "Taken back")


OPEN_INVITATIONS = frozenset({InvitationStatus.PREPARED.value, InvitationStatus.SENT.value})


class ProposalStatus(TextChoices):
    """A proposal to the Advisory Group: of an amendment (GDL-1) or of a new area (AREA-1)."""

    DRAFT = "draft", pgettext_lazy("proposal", "Draft")
    PROPOSED = "proposed", pgettext_lazy("proposal", "Sent to the secretariat")
    EXAMINED = "examined", pgettext_lazy("proposal", "Examined by the secretariat")
    BEFORE_GROUP = "before_group", pgettext_lazy("proposal", "Before the Advisory Group")
    ADOPTED = "adopted", pgettext_lazy("proposal", "Adopted")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("proposal", "Not adopted")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn by its proposer")


# Withdrawn ones are public too if they were before the group: meetings.models.proposals.IN_PUBLIC.
PUBLIC_PROPOSALS = frozenset(
    {
        ProposalStatus.BEFORE_GROUP.value,
        ProposalStatus.ADOPTED.value,
        ProposalStatus.NOT_ADOPTED.value,
    }
)


class AmendmentKind(TextChoices):
    CHANGE = "change", _("Change a clause")
    ADD = "add", _("Add a clause")
    REMOVE = "remove", _("Remove a clause")
