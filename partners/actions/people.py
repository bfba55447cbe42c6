"""A person's place in an organisation: taken, changed, left, shown to others."""

import zlib
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partners.enums import ConsentPurpose, OrganisationRole
from partners.models import ColleagueInvitation, ContactConsent, Organisation, OrganisationPerson, Person
from partners.notices.people import tell_colleagues, tell_person
from partners.rules.organisations import acts_on_behalf_of
from partners.rules.people import (
    can_change_place,
    can_edit_details,
    can_end_place,
    can_give_consent,
    can_withdraw_consent,
    focal_points_of,
    is_last_focal_point,
    is_own_place,
    organisation_of,
    people_of,
)
from portal.records.clock import now, today
from portal.records.decisions import Answer, Forbidden, Problem, StaleRecord, WrongState, refuse_if
from portal.records.work import Work, unit_of_work

MAIN = "main"  # beside the two roles, what a place can be made
DETAILS = ("given_name", "family_name", "post", "phone", "language")


def require(answer: Answer) -> None:
    """Raise Forbidden with the reason unless the rule allows."""
    if not answer:
        raise Forbidden(answer.reason)


def person_of_account(user: Any, *, given_name: str = "", family_name: str = "", post: str = "") -> Person:
    """Return the person of an account; one of the same address is tied to it, else one is made."""
    get_user_model().objects.select_for_update().get(pk=user.pk)  # two acceptances at once make one person
    person = Person.objects.filter(user=user).first()
    if person is None:
        email = user.email.lower()
        known = Person.objects.filter(email=email).first()
        if known is None or known.user_id is not None:
            person = Person(
                user=user,
                email="" if known else email,
                given_name=given_name or user.first_name,
                family_name=family_name or user.last_name or user.email.partition("@")[0],
                language=user.language,
            )
        else:
            person = known
            person.user = user
    person.given_name = given_name or person.given_name
    person.family_name = family_name or person.family_name
    person.post = post or person.post
    person.save()
    return person


def follow_address(sender: Any, user: Any, to_email_address: Any, **kwargs: Any) -> None:
    """After an account changed its address: its person has the new one, or none when another person has it."""
    email = to_email_address.email.lower()
    with unit_of_work():
        person = Person.objects.select_for_update().filter(user=user).first()
        if person:
            taken = Person.objects.filter(email=email).exclude(pk=person.pk).exists()
            person.email = "" if taken else email
            person.save(update_fields=["email"])


def seat(organisation: Organisation, person: Person, role: str) -> OrganisationPerson:
    """Give a person a place, or raise the one they have; ``organisation`` is locked.

    A first focal point becomes the main one. A place is never lowered by this.
    """
    place = people_of(organisation).filter(person=person).first()
    if place is None:
        place = OrganisationPerson(organisation=organisation, person=person, role=role)
    elif role == OrganisationRole.FOCAL:
        place.role = role
    if place.role == OrganisationRole.FOCAL and not _main_of(organisation):
        place.is_main = True
    place.save()
    return place


def _main_of(organisation: Organisation) -> OrganisationPerson | None:
    return people_of(organisation).filter(is_main=True).first()


def make_main(organisation: Organisation, place: OrganisationPerson) -> None:
    people_of(organisation).filter(is_main=True).exclude(pk=place.pk).update(is_main=False)
    place.is_main = True
    place.save(update_fields=["is_main"])


def _find_new_main(organisation: Organisation) -> None:
    """Let the focal point who is there longest be the main one, when nobody is."""
    following = focal_points_of(organisation).order_by("since", "pk").first()
    if following and not _main_of(organisation):
        make_main(organisation, following)


def _keep_one(place: OrganisationPerson) -> None:
    if is_last_focal_point(place):
        refuse_if(
            [
                Problem(
                    "",
                    _(
                        "This is the last focal point. First make another person focal point: invite a "
                        "colleague, or change the role of a viewer."
                    ),
                )
            ]
        )


def _locked(place: OrganisationPerson, work: Work) -> tuple[Organisation, OrganisationPerson]:
    """Lock the organisation, then read the place anew: two who change people at once wait for each other."""
    organisation = work.lock(organisation_of(place))
    fresh = OrganisationPerson.objects.select_related("person", "organisation__merged_into").get(pk=place.pk)
    return organisation, fresh


