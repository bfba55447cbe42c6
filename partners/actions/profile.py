"""Keeping a partner's profile: text, logo, areas, offers, contributions, and that all of it is right.

Every action asks the rule anew and notes whether the secretariat acted on behalf. A merged row is never changed:
callers hand in the canonical one.
"""

import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from partners.departures import partner_left
from partners.models import (
    AreaParticipation,
    Contribution,
    OfferOrNeed,
    Organisation,
    OrganisationProfile,
    RoundEntry,
)
from partners.rules.organisations import acts_on_behalf_of, can_keep_organisation, is_partner_now, of_it
from partners.rules.profile import MAX_LOGO_SIDE, can_have_logo, contribution_problems
from partnership_areas.models import Area
from portal.files.actions import discard_file, store_upload
from portal.files.validation import ValidatedUpload, validate_upload
from portal.records.clock import day_of, now, today
from portal.records.decisions import Answer, Forbidden, StaleRecord, WrongState, refuse_if
from portal.records.work import Work, unit_of_work

ABOUT = ("description", "website", "language")  # columns of the organisation that the part "about" holds
LOGO = "logo"
CONTRIBUTION_FIELDS = ("title", "text", "topic", "area", "from_year", "to_year", "link", "language")


def demand(answer: Answer) -> None:
    """Raise Forbidden with the reason unless ``answer`` is yes."""
    if not answer:
        raise Forbidden(answer.reason)


def _profile(organisation: Organisation, work: Work) -> OrganisationProfile:
    """Return the row beside the organisation, made when it is needed, and locked."""
    profile, _made = OrganisationProfile.objects.get_or_create(organisation=organisation)
    return work.lock(profile)


def _note(work: Work, verb: str, organisation: Organisation, by: Any, **rest: Any) -> None:
    work.audit(verb, organisation, by=by, on_behalf=acts_on_behalf_of(by, organisation), **rest)


def save_part(
    organisation: Organisation, part: str, values: Mapping[str, Any], *, by: Any, seen: int
) -> OrganisationProfile:
    """Save a part of the profile: "about" (description, website, language, languages) or "offers".

    ``seen`` is the version of the part that the page was drawn with: somebody else's save in between raises
    StaleRecord and writes nothing (BP-14). Saving what is there already is no change. Raises Forbidden.
    """
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        demand(can_keep_organisation(by, organisation))
        profile = _profile(organisation, work)
        if profile.part_version(part) != seen:
            raise StaleRecord
        if part == "offers":
            changed = _save_offers(organisation, values["offers"])
        else:
            changed = _save_about(organisation, profile, values, work)
        if changed:
            profile.part_versions = profile.part_versions | {part: seen + 1}
            profile.updated_at = now()
            work.save(profile, "languages", "part_versions", "updated_at")
            _note(work, "organisation.profile", organisation, by, fields=changed)
    return profile


def _save_about(
    organisation: Organisation, profile: OrganisationProfile, values: Mapping[str, Any], work: Work
) -> list[str]:
    changed = [name for name in ABOUT if name in values and getattr(organisation, name) != values[name]]
    for name in changed:
        setattr(organisation, name, values[name])
    if changed:
        work.save(organisation, *changed, "updated_at")
    if "languages" in values and profile.languages != list(values["languages"]):
        profile.languages = list(values["languages"])
        changed.append("languages")
    return changed


def _key(row: Any) -> tuple[Any, ...]:
    return (row.direction, row.topic, row.area_id, row.text)


def _save_offers(organisation: Organisation, rows: list[dict[str, Any]]) -> list[str]:
    """Make the rows those named; a row that stays the same stays the same record."""
    wanted = [
        OfferOrNeed(organisation=organisation, language=organisation.language[:2], **row) for row in rows
    ]
    held: dict[tuple[Any, ...], list[OfferOrNeed]] = {}
    for row in organisation.offers.all():
        held.setdefault(_key(row), []).append(row)
    new = []
    for row in wanted:
        same = held.get(_key(row))
        if same:
            same.pop(0)
        else:
            new.append(row)
    gone = [row.pk for rows_left in held.values() for row in rows_left]
    OfferOrNeed.objects.filter(pk__in=gone).delete()
    OfferOrNeed.objects.bulk_create(new)
    return ["offers"] if new or gone else []


# --- Logo -----------------------------------------------------------------------------------------


def small_png(upload: Any) -> ValidatedUpload:
    """Return a picture as a PNG that fits into ``MAX_LOGO_SIDE``; ValidationError when it is none."""
    from PIL import Image

    checked = validate_upload(upload, ("image",))
    with Image.open(io.BytesIO(checked.content)) as picture:
        small = picture.convert("RGBA")
        small.thumbnail(MAX_LOGO_SIDE)
        written = io.BytesIO()
        small.save(written, "PNG", optimize=True)
    return ValidatedUpload("logo.png", "image/png", written.getvalue())


def set_logo(organisation: Organisation, upload: Any, *, by: Any) -> OrganisationProfile:
    """Show this picture on the partner's page; the one before goes. ValidationError, Forbidden."""
    demand(can_have_logo(by, organisation))
    picture = small_png(upload)
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        demand(can_have_logo(by, organisation))
        profile = _profile(organisation, work)
        old = profile.logo
        profile.logo = store_upload(picture, owner=organisation, purpose=LOGO, by=by, kinds=("image",))
        profile.updated_at = now()
        work.save(profile, "logo", "updated_at")
        if old:
            discard_file(old, by=by)
        _note(work, "organisation.logo", organisation, by, fields=["logo"])
    return profile


