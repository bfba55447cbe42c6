"""Every address of our own, every role, GET and POST, own, other and absent records: see ``matrix.py``."""

import pytest

from tests.permissions.addresses import our_addresses
from tests.permissions.matrix import MATRIX
from tests.permissions.notation import STATUS, Row
from tests.permissions.world import PEOPLE, World

pytestmark = pytest.mark.django_db
# Plain people of partners are six of fifteen; for guessed addresses and own records two of them speak for all.
FEWER = [name for name in PEOPLE if name not in ("lead", "lead2", "member", "chair")]
# Where nothing can be posted, who may not read either may be told so instead.
REFUSALS = ("sign-in", "refused", "none")


def test_every_address_of_ours_is_declared() -> None:
    nameless = [address.pattern for address in our_addresses() if not address.name]
    declared = {row.name for row in MATRIX}
    missing = sorted({address.name for address in our_addresses() if address.name} - declared)
    assert not nameless, f"Give these addresses a name: {nameless}"
    assert not missing, f"Say in tests/permissions/matrix.py who gets what at: {missing}"


def test_every_declared_address_exists() -> None:
    gone = {row.name for row in MATRIX} - {address.name for address in our_addresses()}
    assert not gone, f"No longer there: {sorted(gone)}"


def test_every_declaration_is_readable_and_there_once() -> None:
    keys = [row.key for row in MATRIX]
    assert sorted(set(keys)) == sorted(keys)
    for row in MATRIX:
        assert row.cases(), row.key
        for get, post in row.cases().values():
            assert "no-post" not in get.values() or set(get.values()) == {"no-post"}, row.key
            assert set(get) == set(post)


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.key)
def test_who_gets_what(world: World, row: Row) -> None:
    address = next(address for address in our_addresses() if address.name == row.name)
    wrong = []
    for which, (get, post) in row.cases().items():
        url = world.url(address, row.of, absent=which == "absent")
        for name in PEOPLE if which == "other" else FEWER:
            for method, expected in (("GET", get), ("POST", post)):
                answer = expected[PEOPLE[name]]
                if answer == "-":
                    continue
                data = world.data(row) if method == "POST" else None
                own = row.of if which == "own" else ""
                got = world.ask(name, method, url, data, own=own)
                refused_alike = answer == "no-post" and get[PEOPLE[name]] in REFUSALS
                if not fits(answer, got) and not (refused_alike and fits(get[PEOPLE[name]], got)):
                    said = f"{got.status_code} {got.headers.get('Location', '')}"
                    wrong.append(f"{which} {name} {method} {url}: {answer} expected, {said}")
    assert not wrong, "\n".join(wrong)


def fits(answer: str, got: object) -> bool:
    """Whether an HTTP answer is the one that the matrix names."""
    if got.status_code not in STATUS[answer]:
        return False
    location = got.headers.get("Location", "")
    is_door = location.startswith(("/accounts/login/", "/admin/login/"))
    return is_door if answer == "sign-in" else not is_door
