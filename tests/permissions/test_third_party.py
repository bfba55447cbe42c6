"""Addresses of Wagtail and allauth, by prefix: nobody gets a fault, and nobody gets in who has no business there."""

import pytest
from django.urls import NoReverseMatch, reverse

from tests.permissions.addresses import Address, sample_url, third_party_addresses
from tests.permissions.world import World

pytestmark = pytest.mark.django_db
ASKED_BY = ("visitor", "focal", "superuser")
# These answer 200 to everybody who is signed in, or to everybody, and show nothing of the site.
OPEN_IN_ADMIN = {
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "admin_logout",
    "wagtailadmin_logout",
}
# Wagtail's own way to try its page for faults; it is there to answer 500.
MEANT_TO_FAIL = {"wagtailadmin_error_test"}


def by_prefix() -> dict[str, list[Address]]:
    groups: dict[str, list[Address]] = {}
    for address in third_party_addresses():
        if address.name not in MEANT_TO_FAIL:
            groups.setdefault(address.prefix, []).append(address)
    return groups


GROUPS = by_prefix()


# A report of wagtail-localize pages through rows without an order: its matter, and no fault.
@pytest.mark.filterwarnings("ignore:Pagination may yield inconsistent results")
@pytest.mark.parametrize("prefix", GROUPS)
def test_third_party_addresses_answer_without_a_fault(world: World, prefix: str) -> None:
    faults, entered = [], []
    for address in GROUPS[prefix]:
        url = sample_url(address) or address.pattern
        for name in ASKED_BY:
            got = world.ask(name, "GET", url)
            if got.status_code >= 500:
                faults.append(f"{name} {url} ({address.name}): {got.status_code}")
            inside = got.status_code == 200 and url.startswith("/admin/") and name != "superuser"
            if inside and address.name not in OPEN_IN_ADMIN:
                entered.append(f"{name} {url} ({address.name})")
    assert not faults, "\n".join(faults)
    assert not entered, "\n".join(entered)


@pytest.mark.parametrize("name", ["officer", "head", "editor", "administrator", "auditor", "superuser"])
@pytest.mark.parametrize(
    "url",
    [
        "/admin/users/",
        "/admin/users/add/",
        "/admin/users/1/",
        "/admin/groups/",
        "/admin/groups/new/",
        "/admin/groups/1/",
        "/admin/password_reset/",
        "/admin/account/change_password/",
        "/django-admin/",
        "/admin/bulk/accounts/user/delete/?id=1",
        "/admin/bulk/auth/group/delete/?id=1",
        "/admin/bulk/partners/letter/delete/?id=1",
        "/admin/bulk/partners/organisation/delete/?id=1",
    ],
)
def test_accounts_and_records_have_no_screens_of_wagtail(world: World, name: str, url: str) -> None:
    got = world.ask(name, "GET", url)
    assert got.status_code in (302, 403, 404), got.status_code
    assert got.status_code != 302 or got.headers["Location"].startswith("/admin/"), got.headers["Location"]


@pytest.mark.parametrize("namespace", ["letters", "organisations", "requests", "mails", "staff", "countries"])
@pytest.mark.parametrize("view", ["add", "edit", "delete", "copy", "history", "usage"])
def test_records_have_no_address_that_changes_them_past_the_actions(namespace: str, view: str) -> None:
    for arguments in ([], [1]):
        with pytest.raises(NoReverseMatch):
            reverse(f"{namespace}:{view}", args=arguments)


def test_anonymous_never_gets_into_the_admin(world: World) -> None:
    wrong = []
    for address in third_party_addresses():
        url = sample_url(address)
        if not url.startswith("/admin/") or address.name in OPEN_IN_ADMIN | MEANT_TO_FAIL:
            continue
        got = world.ask("visitor", "POST", url, {})
        if got.status_code not in (302, 403, 404, 405):
            wrong.append(f"{url} ({address.name}): {got.status_code}")
    assert not wrong, "\n".join(wrong)
