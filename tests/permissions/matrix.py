"""Who gets what at every address of the portal. An address that is missing here fails the suite.

Written the way the rights table of the Partnership's rules is: a letter per role, an answer behind it.

    V visitor                  D visitor with a draft in the session   A applicant
    P person of a partner      O officer     H head     E editor       X administrator
    U auditor                  S superuser of the database, without a role

``"OH read, U refused, rest none"`` gives officer and head the page, tells the auditor that it is refused, and
everybody else that there is nothing here. Answers:

    read      200, the page or file          done     302, what was sent is done, one is led on
    sign-in   302 to the sign-in             refused  403, with the reason
    none      404, as if nothing were here   gone     410, it left the site
    moved     302 or 301 to where it is now  soon     202, the PDF is being made
    no-post   405, nothing can be sent here  closed   409, not (or no longer) possible in this state
    checked   422, something is missing      -        cannot happen

A row stands for an address and a record in one state. ``own`` is a record of the person who asks, ``other`` a
record of somebody else, ``absent`` an address that was guessed. Where only ``other`` is given, there is no own
one. ``get`` and ``post`` are separated by `` | ``; nothing behind it means that nothing can be posted.
"""

from tests.permissions.matrix_amendments import AMENDMENTS
from tests.permissions.matrix_area_proposals import AREA_PROPOSALS, NEW_AREA_PROPOSAL
from tests.permissions.matrix_areas import AREAS
from tests.permissions.matrix_contacts import CONTACTS
from tests.permissions.matrix_decisions import DECISIONS
from tests.permissions.matrix_directory import DIRECTORY
from tests.permissions.matrix_lists import LISTS
from tests.permissions.matrix_notices import NOTICES
from tests.permissions.matrix_offices import OFFICES
from tests.permissions.matrix_people import PEOPLE_ROWS
from tests.permissions.matrix_privacy import PRIVACY
from tests.permissions.matrix_profile import PROFILE
from tests.permissions.matrix_register import REGISTER
from tests.permissions.matrix_seats import SEATS
from tests.permissions.matrix_structure import STRUCTURE
from tests.permissions.notation import (
    DOOR,
    EVERYBODY,
    MAILS_READ,
    NOT_YOURS,
    NOT_YOURS_BOTH,
    NOWHERE,
    RECORDS_ABSENT,
    RECORDS_ABSENT_BOTH,
    RECORDS_READ,
    SECRETARIAT_READS,
    STAFF_READ,
    Row,
    closed_verb_of,
    letter_verb,
    verb_of,
)

TEXTS = {"version": 0}

