"""Who is told what about proposals to the Advisory Group (GDL-1, AREA-1). Members are told of the decision itself."""

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.kinds_of_proposals import kind_of
from meetings.models.proposals import Proposal
from partners.notices import tell_person
from portal.accounts.queries import users_with_role
from portal.mail.kinds import NoticeKind, register_kind
from portal.mail.notices import notify
from portal.records.enums import SECRETARIAT, Role
from portal.records.registries import has_role


def proposes(user: Any) -> bool:
    """People who can propose something for a partner."""
    return has_role(user, Role.FOCAL, Role.LEAD, Role.MEMBER, Role.CHAIR)


def _is_secretariat(user: Any) -> bool:
    return has_role(user, *SECRETARIAT)


KINDS = (
    NoticeKind(
        "my_proposals",
        _("Proposals that you made to the Advisory Group"),
        hint=_("The opinion of the secretariat, and what the group decided."),
        concerns=proposes,
    ),
    NoticeKind(
        "proposals",
        _("Proposals of partners"),
        hint=_("An amendment or a new area that waits for the opinion of the secretariat."),
        concerns=_is_secretariat,
    ),
)


def register() -> None:
    """Called once from ``meetings.hooks``."""
    for kind in KINDS:
        register_kind(kind)


def title_of(proposal: Proposal) -> Any:
    """Return what the proposal asks for, as a text that follows the language of who reads it."""

    def words() -> str:
        return kind_of(proposal).wording(proposal, (get_language() or "en")[:2])[0]

    return lazy(words, str)()


def _context(proposal: Proposal) -> dict[str, Any]:
    return {
        "reference": proposal.reference or "",
        "organisation": proposal.proposer.legal_name,
        "title": title_of(proposal),
    }


def tell_secretariat_of_proposal(proposal: Proposal) -> None:
    """Tell officers and heads that a proposal waits for an opinion."""
    for user in users_with_role(*SECRETARIAT):
        notify(
            "proposals",
            user,
            "meetings/proposal_received",
            _context(proposal),
            key=f"proposal:{proposal.uuid}:received",
            about=proposal,
            url=kind_of(proposal).admin_url(proposal),
        )


def tell_proposer(proposal: Proposal, template: str) -> None:
    """Tell who proposed it, and who wrote it when that is somebody else, what became of it."""
    values = {
        "context": _context(proposal),
        "key": f"proposal:{proposal.uuid}:{template}",
        "about": proposal,
        "url": kind_of(proposal).url(proposal),
    }
    notify("my_proposals", proposal.created_by, f"meetings/{template}", **values)
    person = proposal.proposed_by
    if person is not None and person.user_id != proposal.created_by_id:
        tell_person("my_proposals", person, f"meetings/{template}", **values)