def end_place(place: OrganisationPerson, *, by: Any) -> OrganisationPerson:
    """End a place today: somebody leaves or is taken out. The right is gone at the next request.

    Consents to be shown end with it, and invitations that the person sent for the organisation are taken back.
    Refusal for the last focal point, WrongState when the place has ended already.
    """
    with unit_of_work() as work:
        organisation, place = _locked(place, work)
        if place.until is not None:
            raise WrongState(_("This person has left already."))
        require(can_end_place(by, place))
        _keep_one(place)
        own = is_own_place(by, place)
        on_behalf = not own and acts_on_behalf_of(by, organisation)
        for ended in finish_person(place, organisation, by=by, work=work):
            work.audit(
                "people.leave" if own else "people.remove",
                organisation,
                by=by,
                on_behalf=on_behalf,
                data={"place": ended.pk, "person": ended.person_id, "role": ended.role},
            )
        if own:
            tell_colleagues(place, organisation)
        else:
            tell_person(place, "place_ended", organisation)
    return place


def other_places(place: OrganisationPerson, organisation: Organisation) -> QuerySet[OrganisationPerson]:
    """Running places of the same person in rows that were merged."""
    return people_of(organisation).filter(person=place.person_id).exclude(pk=place.pk)


def finish_person(
    place: OrganisationPerson, organisation: Organisation, *, by: Any, work: Work
) -> list[OrganisationPerson]:
    """End a place and every other one of this person in the organisation; return them all."""
    places = [*other_places(place, organisation).select_related("person"), place]
    for ending in places:
        finish(ending, organisation, by=by, work=work)
    return places


def finish(place: OrganisationPerson, organisation: Organisation, *, by: Any, work: Work) -> None:
    """End a place that may be ended, with everything that hangs on it."""
    for purpose in running_consents(place):
        _close_consent(place, purpose)
    place.until, place.is_public = max(today(), place.since), False
    place.save(update_fields=["until", "is_public", "consented_at"])
    _find_new_main(organisation)
    _take_back_invitations(place, organisation, by=by, work=work)


def _take_back_invitations(
    place: OrganisationPerson, organisation: Organisation, *, by: Any, work: Work
) -> None:
    """An invitation is worth what its sender may do: those of somebody who may no longer invite end."""
    if place.person.user_id is None:
        return
    sent = ColleagueInvitation.objects.unanswered().filter(
        organisation=organisation, invited_by=place.person.user_id
    )
    for invitation in sent:
        invitation.revoked_at, invitation.revoked_by = now(), by
        work.save(invitation, "revoked_at", "revoked_by")
        work.audit("people.invitation_revoke", organisation, by=by, data={"invitation": invitation.pk})


def change_place(place: OrganisationPerson, *, by: Any, to: str) -> OrganisationPerson:
    """Make somebody main focal point (``"main"``), focal point or viewer.

    Refusal when the last focal point would become a viewer, or when nobody would be the main one.
    """
    with unit_of_work() as work:
        organisation, place = _locked(place, work)
        require(can_change_place(by, place))
        role = OrganisationRole.FOCAL if to == MAIN else to
        if role not in OrganisationRole.values:
            refuse_if([Problem("to", _("Choose a role."))])
        others = other_places(place, organisation).filter(role=OrganisationRole.FOCAL)
        lowers_others = role == OrganisationRole.VIEWER and others.exists()
        if (place.role, place.is_main) == (role, to == MAIN) and not lowers_others:
            return place
        if role == OrganisationRole.VIEWER:
            _keep_one(place)
        elif place.is_main and to != MAIN:
            message = _("Make another person main focal point: this one then becomes an alternate by itself.")
            refuse_if([Problem("to", message)])
        was = MAIN if place.is_main else place.role
        place.role = role
        place.is_main = place.is_main and role == OrganisationRole.FOCAL
        place.save(update_fields=["role", "is_main"])
        if lowers_others:
            others.update(role=role, is_main=False)
        if to == MAIN:
            make_main(organisation, place)
        _find_new_main(organisation)
        if role == OrganisationRole.VIEWER:
            _take_back_invitations(place, organisation, by=by, work=work)
        work.audit(
            "people.change",
            organisation,
            by=by,
            on_behalf=acts_on_behalf_of(by, organisation),
            fields=["role", "is_main"],
            data={"place": place.pk, "person": place.person_id, "from": str(was), "to": str(to)},
        )
        if not is_own_place(by, place):
            tell_person(place, "place_changed", organisation)
    return place


