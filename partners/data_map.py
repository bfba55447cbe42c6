"""What partners hold about persons: people and their places, letters, invitations, messages, imported rows."""

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from partners.models import (
    ColleagueInvitation,
    ConfirmationRound,
    ContactConsent,
    ContactMessage,
    Contribution,
    DueDiligenceCheck,
    DueDiligenceNote,
    FormerIdentity,
    FormerSlug,
    FunctionalAddress,
    IdentityRequest,
    ImportJob,
    ImportRow,
    InformationQuestion,
    InformationRequest,
    KnownWord,
    Letter,
    LetterAuthor,
    LetterContact,
    LetterOffer,
    Membership,
    MembershipKind,
    MembershipKindChange,
    NotTheSame,
    OfferOrNeed,
    Organisation,
    OrganisationMerge,
    OrganisationPerson,
    OrganisationProfile,
    OtherName,
    Person,
    Prospect,
    SuccessionRequest,
    Withdrawal,
)
from partners.privacy import erasing
from partners.snapshot import KIND
from portal.records.personal import (
    Erasure,
    Subject,
    blockers,
    describe,
    identity,
    naming_address,
    people_redactors,
)

identity(Person, erasing.find_persons)
blockers.register(erasing.places_that_hold)
people_redactors[KIND] = erasing.redact_letter
NO_NAME = _("That it was done stays, without a name.")

# --- Drafts first: what is deleted whole needs no emptying ----------------------------------------

describe(
    Letter,
    _("Drafts never sent"),
    find=erasing.drafts_of,
    erase=erasing.drop_drafts,
    show=("created_at", "updated_at", "kind", "country"),
    texts=("legal_name", "acronym", "website", "description", "contribution"),
)
describe(
    Letter,
    _("Letters of intent as an individual"),
    find=erasing.own_letters,
    erase=erasing.empty_own_letters,
    show=("reference", "status", "submitted_at", "legal_name", "acronym", "website", "description"),
    texts=("contribution", "decision_reason"),
    links=("applicant", "sent_by", "decided_by"),
    none=("identity_key", "search_key", "step_versions"),
)
describe(
    Letter,
    _("Letters of organisations signed by the person"),
    find=erasing.signed_letters,
    erase=erasing.unsign_letters,
    show=("reference", "signatory_name", "signatory_title", "signed_on"),
)
describe(
    LetterContact,
    _("Letters that name the person as focal point"),
    find=erasing.contacts_of,
    show=("given_name", "family_name", "post", "email", "phone", "is_public"),
    delete=True,
)
describe(
    LetterAuthor,
    _("Letters written together with others"),
    about=("user",),
    show=("letter", "since", "until"),
    kept=NO_NAME,
)
describe(LetterOffer, texts=("text",))
describe(InformationRequest, links=("asked_by", "answered_by"))
describe(InformationQuestion, texts=("text", "answer"))
describe(DueDiligenceCheck, links=("by",))
describe(DueDiligenceNote, links=("by",), texts=("text",))

# --- People ---------------------------------------------------------------------------------------

describe(
    OrganisationPerson,
    _("Places in organisations"),
    find=erasing.places_of,
    show=("organisation", "role", "is_main", "is_public", "consented_at", "since", "until"),
    erase=erasing.end_places,
    links=("person",),
    kept=_("Role and dates stay, without a name."),
)
describe(
    ContactConsent,
    _("Consents to be shown"),
    about=("place__person",),
    show=("purpose", "given_at", "withdrawn_at"),
    kept=_("That the person agreed and took it back stays, without a name."),
)
describe(
    ColleagueInvitation,
    _("Invitations received"),
    about=("email",),
    show=("email", "given_name", "family_name", "role", "created_at", "answered_at"),
    links=("invited_by", "accepted_by", "revoked_by"),
    delete=True,
)


def waiting_successions(subject: Subject) -> QuerySet[SuccessionRequest]:
    return SuccessionRequest.objects.filter(requested_by__in=subject.ids(erasing.USER), status="waiting")