def remove_logo(organisation: Organisation, *, by: Any) -> None:
    """Take the logo away; nothing happens when there is none."""
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        demand(can_have_logo(by, organisation))
        profile = _profile(organisation, work)
        old = profile.logo
        if old is None:
            return
        profile.logo, profile.updated_at = None, now()
        work.save(profile, "logo", "updated_at")
        discard_file(old, by=by)
        _note(work, "organisation.logo_removed", organisation, by, fields=["logo"])


# --- Areas ----------------------------------------------------------------------------------------


def join_area(organisation: Organisation, area: Area, *, by: Any) -> AreaParticipation:
    """Take part in an area from today (AREA-6). Refused when it does so already, or the area takes nobody."""
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        demand(can_keep_organisation(by, organisation))
        if not is_partner_now(organisation):
            raise WrongState(_("The membership has ended: areas cannot be joined."))
        if not Area.objects.choosable().filter(pk=area.pk).exists():
            raise WrongState(_("This area cannot be joined."))
        if AreaParticipation.objects.running().filter(of_it(organisation), area=area).exists():
            raise WrongState(_("The organisation takes part in this area already."))
        place = AreaParticipation.objects.create(organisation=organisation, area=area, since=today())
        _note(work, "organisation.join_area", organisation, by, data={"area": area.code})
    return place


def leave_area(organisation: Organisation, area: Area, *, by: Any) -> None:
    """Take part no longer, from today; the time in the area stays on record (AREA-6)."""
    with unit_of_work() as work:
        demand(can_keep_organisation(by, organisation))
        # Bodies are locked before the organisation: whoever writes in a body points to the organisation afterwards.
        partner_left(organisation, area, today(), by=by)
        organisation = work.lock(organisation)
        demand(can_keep_organisation(by, organisation))
        places = list(AreaParticipation.objects.running().filter(of_it(organisation), area=area))
        if not places:
            raise WrongState(_("The organisation does not take part in this area."))
        for place in places:
            place.until = today()
            place.save(update_fields=["until"])
        _note(work, "organisation.leave_area", organisation, by, data={"area": area.code})


# --- Contributions --------------------------------------------------------------------------------


def record_contribution(organisation: Organisation, values: Mapping[str, Any], *, by: Any) -> Contribution:
    """Note something that the partner contributed (LOI-7). ``values``: ``CONTRIBUTION_FIELDS``; Refusal."""
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        demand(can_keep_organisation(by, organisation))
        refuse_if(contribution_problems(dict(values)))
        known = organisation.contributions.filter(taken_back_on__isnull=True, **values).first()
        if known:  # sent twice
            return known
        contribution = Contribution.objects.create(organisation=organisation, **values)
        _note(work, "contribution.record", organisation, by, data={"contribution": contribution.pk})
    return contribution


def change_contribution(
    contribution: Contribution, values: Mapping[str, Any], *, by: Any, seen: int
) -> Contribution:
    """Correct a contribution; StaleRecord when somebody else saved since version ``seen``."""
    with unit_of_work() as work:
        contribution = work.lock(contribution)
        organisation = contribution.organisation.merged_into or contribution.organisation
        demand(can_keep_organisation(by, organisation))
        if contribution.taken_back_on:
            raise WrongState(_("This contribution was taken back."))
        if contribution.version != seen:
            raise StaleRecord
        refuse_if(contribution_problems(dict(values)))
        changed = [name for name in CONTRIBUTION_FIELDS if getattr(contribution, name) != values[name]]
        for name in changed:
            setattr(contribution, name, values[name])
        if changed:
            work.save(contribution, *changed, "updated_at")
            _note(
                work,
                "contribution.change",
                organisation,
                by,
                fields=changed,
                data={"contribution": contribution.pk},
            )
    return contribution


def take_back_contribution(contribution: Contribution, *, by: Any) -> Contribution:
    """Show a contribution no longer; it stays on record."""
    with unit_of_work() as work:
        contribution = work.lock(contribution)
        organisation = contribution.organisation.merged_into or contribution.organisation
        demand(can_keep_organisation(by, organisation))
        if contribution.taken_back_on:
            raise WrongState(_("This contribution was taken back."))
        contribution.taken_back_on = today()
        work.save(contribution, "taken_back_on")
        _note(work, "contribution.take_back", organisation, by, data={"contribution": contribution.pk})
    return contribution


# --- "All of it is right" -------------------------------------------------------------------------


def confirm_profile(organisation: Organisation, *, by: Any) -> OrganisationProfile:
    """Say that the profile is right, from the desk; answers the yearly question when one is open."""
    demand(can_keep_organisation(by, organisation))
    return confirmed(organisation, by=by, on_behalf=acts_on_behalf_of(by, organisation))


def confirmed(
    organisation: Organisation, *, by: Any, on_behalf: bool = False, data: dict[str, Any] | None = None
) -> OrganisationProfile:
    """Write down that somebody said so; the caller has asked who may. A second time on a day changes nothing."""
    with unit_of_work() as work:
        organisation = work.lock(organisation)
        profile = _profile(organisation, work)
        entry = (
            RoundEntry.objects.select_for_update()
            .filter(organisation=organisation, round__closed_at__isnull=True, confirmed_at__isnull=True)
            .first()
        )
        again = profile.confirmed_at and day_of(profile.confirmed_at) == today()
        if again and entry is None and profile.updated_at <= profile.confirmed_at:
            return profile
        profile.confirmed_at, profile.confirmed_on_behalf = now(), on_behalf
        work.save(profile, "confirmed_at", "confirmed_on_behalf")
        if entry:
            entry.confirmed_at, entry.on_behalf = profile.confirmed_at, on_behalf
            work.save(entry, "confirmed_at", "on_behalf")
        work.audit("organisation.confirm_profile", organisation, by=by, on_behalf=on_behalf, data=data or {})
    return profile
