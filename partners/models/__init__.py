"""Who: organisations and persons, letters of intent, memberships."""

from partners.models.contacts import ContactMessage, FunctionalAddress
from partners.models.imports import ImportJob, ImportRow, KnownWord
from partners.models.letter import (
    DueDiligenceCheck,
    DueDiligenceNote,
    InformationQuestion,
    InformationRequest,
    Letter,
    LetterContact,
    LetterOffer,
)
from partners.models.membership import AreaParticipation, Membership, MembershipKind
from partners.models.merges import NotTheSame, OrganisationMerge
from partners.models.names import FormerIdentity, OtherName
from partners.models.organisation import OfferOrNeed, Organisation, OrganisationPerson, Person
from partners.models.people import ColleagueInvitation, ContactConsent, LetterAuthor, SuccessionRequest
from partners.models.profile import (
    ConfirmationRound,
    Contribution,
    FormerSlug,
    IdentityRequest,
    OrganisationProfile,
    RoundEntry,
)
from partners.models.prospects import Prospect, ProspectState
from partners.models.standing import MembershipKindChange, Withdrawal, WithdrawalStatus

__all__ = [
    "ImportJob",
    "ImportRow",
    "KnownWord",
    "NotTheSame",
    "OrganisationMerge",
    "AreaParticipation",
    "ColleagueInvitation",
    "ContactConsent",
    "ConfirmationRound",
    "ContactMessage",
    "Contribution",
    "DueDiligenceCheck",
    "DueDiligenceNote",
    "FormerIdentity",
    "FormerSlug",
    "FunctionalAddress",
    "IdentityRequest",
    "InformationQuestion",
    "InformationRequest",
    "Letter",
    "LetterAuthor",
    "LetterContact",
    "LetterOffer",
    "Membership",
    "MembershipKind",
    "MembershipKindChange",
    "OfferOrNeed",
    "Organisation",
    "OrganisationPerson",
    "OrganisationProfile",
    "OtherName",
    "Person",
    "Prospect",
    "ProspectState",
    "RoundEntry",
    "SuccessionRequest",
    "Withdrawal",
    "WithdrawalStatus",
]
