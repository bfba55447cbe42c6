"""What bodies hold about persons: terms of office, invitations, positions on decisions, proposals."""

from django.utils.translation import gettext_lazy as _

from meetings.models import (
    Amendment,
    AreaChange,
    AreaMessage,
    AreaProposal,
    AreaProposalSupport,
    Body,
    Clause,
    Decision,
    GuidingDocument,
    HandoverCheck,
    Nomination,
    Position,
    SeatInvitation,
    Term,
    TextVersion,
)
from meetings.privacy.erasing import forget_invitations, offices_that_are_held
from portal.records.personal import blockers, describe

IN_OFFICE = _("The record that an office was held stays, without a name.")

blockers.register(offices_that_are_held)
describe(Body, none=("code",))
describe(
    Term,
    _("Terms of office"),
    about=("person",),
    show=("body", "role", "organisation", "since", "until", "ended_on"),
    links=("ended_by", "entered_by"),
    texts=("need", "end_note", "source"),
    kept=IN_OFFICE,
)
describe(HandoverCheck, links=("done_by",), none=("item",))
describe(
    Decision,
    links=("proposed_by", "created_by", "announced_by"),
    texts=("title", "text", "outcome_note", "follow_up", "source"),
    none=("reference", "meeting_reference", "language", "about_type", "about_id"),
)
describe(
    Position,
    _("What was put on record about decisions"),
    about=("person",),
    show=("decision", "kind", "text", "made_at", "withdrawn_at"),
    links=("made_by", "withdrawn_by"),
    texts=("text",),
    none=("language",),
    kept=_("It belongs to the record of the decision; it stays, without a name."),
)
describe(
    Nomination,
    _("Nominations"),
    about=("person",),
    show=("decision", "role", "since"),
    texts=("set_aside_reason",),
    kept=IN_OFFICE,
)
describe(
    SeatInvitation,
    _("Invitations to a seat in the Advisory Group"),
    about=("person",),
    show=("reference", "status", "sent_at", "answered_at", "since", "until"),
    links=("prepared_by", "sent_by", "answered_by"),
    texts=("need", "answer_note", "withdrawn_reason"),
    none=("reference",),
    kept=IN_OFFICE,
    erase=forget_invitations,
)
describe(GuidingDocument, none=("code", "title"))
describe(TextVersion, links=("created_by",), none=("label", "note", "source"))
describe(Clause, none=("number", "heading", "text"))
describe(
    Amendment,
    links=("proposed_by", "created_by", "opinion_by"),
    texts=("reason", "opinion", "heading", "text"),
    none=("reference", "language", "opinion_language", "clause_number", "new_number"),
)
describe(AreaChange, links=("entered_by",), texts=("source",))
describe(
    AreaProposal,
    links=("proposed_by", "created_by", "opinion_by"),
    texts=("reason", "opinion", "name", "issue", "objective"),
    none=("reference", "language", "opinion_language"),
)
describe(AreaProposalSupport, links=("person",))
describe(AreaMessage, links=("sent_by",), texts=("subject", "text"), none=("recipients",))
