"""A kind of document for tests: a reference counter typeset as a letter."""

import datetime
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from portal.publishing.documents import DocumentKind
from portal.records import registries
from portal.records.models import ReferenceCounter

NAMES = [
    ("Ministère de démonstration des Mines", "fr", "Côte d’Ivoire"),
    ("وزارة البيئة التجريبية", "ar", "Jordan"),
    ("示范环境保护部", "zh", "China"),
    ("Demonštračné ministerstvo, Žilina", "sk", "Slovakia"),
]


def letter_context(record: Any, language: str, version: str) -> dict[str, Any]:
    return {
        "symbol": "GMP/TEST/2026/7",
        "kind_label": "Letter of intent",
        "status_label": "Received, not yet confirmed",
        "status_tone": "waiting",
        "date": datetime.date(2026, 11, 20),
        "original_language": "en",
        "record_hash": "ab" * 32,
        "verify_url": "https://example.org/letter",
        "opening": f"The Demonstration Ministry writes version {version} to the Partnership.",
        "statements": [("How we will contribute", "en", "We will share our inventory method. " * 90)],
        "names": NAMES,
        "signatory": "José Ñandú Ærøskøbing 王小明",
    }


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Publications of a test, and the templates of tests."""
    settings.PUBLICATIONS_DIR = tmp_path / "publications"
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates
    yield


@pytest.fixture
def letter_kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., DocumentKind]:
    """Return a function that registers the kind "letter", with other values where given."""

    def register(**values: Any) -> DocumentKind:
        values = {
            "kind": "letter",
            "template": "tests/letter.html",
            "context": letter_context,
            "title": "Letter of intent: Demonstration Ministry",
            "filename": "letter.pdf",
            "public": True,
            "url": lambda record, language: f"/{language}/letter.pdf",
        } | values
        monkeypatch.setitem(registries.documents, "letter", DocumentKind(**values))
        return registries.documents["letter"]

    register()
    return register


@pytest.fixture
def record(db: object, letter_kind: object) -> ReferenceCounter:
    return ReferenceCounter.objects.create(series="TEST", year=2026)
