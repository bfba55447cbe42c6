"""A guiding text and amendments in each state for the world of the matrix."""

from types import SimpleNamespace
from typing import Any

from meetings.actions.proposals import examine, put_before_group
from meetings.documents.guidelines import typeset_version
from meetings.texts.amended import current_version
from portal.accounts.models import User
from portal.records.work import unit_of_work
from tests.factories import focal_point, partner
from tests.meetings.amendments import draft, guidelines, sent


def amendment_records(reviewer: User) -> dict[str, Any]:
    """Return amendments of a partner in which nobody of the world has a place."""
    organisation = partner(areas=(), legal_name="Demonstration Amending Partner")
    writer = focal_point(organisation, email="amending@example.org")
    version = current_version(guidelines())
    with unit_of_work():
        typeset_version(version)
    begun = draft(writer, number="2(b)")
    public = examine(sent(writer, number="2(d)"), by=reviewer, opinion="It fits.", language="en")
    put_before_group(public, by=reviewer)
    public.refresh_from_db()
    return {
        "guiding text": SimpleNamespace(pk=version.pk, code="guidelines", label=version.label),
        "amendment draft": SimpleNamespace(
            pk=begun.pk,
            uuid=begun.uuid,
            name="discard",
            belongs_to=organisation,
            version=begun.version,
        ),
        "amendment": sent(writer, number="2(e)"),
        "amendment examined": examine(
            sent(writer, number="3(e)"), by=reviewer, opinion="It fits.", language="en"
        ),
        "amendment public": public,
    }
