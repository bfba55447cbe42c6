"""How a confirmed letter becomes a partner, and how a membership ends."""

import datetime
from typing import Any

from anyascii import anyascii
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from partners.departures import partner_left
from partners.enums import ConsentPurpose, MembershipEnding, MembershipOrigin, OrganisationRole
from partners.models import (
    AreaParticipation,
    ContactConsent,
    FormerSlug,
    Letter,
    Membership,
    MembershipKind,
    OfferOrNeed,
    Organisation,
    OrganisationPerson,
    Person,
    WithdrawalStatus,
)
from partners.notices.standing import tell_of_ending
from partners.rules.memberships import can_end_membership
from partners.rules.organisations import is_partner_now, of_it
from partnership_areas.rules import FIRST_DAY, TOO_EARLY
from portal.accounts.rules import has_verified_email
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Problem, refuse_if
from portal.records.work import Work, unit_of_work

# Addresses below /partners/ that are pages of their own.
RESERVED_SLUGS = frozenset({"countries", "register", "offers", "invitations", "map", "search"})


def free_slug(name: str) -> str:
    """Return an address part for ``name`` that no organisation has or had, and no page of ours."""
    base = slugify(anyascii(name))[:100] or "partner"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(FormerSlug.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS & {base}
    return next(
        slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
    )


def admit(letter: Letter, *, by: Any, work: Work) -> Membership:
    """Make (or find) the organisation of a letter, its membership, areas, people, offers (LOI-11).

    Runs inside the confirming action; ``letter`` is locked. A joined letter adds to its organisation; an
    organisation whose membership ended resumes it (LOI-9).
    """
    organisation = _organisation(letter, work)
    membership = Membership.objects.running().filter(of_it(organisation)).first()
    if membership is None:
        membership = Membership.objects.create(
            organisation=organisation,
            kind=MembershipKind.objects.get(is_default=True),
            origin=MembershipOrigin.LETTER,
            letter=letter,
            since=today(),
        )
    elif membership.origin == MembershipOrigin.IMPORTED:  # its letter is held from now on
        membership.letter, membership.origin = letter, MembershipOrigin.LETTER
        work.save(membership, "letter", "origin")
    for area in letter.areas.all():
        AreaParticipation.objects.get_or_create(organisation=organisation, area=area, until=None)
    _add_people(letter, organisation)
    OfferOrNeed.objects.bulk_create(
        OfferOrNeed(
            organisation=organisation,
            direction=offer.direction,
            topic=offer.topic,
            area=offer.area,
            text=offer.text,
            language=letter.language,
        )
        for offer in letter.offers.all()
    )
    return membership


def _organisation(letter: Letter, work: Work) -> Organisation:
    if letter.organisation_id:
        return work.lock(letter.organisation.merged_into or letter.organisation)
    known = Organisation.objects.filter(identity_key=letter.identity_key).first()
    if known:
        known = work.lock(known)
        known = work.lock(known.merged_into) if known.merged_into else known
        if is_partner_now(known):
            refuse_if(
                [
                    Problem(
                        "",
                        _("“%(name)s” is a partner already: join this letter to it, or release it.")
                        % {"name": known.legal_name},
                    )
                ]
            )
        return known
    individual = letter.is_individual
    shown = letter.legal_name if not individual or letter.consents_to_name else "individual partner"
    return Organisation.objects.create(
        kind=letter.kind,
        legal_name=letter.legal_name,
        acronym=letter.acronym,
        country=letter.country,
        is_global=letter.is_global,
        website=letter.website,
        description=letter.description,
        language=letter.language,
        slug=free_slug(shown),
        identity_key=letter.identity_key,
        name_is_public=not individual or letter.consents_to_name,
    )


def _add_people(letter: Letter, organisation: Organisation) -> None:
    has_main = organisation.people.filter(is_main=True, until__isnull=True).exists()
    people = []
    for contact in letter.contacts.all():
        if not contact.family_name or not contact.email:
            continue
        person, created = Person.objects.get_or_create(
            email=contact.email.strip().lower(),
            defaults={
                "given_name": contact.given_name,
                "family_name": contact.family_name,
                "post": contact.post,
                "phone": contact.phone,
                "language": letter.language,
            },
        )
        people.append((person, contact.role == "main", contact.is_public, True))
    if letter.applicant and letter.applicant.email.lower() not in {person.email for person, *rest in people}:
        applicant = letter.applicant
        person, created = Person.objects.get_or_create(
            email=applicant.email.lower(),
            defaults={
                "given_name": applicant.first_name,
                "family_name": applicant.last_name or letter.signatory_name,
                "language": applicant.language,
            },
        )
        people.append((person, False, False, False))
    for person, is_main, is_public, is_named in people:
        if letter.applicant and person.user_id is None and person.email == letter.applicant.email.lower():
            if not Person.objects.filter(user=letter.applicant).exists():
                person.user = letter.applicant
                person.save(update_fields=["user"])
        place, created = OrganisationPerson.objects.get_or_create(
            organisation=organisation,
            person=person,
            until=None,
            defaults={
                "role": OrganisationRole.FOCAL,
                "is_main": is_main and not has_main,
                "is_public": is_public,
                "consented_at": now() if is_public else None,
            },
        )
        if (
            created and is_named and letter.consents_to_data
        ):  # the letter says: partners see who is named in it
            ContactConsent.objects.create(
                place=place, purpose=ConsentPurpose.PARTNERS, given_at=letter.consented_at or now()
            )
        if letter.is_individual and is_main and organisation.person_id is None:
            organisation.person = person
            organisation.save(update_fields=["person"])


def link_person(user: Any) -> Person | None:
    """Tie a signed-in account to the person of the same verified address; None when there is none."""
    if not has_verified_email(user) or Person.objects.filter(user=user).exists():
        return None
    person = Person.objects.filter(Q(email=user.email.lower()), user__isnull=True).first()
    if person:
        person.user = user
        person.save(update_fields=["user"])
    return person


def end_membership(
    membership: Membership, *, by: Any, ending: str, reason: str, on: datetime.date | None = None
) -> Membership:
    """End a membership by withdrawal or as inactive, with date and reason; nothing is deleted (LOI-9)."""
    with unit_of_work() as work:
        membership = work.lock(membership)
        answer = can_end_membership(by, membership)
        if not answer:
            raise Forbidden(answer.reason)
        on = on or today()
        problems = []
        if membership.ended_on:
            problems.append(Problem("", _("This membership has ended already.")))
        if ending not in MembershipEnding.values:
            problems.append(Problem("ending", _("Choose how the membership ends.")))
        if not reason.strip():
            problems.append(Problem("reason", _("Give a reason.")))
        if on > today() or (membership.since and on < membership.since):
            problems.append(
                Problem("on", _("The date lies between the beginning of the membership and today."))
            )
        elif on < FIRST_DAY:
            problems.append(Problem("on", TOO_EARLY))
        refuse_if(problems)
        membership.ended_on, membership.ending, membership.end_reason = on, ending, reason.strip()
        membership.ended_by = by
        work.save(membership, "ended_on", "ending", "end_reason", "ended_by")
        canonical = membership.organisation.merged_into or membership.organisation
        _end_with_it(membership, canonical, work)
        participations = AreaParticipation.objects.running().filter(of_it(canonical))
        begun_later = participations.filter(since__gt=on)  # the end lies back: they end on the day they began
        begun_later.update(until=F("since"))
        participations.update(until=on)
        partner_left(canonical, None, on, by=by)
        work.audit(
            "membership.end",
            membership,
            by=by,
            fields=["ended_on", "ending", "end_reason"],
            data={"ending": ending, "organisation": membership.organisation_id},
        )
        membership.withdrawals.filter(status=WithdrawalStatus.DECLARED).update(
            status=WithdrawalStatus.RECORDED, decided_by=by, decided_at=now(), version=F("version") + 1
        )
        tell_of_ending(membership)
    return membership


def _end_with_it(ended: Membership, organisation: Organisation, work: Work) -> None:
    """End the memberships of merged rows too: they are one partner, and it leaves as one."""
    for other in Membership.objects.running().filter(of_it(organisation)).exclude(pk=ended.pk):
        other = work.lock(other)
        other.ended_on = max(ended.ended_on, other.since) if other.since else ended.ended_on
        other.ending, other.end_reason, other.ended_by = ended.ending, ended.end_reason, ended.ended_by
        work.save(other, "ended_on", "ending", "end_reason", "ended_by")
        data = {"ending": ended.ending, "organisation": other.organisation_id}
        work.audit(
            "membership.end", other, by=ended.ended_by, fields=["ended_on", "ending", "end_reason"], data=data
        )
