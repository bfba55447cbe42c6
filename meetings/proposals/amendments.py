"""Amendments as a kind of proposal (GDL-1)."""

from django.urls import reverse

from meetings.actions.amendments import make_version
from meetings.enums import DecisionKind
from meetings.models import Amendment
from meetings.proposals.kinds import KindOfProposal, register_proposals
from meetings.rules.amendments import adoption_problems, base_problems
from meetings.texts.amended import complete_languages, wording


def register() -> None:
    """Called once from ``meetings.hooks``."""
    register_proposals(
        Amendment,
        KindOfProposal(
            decision_kind=DecisionKind.AMENDMENT,
            series="AMD",
            wording=wording,
            ties=("document",),
            languages=complete_languages,
            url=lambda amendment: amendment.desk_url,
            admin_url=lambda amendment: reverse("amendments:inspect", args=[amendment.pk]),
            before_group_problems=base_problems,
            adoption_problems=adoption_problems,
            adopted=make_version,
        ),
    )
