"""Requests about personal data for the world of the matrix."""

from types import SimpleNamespace
from typing import Any

from portal.accounts.models import User
from portal.privacy.actions import open_request
from portal.privacy.models import Mention, PersonalDataRequest
from portal.records.clock import now
from tests.factories import UserFactory

EMAIL = "looked-up@example.org"


def privacy_records(keeper: User) -> dict[str, Any]:
    """Return an open request about somebody, and a text left from an erasure."""
    UserFactory(email=EMAIL)
    done = PersonalDataRequest.objects.create(origin="console", state="done", decided_at=now())
    return {
        "own account": SimpleNamespace(code="accounts.user-0"),
        "personal request": open_request(EMAIL, by=keeper),
        "mention": Mention.objects.create(
            request=done, object_type="accounts.user", object_id=keeper.pk, field="first_name"
        ),
    }
