"""Two rows of one organisation: merged, read as one everywhere, taken apart again."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from partners.actions.membership import end_membership
from partners.actions.merges import mark_different, merge_organisation, undo_merge
from partners.actions.review import confirm_letter, join_letter
from partners.admin.queries import organisation_rows
from partners.enums import OrganisationRole
from partners.models import Letter, Membership, NotTheSame, Organisation, OrganisationMerge
from partners.public import profile_of
from partners.queries import areas_now, directory, partners_by_area, partners_of_area
from partners.rules.identity import is_taken
from partners.rules.roles import partner_roles
from partnership_areas.models import Area
from portal.records.audit import broken_lines
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from tests.factories import (
    OrganisationFactory,
    confirmed_letter,
    focal_point,
    head,
    letter_under_review,
    officer,
    partner,
    sent_letter,
)
from tests.partners.admin import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """A partner from a list, and the same again from its letter."""
    old = partner(legal_name="Demonstration Lake Watch", areas=("products", "asgm"), acronym="DLW")
    letter = confirmed_letter(legal_name="Demonstration Lake Watchers", acronym="")
    return old, letter.organisation


def merged(pair):
    old, new = pair
    merge_organisation(old, into=new, reason="Same statutes", by=officer())
    return Organisation.objects.get(pk=old.pk), Organisation.objects.get(pk=new.pk)


# --- The action ----------------------------------------------------------------------------------------


@pytest.mark.rule("LOI-8")
def test_merged_rows_are_one_partner_everywhere_and_two_again_after_undo(pair):
    focal = focal_point(pair[0])
    owned = list(Membership.objects.order_by("pk").values("pk", "organisation"))
    for _turn in range(2):
        old, new = merged(pair)
        assert old.merged_into == new
        assert list(Organisation.objects.partners()) == [new]
        [line] = directory()
        assert {area.code for area in areas_now(line)} == {"products", "asgm"}
        assert list(partners_of_area(Area.objects.get(code="products"))) == [new]
        assert partners_by_area()[Area.objects.get(code="asgm").pk] == 1
        assert {area.code for area in profile_of(new).areas} == {"products", "asgm"}
        assert [row.is_partner for row in organisation_rows()] == [True]
        client = Client()
        response = client.get(f"/en/partners/{old.slug}/")
        assert (response.status_code, response["Location"]) == (301, new.get_absolute_url())
        assert response["Cache-Control"] == "no-store"
        found = client.get("/en/partners/?q=DLW")
        assert "Demonstration Lake Watchers" in text_of(found)
        assert OrganisationRole.FOCAL in set(partner_roles(focal))
        assert list(Membership.objects.order_by("pk").values("pk", "organisation")) == owned
        undo_merge(old, reason="Two after all", by=officer())
        old.refresh_from_db()
        assert old.merged_into is None
        assert Organisation.objects.partners().count() == 2
        assert Client().get(f"/en/partners/{old.slug}/").status_code == 200
    verbs = list(AuditLine.objects.filter(verb__startswith="organisation.").values_list("verb", flat=True))
    assert verbs.count("organisation.merge") == verbs.count("organisation.unmerge") == 2
    assert list(broken_lines()) == []


def test_partner_by_a_merged_row_only_is_a_partner(pair):
    old, _new = pair
    plain = OrganisationFactory(legal_name="Demonstration Lake Watch International")
    merge_organisation(old, into=plain, reason="Renamed", by=head())
    assert set(Organisation.objects.partners().values_list("pk", flat=True)) == {plain.pk, pair[1].pk}
    assert profile_of(plain).is_partner
    assert Client().get(f"/en/partners/{plain.slug}/").status_code == 200
    lines = text_of(Client().get("/en/partners/?area=products"))
    assert "Demonstration Lake Watch International" in lines
    assert Client().get("/en/partners/?format=csv").status_code == 200


def test_chain_of_merges_leads_to_its_end_and_comes_apart_step_by_step():
    one, two, three = (partner(legal_name=f"Demonstration {n}") for n in ("One", "Two", "Three"))
    merge_organisation(one, into=two, reason="Same", by=officer())
    merge_organisation(two, into=three, reason="Same", by=officer())
    assert set(Organisation.objects.filter(merged_into=three)) == {one, two}
    undo_merge(Organisation.objects.get(pk=two.pk), reason="No", by=officer())
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.merged_into, two.merged_into) == (two, None)


@pytest.mark.rule("LOI-8")
def test_letter_in_the_name_of_a_merged_row_is_held(pair):
    merged(pair)
    letter = sent_letter(legal_name="Demonstration  LAKE Watch")
    assert letter.held_at
    assert is_taken(letter.identity_key, apart_from=letter)


@pytest.mark.rule("LOI-8")
def test_letter_joined_to_a_row_that_is_merged_then_makes_no_second_membership(pair):
    old, new = pair
    letter = join_letter(letter_under_review(legal_name="Demonstration Lake W."), old, by=officer())
    merged(pair)
    running = Membership.objects.running().count()
    letter = confirm_letter(letter, by=head())
    assert Membership.objects.running().count() == running
    assert not new.memberships.exclude(pk=new.memberships.first().pk).exists()


@pytest.mark.rule("AREA-6")
def test_areas_joined_after_a_backdated_end_end_too(pair):
    old, _new = pair
    yesterday = today() - datetime.timedelta(days=1)
    old.participations.update(since=today())
    old.memberships.update(since=yesterday - datetime.timedelta(days=9))
    end_membership(old.memberships.get(), by=head(), ending="inactive", reason="Silent", on=yesterday)
    assert not old.participations.running().exists()


@pytest.mark.rule("LOI-9")
def test_merged_rows_leave_together(pair):
    old, new = merged(pair)
    end_membership(new.memberships.get(), by=head(), ending="withdrawn", reason="Asked")
    assert not Organisation.objects.partners().exists()
    assert not Membership.objects.running().exists()
    assert not old.participations.running().exists()


def test_merge_says_all_that_is_wrong(pair):
    old, new = pair
    person = confirmed_letter(kind="individual", legal_name="Jane Example").organisation
    with pytest.raises(Refusal) as refused:
        merge_organisation(old, into=old, reason=" ", by=officer())
    assert {problem.field for problem in refused.value.problems} == {"into", "reason"}
    with pytest.raises(Refusal, match="An individual partner"):
        merge_organisation(old, into=person, reason="Same", by=officer())
    merge_organisation(old, into=new, reason="Same", by=officer())
    with pytest.raises(WrongState):
        merge_organisation(old, into=new, reason="Same", by=officer())
    with pytest.raises(Refusal, match="choose that one"):
        merge_organisation(new, into=old, reason="Same", by=officer())
    with pytest.raises(WrongState):
        undo_merge(new, reason="Same", by=officer())
    with pytest.raises(Refusal, match="Give a reason"):
        undo_merge(old, reason="", by=officer())
    assert OrganisationMerge.objects.count() == 1


def test_only_the_secretariat_merges(pair):
    old, new = pair
    for user in (focal_point(old), focal_point(new)):
        with pytest.raises(Forbidden):
            merge_organisation(old, into=new, reason="Same", by=user)
        with pytest.raises(Forbidden):
            undo_merge(old, reason="Same", by=user)
        with pytest.raises(Forbidden):
            mark_different(old, new, by=user)


def test_pair_noted_as_different_is_noted_once_and_forgotten_by_a_merge(pair):
    old, new = pair
    assert mark_different(old, new, by=officer()) == mark_different(new, old, by=officer())
    assert AuditLine.objects.filter(verb="organisation.different").count() == 2
    merged(pair)
    assert not NotTheSame.objects.exists()


# --- The screens -----------------------------------------------------------------------------------------


def test_merge_in_the_admin_search_preview_merge_undo(pair):
    old, new = pair
    client = browser("officer")
    page = reverse("organisations:inspect", args=[old.pk])
    address = reverse("organisations:merge", args=[old.pk])
    assert address in text_of(client.get(page))
    assert "Demonstration Lake Watchers" in text_of(client.get(address))
    assert "Demonstration Lake Watchers" in text_of(client.get(address, {"q": "watchers"}))
    assert "No organisation is found" in text_of(client.get(address, {"q": "nothing like it"}))
    preview = text_of(client.get(address, {"into": new.pk}))
    for words in ("What happens", old.slug, new.slug, Letter.objects.get().reference, "Mercury in products"):
        assert words in preview, words
    assert client.post(address, {"into": new.pk, "reason": ""}).status_code == 422
    assert client.post(address, {"into": "x", "reason": "Same"}).status_code == 422
    assert client.post(address, {"into": old.pk, "reason": "Same"}).status_code == 422
    assert client.post(address, {"into": new.pk, "reason": "Same"}).status_code == 302
    assert client.post(address, {"into": new.pk, "reason": "Same"}).status_code == 409
    shown = text_of(client.get(reverse("organisations:inspect", args=[new.pk])))
    assert "Also stands for:" in shown
    assert "Another row was merged into it" in shown
    assert "Imported, letter not held" in shown
    undo = reverse("organisations:unmerge", args=[old.pk])
    assert undo in text_of(client.get(page))
    assert "Same" in text_of(client.get(undo))
    assert client.post(undo, {"reason": ""}).status_code == 422
    assert client.post(undo, {"reason": "Two"}).status_code == 302
    assert client.get(undo).status_code == 409
    assert client.get(address, {"into": "9" * 30}).status_code == 200


def test_merge_screens_are_refused_to_those_who_only_read(pair):
    old, new = pair
    for name in ("merge", "unmerge"):
        address = reverse(f"organisations:{name}", args=[old.pk])
        assert browser("auditor").get(address).status_code == 403
        assert browser("auditor").post(address, {"into": new.pk, "reason": "x"}).status_code == 403
        assert browser("editor").get(address).status_code == 404
    person = confirmed_letter(kind="individual", legal_name="Jane Example").organisation
    assert browser("head").get(reverse("organisations:merge", args=[person.pk])).status_code == 409


def test_list_of_organisations_makes_as_many_queries_with_more_merges(pair, assert_query_parity):
    merged(pair)
    client = browser("officer")

    def grow() -> None:
        for number in range(2):
            old, new = partner(legal_name=f"Demo {number}"), partner(legal_name=f"Demo {number} again")
            merge_organisation(old, into=new, reason="Same", by=officer())

    assert_query_parity(lambda: client.get("/admin/organisations/"), grow)
    assert_query_parity(lambda: Client().get("/en/partners/"), lambda: None)
