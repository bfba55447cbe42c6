"""Who: organisations and persons, letters of intent, memberships."""

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
from partners.models.names import FormerIdentity, OtherName
from partners.models.organisation import OfferOrNeed, Organisation, OrganisationPerson, Person
from partners.models.people import ColleagueInvitation, ContactConsent, LetterAuthor, SuccessionRequest

__all__ = [
    "AreaParticipation",
    "ColleagueInvitation",
    "ContactConsent",
    "DueDiligenceCheck",
    "DueDiligenceNote",
    "FormerIdentity",
    "InformationQuestion",
    "InformationRequest",
    "Letter",
    "LetterAuthor",
    "LetterContact",
    "LetterOffer",
    "Membership",
    "MembershipKind",
    "OfferOrNeed",
    "Organisation",
    "OrganisationPerson",
    "OtherName",
    "Person",
    "SuccessionRequest",
]
