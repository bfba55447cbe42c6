"""Every address of ours, asked with what no page of ours would send: never a 5xx."""

import pytest

from tests.hostile.inputs import FORMS, HEADERS, PAGES, QUERIES, asker
from tests.permissions.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", PAGES)
def test_any_query_is_answered(world: World, name: str) -> None:
    row, address = PAGES[name]
    url, faults = world.url(address, row.of), []
    who, own = asker(row)
    for label, query in QUERIES.items():
        got = world.ask(who, "GET", f"{url}?{query}", own=own)
        if got.status_code >= 500:
            faults.append(f"{who} {url} {label}: {got.status_code}")
        location = got.headers.get("Location", "")
        if location.startswith(("//", "http")) and not location.startswith("http://testserver/"):
            faults.append(f"{who} {url} {label} leads away: {location}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("label", HEADERS)
def test_any_header_is_answered(world: World, label: str) -> None:
    faults = []
    for row, address in PAGES.values():
        who, own = asker(row)
        url = world.url(address, row.of)
        got = world.ask(who, "GET", url, own=own, headers=HEADERS[label])
        if got.status_code >= 500:
            faults.append(f"{who} {url}: {got.status_code}")
        if "host" in label and got.status_code < 400 and address.name not in ("healthz", "readyz"):
            faults.append(f"{who} {url} answers another host: {got.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "junk", ["%00", "%ed%a0%80", "%ff", "9" * 3000, "..%2f..%2fetc%2fpasswd", "%0d%0aX:y", "٣"]
)
def test_any_part_of_an_address_is_answered(world: World, junk: str) -> None:
    faults = []
    for row, address in PAGES.values():
        if not address.parts:
            continue
        url = world.url(address, row.of)
        real = [part for part in url.split("/") if part]
        for index in range(1, len(real)):
            broken = (
                "/" + "/".join([*real[:index], junk, *real[index + 1 :]]) + ("/" if url.endswith("/") else "")
            )
            who, own = asker(row)
            got = world.ask(who, "GET", broken, own=own)
            if got.status_code >= 500:
                faults.append(f"{who} {broken[:200]}: {got.status_code}")
    assert not faults, "\n".join(faults)


BODIES = {
    "nothing": {},
    "NUL": {"text": "\x00", "reason": "\x00", "version": "\x00", "legal_name": "a\x00b", "seen": "\x00"},
    "numbers": {
        "version": "9" * 5000,
        "seen": "9" * 5000,
        "rows": "9" * 5000,
        "offers-TOTAL_FORMS": "9" * 5000,
    },
    "negative": {"version": "-1", "seen": "-1", "rows": "-1", "offers-TOTAL_FORMS": "-1", "remove": "-1"},
    "ids": {
        "organisation": "9" * 40,
        "areas": ["9" * 40, "x"],
        "area": "\ud7ff",
        "place": "XX",
        "kind": "king",
    },
    "dates": {"on": "0000-00-00", "due_on": "9999-12-31", "as_of": "1-1-1", "signed_on": "99999-01-01"},
    "buttons": {
        "add": "1",
        "remove": "99999999999999",
        "edit": "1",
        "later": "1",
        "remove_file": "1",
        "keep-x": "y",
    },
    "choices": {"keep-rows": "stored", "keep-supports": "stored", "keep-legal_name": "stored"},
}


@pytest.mark.parametrize("key", FORMS)
def test_any_body_is_answered(world: World, key: str) -> None:
    target, faults = FORMS[key], []
    url = target.url(world)
    bodies = {label: (body, {}) for label, body in BODIES.items()}
    good = world.data(target.row)
    bodies["right, with autosave"] = (good, {"headers": {"x-autosave": "1"}})
    bodies["2000 fields"] = ({f"f{number}": "x" for number in range(2000)}, {})
    bodies["JSON"] = ('{"a": [1', {"content_type": "application/json"})
    bodies["broken multipart"] = (b"--x\r\njunk", {"content_type": "multipart/form-data; boundary=x"})
    bodies["3 MB"] = ("text=" + "x" * 3 * 1024 * 1024, {"content_type": "application/x-www-form-urlencoded"})
    bodies["surrogates"] = (
        "&".join(f"{name}=%ED%A0%80%00" for name in good) or "a=%ED%A0%80",
        {"content_type": "application/x-www-form-urlencoded"},
    )
    for label, (body, extra) in bodies.items():
        got = world.ask(target.who, "POST", url, body, own=target.own_record, **extra)
        if got.status_code >= 500:
            faults.append(f"{target.who} {url} {label}: {got.status_code}")
        if label in ("2000 fields", "3 MB") and got.status_code not in (400, 413):
            faults.append(f"{target.who} {url} {label}: {got.status_code}, not refused")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD"])
def test_other_methods_change_nothing(world: World, method: str) -> None:
    faults = []
    for row, address in PAGES.values():
        url = world.url(address, row.of)
        got = world.ask("head", method, url)
        if got.status_code >= 500 or (method in ("PUT", "PATCH", "DELETE") and got.status_code == 200):
            faults.append(f"{method} {url}: {got.status_code}")
    assert not faults, "\n".join(faults)
