"""A partner keeps its own profile on the desk: text, logo, offers; who may, what is recorded."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from partners.actions.profile import (
    confirm_profile,
    join_area,
    leave_area,
    record_contribution,
    save_part,
    set_logo,
)
from partners.models import Organisation, OrganisationPerson
from partners.profiles import profile_row
from partners.rules.organisations import can_keep_organisation, can_open_organisation, visible_organisations
from partnership_areas.models import Area
from portal.files.models import StoredFile
from portal.records.clock import today
from portal.records.decisions import Forbidden, StaleRecord
from portal.records.models import AuditLine
from tests.factories import UserFactory, focal_point, head, officer, partner
from tests.partners.desk import signed_in, text_of, version_on
from tests.partners.pictures import picture

pytestmark = pytest.mark.django_db
GIVEN = {
    "title": "Training on measuring mercury in air",
    "text": "Two courses.",
    "topic": "training",
    "area": None,
    "from_year": 2019,
    "to_year": 2021,
    "link": "",
    "language": "en",
}


def at(name: str, organisation: Organisation, *args: Any) -> str:
    return reverse(f"partners_desk:{name}", args=[organisation.slug, *args])


def last_line() -> AuditLine:
    return AuditLine.objects.order_by("-number")[0]


# --- Who ----------------------------------------------------------------------------------------------


def test_page_of_an_organisation_is_for_its_people_only() -> None:
    one, other = partner(), partner()
    user = focal_point(one)
    assert signed_in(user).get(at("organisation", one)).status_code == 200
    assert signed_in(user).get(at("organisation", other)).status_code == 404
    assert list(visible_organisations(user)) == [one]


@pytest.mark.parametrize("who", ["focal", "viewer", "stranger", "officer", "head", "auditor", "editor"])
def test_list_and_rule_of_an_organisation_agree(who: str) -> None:
    organisation, ended, merged, other = partner(), partner(), partner(), partner()
    ended.memberships.update(ended_on=today(), ending="withdrawn", end_reason="They wrote so.")
    Organisation.objects.filter(pk=merged.pk).update(merged_into=organisation)
    merged.refresh_from_db()
    if who in ("focal", "viewer"):
        user = focal_point(organisation, role=who)
        for place in (ended, merged):
            OrganisationPerson.objects.create(organisation=place, person=user.person, role=who)
    else:
        user = UserFactory(roles=() if who == "stranger" else (who,))
    seen = set(visible_organisations(user))
    for one in (organisation, ended, merged, other):
        assert (one in seen) is bool(can_open_organisation(user, one)), one
    if who in ("focal", "viewer"):
        assert seen == {organisation}


def test_right_ends_at_the_next_request() -> None:
    organisation = partner()
    user = focal_point(organisation)
    browser = signed_in(user)
    page = browser.get(at("profile_part", organisation, "about"))
    assert page.status_code == 200
    OrganisationPerson.objects.filter(person__user=user).update(until=today())
    data = {"description": "New", "language": "en", "version": version_on(page)}
    assert browser.post(at("profile_part", organisation, "about"), data).status_code == 404
    organisation.refresh_from_db()
    assert organisation.description == ""


def test_right_ends_with_the_membership() -> None:
    organisation = partner()
    user = focal_point(organisation)
    organisation.memberships.update(ended_on=today(), ending="withdrawn", end_reason="They wrote so.")
    assert signed_in(user).get(at("organisation", organisation)).status_code == 404
    assert signed_in(officer()).get(at("organisation", organisation)).status_code == 200


def test_viewer_reads_and_is_refused_to_change() -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation, role="viewer"))
    for name in ("organisation", "profile", "areas", "contributions", "identity"):
        assert browser.get(at(name, organisation)).status_code == 200, name
    for name in ("logo", "confirm", "contribution_new"):
        assert browser.get(at(name, organisation)).status_code == 403, name
    answer = browser.post(at("areas", organisation), {"leave": "asgm"})
    assert answer.status_code == 403
    assert "Only the focal points" in text_of(answer)


def test_place_in_a_merged_row_opens_the_canonical_one() -> None:
    kept, gone = partner(), partner()
    user = focal_point(gone)
    Organisation.objects.filter(pk=gone.pk).update(merged_into=kept)
    gone.refresh_from_db()
    assert can_open_organisation(user, kept) and can_keep_organisation(user, kept)
    assert not can_open_organisation(user, gone)
    answer = signed_in(user).get(at("profile", gone))
    assert (answer.status_code, answer["Location"]) == (302, at("profile", kept))


@pytest.mark.parametrize("role", ["officer", "head"])
def test_secretariat_edits_on_behalf_and_it_is_recorded(role: str) -> None:
    organisation = partner()
    user = UserFactory(roles=(role,))
    save_part(organisation, "about", {"description": "Said by telephone."}, by=user, seen=0)
    line = last_line()
    assert (line.verb, line.on_behalf, line.fields) == ("organisation.profile", True, ["description"])
    page = text_of(signed_in(user).get(at("profile", organisation)))
    assert "You act on behalf of this organisation" in page


def test_focal_point_acts_for_the_own_organisation() -> None:
    organisation = partner()
    save_part(organisation, "about", {"description": "We act."}, by=focal_point(organisation), seen=0)
    assert last_line().on_behalf is False


@pytest.mark.parametrize("who", ["viewer", "stranger", "auditor"])
def test_nobody_else_changes_a_profile(who: str) -> None:
    organisation = partner()
    users = {
        "viewer": lambda: focal_point(organisation, role="viewer"),
        "stranger": lambda: focal_point(partner()),
        "auditor": lambda: UserFactory(roles=("auditor",)),
    }
    user, area = users[who](), Area.objects.get(code="asgm")
    for act in (
        lambda: save_part(organisation, "about", {"description": "X"}, by=user, seen=0),
        lambda: join_area(organisation, area, by=user),
        lambda: leave_area(organisation, area, by=user),
        lambda: record_contribution(organisation, GIVEN, by=user),
        lambda: set_logo(organisation, picture(), by=user),
        lambda: confirm_profile(organisation, by=user),
    ):
        with pytest.raises(Forbidden):
            act()


# --- What it says of itself ---------------------------------------------------------------------------


def test_about_is_saved_and_on_the_public_page() -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    url = at("profile_part", organisation, "about")
    data = {
        "description": "Nous mesurons le mercure.",
        "language": "fr",
        "website": "www.example.org",
        "languages": ["fr", "ar"],
        "version": version_on(browser.get(url)),
    }
    assert browser.post(url, data).status_code == 302
    organisation.refresh_from_db()
    assert organisation.website == "https://www.example.org"
    page = text_of(browser.get(organisation.get_absolute_url()))
    assert "Nous mesurons le mercure." in page and "Arabic" in page and "French" in page


@pytest.mark.parametrize(
    "wrong",
    [{"website": "nonsense"}, {"languages": ["xx"]}, {"language": "xx"}, {"description": "x" * 4001}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_about_malformed_is_refused_and_kept_on_the_page(wrong: dict[str, Any]) -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    url = at("profile_part", organisation, "about")
    data = {"description": "Typed words.", "language": "en", "website": "", "version": "0"} | wrong
    answer = browser.post(url, data)
    assert answer.status_code == 422
    assert data["description"][:12] in text_of(answer)
    organisation.refresh_from_db()
    assert organisation.description == ""


def test_nothing_changed_writes_nothing() -> None:
    organisation = partner(description="As ever.")
    user = focal_point(organisation)
    before = AuditLine.objects.count()
    save_part(organisation, "about", {"description": "As ever."}, by=user, seen=0)
    assert AuditLine.objects.count() == before
    assert profile_row(organisation).part_version("about") == 0


def test_autosave_keeps_for_the_person_and_publishes_nothing() -> None:
    organisation = partner(description="Public words.")
    browser = signed_in(focal_point(organisation))
    url = at("profile_part", organisation, "about")
    data = {"description": "Half a sent", "language": "en", "website": "", "version": "0"}
    answer = browser.post(url, data, headers={"X-Autosave": "1"})
    assert answer.status_code == 200 and answer.json()["version"] == 0
    organisation.refresh_from_db()
    assert organisation.description == "Public words."
    assert "Half a sent" in text_of(browser.get(url))
    assert browser.post(url, data | {"description": "Half a sentence, now whole."}).status_code == 302
    assert "Half a sent<" not in text_of(browser.get(url))


def test_two_people_edit_at_once_and_nothing_is_lost() -> None:
    organisation = partner()
    first, second = signed_in(focal_point(organisation)), signed_in(focal_point(organisation))
    url = at("profile_part", organisation, "about")
    data = {"language": "en", "website": "", "version": version_on(second.get(url))}
    assert first.post(url, data | {"description": "First text."}).status_code == 302
    answer = second.post(url, data | {"description": "Second text."})
    assert answer.status_code == 409
    assert "First text." in text_of(answer) and "Second text." in text_of(answer)
    organisation.refresh_from_db()
    assert organisation.description == "First text."
    chosen = data | {
        "description": "Second text.",
        "keep-description": "yours",
        "version": version_on(answer),
    }
    assert second.post(url, chosen).status_code == 302
    organisation.refresh_from_db()
    assert organisation.description == "Second text."


def test_stale_autosave_answers_409_and_leads_to_both_texts() -> None:
    organisation = partner()
    first, second = signed_in(focal_point(organisation)), signed_in(focal_point(organisation))
    url = at("profile_part", organisation, "about")
    data = {"language": "en", "website": "", "version": "0"}
    first.post(url, data | {"description": "First text."})
    answer = second.post(url, data | {"description": "Second text."}, headers={"X-Autosave": "1"})
    assert answer.status_code == 409
    page = second.get(answer.json()["conflict_url"])
    assert "First text." in text_of(page) and "Second text." in text_of(page)


def test_stored_text_can_be_chosen_and_own_text_edited() -> None:
    organisation = partner()
    user = focal_point(organisation)
    save_part(organisation, "about", {"description": "First text."}, by=user, seen=0)
    browser, url = signed_in(user), at("profile_part", organisation, "about")
    data = {"language": "en", "website": "", "description": "Mine.", "version": "1"}
    edit = browser.post(url, data | {"keep-description": "yours", "edit": "1"})
    assert edit.status_code == 200 and "Mine." in text_of(edit)
    assert browser.post(url, data | {"keep-description": "stored"}).status_code == 302
    organisation.refresh_from_db()
    assert organisation.description == "First text."


def test_stale_save_of_the_action_writes_nothing() -> None:
    organisation = partner()
    user = focal_point(organisation)
    save_part(organisation, "about", {"description": "First."}, by=user, seen=0)
    with pytest.raises(StaleRecord):
        save_part(organisation, "about", {"description": "Second."}, by=user, seen=0)
    save_part(organisation, "offers", {"offers": []}, by=user, seen=0)  # another part: another version


def test_unknown_part_is_not_there() -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    assert browser.get(at("profile_part", organisation, "kind")).status_code == 404


def test_posted_fields_of_others_are_ignored() -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    url = at("profile_part", organisation, "about")
    data = {"description": "X", "language": "en", "version": "0", "legal_name": "Other", "slug": "other"}
    assert browser.post(url, data).status_code == 302
    fresh = Organisation.objects.get(pk=organisation.pk)
    assert (fresh.legal_name, fresh.slug) == (organisation.legal_name, organisation.slug)


# --- Offers -------------------------------------------------------------------------------------------


def rows(*texts: str) -> dict[str, str]:
    data = {"offers-TOTAL_FORMS": str(len(texts)), "offers-INITIAL_FORMS": "0"}
    for index, text in enumerate(texts):
        data |= {
            f"offers-{index}-direction": "seek",
            f"offers-{index}-topic": "funding",
            f"offers-{index}-area": "asgm",
            f"offers-{index}-text": text,
        }
    return data


@pytest.mark.rule("LOI-7")
def test_offers_are_kept_and_what_stays_stays_the_same_record() -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    url = at("profile_part", organisation, "offers")
    assert browser.post(url, rows("One", "Two") | {"version": "0"}).status_code == 302
    first = organisation.offers.get(text="One")
    assert browser.post(url, rows("One", "Three") | {"version": "1"}).status_code == 302
    assert sorted(organisation.offers.values_list("text", flat=True)) == ["One", "Three"]
    assert organisation.offers.get(text="One").pk == first.pk
    assert "Three" in text_of(browser.get(organisation.get_absolute_url()))


def test_rows_are_added_and_removed_without_script() -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    url = at("profile_part", organisation, "offers")
    more = browser.post(url, rows("One") | {"version": "0", "add": "1"})
    assert more.status_code == 200 and 'name="offers-1-topic"' in more.content.decode()
    less = browser.post(url, rows("One", "Two") | {"version": "0", "remove": "0"})
    assert "Two" in text_of(less) and 'name="offers-1-topic"' not in less.content.decode()
    assert not organisation.offers.exists()


def test_tampered_count_of_rows_is_refused() -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    data = rows("One") | {"offers-TOTAL_FORMS": "999", "version": "0"}
    assert browser.post(at("profile_part", organisation, "offers"), data).status_code == 422
    assert not organisation.offers.exists()


# --- Logo ---------------------------------------------------------------------------------------------


def test_logo_is_drawn_anew_and_has_an_address() -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    assert browser.post(at("logo", organisation), {"logo": picture()}).status_code == 302
    url = reverse("partners:logo", args=[organisation.slug])
    answer = browser.get(url)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    drawn = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert drawn.width <= 480 and drawn.height <= 240
    assert browser.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert url in text_of(browser.get(organisation.get_absolute_url()))


def test_new_logo_takes_the_place_of_the_old_one() -> None:
    organisation = partner()
    user = focal_point(organisation)
    set_logo(organisation, picture(), by=user)
    set_logo(organisation, picture((10, 10), "JPEG", "x.jpg"), by=user)
    assert StoredFile.objects.filter(purpose="logo").count() == 1
    browser = signed_in(user)
    assert browser.post(at("logo", organisation), {"remove": "1"}).status_code == 302
    assert not StoredFile.objects.filter(purpose="logo").exists()
    assert browser.get(reverse("partners:logo", args=[organisation.slug])).status_code == 404
    assert browser.post(at("logo", organisation), {"remove": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("name", "content"), [("mark.svg", b"<svg/>"), ("mark.png", b"<html>"), ("mark.png", b"")]
)
def test_what_is_no_picture_is_refused(name: str, content: bytes) -> None:
    organisation = partner()
    browser = signed_in(focal_point(organisation))
    answer = browser.post(at("logo", organisation), {"logo": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


def test_individual_has_no_logo() -> None:
    organisation = partner(kind="individual")
    user = focal_point(organisation)
    assert signed_in(user).get(at("logo", organisation)).status_code == 403
    with pytest.raises(Forbidden):
        set_logo(organisation, picture(), by=head())


def test_logo_of_a_former_partner_is_no_longer_public() -> None:
    organisation = partner()
    set_logo(organisation, picture(), by=focal_point(organisation))
    organisation.memberships.update(ended_on=today(), ending="inactive", end_reason="No answer.")
    url = reverse("partners:logo", args=[organisation.slug])
    assert signed_in(UserFactory()).get(url).status_code == 404
    answer = signed_in(officer()).get(url)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
