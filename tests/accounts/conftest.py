"""Fixtures of account tests."""

import pytest
from django.test import Client


@pytest.fixture
def client_factory():
    """Return a maker of fresh browsers."""
    return Client
