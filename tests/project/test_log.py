"""The log of the portal keeps no secret part of an address (docs/operations.md, "The log")."""

import logging

import pytest
from django.conf import settings
from structlog.stdlib import ProcessorFormatter

from portal.log import without_secrets


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "GET /fr/invitations/seat/762eb869-107f-4334-9b77-6bb00f740f2c/",
            "GET /fr/invitations/seat/762eb869…/",
        ),
        (
            "/desk/notices/unsubscribe/eyJ1c2VyIjo3fQ:1abcDE:veryVerySecretSignature_0123456789/ok",
            "/desk/notices/unsubscribe/eyJ1c2Vy…/ok",
        ),
        ("/en/partners/a-partner-with-a-name-that-is-rather-long-indeed/", None),
        ("/en/partnership-areas/asgm/?on=2026-11-21", None),
        ("http://localhost:8000/static/portal.0123456789ab.css", None),
        ("2026-11-21T10:14:11.098632Z", None),
    ],
)
def test_secrets_are_cut_and_other_addresses_stay(text, kept):
    assert without_secrets(text) == (kept or text)


def test_lines_of_django_itself_are_shortened_too():
    formatter = ProcessorFormatter(
        processor=settings.LOGGING["formatters"]["portal"]["processor"],
        foreign_pre_chain=settings.LOGGING["formatters"]["portal"]["foreign_pre_chain"],
    )
    words = ("Forbidden: %s", "/en/invitations/seat/762eb869-107f-4334-9b77-6bb00f740f2c/")
    line = formatter.format(
        logging.LogRecord("django.request", logging.WARNING, "", 1, words[0], words[1:], None)
    )
    assert "/en/invitations/seat/762eb869…/" in line
    assert "107f" not in line
