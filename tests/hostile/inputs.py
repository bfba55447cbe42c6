"""What hostile or unlucky people send, and where it can be sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.permissions.addresses import Address, our_addresses
from tests.permissions.matrix import MATRIX
from tests.permissions.notation import Row
from tests.permissions.world import PEOPLE, World

MEGABYTE = 1_000_000
# Who gets furthest at most addresses; the first for whom something works is taken.
TRIED = ("head", "administrator", "officer", "applicant", "visitor with a draft", "visitor")

QUERIES = {
    "page of 5000 digits": "page=" + "9" * 5000 + "&p=" + "9" * 4000,
    "long page": "page=" + "9" * 4000 + "&p=" + "9" * 2000,
    "words for numbers": "page=abc&p=-1&id=abc&pk=abc&seen=abc&version=abc&rows=abc",
    "NUL": "q=%00&id=%00&kind=%00",
    "lone surrogate": "q=%ED%A0%80&kind=%ED%BF%BF&country=%ED%A0%80&status=%ED%A0%80",
    "not UTF-8": "q=%FF%FE&kind=%C3&area=%80",
    "1 MB": "q=" + "x" * MEGABYTE,
    "8 KB": "q=" + "x%20" * 1900,
    "2000 parameters": "&".join(f"a{number}=1" for number in range(2000)),
    "unknown codes": "kind=xx&country=XX&region=000&area=none&status=xx&stage=xx&format=exe&state=xx&waits=xx&age=9",
    "numbers beyond all bounds": "id="
    + "9" * 40
    + "&area="
    + "9" * 40
    + "&kind="
    + "9" * 40
    + "&organisation="
    + "9" * 40,
    "other types": "q[]=1&kind[a]=1&ordering=__class__&ordering=-password&export=exe&is_searching=1",
    "order of another column": "ordering=applicant__password&order=1;drop+table",
    "export": "export=csv&export=xlsx&q='%22%3E%3Cscript%3E&ordering=nothing",
    "elsewhere": "next=//elsewhere.example&next=https:elsewhere.example&lang=xx&from=%00",
    "conflict out of nothing": "conflict=1&from=check&add=1",
}
HEADERS = {
    "junk host": {"host": "junk host\n"},
    "other host": {"host": "elsewhere.example"},
    "long host": {"host": "x" * 3000},
    "junk language": {"accept-language": "\x00;;q=,=,*," * 200},
    "long language": {"accept-language": "zz-ZZ-ZZ;q=9,fr-" + "x" * 5000},
    "junk cookies": {"cookie": 'sessionid="a\\000"; csrftoken="\\377"; portal_language="\\000"; messages=x'},
    "surrogates": {"user-agent": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
    "autosave out of nothing": {"x-autosave": "1", "x-requested-with": "XMLHttpRequest"},
    "etag": {
        "if-none-match": '*, W/"\x00", "' + "x" * 3000,
        "if-modified-since": "yesterday",
        "range": "bytes=9-1",
    },
}


@dataclass(frozen=True)
class Target:
    """A form: its row of the matrix, and somebody who can send it."""

    row: Row
    address: Address
    who: str
    own: bool

    def url(self, world: World) -> str:
        return world.url(self.address, self.row.of)

    @property
    def own_record(self) -> str:
        return self.row.of if self.own else ""


def asker(row: Row) -> tuple[str, str]:
    """Return who gets furthest at an address, and the record that must be theirs for it ("" when none must)."""
    for which, (get, _post) in row.cases().items():
        for name in reversed(TRIED):
            if get[PEOPLE[name]] in ("read", "soon") and which != "absent":
                return name, row.of if which == "own" else ""
    return "head", ""


def pages() -> dict[str, tuple[Row, Address]]:
    """Return every address of ours once, with the first row that the matrix has for it."""
    found: dict[str, tuple[Row, Address]] = {}
    by_name = {address.name: address for address in our_addresses()}
    for row in MATRIX:
        if row.name in by_name:
            found.setdefault(row.name, (row, by_name[row.name]))
    return found


def _targets() -> Iterator[Target]:
    by_name = {address.name: address for address in our_addresses()}
    for row in MATRIX:
        for which, (_get, post) in row.cases().items():
            able = [name for name in TRIED if post[PEOPLE[name]] in ("done", "checked")]
            if able and which != "absent" and row.name in by_name:
                yield Target(row, by_name[row.name], able[0], which == "own")
                break


PAGES = pages()
FORMS = {target.row.key: target for target in _targets()}
