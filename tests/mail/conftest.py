"""Texts of mails for tests: they stand in a folder of the test, as if an app without templates of its own sent them."""

import email
import email.policy
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings

from portal.mail.texts import load_text

ENGLISH = """Subject: Letter {reference} received

Dear {name},

Thank you. {note}

- First point
- Second point

{url}

With kind regards
"""
FRENCH = ENGLISH.replace("Letter", "Lettre").replace("received", "reçue").replace("Dear", "Bonjour")


@pytest.fixture
def write_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str, str, str], str]]:
    """Return a function (name, language, text) → template name."""
    monkeypatch.setattr(apps.get_app_config("humanize"), "path", str(tmp_path / "texts"))
    load_text.cache_clear()

    def write(name: str, language: str, text: str) -> str:
        folder = tmp_path / "texts" / "mail" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{language}.txt").write_text(text, encoding="utf-8")
        load_text.cache_clear()
        return f"humanize/{name}"

    yield write
    load_text.cache_clear()


@pytest.fixture
def received(write_text: Callable[[str, str, str], str]) -> str:
    """The name of a text that exists in English and French."""
    write_text("received", "fr", FRENCH)
    return write_text("received", "en", ENGLISH)


@pytest.fixture
def values() -> dict[str, Any]:
    return {
        "reference": "LOI-2026-0007",
        "name": "Anna",
        "note": "",
        "url": "http://localhost:8000/desk/letters/7/",
    }


@pytest.fixture(autouse=True)
def mail_folder(settings: Any, tmp_path: Path) -> Path:
    """Mails of a test go into a folder of their own."""
    settings.EMAIL_BACKEND = "portal.mail.backends.FolderBackend"
    settings.BASE_URL = "http://localhost:8000"
    settings.MAIL_DIR = tmp_path / "mail"
    settings.PUBLICATIONS_DIR = tmp_path / "publications"
    return settings.MAIL_DIR


def arrived() -> list[EmailMessage]:
    """Return the messages in the folder, oldest first."""
    files = sorted(django_settings.MAIL_DIR.glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
