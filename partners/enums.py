"""Codes of the partners app. Values are stored and stand in addresses: they do not change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartnerKind(TextChoices):
    """The eight kinds of the operational guidelines (LOI-1)."""

    GOVERNMENT = "government", _("Government")
    REIO = "reio", _("Regional economic integration organization")
    IGO = "igo", _("Intergovernmental organization")
    INDUSTRY = "industry", _("Industry or business")
    NGO = "ngo", _("NGO or civil society")
    ACADEMIA = "academia", _("Academic or research institution")
    OTHER = "other", _("Other entity")
    INDIVIDUAL = "individual", _("Individual")


class Gender(TextChoices):
    """As a person says of themselves; optional, and only ever counted (PAG-3)."""

    WOMAN = "woman", pgettext_lazy("gender", "Woman")
    MAN = "man", pgettext_lazy("gender", "Man")
    OTHER = "other", pgettext_lazy("gender", "In another way")


# How public figures group the eight kinds (LOI-1): the site's five (and Other), and the lists of 2012 to 2016.
SITE_GROUPS = {
    "governments": (PartnerKind.GOVERNMENT,),
    "intergovernmental": (PartnerKind.IGO, PartnerKind.REIO),
    "ngos": (PartnerKind.NGO,),
    "private": (PartnerKind.INDUSTRY,),
    "academia": (PartnerKind.ACADEMIA,),
    "other": (PartnerKind.OTHER, PartnerKind.INDIVIDUAL),
}
FOUR_GROUPS = {
    "government": (PartnerKind.GOVERNMENT,),
    "igo": (PartnerKind.IGO, PartnerKind.REIO),
    "ngo": (PartnerKind.NGO,),
    "other": (PartnerKind.INDUSTRY, PartnerKind.ACADEMIA, PartnerKind.OTHER, PartnerKind.INDIVIDUAL),
}


class LetterStatus(TextChoices):
    DRAFT = "draft", pgettext_lazy("letter", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("letter", "Sent")
    UNDER_REVIEW = "under_review", pgettext_lazy("letter", "Under review")
    INFORMATION_REQUESTED = "information_requested", pgettext_lazy("letter", "Information requested")
    CONFIRMED = "confirmed", pgettext_lazy("letter", "Confirmed")
    DECLINED = "declined", pgettext_lazy("letter", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("letter", "Withdrawn")


S = LetterStatus
IN_REVIEW = frozenset({S.UNDER_REVIEW.value, S.INFORMATION_REQUESTED.value})
OPEN = frozenset({S.SUBMITTED.value}) | IN_REVIEW
PUBLIC = IN_REVIEW | {S.CONFIRMED.value}
DECIDED = frozenset({S.CONFIRMED.value, S.DECLINED.value})


class Step(TextChoices):
    """The pages of the letter's form, in order."""

    WHO = "who", _("Who you are")
    PEOPLE = "people", _("People")
    AREAS = "areas", _("Areas of interest")
    STATEMENTS = "statements", _("Your three statements")
    OFFERS = "offers", _("What you offer and seek")
    SIGNATURE = "signature", _("Signature and files")
    CONSENT = "consent", _("Publication and personal data")


class ContactRole(TextChoices):
    MAIN = "main", _("Main focal point")
    ALTERNATE = "alternate", _("Alternate")


class Direction(TextChoices):
    OFFER = "offer", _("We offer")
    SEEK = "seek", _("We seek")


class Topic(TextChoices):
    """What can be offered or sought (LOI-7)."""

    EXPERTISE = "expertise", _("Technical expertise")
    TRAINING = "training", _("Training and capacity building")
    TECHNOLOGY = "technology", _("Technology and equipment")
    DATA = "data", _("Data, research and monitoring")
    POLICY = "policy", _("Law and policy advice")
    FUNDING = "funding", _("Funding")
    OUTREACH = "outreach", _("Awareness and outreach material")
    VENUE = "venue", _("Hosting of meetings and staff")


class MembershipOrigin(TextChoices):
    LETTER = "letter", _("Letter of intent")
    IMPORTED = "imported", _("Imported, letter not held")


class MembershipEnding(TextChoices):
    WITHDRAWN = "withdrawn", pgettext_lazy("membership", "Withdrawn")
    INACTIVE = "inactive", pgettext_lazy("membership", "Inactive")


class OrganisationRole(TextChoices):
    FOCAL = "focal", _("Focal point")
    VIEWER = "viewer", _("Viewer")


class InvitationState(TextChoices):
    """What became of an invitation of a colleague."""

    WAITING = "waiting", pgettext_lazy("invitation", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")
    REVOKED = "revoked", pgettext_lazy("invitation", "Taken back")
    EXPIRED = "expired", pgettext_lazy("invitation", "Run out")


class SuccessionStatus(TextChoices):
    """Where a request to take over as focal point stands."""

    WAITING = "waiting", pgettext_lazy("request", "Waiting for a decision")
    GRANTED = "granted", pgettext_lazy("request", "Granted")
    DECLINED = "declined", pgettext_lazy("request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


class IdentityRequestStatus(TextChoices):
    """Where a request to change name, kind or country stands."""

    OPEN = "open", pgettext_lazy("request", "Waiting for a decision")
    AGREED = "agreed", pgettext_lazy("request", "Agreed")
    REFUSED = "refused", pgettext_lazy("request", "Not agreed")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


class ConsentPurpose(TextChoices):
    """To whom a person agreed to be shown as a contact (INFO-2)."""

    PUBLIC = "public", _("Everybody, on the public page")
    PARTNERS = "partners", _("Other partners, signed in")
    MESSAGES = "messages", _("Messages through the portal, without showing the address")


class RequestStatus(TextChoices):
    OPEN = "open", pgettext_lazy("request", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("request", "Answered")
    CLOSED = "closed", pgettext_lazy("request", "Closed without an answer")


class CheckPoint(TextChoices):
    """The secretariat's due-diligence checklist; internal (LOI-5)."""

    EXISTS = "exists", _("The organisation exists under this legal name")
    SIGNATORY = "signatory", _("The signatory may speak for it")
    MANDATE = "mandate", _("Its work fits the Partnership's goal")
    CONTRIBUTION = "contribution", _("The contribution is concrete and plausible")
    CONFLICT = "conflict", _("No conflict of interest was found")
    SANCTIONS = "sanctions", _("It is on no United Nations sanctions list")


class CheckResult(TextChoices):
    OPEN = "open", pgettext_lazy("check", "Not checked yet")
    FINE = "fine", pgettext_lazy("check", "Fine")
    CONCERN = "concern", pgettext_lazy("check", "Concern")


class ImportOutcome(TextChoices):
    """What became of a row of an imported list."""

    CREATED = "created", pgettext_lazy("row", "New")
    SUPPLEMENTED = "supplemented", pgettext_lazy("row", "Added to")
    UNCHANGED = "unchanged", pgettext_lazy("row", "Unchanged")
    REFUSED = "refused", pgettext_lazy("row", "Refused")


class ImportWord(TextChoices):
    """What a word of an imported list can stand for."""

    COLUMN = "column", _("Column")
    KIND = "kind", _("Kind")
    COUNTRY = "country", _("Country")
    AREA = "area", _("Area")
    STANDING = "standing", _("Standing")


GLOBAL = "global"
