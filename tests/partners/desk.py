"""What tests of the letter's pages share: what a browser would post for each part."""

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from partners.models import Letter

PAGES: dict[str, dict[str, Any]] = {
    "who": {
        "kind": "ngo",
        "legal_name": "Demonstration Clean Rivers Network",
        "acronym": "DCRN",
        "place": "KE",
        "website": "www.example.org",
        "description": "We monitor rivers.",
        "language": "en",
    },
    "people": {
        "main-given_name": "Main",
        "main-family_name": "Contact",
        "main-post": "Director",
        "main-email": "main@example.org",
        "alternate-family_name": "",
    },
    "areas": {"areas": ["asgm", "waste-management"]},
    "statements": {"supports": "on", "commits": "on", "contribution": "We share our inventory method."},
    "offers": {
        "offers-TOTAL_FORMS": "1",
        "offers-INITIAL_FORMS": "0",
        "offers-0-direction": "offer",
        "offers-0-topic": "training",
        "offers-0-area": "asgm",
        "offers-0-text": "Workshops",
    },
    "signature": {
        "signatory_name": "Main Contact",
        "signatory_title": "Director",
        "signed_on": "2026-01-15",
        "declared": "on",
    },
    "consent": {"acknowledges_publication": "on", "consents_to_data": "on"},
}


def url(name: str, letter: Letter, *args: str) -> str:
    return reverse(f"partners_desk:{name}", args=[letter.uuid, *args])


def version_on(page: Any) -> str:
    """Return the version that a page's form holds."""
    [version] = re.findall(r'name="version" value="(-?\d+)"', page.content.decode())
    return version


def post_part(
    client: Client, letter: Letter, step: str, *, query: str = "", headers: Any = None, **values: Any
):
    """Open a part's page and send its form, with ``values`` on top of what ``PAGES`` has; None leaves out."""
    address = url("step", letter, step)
    data = {**PAGES[step], "version": version_on(client.get(address)), **values}
    data = {name: value for name, value in data.items() if value is not None}
    return client.post(address + query, data, headers=headers)


def start(client: Client, language: str = "en") -> Letter:
    """Press Start on the public page; return the draft."""
    answer = client.post(f"/{language}/join/")
    assert answer.status_code == 302, answer.content
    return Letter.objects.get(uuid=answer["Location"].strip("/").split("/")[-1])


def write_all(client: Client, letter: Letter) -> None:
    """Fill in every part."""
    for step in PAGES:
        answer = post_part(client, letter, step)
        assert answer.status_code == 302, answer.content.decode()


def signed_in(user: Any) -> Client:
    """Return a browser in which ``user`` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())