# --- Consents (INFO-2) ----------------------------------------------------------------------------


def running_consents(place: OrganisationPerson) -> dict[str, Any]:
    """Return purpose → since when of the consents that stand; one given in a letter has no row of its own."""
    rows = [row for row in place.consents.all() if row.withdrawn_at is None]
    found = {row.purpose: row.given_at for row in rows}
    if place.is_public and ConsentPurpose.PUBLIC not in found:
        found[ConsentPurpose.PUBLIC.value] = place.consented_at
    return found


def give_consent(place: OrganisationPerson, purpose: str, *, by: Any) -> OrganisationPerson:
    """Let a person be shown as a contact; only they can agree. Given twice, it is one consent."""
    with unit_of_work() as work:
        organisation, place = _locked(place, work)
        require(can_give_consent(by, place))
        if purpose not in ConsentPurpose.values:
            refuse_if([Problem("purpose", _("Choose to whom you agree to be shown."))])
        if purpose in running_consents(place):
            return place
        consent = ContactConsent.objects.create(place=place, purpose=purpose)
        if purpose == ConsentPurpose.PUBLIC:
            place.is_public, place.consented_at = True, consent.given_at
            place.save(update_fields=["is_public", "consented_at"])
        data = {"place": place.pk, "person": place.person_id, "purpose": purpose}
        work.audit("people.consent", organisation, by=by, data=data)
    return place


def withdraw_consent(place: OrganisationPerson, purpose: str, *, by: Any) -> OrganisationPerson:
    """Take a consent back, at once; when it was given and taken back stays on record."""
    with unit_of_work() as work:
        organisation, place = _locked(place, work)
        require(can_withdraw_consent(by, place))
        if purpose not in running_consents(place):
            return place
        _close_consent(place, purpose)
        place.save(update_fields=["is_public", "consented_at"])
        work.audit(
            "people.consent_withdrawn",
            organisation,
            by=by,
            on_behalf=not is_own_place(by, place),
            data={"place": place.pk, "person": place.person_id, "purpose": purpose},
        )
    return place


def _close_consent(place: OrganisationPerson, purpose: str) -> None:
    """Date the end of a consent; the caller saves the place."""
    row = place.consents.filter(purpose=purpose, withdrawn_at__isnull=True).first()
    if row is None:
        row = ContactConsent(place=place, purpose=purpose, given_at=place.consented_at or now())
    row.withdrawn_at = max(now(), row.given_at)
    row.save()
    if purpose == ConsentPurpose.PUBLIC:
        place.is_public, place.consented_at = False, None


# --- Details --------------------------------------------------------------------------------------


def edit_details(place: OrganisationPerson, values: dict[str, Any], *, by: Any, seen: int) -> Person:
    """Save name, post, telephone and language of a person. ``seen`` is what
    :func:`details_version` gave when the form was drawn.

    StaleRecord when somebody saved in between. A save that changes nothing writes nothing.
    """
    with unit_of_work() as work:
        organisation, place = _locked(place, work)
        require(can_edit_details(by, place))
        person = work.lock(place.person)
        changed = [name for name in DETAILS if name in values and getattr(person, name) != values[name]]
        if not changed:
            return person
        if details_version(person) != seen:
            raise StaleRecord
        if "family_name" in changed and not values["family_name"]:
            refuse_if([Problem("family_name", _("Give the family name."))])
        for name in changed:
            setattr(person, name, values[name])
        person.save(update_fields=changed)
        work.audit(
            "people.details",
            organisation,
            by=by,
            on_behalf=not is_own_place(by, place) and acts_on_behalf_of(by, organisation),
            fields=changed,
            data={"person": person.pk},
        )
    return person


def details_version(person: Person) -> int:
    """Return a number that changes with the details: a person has no counter of versions."""
    said = "\x1f".join(str(getattr(person, name)) for name in DETAILS)
    return zlib.crc32(said.encode()) % 100_000_000
