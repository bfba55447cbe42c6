"""How a person leaves the tables of partners: where fields cannot simply be emptied."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.actions.letters import discard_for_erasure
from partners.actions.people import finish
from partners.actions.working_copy import SIGNED
from partners.enums import LetterStatus, OrganisationRole, PartnerKind
from partners.models import (
    ColleagueInvitation,
    Letter,
    LetterContact,
    Organisation,
    OrganisationPerson,
    Person,
)
from partners.rules.organisations import is_partner_now
from partners.rules.people import focal_points_of, organisation_of
from portal.files.actions import discard_file
from portal.files.models import StoredFile
from portal.records.clock import now
from portal.records.data_map import without_person
from portal.records.decisions import Problem, refuse_if
from portal.records.personal import ERASED, Erasure, Subject
from portal.records.pointers import point_to

USER, PERSON = "accounts.user", "partners.person"


def with_address(lookup: str, subject: Subject) -> Q:
    """Return the condition that ``lookup`` is one of the subject's addresses."""
    wanted = Q(pk__in=[])
    for email in subject.emails:
        wanted |= Q(**{f"{lookup}__iexact": email})
    return wanted


def find_persons(subject: Subject) -> None:
    """Add the persons of the subject's addresses and accounts, and how letters call them."""
    wanted = with_address("email", subject) | Q(user__in=subject.ids(USER)) | Q(pk__in=subject.ids(PERSON))
    for person in Person.objects.filter(wanted):
        subject.add(
            PERSON,
            person.pk,
            email=person.email,
            given=person.given_name,
            family=person.family_name,
            phone=person.phone,
        )
        if person.user_id:
            subject.add(USER, person.user_id)
    for contact in LetterContact.objects.filter(with_address("email", subject)):
        subject.note(given=contact.given_name, family=contact.family_name, phone=contact.phone)


# --- What must be out of the way ------------------------------------------------------------------


def places_that_hold(subject: Subject):
    """The last focal point of a partner, and an individual partner, cannot be erased as things are."""
    places = OrganisationPerson.objects.filter(person__in=subject.ids(PERSON), until__isnull=True)
    roles: dict[Organisation, set[str]] = {}
    for place in places.select_related("organisation__merged_into"):
        roles.setdefault(organisation_of(place), set()).add(place.role)
    for organisation, held in roles.items():
        if not is_partner_now(organisation):
            continue
        if organisation.kind == PartnerKind.INDIVIDUAL:
            yield Problem(
                "",
                _(
                    "This person is an individual partner: the head of the secretariat first ends the "
                    "membership, with its reason."
                ),
            )
        elif (
            OrganisationRole.FOCAL in held
            and not focal_points_of(organisation).exclude(person__in=subject.ids(PERSON)).exists()
        ):
            yield Problem(
                "",
                _(
                    "This person is the last focal point of “%(name)s”: first make somebody else focal point "
                    "(invite a colleague, or change the role of a viewer), or end the membership."
                )
                % {"name": organisation.public_name},
            )
    for letter in Letter.objects.open().filter(applicant__in=subject.ids(USER)):
        yield Problem(
            "",
            _("Letter %(reference)s waits for a decision: first withdraw or decide it.")
            % {"reference": letter.reference},
        )


# --- Letters --------------------------------------------------------------------------------------


def drafts_of(subject: Subject) -> QuerySet[Letter]:
    return Letter.objects.filter(status=LetterStatus.DRAFT, applicant__in=subject.ids(USER))


def drop_drafts(erasure: Erasure, rows: QuerySet[Letter]) -> None:
    """Delete drafts that were never sent; one on which somebody writes along becomes theirs."""
    for letter in rows:
        heir = (
            letter.authors.filter(until__isnull=True)
            .exclude(user__in=erasure.subject.ids(USER))
            .order_by("since", "pk")
            .first()
        )
        if heir is None:
            discard_for_erasure(letter, by=erasure.by)
            continue
        letter.authors.filter(user__in=[heir.user_id, *erasure.subject.ids(USER)], until=None).update(
            until=now()
        )
        letter.applicant = heir.user
        erasure.work.save(letter, "applicant", "updated_at")
        erasure.work.audit("letter.claim", letter, by=erasure.by, data={"applicant": heir.user_id})


def own_letters(subject: Subject) -> QuerySet[Letter]:
    """Letters of the person as an individual partner; drafts of theirs go whole, see above."""
    mine = (
        Q(applicant__in=subject.ids(USER))
        | Q(organisation__person__in=subject.ids(PERSON))
        | with_address("contacts__email", subject)
    )
    letters = Letter.objects.filter(mine, kind=PartnerKind.INDIVIDUAL)
    keys = letters.exclude(status=LetterStatus.DRAFT, applicant__in=subject.ids(USER)).values("pk")
    return Letter.objects.filter(pk__in=keys)


