"""Pages with lists make the same number of queries with one row and with more, and never many."""

import pytest

from tests.factories import UserFactory, complete_draft, confirmed_letter, letter_under_review
from tests.pages.conftest import Growth

PUBLIC = 15
ANY = 25


def loader(client, address, *, user=None):
    if user is not None:
        client.force_login(user)

    def load():
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"

    return load


PUBLIC_LISTS = {
    "/en/partners/": PUBLIC,
    "/fr/partners/?q=demonstration&area=asgm&region=002&kind=ngo": PUBLIC,
    "/en/letters/": PUBLIC,
    "/es/letters/?stage=confirmed": PUBLIC,
    "/en/partnership-areas/": PUBLIC,
    "/en/partnership-areas/asgm/": PUBLIC,
    "/en/": ANY,
    "/sitemap.xml": ANY,
}


@pytest.mark.parametrize("address", PUBLIC_LISTS)
def test_public_lists(client, growth: Growth, assert_query_parity, address):
    growth.partners(1)
    growth.letters(1)

    def grow():
        growth.partners()
        growth.letters()

    assert_query_parity(loader(client, address), grow, at_most=PUBLIC_LISTS[address])


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_downloads_of_the_directory(client, growth: Growth, assert_query_parity, format):
    growth.partners(1)

    def load():
        assert b"".join(client.get(f"/en/partners/?format={format}"))

    assert_query_parity(load, growth.partners, at_most=PUBLIC)


def test_profile_of_a_partner(client, growth: Growth, assert_query_parity):
    from partners.models import AreaParticipation, OfferOrNeed
    from partnership_areas.models import Area
    from tests.factories import focal_point

    letter = confirmed_letter(by=growth.applicant, decider=growth.decider, reviewer=growth.reviewer)
    organisation = letter.organisation

    def grow():
        for area in Area.objects.exclude(code="asgm")[:4]:
            AreaParticipation.objects.create(organisation=organisation, area=area)
            OfferOrNeed.objects.create(
                organisation=organisation, direction="seek", topic="funding", text="Funds", area=area
            )
            focal_point(organisation)
        organisation.people.update(is_public=True)

    assert_query_parity(loader(client, organisation.get_absolute_url()), grow, at_most=ANY)


def test_letter_on_the_site(client, growth: Growth, assert_query_parity):
    letter = letter_under_review(by=growth.applicant, reviewer=growth.reviewer)
    load = loader(client, f"/en/letters/{letter.reference}/")
    assert_query_parity(load, growth.letters, at_most=PUBLIC)


ADMIN_LISTS = (
    "/admin/",
    "/admin/letters/",
    "/admin/letters/?status=all",
    "/admin/letters/?q=demonstration&kind=ngo&area=asgm",
    "/admin/requests/",
    "/admin/organisations/",
    "/admin/organisations/?membership=running&area=asgm",
    "/admin/mails/",
    "/admin/countries/",
    "/admin/areas/",
    "/admin/framework/",
    "/admin/membership-kinds/",
    "/admin/letters/?export=csv&status=all",
    "/admin/organisations/?export=xlsx",
    "/desk/",
)


@pytest.mark.parametrize("address", ADMIN_LISTS)
def test_lists_of_the_secretariat(client, growth: Growth, assert_query_parity, address):
    growth.partners(1)
    growth.former_partners(1)
    growth.letters(1)

    def grow():
        growth.partners()
        growth.former_partners()
        growth.letters()

    user = growth.decider

    def load():
        answer = client.get(address)
        assert answer.status_code == 200
        if answer.streaming:
            b"".join(answer.streaming_content)

    client.force_login(user)
    assert_query_parity(load, grow, at_most=ANY)


def test_list_of_staff(client, growth: Growth, assert_query_parity):
    user = UserFactory(roles=("administrator",))
    load = loader(client, "/admin/staff/", user=user)
    assert_query_parity(
        load, lambda: [UserFactory(roles=("officer", "editor")) for _row in range(3)], at_most=ANY
    )


def test_letter_of_the_secretariat_with_a_long_history(client, growth: Growth, assert_query_parity):
    letter = letter_under_review(by=growth.applicant, reviewer=growth.reviewer)
    grow = growth.history_of(letter)
    grow()
    load = loader(client, f"/admin/letters/inspect/{letter.pk}/", user=growth.decider)
    assert_query_parity(load, grow, at_most=40)


@pytest.mark.parametrize("address", ["/desk/", "/en/join/"])
def test_desk_of_an_applicant(client, growth: Growth, assert_query_parity, address):
    growth.letters(1)
    load = loader(client, address, user=growth.applicant)
    assert_query_parity(load, growth.letters, at_most=ANY)


@pytest.mark.parametrize("page", ["", "offers/", "check/", "preview/", "areas/"])
def test_pages_of_a_draft(client, growth: Growth, assert_query_parity, page):
    letter = complete_draft(by=growth.applicant)
    load = loader(client, f"/desk/letters/{letter.uuid}/{page}", user=growth.applicant)
    assert_query_parity(load, growth.offers_of(letter), at_most=ANY)