describe(
    SuccessionRequest, _("Open requests to take over as focal point"), find=waiting_successions, delete=True
)
describe(
    SuccessionRequest,
    _("Requests to take over as focal point"),
    about=("requested_by",),
    blank=("given_name", "family_name", "post", "reason"),
    show=("status", "requested_at"),
    links=("decided_by",),
    texts=("decision_reason",),
)
describe(
    Person,
    _("Name and contact"),
    about=("pk",),
    blank=("given_name", "family_name", "email", "post", "phone", "gender", "name_key", "user"),
    show=("language", "created_at"),
)

# --- Messages and invitations to join -------------------------------------------------------------


def forget_address(erasure: Erasure, rows: QuerySet[Prospect]) -> None:
    """The hash of the address tells it to whoever tries; only a refusal ("do not write again") keeps its own."""
    for prospect in rows:
        Prospect.objects.filter(pk=prospect.pk).update(address_hash=f"erased:{prospect.pk}")


describe(
    ContactMessage,
    _("Messages written"),
    about=("sender",),
    blank=("sender_name", "subject", "text"),
    show=("to_organisation", "sent_at"),
    links=("reported_by", "settled_by"),
    texts=("report_reason", "settlement"),
    none=("language",),
)
describe(
    ContactMessage,
    _("Messages received"),
    about=("to_place__person",),
    blank=("subject", "text"),
    show=("sent_at",),
)
describe(
    FunctionalAddress,
    _("Personal addresses given as those of offices"),
    about=("email",),
    show=("label", "email", "is_shown"),
    texts=("label",),
    delete=True,
)
describe(
    Prospect,
    _("Invitations to join received"),
    about=("email",),
    blank=("email", "contact_name", "message"),
    show=("name", "created_at", "language"),
    links=("invited_by",),
    none=("address_hash",),
    erase=forget_address,
)

# --- Organisations --------------------------------------------------------------------------------


def rows_that_name(subject: Subject) -> QuerySet[ImportRow]:
    """Rows that hold the person's address; one that holds only the name or number is for an officer to read."""
    rows = ImportRow.objects.annotate(cells_text=Cast("cells", TextField()))
    keys = rows.filter(naming_address(subject, "cells_text", "name")).values("pk")
    return ImportRow.objects.filter(pk__in=keys)


describe(
    Organisation,
    _("Individual partner"),
    find=erasing.individuals,
    erase=erasing.empty_individuals,
    show=("legal_name", "acronym", "website", "description", "slug", "name_is_public", "country"),
    links=("person",),
    none=("language", "identity_key", "sort_key", "search_key"),
)
describe(Organisation, texts=("legal_name", "description", "website"))
describe(FormerIdentity, texts=("legal_name",), none=("acronym",))
describe(FormerSlug, texts=("slug",))
describe(OtherName, texts=("text",), none=("key",))
describe(OrganisationProfile, none=("languages", "part_versions"))
describe(OfferOrNeed, texts=("text",), none=("language",))
describe(Contribution, texts=("title", "text", "link"))
describe(
    IdentityRequest,
    links=("requested_by", "decided_by"),
    texts=("legal_name", "reason", "decision_reason"),
    none=("acronym",),
)
describe(ConfirmationRound, links=("opened_by", "closed_by"))
describe(OrganisationMerge, links=("by", "undone_by"), texts=("reason", "undo_reason"))
describe(NotTheSame, links=("by",))
describe(
    ImportRow,
    _("Rows of imported lists that name the person"),
    find=rows_that_name,
    searched=True,
    blank=("name", "cells"),
    none=("reasons",),
)
describe(
    ImportJob,
    links=("uploaded_by", "started_by"),
    texts=("name", "source", "error"),
    none=("sha256", "columns", "words"),
)
describe(KnownWord, none=("key", "value"))

# --- Memberships ----------------------------------------------------------------------------------

describe(Membership, links=("ended_by",), texts=("source", "end_reason"))
describe(MembershipKind, none=("code", "name"))
describe(MembershipKindChange, links=("by",), texts=("reason",))
describe(Withdrawal, links=("declared_by", "decided_by"), texts=("reason", "decision_reason"))
