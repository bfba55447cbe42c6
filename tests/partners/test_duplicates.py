"""Possible duplicates of the whole register: found in batch, merged, or noted as different and not shown again."""

import pytest
from django.urls import reverse

from partners.actions.merges import mark_different, merge_organisation
from partners.duplicates import pairs
from partners.models import NotTheSame, OtherName
from partnership_areas.models import Country
from tests.factories import OrganisationFactory, confirmed_letter, officer, partner
from tests.partners.admin import browser, text_of

pytestmark = pytest.mark.django_db
PAGE = "/admin/duplicates/"


def row(name, country="KE", **values):
    place = Country.objects.get(alpha2=country) if country else None
    return partner(legal_name=name, country=place, **values)


def found() -> list[tuple[str, str]]:
    names = {}
    for pair in pairs():
        names[pair.first, pair.second] = pair.reason
    return sorted(names.values())


@pytest.mark.rule("LOI-8")
@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (("Institut Inventé de l’Eau", "SN"), ("Institut invente de l'eau", None), "same"),
        (("Demonstration Water Institute", "KE"), ("Demonstration Waters Institute", "KE"), "alike"),
        (("Institute of Water", "KE"), ("The Institute of the Water", None), "same"),
        (("Institute of Water", "KE"), ("The Institute of the Water", "UG"), None),
        (("Cats", "KE"), ("Dogs", "KE"), None),
    ],
)
def test_pairs_are_found_by_name_and_country(first, second, reason):
    row(*first)
    row(*second)
    assert found() == ([reason] if reason else [])


def test_pairs_are_found_by_acronym_domain_and_ministry():
    row("Cats", acronym="UNX")
    row("Dogs", acronym="U.N.X.", website="https://www.unx.example.org/about")
    row("Birds", "UG", website="https://unx.example.org")
    row("Government of Uruguay", "UY", kind="government")
    row("Government of Uruguay (Ministry of Housing)", "UY", kind="government")
    assert found() == ["acronym", "domain", "within"]


def test_other_names_count_and_individuals_do_not():
    old = row("Carbon Centre")
    OtherName.objects.create(organisation=old, text="Invented Coal Centre")
    old.save()
    row("Invented coal centre")
    confirmed_letter(kind="individual", legal_name="Invented coal centre")
    assert found() == ["same"]


def test_pair_is_gone_when_merged_or_noted_as_different():
    one, two = row("Twin Institute"), row("Twin Institute", None)
    three = row("Twin Institute", "UG")
    assert len(pairs()) == 2
    mark_different(two, three, by=officer())
    assert len(pairs()) == 1
    merge_organisation(two, into=one, reason="Same", by=officer())
    assert pairs() == []


def test_page_shows_pairs_and_notes_what_is_different():
    assert "No two rows look alike." in text_of(browser("officer").get(PAGE))
    one, two = row("Twin Institute"), row("Twin Institute", None)
    client = browser("officer")
    page = text_of(client.get(PAGE))
    assert "Same name" in page
    assert f"{reverse('organisations:merge', args=[one.pk])}?into={two.pk}" in page
    assert client.post(PAGE, {"first": one.pk, "second": one.pk}).status_code == 422
    assert client.post(PAGE, {"first": "x", "second": one.pk}).status_code == 422
    assert browser("auditor").post(PAGE, {"first": one.pk, "second": two.pk}).status_code == 403
    assert not NotTheSame.objects.exists()
    assert client.post(PAGE, {"first": two.pk, "second": one.pk}).status_code == 302
    assert "Twin" not in text_of(client.get(PAGE))
    assert "Noted as different" in text_of(client.get(reverse("organisations:inspect", args=[one.pk])))
    assert browser("editor").get(PAGE).status_code == 404
    assert "Not the same" not in text_of(browser("auditor").get(PAGE))


def test_page_makes_as_many_queries_with_more_pairs(assert_query_parity):
    client = browser("officer")
    row("Twin Institute 0"), row("Twin Institute 0", None)

    def grow() -> None:
        for number in range(1, 3):
            OrganisationFactory(legal_name=f"Other {number}{number}{number} Twins")
            OrganisationFactory(legal_name=f"Other {number}{number}{number} Twin")
        client.get(PAGE)

    assert_query_parity(lambda: client.get(PAGE + "?p=1"), grow)