MATRIX: tuple[Row, ...] = (
    # --- Machines -----------------------------------------------------------------------------------
    Row("healthz", "Is the web process alive", other=EVERYBODY),
    Row("readyz", "Can it do its work", other=EVERYBODY),
    Row("sitemap", "Map of the site for search engines", other=EVERYBODY),
    Row("robots", "What crawlers may read", other=EVERYBODY),
    Row("styleguide", "Every component of the design system", other="OHEX read, rest none"),
    # --- The public site ----------------------------------------------------------------------------
    Row("areas:index", "Partnership areas", other=EVERYBODY),
    Row("areas:area", "One partnership area", "area", other=EVERYBODY, absent=NOWHERE),
    Row("partners:directory", "Directory of partners", other=EVERYBODY),
    Row("partners:partner", "A partner's page", "partner", other=EVERYBODY, absent=NOWHERE),
    Row("partners:partner", "Page of an organisation that is no partner", "no partner", other=NOWHERE),
    Row(
        "partners:letter_pdf",
        "A partner's letter as PDF",
        "letter confirmed",
        other="all soon",
        absent=NOWHERE,
    ),
    Row("partners:letter_pdf", "The same where no letter is held", "partner", other=NOWHERE),
    Row("partners:letters", "Letters of intent on the site", other=EVERYBODY),
    Row("partners:letter", "A letter of intent", "letter review", other=EVERYBODY, absent=NOWHERE),
    Row("partners:letter", "A letter that nobody took up yet", "letter sent", own=NOWHERE, other=NOWHERE),
    Row("partners:letter", "A letter that was withdrawn", "letter withdrawn", other="all gone"),
    Row(
        "partners:published_letter_pdf", "A letter as PDF", "letter review", other="all soon", absent=NOWHERE
    ),
    Row("partners:published_letter_pdf", "A withdrawn letter as PDF", "letter withdrawn", other="all gone"),
    Row(
        "partners:published_letter_pdf",
        "A letter not taken up, as PDF",
        "letter sent",
        own=NOWHERE,
        other=NOWHERE,
    ),
    Row(
        "partners:confirmation_pdf",
        "UNEP's letter of confirmation",
        "letter confirmed",
        own="VD -, rest soon",
        other="OHU soon, rest none",
        absent=NOWHERE,
    ),
    Row("partners:join", "Begin a letter of intent", other="all read | all done"),
    # --- The letter on the desk ---------------------------------------------------------------------
    Row(
        "desk:home",
        "The desk: what waits for me",
        other="VD sign-in, rest read",
    ),
    Row(
        "partners_desk:start_on_behalf",
        "Begin a letter on behalf of somebody",
        other="all no-post | OH done, rest refused",
    ),
    Row(
        "partners_desk:letter",
        "Task list of a draft",
        "letter draft",
        own="V -, rest read",
        other=NOT_YOURS,
        absent=NOT_YOURS,
    ),
    Row(
        "partners_desk:letter",
        "Draft that the secretariat writes on behalf",
        "letter on behalf",
        other=SECRETARIAT_READS,
    ),
    Row(
        "partners_desk:letter",
        "Status of a sent letter",
        "letter sent",
        own="VD -, rest read",
        other=SECRETARIAT_READS,
    ),
    Row(
        "partners_desk:step",
        "A part of a draft",
        "letter draft",
        own="V -, rest read | V -, rest done",
        other=NOT_YOURS_BOTH,
        absent=NOT_YOURS_BOTH,
        data={"supports": "on", "version": "1"},
    ),
    Row(
        "partners_desk:step",
        "A part of a draft on behalf",
        "letter on behalf",
        other="VD sign-in, OH read, U refused, rest none | VD sign-in, OH done, U refused, rest none",
        data={"supports": "on", "version": "0"},
    ),
    Row(
        "partners_desk:step",
        "A part of a letter that was sent",
        "letter sent",
        own="VD -, rest refused | VD -, rest refused",
        other="VD sign-in, OHU refused, rest none | VD sign-in, OHU refused, rest none",
    ),
    Row(
        "partners_desk:check",
        "Check the answers and send",
        "letter draft",
        own="V -, rest read | V -, rest done",
        other=NOT_YOURS_BOTH,
        absent=NOT_YOURS_BOTH,
    ),
    Row(
        "partners_desk:preview",
        "The letter as it will be published",
        "letter draft",
        own="V -, rest read",
        other=NOT_YOURS,
        absent=NOT_YOURS,
    ),
    Row(
        "partners_desk:preview",
        "A sent letter",
        "letter sent",
        own="VD -, rest read",
        other=SECRETARIAT_READS,
    ),
    Row(
        "partners_desk:delete",
        "Delete a draft",
        "letter draft",
        own="V -, rest read | V -, rest done",
        other=NOT_YOURS_BOTH,
        absent=NOT_YOURS_BOTH,
    ),
    Row(
        "partners_desk:withdraw",
        "Withdraw a letter",
        "letter sent",
        own="VD -, rest read | VD -, rest done",
        other="VD sign-in, OH read, U refused, rest none | VD sign-in, OH done, U refused, rest none",
        absent=NOT_YOURS_BOTH,
    ),
    Row(
        "partners_desk:answer",
        "Answer questions of the secretariat",
        "letter asked",
        own="VD -, rest read | VD -, rest done",
        other="VD sign-in, OH read, U refused, rest none | VD sign-in, OH done, U refused, rest none",
        absent=NOT_YOURS_BOTH,
        data={"version": "0"},
    ),
    Row(
        "partners_desk:check_answers",
        "Check the answers and send them",
        "letter asked",
        own="VD -, rest read | VD -, rest checked",
        other="VD sign-in, OH read, U refused, rest none | VD sign-in, OH checked, U refused, rest none",
        absent=NOT_YOURS_BOTH,
    ),
    Row(
        "partners_desk:confirmation",
        "The letter of confirmation, from the desk",
        "letter confirmed",
        own="VD -, rest none",  # the PDF is not made yet
        other=NOT_YOURS,
        absent=NOT_YOURS,
    ),
    Row(
        "files:download",
        "Signed letter, file of an answer",
        "file",
        own="VD -, rest read",
        other="OHU read, rest none",
        absent=NOWHERE,
    ),
    Row("publishing:state", "How far a public PDF is", "pdf", other=EVERYBODY, absent=NOWHERE),
    Row(
        "publishing:state",
        "How far a letter of confirmation is",
        "confirmation pdf",
        own="VD -, rest read",
        other="OHU read, rest none",
    ),
    # --- Accounts -----------------------------------------------------------------------------------
    Row(
        "account_home",
        "My name and language",
        other="VD sign-in, rest read | VD sign-in, rest done",
        data={"first_name": "A", "last_name": "B", "language": "fr"},
    ),
    Row(
        "admin_login",
        "Door of the secretariat's pages",
        other="VD sign-in, AP refused, rest moved | VD sign-in, AP refused, rest moved",
    ),
    # --- The secretariat: letters -------------------------------------------------------------------
    Row("letters:index", "Letters of intent", other=RECORDS_READ),
    Row("letters:index_results", "Letters of intent, rows", other=RECORDS_READ),
    Row(
        "letters:inspect",
        "A letter with everything about it",
        "letter sent",
        other=RECORDS_READ,
        absent=RECORDS_ABSENT,
    ),
    Row(
        "letters:inspect",
        "A draft that somebody writes",
        "letter draft",
        own=RECORDS_ABSENT,
        other=RECORDS_ABSENT,
    ),
    Row("letters:inspect", "A draft on behalf", "letter on behalf", other=RECORDS_READ),
    Row("letters:new", "Enter a letter on behalf", other=f"{DOOR}, OH read, rest none"),
    letter_verb("take_under_review", "Take under review and publish", "letter sent"),
    letter_verb(
        "ask",
        "Ask for information",
        "letter review",
        rows="1",
        due_on="2099-01-01",
        **{"text-0": "What do you offer?", "reopens-0": ""},
    ),
    letter_verb("resume_review", "Resume the review", "letter asked", reason="No answer came."),
    letter_verb(
        "confirm", "Confirm participation", "letter review", "H", own=verb_of("", sees="OHU"), seen="CURRENT"
    ),
    letter_verb(
        "decline", "Decline", "letter review", "H", own=verb_of("", sees="OHU"), reason="Not within the goal."
    ),
    Row(
        "letters:confirm",
        "Confirm a letter that was decided",
        "letter confirmed",
        other=closed_verb_of("H"),
        data={"seen": "CURRENT"},
    ),
    letter_verb("hold", "Hold as a possible duplicate", "letter sent", reason="Looks alike."),
    letter_verb("release", "Release a held letter", "letter held", reason="Another organisation."),
    letter_verb("join", "Join to an organisation", "letter held", organisation="ORGANISATION"),
    letter_verb("note", "Add an internal note", "letter review", text="They answered the telephone."),
    letter_verb("checks", "Fill in the checklist", "letter review", CHECKS="all"),
    Row("requests:index", "Requests for information", other=RECORDS_READ),
    Row("requests:index_results", "Requests for information, rows", other=RECORDS_READ),
    # --- The secretariat: organisations and memberships -----------------------------------------------
    Row("organisations:index", "Organisations", other=RECORDS_READ),
    Row("organisations:index_results", "Organisations, rows", other=RECORDS_READ),
    Row("organisations:inspect", "An organisation", "partner", other=RECORDS_READ, absent=RECORDS_ABSENT),
    Row(
        "organisations:end_membership",
        "End a membership",
        "partner",
        other=verb_of("H"),
        absent=RECORDS_ABSENT_BOTH,
        data={"ending": "withdrawn", "on": "TODAY", "reason": "They wrote so."},
    ),
    Row("membership-kinds:index", "Kinds of membership", other=f"{DOOR}, OHXU read, rest none"),
    Row("membership-kinds:index_results", "Kinds of membership, rows", other=f"{DOOR}, OHXU read, rest none"),
    Row(
        "membership-kinds:inspect",
        "A kind of membership",
        "membership kind",
        other=f"{DOOR}, OHXU read, rest none",
        absent=RECORDS_ABSENT,
    ),
    Row(
        "membership-kinds:new",
        "Add a kind of membership",
        other=verb_of("X", sees="X"),
        data={"code": "soft", "name_en": "Soft", "name_fr": "Souple", "name_es": "Suave"},
    ),
    Row(
        "membership-kinds:change",
        "Change a kind of membership",
        "membership kind",
        other=verb_of("X", sees="OHXU"),
        absent=RECORDS_ABSENT_BOTH,
        data={"name_en": "Partner", "name_fr": "Partenaire", "name_es": "Asociado", "is_default": "on"},
    ),
    # --- The secretariat: areas and countries ---------------------------------------------------------
    Row("areas-admin:index", "Areas", other=RECORDS_READ),
    Row("areas-admin:index_results", "Areas, rows", other=RECORDS_READ),
    Row("areas-admin:inspect", "An area", "area", other=RECORDS_READ, absent=RECORDS_ABSENT),
    Row("areas-admin:create", "Add a potential area", other=verb_of("H"), data={"NEW_AREA": "amalgam"}),
    Row(
        "areas-admin:texts",
        "Correct an area's texts",
        "area",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data={"TEXTS": "area"},
    ),
    Row(
        "areas-admin:establish",
        "Establish an area",
        "potential area",
        other=verb_of("H"),
        absent=RECORDS_ABSENT_BOTH,
        data={"on": "2026-01-01", "source": "Demonstration report"},
    ),
    Row(
        "areas-admin:set_links",
        "Tie an area to the framework",
        "area",
        other=verb_of("H"),
        absent=RECORDS_ABSENT_BOTH,
        data={"LINKS": "all"},
    ),
    Row(
        "areas-admin:close",
        "Close an area",
        "area",
        other=verb_of("H"),
        absent=RECORDS_ABSENT_BOTH,
        data={
            "on": "2026-01-01",
            "reason": "Done.",
            "source": "Demonstration report",
            "confirmed": "2026-01-01",
        },
    ),
    Row("framework:index", "Elements of the framework", other=RECORDS_READ),
    Row("framework:index_results", "Elements of the framework, rows", other=RECORDS_READ),
    Row(
        "framework:inspect",
        "An element of the framework",
        "element",
        other=RECORDS_READ,
        absent=RECORDS_ABSENT,
    ),
    Row(
        "framework:texts",
        "Correct texts of the framework",
        "element",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data={"TEXTS": "element"},
    ),
    Row("countries:index", "Countries", other=RECORDS_READ),
    Row("countries:index_results", "Countries, rows", other=RECORDS_READ),
    Row("countries:inspect", "A country", "country", other=RECORDS_READ, absent=RECORDS_ABSENT),
    Row(
        "countries:classification",
        "Correct a country's groups",
        "country",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data={
            "un_regional_group": "african",
            "unep_region": "africa",
            "development": "developing",
            "as_of": "2026-01-01",
            "source": "List of 2026",
            "reason": "Listed",
        },
    ),
    Row(
        "countries:texts",
        "Correct a country's names",
        "country",
        other=verb_of("OH"),
        absent=RECORDS_ABSENT_BOTH,
        data={"TEXTS": "country"},
    ),
    # --- The secretariat: mails and staff -------------------------------------------------------------
    Row("mails:index", "Mails that were sent", other=MAILS_READ),
    Row("mails:index_results", "Mails that were sent, rows", other=MAILS_READ),
    Row("mails:inspect", "A mail", "mail", other=MAILS_READ, absent=RECORDS_ABSENT),
    Row(
        "mails:resend",
        "Send a mail again",
        "mail",
        other=verb_of("OHX", sees="OHXU"),
        absent=RECORDS_ABSENT_BOTH,
    ),
    Row("pdfs:index", "PDFs and how far they are", other=MAILS_READ),
    Row("pdfs:index_results", "PDFs and how far they are, rows", other=MAILS_READ),
    Row("pdfs:inspect", "A PDF", "failed pdf", other=MAILS_READ, absent=RECORDS_ABSENT),
    Row(
        "pdfs:again",
        "Make a failed PDF again",
        "failed pdf",
        other=verb_of("OHX", sees="OHXU"),
        absent=RECORDS_ABSENT_BOTH,
    ),
    Row("staff:index", "Staff and their roles", other=STAFF_READ),
    Row("staff:index_results", "Staff and their roles, rows", other=STAFF_READ),
    Row("staff:inspect", "An appointment", "appointment", other=STAFF_READ, absent=RECORDS_ABSENT),
    Row(
        "staff:end",
        "End an appointment",
        "appointment",
        other=verb_of("X", sees="XU"),
        absent=RECORDS_ABSENT_BOTH,
    ),
    Row(
        "staff:invite",
        "Appoint somebody",
        other=verb_of("X", sees="XU"),
        data={"email": "new@example.org", "role": "officer", "language": "en"},
    ),
    Row("trail:index", "Audit trail (officers: their own lines)", other=f"{DOOR}, OHXU read, rest none"),
    Row("trail:index_results", "Audit trail, rows", other=f"{DOOR}, OHXU read, rest none"),
    Row(
        "trail:inspect",
        "A line of the audit trail that somebody else wrote",
        "line of the trail",
        other=f"{DOOR}, HXU read, rest none",
        absent=RECORDS_ABSENT,
    ),
    *REGISTER,
    *DECISIONS,
    *STRUCTURE,
    *PROFILE,
    *PEOPLE_ROWS,
    *LISTS,
    *CONTACTS,
    *DIRECTORY,
    *NOTICES,
    *PRIVACY,
    *AREAS,
    *AREA_PROPOSALS,
    NEW_AREA_PROPOSAL,
    *AMENDMENTS,
    *SEATS,
    *OFFICES,
)
