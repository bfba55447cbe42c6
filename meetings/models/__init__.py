"""How it is decided: bodies, terms of office, decisions, invitations to seats, guiding texts, proposals."""

from meetings.models.areas import AreaChange, AreaMessage, AreaProposal, AreaProposalSupport
from meetings.models.bodies import Body, HandoverCheck, Term
from meetings.models.decisions import Decision, Nomination, Position
from meetings.models.guidelines import Amendment, Clause, GuidingDocument, TextVersion
from meetings.models.seats import SeatInvitation

__all__ = [
    "Amendment",
    "AreaChange",
    "AreaMessage",
    "AreaProposal",
    "AreaProposalSupport",
    "Body",
    "Clause",
    "Decision",
    "GuidingDocument",
    "HandoverCheck",
    "Nomination",
    "Position",
    "SeatInvitation",
    "Term",
    "TextVersion",
]