def empty_own_letters(erasure: Erasure, rows: QuerySet[Letter]) -> None:
    """Leave of an individual's letter that there was one, and what became of it."""
    for letter in rows:
        letter.legal_name = ERASED
        letter.acronym = letter.website = letter.description = ""
        letter.signatory_name = letter.signatory_title = ""
        letter.consents_to_name = False
        letter.identity_key = f"erased:{letter.pk}"
        letter.search_key = (letter.reference or "").lower()
        erasure.work.save(
            letter,
            *"legal_name acronym website description signatory_name signatory_title".split(),
            *"consents_to_name identity_key search_key".split(),
        )
        discard_files(letter, erasure)
        erasure.typeset_again(letter)


def discard_files(record: Any, erasure: Erasure, **only: Any) -> None:
    for stored in StoredFile.objects.filter(**point_to(record), **only):
        discard_file(stored, by=erasure.by)


def signed_letters(subject: Subject) -> QuerySet[Letter]:
    """Letters of organisations that the person signed: by name, where the person had to do with the letter."""
    near = (
        Q(applicant__in=subject.ids(USER))
        | Q(sent_by__in=subject.ids(USER))
        | with_address("contacts__email", subject)
        | Q(organisation__people__person__in=subject.ids(PERSON))
    )
    letters = Letter.objects.filter(near).exclude(kind=PartnerKind.INDIVIDUAL).exclude(signatory_name="")
    keys = [
        pk for pk, name in letters.values_list("pk", "signatory_name").distinct() if subject.is_name(name)
    ]
    return Letter.objects.filter(pk__in=keys)


def unsign_letters(erasure: Erasure, rows: QuerySet[Letter]) -> None:
    """Take the name away and delete the scan that carries the signature."""
    for letter in rows:
        letter.signatory_name = ""
        erasure.work.save(letter, "signatory_name")
        discard_files(letter, erasure, purpose=SIGNED)


def contacts_of(subject: Subject) -> QuerySet[LetterContact]:
    return LetterContact.objects.filter(with_address("email", subject))


def redact_letter(people: dict[str, Any], subject: Subject) -> dict[str, Any]:
    """Return the personal part of a frozen letter without the person (``portal.records.personal``)."""
    writers = {contact["email"].lower() for contact in people["contacts"] if contact["role"] == "main"}
    individual = people["individual_name"]
    is_own = individual and (subject.is_name(individual) or writers & subject.emails)
    after = without_person(people, subject)
    if is_own:
        after |= {
            "individual_name": "",
            "individual": dict.fromkeys(people.get("individual", {}), ""),
            "name_is_public": False,
            "signatory_name": "",
        }
    return after


# --- Places and organisations ---------------------------------------------------------------------


def places_of(subject: Subject) -> QuerySet[OrganisationPerson]:
    return OrganisationPerson.objects.filter(person__in=subject.ids(PERSON))


def end_places(erasure: Erasure, rows: QuerySet[OrganisationPerson]) -> None:
    """End running places today; consents end with them, and unanswered invitations of the person.

    The organisations are locked, then what stands in the way is asked again: somebody else may just have left.
    """
    running = rows.filter(until__isnull=True).select_related("organisation__merged_into", "person")
    for organisation in sorted({organisation_of(place) for place in running}, key=lambda one: one.pk):
        erasure.work.lock(organisation)
    if not erasure.trial:
        refuse_if(list(places_that_hold(erasure.subject)))
    for user in erasure.subject.ids(USER):
        ColleagueInvitation.objects.unanswered().filter(invited_by=user).update(
            revoked_at=now(), revoked_by=getattr(erasure.by, "pk", None) or user
        )
    for place in running.all():  # read anew, behind the locks
        finish(place, organisation_of(place), by=erasure.by, work=erasure.work)
    rows.update(is_public=False, is_main=False)


def individuals(subject: Subject) -> QuerySet[Organisation]:
    return Organisation.objects.filter(person__in=subject.ids(PERSON))


def empty_individuals(erasure: Erasure, rows: QuerySet[Organisation]) -> None:
    """Leave of an individual partner kind, country and dates, so that the register of the past still counts."""
    for organisation in rows:
        organisation.legal_name = ERASED
        organisation.acronym = organisation.website = organisation.description = ""
        organisation.name_is_public = False
        organisation.slug = f"individual-partner-{organisation.pk}"
        organisation.identity_key = f"erased:{organisation.pk}"
        organisation.save()
        organisation.former_identities.update(legal_name=ERASED, acronym="")
        organisation.identity_requests.update(legal_name=ERASED, acronym="")
        organisation.other_names.all().delete()
        organisation.former_slugs.all().delete()
        organisation.import_rows.update(name="", cells=[])
        discard_files(organisation, erasure)
        erasure.work.audit(
            "organisation.erase", organisation, by=erasure.by, fields=["legal_name", "slug", "description"]
        )
