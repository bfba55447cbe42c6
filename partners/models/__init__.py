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

__all__ = [
    "AreaParticipation",
    "DueDiligenceCheck",
    "DueDiligenceNote",
    "FormerIdentity",
    "InformationQuestion",
    "InformationRequest",
    "Letter",
    "LetterContact",
    "LetterOffer",
    "Membership",
    "MembershipKind",
    "OfferOrNeed",
    "Organisation",
    "OrganisationPerson",
    "OtherName",
    "Person",
]
